#pragma once

#include <tributary/commands/exists.hpp>
#include <tributary/commands/time_to_live.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace tributary {

/// What the HEXPIRE family did to a field; the numbers are Redis' own.
enum class HexpireReply : std::int8_t {
  no_field = -2,  ///< there is no such field, or no such key
  not_met = 0,    ///< the condition forbade it
  set = 1,        ///< it will expire at that time
  deleted = 2,    ///< the time had passed already
};

/// What HPERSIST did to a field; the numbers are Redis' own.
enum class HpersistReply : std::int8_t {
  no_field = -2,   ///< there is no such field, or no such key
  no_expiry = -1,  ///< it never expired
  persisted = 1,   ///< now it never expires
};

/// How HSETEX sets fields: `{.ttl = 5s, .only_if = Exists::no}`. At most one of ttl, expire_at and keep_ttl.
struct HsetexOptions {
  /// Time to live, at least 1 ms. Whole seconds are sent as EX, others as PX.
  detail::TimeToLive ttl{};
  /// When the fields expire, after 1970. Whole seconds are sent as EXAT, others as PXAT.
  std::optional<std::chrono::sys_time<std::chrono::milliseconds>> expire_at{};
  /// KEEPTTL: each field expires when it did before. Without any of the three it never does.
  bool keep_ttl = false;
  /// FNX or FXX: sets the fields only when none of them exists, or only when all do.
  std::optional<Exists> only_if{};
};

}  // namespace tributary
