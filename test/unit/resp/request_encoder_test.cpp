#include "resp/request_encoder.hpp"

#include "support/catch.hpp"
#include "support/resp_text.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using tributary::test::resp_command;
using namespace tributary::detail;

namespace {

/// What `write(out)` writes into room for `bytes`.
template <class F>
std::string written(std::size_t bytes, F&& write) {
  std::string out(bytes, '#');
  out.resize(static_cast<std::size_t>(write(out.data()) - out.data()));
  return out;
}

std::string written_bulk(std::string_view text) {
  return written(kMaxHeader + text.size() + 2, [text](char* out) { return write_bulk(out, text); });
}

template <class Integer>
std::string integer(Integer value) {
  return written(kMaxHeader + kMaxInteger + 2, [value](char* out) { return write_integer(out, value); });
}

std::string real(double value) {
  return written(kMaxHeader + kMaxDouble + 2, [value](char* out) { return write_double(out, value); });
}

std::string prefix(const CommandPrefix& of, std::size_t arguments) {
  return written(CommandPrefix::kCapacity + kMaxHeader, [&](char* out) { return write_prefix(out, of, arguments); });
}

/// What the first bytes of a command of `words` must be when `arguments` follow them.
std::string expected_prefix(const std::vector<std::string>& words, std::size_t arguments) {
  const std::string whole = resp_command(words);
  return "*" + std::to_string(words.size() + arguments) + whole.substr(whole.find('\r'));
}

/// A command of one argument, without the header that counts it.
std::string expected_bulk(const std::string& text) { return resp_command({text}).substr(4); }

}  // namespace

TEST_CASE("a bulk string's header counts its bytes, at every change of the number of digits") {
  const std::size_t size = GENERATE(0U, 1U, 9U, 10U, 11U, 99U, 100U, 101U, 999U, 1000U, 9999U, 10000U, 123456U);
  const std::string text(size, 'x');
  CHECK(written_bulk(text) == expected_bulk(text));
}

TEST_CASE("a bulk string of any short length is copied whole, and nothing behind it") {
  std::string text;
  for (std::size_t size = 0; size <= 40; ++size) {
    CAPTURE(size);
    std::string out(kMaxHeader + size + 2 + 8, '#');
    const char* const end = write_bulk(out.data(), text);
    const auto length = static_cast<std::size_t>(end - out.data());
    CHECK(out.substr(0, length) == expected_bulk(text));
    CHECK(out.find_first_not_of('#', length) == std::string::npos);
    text.push_back(static_cast<char>('a' + size));
  }
}

TEST_CASE("a header's number has as many digits as it needs") {
  const auto header = [](std::size_t value) {
    return written(kMaxHeader, [value](char* out) { return write_header(out, '*', value); });
  };
  CHECK(header(0) == "*0\r\n");
  CHECK(header(9) == "*9\r\n");
  CHECK(header(10) == "*10\r\n");
  CHECK(header(99) == "*99\r\n");
  CHECK(header(100) == "*100\r\n");
  CHECK(header(std::numeric_limits<std::size_t>::max()) == "*18446744073709551615\r\n");
}

TEST_CASE("a bulk string may hold any bytes") {
  const std::string bytes{"a\0b\r\n$3\r\n\xc3\xa9\xff", 13};
  CHECK(written_bulk(bytes) == "$13\r\n" + bytes + "\r\n");
}

TEST_CASE("a null view is the empty bulk string") { CHECK(written_bulk(std::string_view{}) == "$0\r\n\r\n"); }

TEST_CASE("integers are decimal and exact at the ends of their types") {
  CHECK(integer(std::int64_t{0}) == expected_bulk("0"));
  for (int digit = -10; digit <= 10; ++digit) CHECK(integer(digit) == expected_bulk(std::to_string(digit)));
  CHECK(integer(std::int64_t{-1}) == expected_bulk("-1"));
  CHECK(integer(std::int64_t{1234567890}) == expected_bulk("1234567890"));
  CHECK(integer(std::numeric_limits<std::int64_t>::min()) == expected_bulk("-9223372036854775808"));
  CHECK(integer(std::numeric_limits<std::int64_t>::max()) == expected_bulk("9223372036854775807"));
  CHECK(integer(std::numeric_limits<std::uint64_t>::max()) == expected_bulk("18446744073709551615"));
  CHECK(integer(std::int8_t{-128}) == expected_bulk("-128"));
  CHECK(integer(std::uint8_t{255}) == expected_bulk("255"));
}

TEST_CASE("integers are decimal at every change of the number of their digits or bits") {
  for (std::uint64_t power = 1;; power *= 10) {
    for (const std::uint64_t value : {power - 1, power, power + 1, 2 * power}) {
      CHECK(integer(value) == expected_bulk(std::to_string(value)));
    }
    if (power == 10'000'000'000'000'000'000U) break;
  }
  for (int bit = 0; bit < 64; ++bit) {
    const std::uint64_t value = std::uint64_t{1} << bit;
    CHECK(integer(value) == expected_bulk(std::to_string(value)));
    CHECK(integer(value - 1) == expected_bulk(std::to_string(value - 1)));
  }
}

TEST_CASE("doubles have the shortest form that reads back as the same number") {
  CHECK(real(0.0) == expected_bulk("0"));
  CHECK(real(-0.0) == expected_bulk("-0"));
  CHECK(real(0.1) == expected_bulk("0.1"));
  CHECK(real(3.0) == expected_bulk("3"));
  CHECK(real(-1.5e300) == expected_bulk("-1.5e+300"));
  CHECK(real(9007199254740993.0) == expected_bulk("9007199254740992"));
  CHECK(real(std::numeric_limits<double>::max()) == expected_bulk("1.7976931348623157e+308"));
  CHECK(real(-std::numeric_limits<double>::min()) == expected_bulk("-2.2250738585072014e-308"));
  CHECK(real(std::numeric_limits<double>::denorm_min()) == expected_bulk("5e-324"));
  CHECK(real(std::numeric_limits<double>::infinity()) == expected_bulk("inf"));
  CHECK(real(-std::numeric_limits<double>::infinity()) == expected_bulk("-inf"));
}

TEST_CASE("a command's prefix counts the verb and the arguments") {
  constexpr CommandPrefix kGet{"GET"};
  const std::size_t arguments = GENERATE(0U, 1U, 7U, 8U, 9U, 10U, 97U, 98U, 99U, 100U, 998U, 999U, 1000000U);
  CHECK(prefix(kGet, arguments) == expected_prefix({"GET"}, arguments));
}

TEST_CASE("a verb of two words is two arguments") {
  constexpr CommandPrefix kVerb{"OBJECT ENCODING"};
  CHECK(kVerb.words() == 2);
  CHECK(prefix(kVerb, 0) == resp_command({"OBJECT", "ENCODING"}));
  CHECK(prefix(kVerb, 7) == expected_prefix({"OBJECT", "ENCODING"}, 7));
  CHECK(prefix(kVerb, 8) == expected_prefix({"OBJECT", "ENCODING"}, 8));
}

TEST_CASE("a verb may have nine letters, ten, or more") {
  constexpr CommandPrefix kNine{"RANDOMKEY"};
  constexpr CommandPrefix kTen{"HINCRBYXYZ"};
  constexpr CommandPrefix kSixteen{"ZREMRANGEBYSCORE"};
  CHECK(prefix(kNine, 0) == resp_command({"RANDOMKEY"}));
  CHECK(prefix(kTen, 0) == resp_command({"HINCRBYXYZ"}));
  CHECK(prefix(kSixteen, 0) == resp_command({"ZREMRANGEBYSCORE"}));
}
