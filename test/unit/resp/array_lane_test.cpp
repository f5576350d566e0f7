#include "resp/array_lane.hpp"

#include "support/catch.hpp"
#include "support/reply_text.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using tributary::ReplyLimits;
using tributary::ReplyView;
using tributary::detail::read_whole_array;
using tributary::detail::ReplyNode;

namespace {

/// The text of the array that takes all of `bytes`; nothing when it is left to hiredis.
std::optional<std::string> whole_array(std::string_view bytes, const ReplyLimits& limits = {}, bool resp3 = false) {
  std::vector<ReplyNode> nodes;
  // Copied, so that the sanitizers see a look behind the end.
  const std::vector<char> copy(bytes.begin(), bytes.end());
  const std::size_t size = read_whole_array(copy, limits, resp3, nodes);
  if (size == 0) return std::nullopt;
  REQUIRE(size == bytes.size());
  return tributary::test::reply_text(ReplyView{nodes.data(), copy.data()});
}

}  // namespace

TEST_CASE("arrays that lie complete are read where they are") {
  CHECK(whole_array("*0\r\n") == "[]");
  CHECK(whole_array("*-1\r\n") == "(nil)");
  CHECK(whole_array("*1\r\n$3\r\nabc\r\n") == "[abc]");
  CHECK(whole_array("*4\r\n:1\r\n+OK\r\n$-1\r\n$0\r\n\r\n") == "[:1, +OK, (nil), ]");
  CHECK(whole_array("*3\r\n*2\r\n:1\r\n*0\r\n*-1\r\n*1\r\n*1\r\n+a\r\n") == "[[:1, []], (nil), [[+a]]]");
  std::string strings = "*200\r\n";
  std::string expected = "[";
  for (int i = 0; i < 200; ++i) {
    const std::string text(static_cast<std::size_t>(i), 'x');
    strings += "$" + std::to_string(i) + "\r\n" + text + "\r\n";
    expected += (i == 0 ? "" : ", ") + text;
  }
  CHECK(whole_array(strings) == expected + "]");
}

TEST_CASE("an element behind an array is found, whatever that holds") {
  std::vector<ReplyNode> nodes;
  const std::string_view bytes = "*3\r\n*2\r\n*1\r\n:1\r\n:2\r\n*0\r\n:3\r\n";
  REQUIRE(read_whole_array(bytes, {}, false, nodes) == bytes.size());
  const ReplyView reply{nodes.data(), bytes.data()};
  CHECK(reply[1].size() == 0);
  CHECK(reply[2].integer() == 3);
  CHECK(reply[0][1].integer() == 2);
}

TEST_CASE("an array that is cut anywhere is left to hiredis") {
  const std::string_view reply =
      GENERATE("*0\r\n", "*-1\r\n", "*2\r\n:1\r\n$3\r\nabc\r\n", "*2\r\n*1\r\n$-1\r\n+OK\r\n");
  for (std::size_t cut = 0; cut < reply.size(); ++cut) {
    CAPTURE(reply, cut);
    CHECK_FALSE(whole_array(reply.substr(0, cut)));
  }
}

TEST_CASE("everything unusual in an array is left to hiredis") {
  const std::string_view reply = GENERATE(
      ":1\r\n", "$1\r\na\r\n", "*1\r\n-ERR no\r\n", "*-2\r\n", "*01\r\n:1\r\n", "*1\r\n$2\r\nabc\r\n", "*x\r\n",
      "*1\r\n%0\r\n", "*1\r\n_\r\n", "%0\r\n", "~0\r\n", ">1\r\n:1\r\n", "*2147483647\r\n:1\r\n",
      "*999999999999999999\r\n:1\r\n", "*99999999999999999999\r\n:1\r\n", "*1\r\n*999999999999999999\r\n:1\r\n");
  CAPTURE(reply);
  CHECK_FALSE(whole_array(reply));
}

TEST_CASE("what exceeds a limit is left to hiredis, and what reaches it is not") {
  const std::string_view six = "*2\r\n*2\r\n:1\r\n:2\r\n*1\r\n:3\r\n";  // three arrays and three integers
  CHECK(whole_array(six, {.max_elements = 6}));
  CHECK_FALSE(whole_array(six, {.max_elements = 5}));
  CHECK(whole_array(six, {.max_depth = 2}));
  CHECK_FALSE(whole_array(six, {.max_depth = 1}));
  const std::string_view texts = "*2\r\n$5\r\nabcde\r\n+abcd\r\n";
  CHECK(whole_array(texts, {.max_bulk_bytes = 5}));
  CHECK_FALSE(whole_array(texts, {.max_bulk_bytes = 4}));
  CHECK(whole_array(texts, {.max_reply_bytes = 9}));
  CHECK_FALSE(whole_array(texts, {.max_reply_bytes = 8}));
  std::string deep;
  for (int i = 0; i < 7; ++i) deep += "*1\r\n";
  CHECK(whole_array(deep + ":1\r\n"));
  CHECK_FALSE(whole_array("*1\r\n" + deep + ":1\r\n", {.max_depth = 100}));
}

TEST_CASE("maps and sets of RESP3 are arrays, where they are known") {
  CHECK(whole_array("%2\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n~2\r\n:2\r\n:3\r\n", {}, true) == "[a, :1, b, [:2, :3]]");
  CHECK(whole_array("*2\r\n%0\r\n~0\r\n", {}, true) == "[[], []]");
  CHECK_FALSE(whole_array("%1\r\n$1\r\na\r\n", {}, true));
  CHECK_FALSE(whole_array("%-1\r\n", {}, true));
  CHECK_FALSE(whole_array("*1\r\n>1\r\n:1\r\n", {}, true));
  CHECK_FALSE(whole_array("*1\r\n|1\r\n:1\r\n:2\r\n:3\r\n", {}, true));
}
