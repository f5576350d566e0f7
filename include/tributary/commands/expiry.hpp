#pragma once

#include <tributary/config.hpp>

#include <cstdint>
#include <optional>

namespace tributary {

/// When a command of the EXPIRE family changes the expiry of a key. Conditions need Redis 7.0.0.
enum class ExpireIf : std::uint8_t {
  always,
  no_expiry,   ///< NX: the key never expires yet
  has_expiry,  ///< XX: the key expires already
  later,       ///< GT: the new time is later than the present one; a key that never expires keeps that
  earlier,     ///< LT: the new time is earlier than the present one, or the key never expires yet
};

/// What is known about the expiry of a key, or of a field of a hash. Time is a duration from now, or a point in time.
template <class Time>
struct Expiry {
  bool exists = false;
  /// Nothing when it never expires, or does not exist.
  std::optional<Time> time{};

  friend bool operator==(const Expiry&, const Expiry&) = default;
};

}  // namespace tributary
