#include "resp/shortest_double.hpp"

#include "resp/request_encoder.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

using tributary::detail::kMaxDouble;

namespace {

std::string shortest(double value) {
  char text[kMaxDouble];
  return {text, tributary::detail::write_shortest(text, value)};
}

std::string standard(double value) {
  char text[kMaxDouble];
  return {text, std::to_chars(text, text + kMaxDouble, value).ptr};
}

/// Both signs, and the doubles beside it.
void require_standard(double value) {
  for (const double near : {value, std::nextafter(value, HUGE_VAL), std::nextafter(value, -HUGE_VAL)}) {
    CAPTURE(near);
    REQUIRE(shortest(near) == standard(near));
    REQUIRE(shortest(-near) == standard(-near));
  }
}

}  // namespace

TEST_CASE("a double is written as the standard library writes it") {
  for (const double value : {0.0,
                             0.5,
                             1.0,
                             1.5,
                             0.1,
                             0.001,
                             0.0001,
                             0.0012,
                             0.000999,
                             99999.0,
                             100000.0,
                             100000.5,
                             1e5 - 0.1,
                             1200000.0,
                             123456789.0,
                             999999999.0,
                             1e9,
                             999999999.999999,
                             999999999.9999995,
                             0.1 + 0.2,
                             1.0 / 3,
                             2.0 / 3,
                             1e15,
                             1e16,
                             1e22,
                             1e23,
                             1e-7,
                             5e-324,
                             4503599627370496.5,
                             0.3,
                             2.675,
                             1024.5,
                             19.99,
                             1700000000.123}) {
    require_standard(value);
  }
  require_standard(std::numeric_limits<double>::max());
  require_standard(std::numeric_limits<double>::min());
  CHECK(shortest(std::numeric_limits<double>::quiet_NaN()) == "nan");
}

TEST_CASE("numbers of few decimals are written as the standard library writes them") {
  const auto seed = tributary::test::random_seed();
  CAPTURE(seed);
  std::mt19937_64 random{seed};
  for (int i = 0; i < 20'000; ++i) {
    const auto digits = static_cast<double>(random() >> (random() % 64));
    require_standard(digits / std::pow(10.0, static_cast<double>(random() % 9)));
  }
}

TEST_CASE("any doubles are written as the standard library writes them") {
  const auto seed = tributary::test::random_seed();
  CAPTURE(seed);
  std::mt19937_64 random{seed};
  std::uniform_real_distribution<double> usual{0.0001, 2e9};
  for (int i = 0; i < 20'000; ++i) {
    require_standard(usual(random));
    const double any = std::bit_cast<double>(random());
    if (!std::isnan(any)) require_standard(any);
  }
}
