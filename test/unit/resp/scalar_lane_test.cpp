#include "resp/scalar_lane.hpp"

#include "support/catch.hpp"
#include "support/reply_text.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

using tributary::ReplyView;
using tributary::detail::read_whole_scalar;
using tributary::detail::ReplyNode;

namespace {

/// The text of the scalar that takes all of `bytes`; nothing when it is left to hiredis.
std::optional<std::string> whole_scalar(std::string_view bytes) {
  ReplyNode node;
  const std::size_t size = read_whole_scalar(bytes, node);
  if (size == 0) return std::nullopt;
  REQUIRE(size == bytes.size());
  return tributary::test::reply_text(ReplyView{&node, bytes.data()});
}

}  // namespace

TEST_CASE("scalars that lie complete are read the short way") {
  CHECK(whole_scalar("+OK\r\n") == "+OK");
  CHECK(whole_scalar("+\r\n") == "+");
  CHECK(whole_scalar(":0\r\n") == ":0");
  CHECK(whole_scalar(":-7\r\n") == ":-7");
  CHECK(whole_scalar(":999999999999999999\r\n") == ":999999999999999999");
  CHECK(whole_scalar(":-999999999999999999\r\n") == ":-999999999999999999");
  CHECK(whole_scalar("$0\r\n\r\n") == "");
  CHECK(whole_scalar("$11\r\nhello\r\nmore\r\n") == "hello\r\nmore");
  CHECK(whole_scalar("$-1\r\n") == "(nil)");
}

TEST_CASE("a scalar that is cut anywhere is left to hiredis") {
  const std::string_view reply = GENERATE("+OK\r\n", ":-12\r\n", "$3\r\nabc\r\n", "$-1\r\n", "$0\r\n\r\n");
  for (std::size_t cut = 0; cut < reply.size(); ++cut) {
    CAPTURE(reply, cut);
    // Copied, so that the sanitizers see a look behind the end.
    const std::string part{reply.substr(0, cut)};
    CHECK_FALSE(whole_scalar({part.data(), part.size()}));
  }
}

TEST_CASE("everything unusual is left to hiredis") {
  const std::string_view reply = GENERATE(
      "*0\r\n", "*-1\r\n", "-ERR no\r\n", ":\r\n", ":-\r\n", ":01\r\n", ":-0\r\n", ":+1\r\n", ":1 \r\n", ":1\n",
      ":1\rx", "+O\rK\r\n", "+O\nK\r\n", "$-2\r\n", "$03\r\nabc\r\n", "$3\r\nabcd\r\n", "$3\r\nabcx\n", "$x\r\n",
      "hello\r\n", "_\r\n", "#t\r\n", ",1.5\r\n", "(12\r\n", "=5\r\ntxt:a\r\n", "%0\r\n", "~0\r\n", ">0\r\n", "|0\r\n");
  CAPTURE(reply);
  CHECK_FALSE(whole_scalar(reply));
}

TEST_CASE("numbers of each length are read, whatever stands behind") {
  std::string digits;
  while (digits.size() < 18) {
    digits.push_back(static_cast<char>('1' + digits.size() % 9));
    for (const std::string sign : {"", "-"}) {
      const std::string reply = ":" + sign + digits + "\r\n";
      const std::string expected = ":" + sign + digits;
      CAPTURE(reply);
      CHECK(whole_scalar(reply) == expected);
      for (const std::string_view behind :
           {"99999999999999999999", "\r\n\r\n\r\n\r\n\r\n", "::::::::::", "\xff\xff\xff\xff"}) {
        ReplyNode node;
        const std::string bytes = reply + std::string{behind};
        REQUIRE(read_whole_scalar(bytes, node) == reply.size());
        CHECK(std::to_string(static_cast<std::int64_t>(node.value)) == sign + digits);
      }
    }
  }
}

TEST_CASE("what is no digit ends a number at each place, and makes it none") {
  for (std::size_t at = 0; at < 12; ++at) {
    for (const int other :
         std::initializer_list<int>{0, '\n', '\r', ' ', '/', ':', '-', '+', 'a', 0x7F, 0x80, 0xB0, 0xB9, 0xFF}) {
      std::string reply = ":123456789012\r\n:123456789012\r\n";
      reply[1 + at] = static_cast<char>(other);
      CAPTURE(at, other);
      ReplyNode node;
      const bool is_negative = at == 0 && other == '-';
      CHECK((read_whole_scalar(reply, node) != 0) == is_negative);
    }
  }
}

TEST_CASE("what is no digit makes a length none") {
  for (int other = 0; other < 256; ++other) {
    CAPTURE(other);
    if ((other >= '0' && other <= '9') || other == '-') continue;
    const std::string begin{'$', static_cast<char>(other)};
    CHECK_FALSE(whole_scalar(begin + "\r\n0123456789\r\n"));
    CHECK_FALSE(whole_scalar(begin + "1\r\n0\r\n"));
    CHECK_FALSE(whole_scalar("$1" + begin.substr(1) + "\r\n0123456789\r\n"));
  }
}

TEST_CASE("strings of each number of digits are read, also where nothing is behind") {
  for (const std::size_t size : {1U, 9U, 10U, 99U, 100U, 999U, 1000U, 99'999U, 100'000U, 999'999U, 1'000'000U}) {
    CAPTURE(size);
    const std::string text(size, 'x');
    CHECK(whole_scalar("$" + std::to_string(size) + "\r\n" + text + "\r\n") == text);
  }
}

TEST_CASE("numbers of more than 18 digits are left to hiredis") {
  const std::string_view reply = GENERATE(":1000000000000000000\r\n", ":9223372036854775807\r\n",
                                          ":-9223372036854775808\r\n", ":99999999999999999999999999999999\r\n",
                                          "$99999999999999999999999999999999\r\n", "$999999999999999999\r\nabc\r\n");
  CAPTURE(reply);
  CHECK_FALSE(whole_scalar(reply));
}

TEST_CASE("only the first of several replies is read") {
  ReplyNode node;
  CHECK(read_whole_scalar(std::string_view{":1\r\n:2\r\n"}, node) == 4);
  CHECK(node.value == 1);
}
