#include <tributary/codec/exact_double.hpp>

#include "support/catch.hpp"

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <type_traits>

using tributary::ExactDouble;

TEST_CASE("an exact double takes every number that a double is") {
  constexpr std::int64_t kTwo53 = std::int64_t{1} << 53;
  CHECK(ExactDouble{0.1} == 0.1);
  CHECK(ExactDouble{0.1F} == static_cast<double>(0.1F));
  CHECK(ExactDouble{0} == 0);
  CHECK(ExactDouble{-7} == -7);
  CHECK(ExactDouble{kTwo53} == 9007199254740992.0);
  CHECK(ExactDouble{-kTwo53} == -9007199254740992.0);
  CHECK(ExactDouble{kTwo53 + 2} == 9007199254740994.0);
  CHECK(ExactDouble{std::numeric_limits<std::int64_t>::min()} == -9223372036854775808.0);
  CHECK(ExactDouble{std::uint64_t{1} << 63} == 9223372036854775808.0);
}

TEST_CASE("an exact double refuses an integer that would become another number") {
  constexpr std::int64_t kTwo53 = std::int64_t{1} << 53;
  CHECK_THROWS_WITH(ExactDouble{kTwo53 + 1}, "expected a 64-bit floating-point number, got 9007199254740993");
  CHECK_THROWS_WITH(ExactDouble{-kTwo53 - 1}, "expected a 64-bit floating-point number, got -9007199254740993");
  CHECK_THROWS_AS(ExactDouble{std::numeric_limits<std::int64_t>::max()}, std::invalid_argument);
  CHECK_THROWS_AS(ExactDouble{std::numeric_limits<std::uint64_t>::max()}, std::invalid_argument);
}

TEST_CASE("an exact double is no letter, no truth and no text") {
  STATIC_REQUIRE_FALSE(std::is_convertible_v<char, ExactDouble>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<bool, ExactDouble>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<const char*, ExactDouble>);
}
