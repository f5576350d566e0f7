#include <tributary/codec/exact.hpp>

#include "support/catch.hpp"

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

using namespace tributary;
using tributary::detail::ArithmeticFor;
using tributary::detail::exact;
using tributary::detail::type_name;

namespace {

enum Unscoped { plain };

template <class T, class U>
std::string refusal(U value) {
  try {
    exact<T>(value);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "(not refused)";
}

}  // namespace

TEST_CASE("a number becomes a number of its kind") {
  STATIC_REQUIRE(ArithmeticFor<bool, bool>);
  STATIC_REQUIRE(ArithmeticFor<std::uint64_t, std::int8_t>);
  STATIC_REQUIRE(ArithmeticFor<int, float>);
  STATIC_REQUIRE(ArithmeticFor<long double, double>);

  STATIC_REQUIRE_FALSE(ArithmeticFor<int, bool>);
  STATIC_REQUIRE_FALSE(ArithmeticFor<const char*, bool>);
  STATIC_REQUIRE_FALSE(ArithmeticFor<bool, int>);
  STATIC_REQUIRE_FALSE(ArithmeticFor<char, int>);
  STATIC_REQUIRE_FALSE(ArithmeticFor<double, int>);
  STATIC_REQUIRE_FALSE(ArithmeticFor<Unscoped, int>);
  STATIC_REQUIRE_FALSE(ArithmeticFor<bool, double>);
  STATIC_REQUIRE_FALSE(ArithmeticFor<char32_t, double>);
}

TEST_CASE("an integer that fits is the same one, and another is refused") {
  STATIC_REQUIRE(exact<std::int8_t>(-128) == -128);
  STATIC_REQUIRE(exact<std::uint8_t>(255LL) == 255);
  STATIC_REQUIRE(exact<std::int64_t>(std::uint64_t{7}) == 7);
  CHECK(refusal<std::int8_t>(300) == "expected an 8-bit signed integer, got 300");
  CHECK(refusal<std::uint8_t>(-1) == "expected an 8-bit unsigned integer, got -1");
  CHECK(refusal<std::uint64_t>(-1) == "expected a 64-bit unsigned integer, got -1");
  CHECK(refusal<std::int32_t>(3'000'000'000) == "expected a 32-bit signed integer, got 3000000000");
  CHECK(refusal<std::int64_t>(std::numeric_limits<std::uint64_t>::max()) ==
        "expected a 64-bit signed integer, got 18446744073709551615");
}

TEST_CASE("a floating-point number is rounded, and refused when that would make it infinite") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  CHECK(exact<float>(0.1) == 0.1F);
  CHECK(exact<float>(1e-300) == 0.0F);
  CHECK(exact<float>(std::uint64_t{1} << 63) == 9223372036854775808.0F);
  CHECK(exact<float>(double{std::numeric_limits<float>::max()}) == std::numeric_limits<float>::max());
  CHECK(exact<float>(-std::numeric_limits<double>::infinity()) == -kInfinity);
  const auto nan = exact<float>(std::numeric_limits<double>::quiet_NaN());
  CHECK(nan != nan);
  CHECK(refusal<float>(1e300) == "expected a 32-bit floating-point number, got 1e+300");
  CHECK(refusal<float>(-1e300) == "expected a 32-bit floating-point number, got -1e+300");
  CHECK(refusal<double>(-1e4000L) == "expected a 64-bit floating-point number, got -1e+4000");
}

TEST_CASE("types have names for messages") {
  STATIC_REQUIRE(type_name<std::int8_t>() == "int8");
  STATIC_REQUIRE(type_name<std::uint64_t>() == "uint64");
  STATIC_REQUIRE(type_name<float>() == "float");
  STATIC_REQUIRE(type_name<Unscoped>().ends_with("Unscoped"));
}

TEST_CASE("an integer that no floating-point number of the size is, is refused") {
  CHECK(exact<float>(16777216) == 16777216.0F);
  CHECK_THROWS_WITH(exact<float>(16777217), "expected a 32-bit floating-point number, got 16777217");
  CHECK_THROWS_WITH(exact<double>(std::int64_t{-9007199254740993}),
                    "expected a 64-bit floating-point number, got -9007199254740993");
  CHECK_THROWS_AS(exact<float>(std::numeric_limits<std::uint64_t>::max()), std::invalid_argument);
}
