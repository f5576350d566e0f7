#pragma once

#include <tributary/config.hpp>

#include <cstdint>
#include <optional>

namespace tributary {

/// What the ends of a BitRange count.
enum class BitUnit : std::uint8_t {
  byte,
  bit,  ///< since 7.0.0
};

/// A part of a string, both ends included; negative ones count from the end, -1 being the last.
struct BitRange {
  std::int64_t start = 0;
  /// Without it the range goes to the end; bitpos() then takes what is behind the string for zeros.
  std::optional<std::int64_t> stop{};
  BitUnit unit = BitUnit::byte;
};

}  // namespace tributary
