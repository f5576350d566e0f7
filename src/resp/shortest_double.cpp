// A number of k decimals is an integer m divided by 10^k. When m and 10^k are doubles, the division gives the double
// nearest to that number, which is what reading its text gives. So the least k for which the nearest m gives the value
// back has the fewest decimals of all texts that read as the value: any such text is found, as long as m is so far
// below 2^53 that multiplying by 10^k cannot miss it by a half, and two texts with as many decimals are two doubles.
//
// std::to_chars() takes the scientific form where that is shorter: not within the bounds below, but for integers that
// end in more than four zeros.
#include "resp/shortest_double.hpp"

#include "resp/request_encoder.hpp"

#include <charconv>
#include <cstdint>
#include <iterator>

namespace tributary::detail {

namespace {

constexpr double kLeast = 0.001;
constexpr double kMost = 1e9;  // with kDecimals of them m is below 2^50
constexpr double kPowers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
constexpr std::uint64_t kFiveZeros = 100'000;

/// `digits` with a point before the last `decimals`.
char* write_decimals(char* out, std::uint64_t digits, int decimals) noexcept {
  char text[kMaxInteger];
  auto size = static_cast<int>(std::to_chars(text, text + sizeof text, digits).ptr - text);
  const char* from = text;
  if (size <= decimals) {
    *out++ = '0';
    *out++ = '.';
    for (; size < decimals; --decimals) *out++ = '0';
  } else {
    for (; size > decimals; --size) *out++ = *from++;
    if (decimals > 0) *out++ = '.';
  }
  for (; size > 0; --size) *out++ = *from++;
  return out;
}

}  // namespace

char* write_shortest(char* out, double value) noexcept {
  const double size = value < 0 ? -value : value;
  if (size >= kLeast && size < kMost) {
    for (int decimals = 0; decimals < static_cast<int>(std::size(kPowers)); ++decimals) {
      const double power = kPowers[decimals];
      const auto digits = static_cast<std::int64_t>(size * power + 0.5);
      if (static_cast<double>(digits) / power != size) continue;
      const auto number = static_cast<std::uint64_t>(digits);
      if (decimals == 0 && number % kFiveZeros == 0) break;
      if (value < 0) *out++ = '-';
      return write_decimals(out, number, decimals);
    }
  }
  return std::to_chars(out, out + kMaxDouble, value).ptr;
}

}  // namespace tributary::detail
