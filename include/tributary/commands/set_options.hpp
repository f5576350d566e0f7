#pragma once

#include <tributary/commands/exists.hpp>
#include <tributary/commands/time_to_live.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace tributary {

/// How SET stores: `{.ttl = 5s, .only_if = Exists::no}`. At most one of ttl, expire_at and keep_ttl.
struct SetOptions {
  /// Time to live, at least 1 ms. Whole seconds are sent as EX, others as PX.
  detail::TimeToLive ttl{};
  /// When the key expires, after 1970. Whole seconds are sent as EXAT, others as PXAT (since 6.2.0).
  std::optional<std::chrono::sys_time<std::chrono::milliseconds>> expire_at{};
  /// KEEPTTL: the key expires when it did before. Without any of the three it never does (since 6.0.0).
  bool keep_ttl = false;
  /// NX or XX: stores only when the key does not exist, or only when it does.
  std::optional<Exists> only_if{};
  /// IFEQ: stores only when the value is these bytes: compare and swap. Contradicts only_if (since 8.4.0, or Valkey
  /// 8.1.0).
  std::optional<std::string> if_equal{};
};

/// What GETEX does to the expiry of the key it reads; nothing by default. At most one of them.
struct GetexOptions {
  /// Time to live, at least 1 ms. Whole seconds are sent as EX, others as PX.
  detail::TimeToLive ttl{};
  /// When the key expires, after 1970. Whole seconds are sent as EXAT, others as PXAT.
  std::optional<std::chrono::sys_time<std::chrono::milliseconds>> expire_at{};
  /// PERSIST: the key never expires.
  bool persist = false;
};

}  // namespace tributary
