// What RESP3 adds, where hiredis can read it.
#include "resp/reply_reader.hpp"

#include "parsed.hpp"
#include "support/catch.hpp"

#include <hiredis/hiredis.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using Catch::Matchers::Contains;
using tributary::ReplyLimits;
using tributary::ReplyView;
using tributary::detail::ReplyReader;
using tributary::detail::ReplySink;
using tributary::test::parse;
using tributary::test::parse_pieces;
using tributary::test::Parsed;
using tributary::test::reply_text;
using tributary::test::TextSink;

#if HIREDIS_MAJOR >= 1

namespace {

using Texts = std::vector<std::string>;

/// Keeps replies and pushes, in the order in which they came.
class PushSink final : public ReplySink {
 public:
  bool on_reply(const ReplyView& reply) noexcept override {
    texts.push_back(reply_text(reply));
    return true;
  }
  bool on_push(const ReplyView& push) noexcept override {
    texts.push_back("push " + reply_text(push));
    return true;
  }
  std::size_t wrapped_replies() const noexcept override { return wrapped; }

  Texts texts;
  std::size_t wrapped = 0;
};

/// Every type at every place where it may stand, and attributes wherever a value may.
constexpr std::string_view kMixed =
    "_\r\n"
    "#t\r\n"
    ",3.25\r\n"
    "(-123456789012345678901234567890\r\n"
    "=7\r\ntxt:a\r\n\r\n"
    "%2\r\n+a\r\n:1\r\n$1\r\nb\r\n_\r\n"
    "~3\r\n#f\r\n,inf\r\n=4\r\nmkd:\r\n"
    ">2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n"
    "|1\r\n+ttl\r\n:3600\r\n:7\r\n"
    "*3\r\n:1\r\n|1\r\n+a\r\n*1\r\n$1\r\nb\r\n$-1\r\n|0\r\n*-1\r\n"
    "|1\r\n+a\r\n+b\r\n>1\r\n+pong\r\n"
    "%1\r\n|1\r\n+a\r\n$4\r\nlong\r\n+k\r\n|2\r\n+b\r\n+c\r\n|1\r\n+d\r\n+e\r\n+f\r\n+g\r\n%0\r\n"
    "~2\r\n_\r\n|1\r\n+g\r\n_\r\n#t\r\n"
    "*1\r\n,-inf\r\n|1\r\n+h\r\n~0\r\n*2\r\n%0\r\n*1\r\n(5\r\n+end\r\n";

Texts mixed_texts() {
  return {"(nil)",        ":1",
          "3.25",         "-123456789012345678901234567890",
          "a\r\n",        "[+a, :1, b, (nil)]",
          "[:0, inf, ]",  "push [+invalidate, [k]]",
          ":7",           "[:1, (nil), (nil)]",
          "push [+pong]", "[+k, []]",
          "[(nil), :1]",  "[-inf]",
          "[[], [5]]",    "+end"};
}

void require_mixed(const std::vector<std::string_view>& pieces) {
  ReplyReader reader{{}};
  PushSink sink;
  for (const std::string_view piece : pieces) {
    REQUIRE(reader.feed(piece, sink));
  }
  REQUIRE(sink.texts == mixed_texts());
  REQUIRE(reader.at_boundary());
}

}  // namespace

TEST_CASE("hiredis since 1.0 reads RESP3") { CHECK(tributary::detail::reads_resp3()); }

TEST_CASE("each type of RESP3 arrives as what RESP2 has in its place") {
  CHECK(parse("_\r\n").replies == Texts{"(nil)"});
  CHECK(parse("#t\r\n#f\r\n").replies == Texts{":1", ":0"});
  CHECK(parse(",1.5\r\n,10\r\n,-1e-07\r\n").replies == Texts{"1.5", "10", "-1e-07"});
  CHECK(parse(",inf\r\n,-inf\r\n,nan\r\n").replies == Texts{"inf", "-inf", "nan"});
  CHECK(parse("(12345678901234567890\r\n").replies == Texts{"12345678901234567890"});
  CHECK(parse("=8\r\ntxt:some\r\n=4\r\ntxt:\r\n").replies == Texts{"some", ""});
  CHECK(parse("%2\r\n+a\r\n:1\r\n+b\r\n:2\r\n%0\r\n").replies == Texts{"[+a, :1, +b, :2]", "[]"});
  CHECK(parse("~2\r\n+a\r\n+b\r\n~0\r\n").replies == Texts{"[+a, +b]", "[]"});
}

