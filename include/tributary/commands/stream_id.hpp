#pragma once

#include <tributary/codec/codec.hpp>

#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tributary {

/// The ID of an entry: `5-3` is `StreamId{.ms = 5, .seq = 3}`. Both numbers take all 64 bits. `StreamId{}`, 0-0, is
/// before every entry, for none may have it.
struct TRIBUTARY_API StreamId {
  /// When the entry was added, in milliseconds since 1970, unless somebody chose the ID.
  std::uint64_t ms = 0;
  /// Tells entries of the same millisecond apart.
  std::uint64_t seq = 0;

  /// The last ID there is; the stream that has it takes no more entries.
  static constexpr StreamId max() noexcept {
    constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
    return {kMax, kMax};
  }
  /// The first ID of a millisecond.
  ///
  /// Errors:   std::invalid_argument for a time before 1970
  [[nodiscard]] static StreamId at(std::chrono::sys_time<std::chrono::milliseconds> time);
  /// Reads `5-3`; std::nullopt for anything else.
  [[nodiscard]] static std::optional<StreamId> parse(std::string_view text) noexcept;

  /// `ms` as a time; the last one that a time can be when it is beyond.
  std::chrono::sys_time<std::chrono::milliseconds> time() const noexcept;

  /// The ID right behind this one. Errors: std::out_of_range for max()
  constexpr StreamId next() const {
    if (*this == max()) throw std::out_of_range{"no StreamId is behind the last one"};
    return seq == max().seq ? StreamId{ms + 1, 0} : StreamId{ms, seq + 1};
  }
  /// The ID right before this one. Errors: std::out_of_range for 0-0
  constexpr StreamId previous() const {
    if (*this == StreamId{}) throw std::out_of_range{"no StreamId is before 0-0"};
    return seq == 0 ? StreamId{ms - 1, max().seq} : StreamId{ms, seq - 1};
  }

  friend constexpr auto operator<=>(const StreamId&, const StreamId&) = default;
};

/// As Redis writes it: `5-3`.
TRIBUTARY_API std::string to_string(const StreamId& id);

template <>
struct Codec<StreamId> {
  TRIBUTARY_API static void encode(const StreamId& id, ByteWriter& out);
  TRIBUTARY_API static StreamId decode(std::string_view text);
};

}  // namespace tributary
