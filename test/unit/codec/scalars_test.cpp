#include <tributary/codec/scalars.hpp>

#include "encoded.hpp"
#include "support/catch.hpp"

#include <bit>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace tributary;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using tributary::test::bulk;
using tributary::test::decoded;
using tributary::test::encoded;
using tributary::test::refused;

namespace {

enum class Colour : std::uint8_t { red = 1, blue = 200 };
enum class Signed : std::int16_t { low = -300 };
enum Plain { plain_zero, plain_one };
enum class Flag : bool { off, on };

}  // namespace

TEST_CASE("strings keep every byte, both ways") {
  const std::string bytes{"a\0b\r\n\xc3\xa9\xff", 8};
  CHECK(encoded(bytes) == bytes);
  CHECK(decoded<std::string>(bulk(bytes)) == bytes);
  CHECK(encoded(std::string{}).empty());
  CHECK(decoded<std::string>("$0\r\n\r\n").empty());
}

TEST_CASE("a status line is a string too, anything else is not") {
  CHECK(decoded<std::string>("+PONG\r\n") == "PONG");
  CHECK(refused<std::string>(":5\r\n").expected == "a string");
  CHECK(refused<std::string>(":5\r\n").actual == "integer 5");
  CHECK(refused<std::string>("$-1\r\n").actual == "nil");
  CHECK(refused<std::string>("*1\r\n:1\r\n").actual == "array of 1");
}

TEST_CASE("byte vectors keep every byte, both ways") {
  const std::vector<std::byte> bytes{std::byte{0}, std::byte{13}, std::byte{10}, std::byte{255}};
  CHECK(encoded(bytes) == std::string{"\0\r\n\xff", 4});
  CHECK(decoded<std::vector<std::byte>>(bulk({"\0\r\n\xff", 4})) == bytes);
  CHECK(encoded(std::span<const std::byte>{bytes}.subspan(3)) == "\xff");
  CHECK(encoded(std::vector<std::byte>{}).empty());
  CHECK(decoded<std::vector<std::byte>>("$0\r\n\r\n").empty());
}

TEMPLATE_TEST_CASE("integers are exact at the ends of their type, both ways", "", std::int8_t, std::uint8_t,
                   std::int16_t, std::uint16_t, std::int32_t, std::uint32_t, std::int64_t, std::uint64_t, long,
                   unsigned long long) {
  const TestType value =
      GENERATE(std::numeric_limits<TestType>::min(), TestType{0}, TestType{1}, std::numeric_limits<TestType>::max());
  const std::string digits = std::to_string(value);
  CHECK(encoded(value) == digits);
  CHECK(decoded<TestType>(bulk(digits)) == value);
  CHECK(decoded<TestType>("+" + digits + "\r\n") == value);
  if (digits.size() < 20 || value == static_cast<TestType>(std::numeric_limits<std::int64_t>::min())) {
    CHECK(decoded<TestType>(":" + digits + "\r\n") == value);
  }
}