TEST_CASE("a double is read without strtod(), which depends on the locale") {
  // What strtod() makes of it is infinite, which hiredis refuses.
  CHECK(parse(",1e999\r\n*1\r\n,1e999\r\n").replies == Texts{"1e999", "[1e999]"});
}

TEST_CASE("replies of RESP3 are the same at every cut of the input in two") {
  for (std::size_t cut = 0; cut <= kMixed.size(); ++cut) {
    CAPTURE(cut);
    require_mixed({kMixed.substr(0, cut), kMixed.substr(cut)});
  }
}

TEST_CASE("replies of RESP3 are the same when every byte comes alone") {
  std::vector<std::string_view> pieces;
  for (std::size_t i = 0; i < kMixed.size(); ++i) pieces.push_back(kMixed.substr(i, 1));
  require_mixed(pieces);
}

TEST_CASE("promise 14: a push that nobody wants is an error that shows it, and no reply") {
  const Parsed parsed = parse(":1\r\n>2\r\n+message\r\n:3\r\n:2\r\n");
  CHECK(parsed.replies == Texts{":1"});
  CHECK(parsed.error == "the server sent a push that nobody wants: array of 2");
  CHECK_FALSE(parsed.at_boundary);
}

TEST_CASE("promise 14: bytes that are not RESP3 are an error, at any cut") {
  const std::string garbage =
      GENERATE(as<std::string>{}, "_1\r\n", "#x\r\n", "#\r\n", "#tt\r\n", ",\r\n", ",abc\r\n", ",1.5x\r\n",
               ",infinity\r\n", "(12a\r\n", "(1-\r\n", "=2\r\nab\r\n", "=4\r\ntxtx\r\n", "=5\r\ntxt:ab\r\n", "=x\r\n",
               "%x\r\n", "%-2\r\n", "~x\r\n", "~-2\r\n", ">x\r\n", ">-1\r\n", "|x\r\n", "|-1\r\n", "*1\r\n|-1\r\n",
               "*2\r\n:1\r\n>1\r\n:1\r\n", "%1\r\n>0\r\n", "|1\r\n>1\r\n:1\r\n", "!3\r\nabc\r\n", "{1\r\n");
  CAPTURE(garbage);
  for (std::size_t cut = 0; cut < garbage.size(); ++cut) {
    const std::string_view bytes{garbage};
    const Parsed parsed = parse_pieces({":5\r\n", bytes.substr(0, cut), bytes.substr(cut)});
    CHECK(parsed.replies == Texts{":5"});
    CHECK_THAT(parsed.error, Contains("not RESP"));
  }
}

TEST_CASE("maps and sets keep the limits of arrays, and a map has two elements a pair") {
  CHECK(parse("%2\r\n:1\r\n:1\r\n:2\r\n:2\r\n", {.max_elements = 5}).replies.size() == 1);
  CHECK_THAT(parse("%2\r\n:1\r\n:1\r\n:2\r\n:2\r\n", {.max_elements = 4}).error, Contains("more than 4 elements"));
  CHECK_THAT(parse("%51\r\n", {.max_elements = 100}).error, Contains("announces 102 elements, more than 100"));
  CHECK_THAT(parse("~101\r\n", {.max_elements = 100}).error, Contains("announces 101 elements"));
  CHECK_THAT(parse(">101\r\n", {.max_elements = 100}).error, Contains("announces 101 elements"));
  CHECK(parse("%1\r\n+k\r\n~1\r\n:1\r\n", {.max_depth = 2}).replies.size() == 1);
  CHECK_THAT(parse("%1\r\n+k\r\n~1\r\n*0\r\n", {.max_depth = 2}).error, Contains("max_depth"));
  CHECK_THAT(parse("~2\r\n=8\r\ntxt:some\r\n,1.25\r\n", {.max_reply_bytes = 7}).error, Contains("max_reply_bytes"));
}

