#pragma once

#include <tributary/commands/client_info.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace tributary {

/// Something that a user was denied. The server counts alike events of a minute in one entry.
struct AclLogEntry {
  using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;

  std::int64_t count = 0;
  std::string reason{};              ///< "command", "key", "channel" or "auth"
  std::string context{};             ///< where: "toplevel", "multi", "lua" or "module"
  std::string object{};              ///< what: the key, channel or command, or "AUTH"
  std::string username{};            ///< as whom
  std::chrono::milliseconds age{0};  ///< since the latest
  ClientInfo client{};
  std::optional<std::int64_t> id{};    ///< since 7.2.0
  std::optional<TimePoint> created{};  ///< since 7.2.0
  std::optional<TimePoint> updated{};  ///< since 7.2.0

  friend bool operator==(const AclLogEntry&, const AclLogEntry&) = default;
};

template <>
struct Codec<AclLogEntry> {
  TRIBUTARY_API static AclLogEntry from_reply(const ReplyView& reply);
};

}  // namespace tributary
