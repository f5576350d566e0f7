#pragma once

#include <tributary/config.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace tributary {

/// How COPY copies.
struct CopyOptions {
  /// The database of the copy; that of the source by default.
  std::optional<std::int64_t> db{};
  /// Overwrites the destination.
  bool replace = false;
};

/// How RESTORE makes a key. At most one of ttl and expire_at, and one of idle_time and frequency.
struct RestoreOptions {
  /// Time to live, at least 1 ms. Without ttl and expire_at the key never expires: a dump does not hold its expiry.
  std::optional<std::chrono::milliseconds> ttl{};
  /// ABSTTL: when the key expires, after 1970 (since 5.0.0).
  std::optional<std::chrono::sys_time<std::chrono::milliseconds>> expire_at{};
  /// Overwrites a key that exists (since 3.0.0).
  bool replace = false;
  /// For servers that evict by LRU (since 5.0.0).
  std::optional<std::chrono::seconds> idle_time{};
  /// 0 to 255, for servers that evict by LFU (since 5.0.0).
  std::optional<std::int64_t> frequency{};
};

}  // namespace tributary
