#include <tributary/codec/enum_names.hpp>

#include <tributary/codec/argument.hpp>

#include "encoded.hpp"
#include "support/catch.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <stdexcept>

using namespace tributary;
using Catch::Matchers::Contains;
using tributary::test::bulk;
using tributary::test::decoded;
using tributary::test::encoded;
using tributary::test::refused;

namespace {

enum class Color { red, green, blue };
enum class Level : std::int8_t { low = -1, none = 0, high = 100 };
enum Switch { plain_off, plain_on };
enum class Letter : char { a = 'a' };
enum class Wide : std::uint64_t { most = std::numeric_limits<std::uint64_t>::max() };
enum class Unnamed : std::uint8_t { one = 1 };

}  // namespace

template <>
inline constexpr auto tributary::enum_names<Color> =
    std::to_array<tributary::EnumName<Color>>({{Color::red, "red"}, {Color::green, "green"}, {Color::green, "grün"}});
template <>
inline constexpr auto tributary::enum_names<Level> = std::to_array<tributary::EnumName<Level>>(
    {{Level::low, "low"}, {Level::none, ""}, {Level::high, "a \"high\" one"}});
template <>
inline constexpr auto tributary::enum_names<Switch> =
    std::to_array<tributary::EnumName<Switch>>({{plain_off, "off"}, {plain_on, "on"}});
template <>
inline constexpr auto tributary::enum_names<Letter> =
    std::to_array<tributary::EnumName<Letter>>({{Letter::a, "the letter a"}});
template <>
inline constexpr auto tributary::enum_names<Wide> = std::to_array<tributary::EnumName<Wide>>({{Wide::most, "most"}});

TEST_CASE("an enum with names is its name, both ways") {
  CHECK(encoded(Color::red) == "red");
  CHECK(decoded<Color>(bulk("green")) == Color::green);
  CHECK(encoded(Level::low) == "low");
  CHECK(decoded<Level>(bulk("low")) == Level::low);
  CHECK(encoded(Level::none).empty());
  CHECK(decoded<Level>(bulk("")) == Level::none);
  CHECK(encoded(Level::high) == "a \"high\" one");
  CHECK(encoded(plain_on) == "on");
  CHECK(decoded<Switch>("+off\r\n") == plain_off);
  CHECK(encoded(Letter::a) == "the letter a");
  CHECK(decoded<Letter>(bulk("the letter a")) == Letter::a);
  CHECK(decoded<Wide>(bulk(encoded(Wide::most))) == Wide::most);
}

TEST_CASE("of several names for one value the first is written, and all are read") {
  CHECK(encoded(Color::green) == "green");
  CHECK(decoded<Color>(bulk("grün")) == Color::green);
}

TEST_CASE("an enum without names is its number") {
  CHECK(encoded(Unnamed::one) == "1");
  CHECK(decoded<Unnamed>(bulk("7")) == static_cast<Unnamed>(7));
}

TEST_CASE("a value without a name is refused, not written as a number") {
  CHECK_THROWS_AS(encoded(Color::blue), std::invalid_argument);
  CHECK_THROWS_WITH(encoded(Color::blue), Contains("\"red\", \"green\"") && Contains("without a name: 2"));
  CHECK_THROWS_WITH(encoded(static_cast<Level>(-7)), Contains("without a name: -7"));
  CHECK_THROWS_WITH(encoded(Wide{}), Contains("without a name: 0"));
}

TEST_CASE("a word that is no name is refused with the names that there are") {
  CHECK(refused<Switch>(bulk("On")).expected == "one of \"off\", \"on\"");
  CHECK(refused<Switch>(bulk("On")).actual == "\"On\"");
  CHECK(refused<Color>(bulk("0")).actual == "\"0\"");
  CHECK(refused<Color>(bulk("")).actual == "\"\"");
  CHECK(refused<Color>(":0\r\n").actual == "integer 0");
  CHECK(refused<Color>(bulk(std::string{"red\0", 4})).actual == "\"red\\x00\"");
}
