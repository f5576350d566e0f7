#pragma once

#include <tributary/codec/codec.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tributary {

/// A connection of the server, as CLIENT LIST, CLIENT INFO and ACL LOG describe it. What a version of the server does
/// not tell keeps its initial value.
struct ClientInfo {
  std::int64_t id = 0;
  std::string addr{};   ///< of the client: `host:port`, or `path:0` of a unix socket
  std::string laddr{};  ///< of the server (since 6.2.0)
  std::int64_t fd = -1;
  std::string name{};           ///< empty when it has none
  std::chrono::seconds age{0};  ///< since it was connected
  std::chrono::seconds idle{0};
  std::string flags{};  ///< one letter each: N none, b blocked, x in MULTI, P subscriber, S replica, U unix socket, ...
  std::int64_t db = 0;
  std::int64_t sub = 0;   ///< channels subscribed to
  std::int64_t psub = 0;  ///< patterns subscribed to
  std::int64_t ssub = 0;  ///< shard channels subscribed to (since 7.0.3)
  /// Commands queued since MULTI; nothing outside of MULTI.
  std::optional<std::int64_t> multi{};
  std::int64_t watch = 0;  ///< keys watched (since 7.4.0)

  std::int64_t qbuf = 0;       ///< bytes of the query buffer in use
  std::int64_t qbuf_free = 0;  ///< bytes of the query buffer that are free
  std::int64_t argv_mem = 0;   ///< bytes of the arguments of a command that is not complete
  std::int64_t multi_mem = 0;  ///< bytes of the commands queued since MULTI
  std::int64_t rbs = 0;        ///< size of the reply buffer
  std::int64_t rbp = 0;        ///< most that was lately used of it
  std::int64_t obl = 0;        ///< bytes of the reply buffer in use
  std::int64_t oll = 0;        ///< replies in the list that is used when the buffer is full
  std::int64_t omem = 0;       ///< bytes of that list
  std::int64_t tot_mem = 0;    ///< bytes of all of it

  std::string events{};  ///< r readable, w writable
  std::string cmd{};     ///< the last command, such as `client|list`; empty when there was none
  std::string user{};    ///< its ACL user
  /// The connection that gets its invalidation messages, nothing unless it tracks keys for another one.
  std::optional<std::int64_t> redir{};
  std::int64_t resp = 2;   ///< version of the protocol
  std::string lib_name{};  ///< since 7.2.0
  std::string lib_ver{};   ///< since 7.2.0
  /// Fields that this library does not know, by Redis' own names.
  std::map<std::string, std::string> others;

  friend bool operator==(const ClientInfo&, const ClientInfo&) = default;
};

/// From one line: `id=3 addr=127.0.0.1:5000 name= ...`.
template <>
struct Codec<ClientInfo> {
  TRIBUTARY_API static ClientInfo decode(std::string_view line);
};

}  // namespace tributary
