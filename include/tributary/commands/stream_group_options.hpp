#pragma once

#include <tributary/config.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace tributary {

/// How XGROUP CREATE creates.
struct XgroupCreateOptions {
  /// MKSTREAM: creates the stream too, empty, when it does not exist (since 5.0.0).
  bool make_stream = false;
  /// ENTRIESREAD: how many entries the group counts as read, from which the server computes its lag (since 7.0.0).
  std::optional<std::int64_t> entries_read{};
};

/// What else XGROUP SETID sets.
struct XgroupSetidOptions {
  /// ENTRIESREAD: as in XgroupCreateOptions (since 7.0.0).
  std::optional<std::int64_t> entries_read{};
};

/// How XREADGROUP reads.
struct XreadgroupOptions {
  /// At most so many entries of each stream; all when it is left out.
  std::optional<std::int64_t> count{};
  /// The entries are acknowledged as soon as they are delivered: what the reader loses is lost.
  bool noack = false;
  /// Waits so long for an entry when there is none, at least 1 ms; see xreadgroup() for what that means in a context.
  std::optional<std::chrono::milliseconds> block{};
};

/// Which pending entries XPENDING lists.
struct XpendingOptions {
  /// Those that were delivered so long ago (since 6.2.0).
  std::optional<std::chrono::milliseconds> min_idle{};
  /// Those of one consumer.
  std::optional<std::string> consumer{};
};

/// What XCLAIM makes of the entries besides giving them to the consumer. At most one of idle and delivered_at; without
/// them it is as if they were delivered now.
struct XclaimOptions {
  /// IDLE: how long ago they shall have been delivered.
  std::optional<std::chrono::milliseconds> idle{};
  /// TIME: when they shall have been delivered.
  std::optional<std::chrono::sys_time<std::chrono::milliseconds>> delivered_at{};
  /// RETRYCOUNT: how often they shall have been delivered; one more than before by default.
  std::optional<std::int64_t> deliveries{};
  /// Claims also entries of the stream that are not pending.
  bool force = false;
};

}  // namespace tributary
