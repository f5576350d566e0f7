#pragma once

#include <tributary/config.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// What a connection is used for. A subscriber is one that has subscriptions.
enum class ClientType : std::uint8_t { any, normal, master, replica, subscriber };

/// Which connections client_list() names: all of them, or those of one type, or those with certain ids.
struct ClientListOptions {
  ClientType type = ClientType::any;
  /// Ids that do not exist are left out of the reply (since 6.2.0). Not together with `type`.
  std::vector<std::int64_t> ids{};
};

/// Which connections client_kill() closes: those that all given conditions hold for. At least one must be given.
struct ClientKillOptions {
  std::optional<std::int64_t> id{};
  ClientType type = ClientType::any;
  std::optional<std::string> user{};              ///< of this ACL user
  std::optional<std::string> addr{};              ///< of a client, as in ClientInfo::addr
  std::optional<std::string> laddr{};             ///< of the server, as in ClientInfo::laddr (since 6.2.0)
  std::optional<std::chrono::seconds> max_age{};  ///< at least so old (since 7.4.0)
  /// Spares the connection that carries the command. Otherwise it is closed after the reply, and what a context sends
  /// behind it fails.
  bool skip_me = true;
};

/// Which commands wait during client_pause().
enum class PauseMode : std::uint8_t {
  write,  ///< those that may change data (since 6.2.0)
  all,    ///< all, client_unpause() too
};

/// How the blocked command of a connection ends by client_unblock().
enum class UnblockBy : std::uint8_t {
  timeout,  ///< as if its timeout had passed
  error,    ///< with the error UNBLOCKED
};

}  // namespace tributary
