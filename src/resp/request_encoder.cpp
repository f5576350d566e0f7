#include "resp/request_encoder.hpp"

#include <bit>

namespace tributary::detail {

namespace {

consteval auto all_pairs() {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}
constexpr auto kPairs = all_pairs();

/// The least number with one digit more than the index; 0 for the first, as 0 has a digit, too.
consteval auto all_bounds() {
  std::array<std::uint64_t, kMaxInteger> bounds{};
  std::uint64_t power = 1;
  for (std::size_t i = 1; i < bounds.size(); ++i) bounds[i] = power *= 10;
  return bounds;
}
constexpr auto kBounds = all_bounds();

/// Source: Sean Anderson, "Bit Twiddling Hacks", the integer logarithm to base 10
std::size_t count_digits(std::uint64_t value) noexcept {
  const std::size_t at_least = static_cast<std::size_t>(std::bit_width(value | 1)) * 1233 >> 12;
  return at_least + (value >= kBounds[at_least] ? 1 : 0);
}

}  // namespace

/// Two at a time, from the last ones on: what std::to_chars() does for all bases, for the one that requests have.
char* write_digits(char* out, std::uint64_t value) noexcept {
  char* const end = out + count_digits(value);
  char* at = end;
  for (; value >= 100; value /= 100) std::memcpy(at -= 2, &kPairs[2 * (value % 100)], 2);
  if (value >= 10) {
    std::memcpy(out, &kPairs[2 * value], 2);
  } else {
    *out = static_cast<char>('0' + value);
  }
  return end;
}

char* write_long_header(char* out, char sigil, std::size_t value) noexcept {
  *out++ = sigil;
  return write_crlf(write_digits(out, value));
}

}  // namespace tributary::detail