TEST_CASE("integers do not pass through double") {
  CHECK(encoded((std::int64_t{1} << 53) + 1) == "9007199254740993");
  CHECK(decoded<std::int64_t>(":9007199254740993\r\n") == 9007199254740993);
  CHECK(decoded<std::int64_t>(bulk("9007199254740993")) == 9007199254740993);
  CHECK(decoded<std::uint64_t>(bulk("18446744073709551615")) == std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("an integer that does not fit names itself and its type") {
  const auto check = [](const test::Refused& refused, const std::string& type, const std::string& value) {
    CHECK(refused.expected == type);
    CHECK(refused.actual == value + ", which is out of its range");
  };
  check(refused<std::int8_t>(":128\r\n"), "an 8-bit signed integer", "128");
  check(refused<std::int8_t>(":-129\r\n"), "an 8-bit signed integer", "-129");
  check(refused<std::uint8_t>(":256\r\n"), "an 8-bit unsigned integer", "256");
  check(refused<std::uint16_t>(":-1\r\n"), "a 16-bit unsigned integer", "-1");
  check(refused<std::int32_t>(bulk("2147483648")), "a 32-bit signed integer", "2147483648");
  check(refused<std::uint32_t>(bulk("-1")), "a 32-bit unsigned integer", "-1");
  check(refused<std::int64_t>(bulk("9223372036854775808")), "a 64-bit signed integer", "9223372036854775808");
  check(refused<std::int64_t>(bulk("-9223372036854775809")), "a 64-bit signed integer", "-9223372036854775809");
  check(refused<std::uint64_t>(bulk("18446744073709551616")), "a 64-bit unsigned integer", "18446744073709551616");
  check(refused<std::uint64_t>(":-1\r\n"), "a 64-bit unsigned integer", "-1");
}

TEST_CASE("an absurdly long number does not make an absurdly long message") {
  const auto error = refused<std::int64_t>(bulk(std::string(100'000, '9')));
  CHECK(error.actual.size() < 200);
  CHECK_THAT(error.actual, Contains("999") && Contains("100000") && Contains("out of its range"));
}

TEST_CASE("text that is not exactly a decimal integer is refused") {
  const std::string text =
      GENERATE(as<std::string>{}, "", " 1", "1 ", "+1", "0x10", "1.0", "1e3", "--1", "-", "one", std::string{"1\0", 2});
  CAPTURE(text);
  CHECK(refused<std::int64_t>(bulk(text)).expected == "a 64-bit signed integer");
  CHECK(refused<std::uint64_t>(bulk(text)).expected == "a 64-bit unsigned integer");
}

TEST_CASE("an integer is refused in a reply that is none") {
  CHECK(refused<int>("$-1\r\n").actual == "nil");
  CHECK(refused<int>("*0\r\n").actual == "array of 0");
  CHECK(refused<unsigned>("$3\r\nabc\r\n").actual == "\"abc\"");
  CHECK(refused<unsigned>("*0\r\n").actual == "array of 0");
}

TEST_CASE("doubles are written in the shortest form and read back the same") {
  const double value = GENERATE(0.0, -0.0, 0.1, 1.0 / 3.0, 1e21, -2.5e-300, 123456789.125,
                                std::numeric_limits<double>::max(), std::numeric_limits<double>::denorm_min(),
                                std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity());
  const double back = decoded<double>(bulk(encoded(value)));
  CHECK(std::bit_cast<std::uint64_t>(back) == std::bit_cast<std::uint64_t>(value));
}

TEST_CASE("a double has no needless digits") {
  CHECK(encoded(0.1) == "0.1");
  CHECK(encoded(1.0) == "1");
  CHECK(encoded(1e100) == "1e+100");
}

TEST_CASE("doubles are read from the forms that Redis sends") {
  CHECK(decoded<double>(bulk("3.0e2")) == 300.0);
  CHECK(decoded<double>(bulk("inf")) == std::numeric_limits<double>::infinity());
  CHECK(decoded<double>(bulk("-inf")) == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(decoded<double>(bulk("nan"))));
  CHECK(decoded<double>(":7\r\n") == 7.0);
}

TEST_CASE("an integer reply that a double cannot hold exactly is refused") {
  CHECK(decoded<double>(":9007199254740992\r\n") == 9007199254740992.0);
  CHECK(decoded<double>(":-9007199254740992\r\n") == -9007199254740992.0);
  CHECK(refused<double>(":9007199254740993\r\n").actual == "integer 9007199254740993");
  CHECK(refused<double>(":-9007199254740993\r\n").actual == "integer -9007199254740993");
}

TEST_CASE("text that is not exactly a number is no double") {
  const std::string text = GENERATE(as<std::string>{}, "", " 1", "1 ", "1,5", "+1", "abc", "1e999", "0x1p3");
  CAPTURE(text);
  CHECK(refused<double>(bulk(text)).expected == "a floating point number");
}

TEST_CASE("a float is written as the shortest form of a float, and read back the same") {
  CHECK(encoded(0.1F) == "0.1");
  CHECK(decoded<float>(bulk(encoded(0.1F))) == 0.1F);
  CHECK(decoded<float>(bulk(encoded(std::numeric_limits<float>::max()))) == std::numeric_limits<float>::max());
  CHECK(decoded<float>(bulk(encoded(std::numeric_limits<float>::infinity()))) ==
        std::numeric_limits<float>::infinity());
}

TEST_CASE("a number too large for a float is refused, not infinite") {
  const auto error = refused<float>(bulk("1e300"));
  CHECK_THAT(error.expected, Contains("float"));
  CHECK_THAT(error.actual, Contains("1e300") || Contains("1e+300"));
}

TEST_CASE("bool is written as 1 and the empty string") {
  CHECK(encoded(true) == "1");
  CHECK(encoded(false).empty());
}

TEST_CASE("bool is read from what it is written as, and from the usual forms") {
  CHECK(decoded<bool>("$1\r\n1\r\n"));
  CHECK(decoded<bool>("$4\r\ntrue\r\n"));
  CHECK(decoded<bool>(":1\r\n"));
  CHECK_FALSE(decoded<bool>("$0\r\n\r\n"));
  CHECK_FALSE(decoded<bool>("$1\r\n0\r\n"));
  CHECK_FALSE(decoded<bool>("$5\r\nfalse\r\n"));
  CHECK_FALSE(decoded<bool>(":0\r\n"));
}

TEST_CASE("anything else is no bool") {
  const std::string reply =
      GENERATE(as<std::string>{}, ":2\r\n", ":-1\r\n", "$-1\r\n", "+OK\r\n", "$3\r\nyes\r\n", "$2\r\n01\r\n", "*0\r\n");
  CAPTURE(reply);
  CHECK(refused<bool>(reply).expected == "a boolean");
}

TEST_CASE("an enum is its number, both ways") {
  CHECK(encoded(Colour::blue) == "200");
  CHECK(decoded<Colour>(":200\r\n") == Colour::blue);
  CHECK(decoded<Colour>("$1\r\n1\r\n") == Colour::red);
  CHECK(encoded(Signed::low) == "-300");
  CHECK(decoded<Signed>(":-300\r\n") == Signed::low);
  CHECK(encoded(plain_one) == "1");
  CHECK(decoded<Plain>(":1\r\n") == plain_one);
  CHECK(encoded(std::byte{7}) == "7");
}

TEST_CASE("an enum of bool is a bool") {
  CHECK(encoded(Flag::on) == "1");
  CHECK(decoded<Flag>(bulk(encoded(Flag::on))) == Flag::on);
  CHECK(decoded<Flag>(bulk(encoded(Flag::off))) == Flag::off);
}

TEST_CASE("a number that an enum's type cannot hold is refused") {
  CHECK(refused<Colour>(":256\r\n").expected == "an 8-bit unsigned integer");
  CHECK(refused<Colour>(":-1\r\n").expected == "an 8-bit unsigned integer");
}

TEST_CASE("a duration is its count in its own unit, both ways") {
  CHECK(encoded(90s) == "90");
  CHECK(encoded(std::chrono::minutes{-2}) == "-2");
  CHECK(encoded(1500ms) == "1500");
  CHECK(encoded(std::chrono::duration<double>{0.5}) == "0.5");
  CHECK(decoded<std::chrono::seconds>(":90\r\n") == 90s);
  CHECK(decoded<std::chrono::milliseconds>(bulk("1500")) == 1500ms);
  CHECK(decoded<std::chrono::duration<double>>(bulk("0.5")).count() == 0.5);
}

TEST_CASE("a point in time is its count since 1970, in its own unit, both ways") {
  using std::chrono::days;
  using std::chrono::milliseconds;
  using std::chrono::sys_days;
  using std::chrono::sys_seconds;
  using std::chrono::sys_time;
  CHECK(encoded(sys_seconds{1'700'000'000s}) == "1700000000");
  CHECK(encoded(sys_time<milliseconds>{1'700'000'000'001ms}) == "1700000000001");
  CHECK(encoded(sys_time<milliseconds>{-1ms}) == "-1");
  CHECK(encoded(sys_days{std::chrono::year{2000} / 1 / 1}) == "10957");
  CHECK(encoded(sys_time<std::chrono::duration<double>>{std::chrono::duration<double>{0.5}}) == "0.5");
  CHECK(decoded<sys_seconds>(bulk("-1")) == sys_seconds{-1s});
  CHECK(decoded<sys_seconds>(":1700000000\r\n") == sys_seconds{1'700'000'000s});
  CHECK(decoded<sys_time<milliseconds>>(bulk("1700000000001")).time_since_epoch() == 1'700'000'000'001ms);
  CHECK(decoded<std::chrono::system_clock::time_point>(bulk(encoded(std::chrono::system_clock::time_point::max()))) ==
        std::chrono::system_clock::time_point::max());
  CHECK(refused<sys_seconds>(bulk("2023-11-14")).actual == "\"2023-11-14\"");
}

TEST_CASE("a time of a clock without an epoch in the calendar is no argument and no result") {
  STATIC_REQUIRE_FALSE(Encodable<std::chrono::steady_clock::time_point>);
  STATIC_REQUIRE_FALSE(Decodable<std::chrono::steady_clock::time_point>);
}
