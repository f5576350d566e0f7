#include "resp/scalar_lane.hpp"

#include "support/catch.hpp"
#include "support/reply_text.hpp"

#include <cstddef>
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