TEST_CASE("strings and lines of RESP3 keep their limits") {
  const std::string number(1001, '1');
  CHECK(parse("(" + number.substr(1) + "\r\n", {.max_line_bytes = 1000}).replies.size() == 1);
  CHECK_THAT(parse("(" + number + "\r\n", {.max_line_bytes = 1000}).error, Contains("max_line_bytes"));
  const std::string verbatim = "=1005\r\ntxt:" + number + "\r\n";
  CHECK(parse(verbatim, {.max_bulk_bytes = 1001}).replies == Texts{number});
  CHECK_THAT(parse(verbatim, {.max_bulk_bytes = 1000}).error, Contains("max_bulk_bytes"));
}

TEST_CASE("attributes keep the limits while they are read, and count for nothing behind") {
  const std::string attribute = "|1\r\n+a\r\n:1\r\n";  // three elements, one level
  std::string array = "*3\r\n";
  for (int i = 0; i < 3; ++i) array += attribute + ":7\r\n";
  CHECK(parse(array, {.max_elements = 6}).replies == Texts{"[:7, :7, :7]"});
  CHECK_THAT(parse(array, {.max_elements = 5}).error, Contains("max_elements"));
  CHECK_THAT(parse(array, {.max_depth = 1}).error, Contains("max_depth"));
  const std::string text = "|1\r\n+a\r\n$4\r\ntext\r\n";
  CHECK(parse(text + text + ":1\r\n", {.max_reply_bytes = 5}).replies == Texts{":1"});
  CHECK_THAT(parse(text, {.max_reply_bytes = 4}).error, Contains("max_reply_bytes"));
  const std::string texts = "*2\r\n" + text + "+b\r\n" + text + "+c\r\n";
  CHECK(parse(texts, {.max_reply_bytes = 6}).replies == Texts{"[+b, +c]"});
  CHECK_THAT(parse(texts, {.max_reply_bytes = 5}).error, Contains("max_reply_bytes"));
}

TEST_CASE("an attribute is dropped before each of many elements") {
  constexpr int kElements = 3000;  // more than hiredis is fed at a time
  std::string bytes = "*" + std::to_string(kElements) + "\r\n";
  std::string expected = "[";
  for (int i = 0; i < kElements; ++i) {
    const std::string number = std::to_string(i);
    bytes += "|1\r\n+popularity\r\n,0.5\r\n$" + std::to_string(number.size()) + "\r\n" + number + "\r\n";
    expected += (i == 0 ? "" : ", ") + number;
  }
  const Parsed parsed = parse(bytes);
  CHECK(parsed.error == "");
  CHECK(parsed.replies == Texts{expected + "]"});
}

TEST_CASE("a bar within a string is no attribute") {
  const std::string bytes = "*2\r\n$6\r\n|1\r\n+a\r\n+|\r\n+|1\r\n";
  CHECK(parse(bytes).replies == Texts{"[|1\r\n+a, +|]", "+|1"});
}

TEST_CASE("pushes and attributes between and within them leave the replies of a transaction their limits") {
  const std::string reply = "*2\r\n:1\r\n:2\r\n";
  const std::string transaction =
      ">1\r\n+x\r\n|1\r\n+a\r\n+b\r\n*2\r\n|1\r\n+a\r\n+b\r\n" + reply + "|1\r\n+a\r\n+b\r\n" + reply;
  ReplyReader reader{{.max_elements = 3, .max_depth = 1}};
  PushSink sink;
  sink.wrapped = 2;
  // One push of one element, as many as EXEC would have: it is no transaction.
  PushSink of_one;
  of_one.wrapped = 1;
  ReplyReader other{{.max_elements = 3, .max_depth = 1}};
  CHECK_FALSE(other.feed(std::string_view{">1\r\n*1\r\n:1\r\n"}, of_one));
  CHECK_THAT(std::string{other.error()}, Contains("max_depth"));
  CAPTURE(reader.error());
  REQUIRE(reader.feed(transaction, sink));
  CHECK(sink.texts == Texts{"push [+x]", "[[:1, :2], [:1, :2]]"});
}

#else

TEST_CASE("hiredis before 1.0 reads no RESP3") {
  CHECK_FALSE(tributary::detail::reads_resp3());
  const std::string value = GENERATE(as<std::string>{}, "_\r\n", "#t\r\n", ",1.5\r\n", "(1\r\n", "=5\r\ntxt:a\r\n",
                                     "%0\r\n", "~0\r\n", ">0\r\n", "|0\r\n");
  CHECK_THAT(parse(value).error, Contains("not RESP"));
}

#endif
