#include "resp/reply_reader.hpp"

#include "parsed.hpp"
#include "support/catch.hpp"
#include "support/resp_text.hpp"
#include "support/seed.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using Catch::Matchers::Contains;
using tributary::ReplyLimits;
using tributary::detail::reads_resp3;
using tributary::detail::ReplyReader;
using tributary::test::parse;
using tributary::test::parse_pieces;
using tributary::test::Parsed;
using tributary::test::TextSink;

namespace {

using Texts = std::vector<std::string>;

std::string bulk(const std::string& bytes) {
  std::string reply = "$";
  return reply.append(std::to_string(bytes.size())).append("\r\n").append(bytes).append("\r\n");
}

/// Every kind of reply, and a string larger than the pieces in which the reader passes bytes on.
std::string mixed_input() {
  return "+OK\r\n"
         ":-9223372036854775808\r\n"
         "$-1\r\n"
         "*0\r\n"
         "*-1\r\n"
         "-ERR no such key\r\n"
         "+\r\n" +
         bulk("") + bulk(std::string{"\r\n$5\r\n\0\xff", 8}) +
         "*3\r\n:1\r\n*2\r\n$1\r\na\r\n*0\r\n$-1\r\n"
         "*2\r\n*1\r\n*1\r\n*1\r\n:7\r\n-WRONGTYPE no\r\n"
         "*4\r\n*0\r\n*-1\r\n*1\r\n*0\r\n+last\r\n" +
         bulk(std::string(5000, 'x')) + "*2\r\n" + bulk(std::string(1200, 'y')) + ":9223372036854775807\r\n:0\r\n";
}

Texts mixed_replies() {
  return {"+OK",
          ":-9223372036854775808",
          "(nil)",
          "[]",
          "(nil)",
          "-ERR no such key",
          "+",
          "",
          std::string{"\r\n$5\r\n\0\xff", 8},
          "[:1, [a, []], (nil)]",
          "[[[[:7]]], -WRONGTYPE no]",
          "[[], (nil), [[]], +last]",
          std::string(5000, 'x'),
          "[" + std::string(1200, 'y') + ", :9223372036854775807]",
          ":0"};
}

void require_mixed_replies(const Parsed& parsed) {
  REQUIRE(parsed.error == "");
  REQUIRE(parsed.replies == mixed_replies());
  REQUIRE(parsed.at_boundary);
}

std::string nested(std::size_t arrays) {
  std::string bytes;
  for (std::size_t i = 0; i < arrays; ++i) bytes += "*1\r\n";
  return bytes + ":1\r\n";
}

}  // namespace

TEST_CASE("each kind of reply arrives as what it is") {
  CHECK(parse("+OK\r\n").replies == Texts{"+OK"});
  CHECK(parse("-ERR bad\r\n").replies == Texts{"-ERR bad"});
  CHECK(parse(":-12\r\n").replies == Texts{":-12"});
  CHECK(parse("$3\r\nabc\r\n").replies == Texts{"abc"});
  CHECK(parse("$-1\r\n").replies == Texts{"(nil)"});
  CHECK(parse("*2\r\n:1\r\n$1\r\na\r\n").replies == Texts{"[:1, a]"});
  CHECK(parse("*-1\r\n").replies == Texts{"(nil)"});
  CHECK(parse("*0\r\n").replies == Texts{"[]"});
}

TEST_CASE("many replies may come in one feed") { require_mixed_replies(parse(mixed_input())); }

TEST_CASE("replies are the same at every cut of the input in two") {
  const std::string input = mixed_input();
  for (std::size_t cut = 0; cut <= input.size(); ++cut) {
    CAPTURE(cut);
    const std::string_view bytes{input};
    require_mixed_replies(parse_pieces({bytes.substr(0, cut), bytes.substr(cut)}));
  }
}

TEST_CASE("replies are the same when every byte comes alone") {
  const std::string input = mixed_input();
  std::vector<std::string_view> pieces;
  for (std::size_t i = 0; i < input.size(); ++i) pieces.push_back(std::string_view{input}.substr(i, 1));
  require_mixed_replies(parse_pieces(pieces));
}

TEST_CASE("replies are the same in random pieces") {
  const auto seed = tributary::test::random_seed();
  CAPTURE(seed);
  std::mt19937 random{seed};
  const std::string input = mixed_input();
  for (int round = 0; round < 100; ++round) {
    std::vector<std::string_view> pieces;
    for (std::string_view rest{input}; !rest.empty();) {
      const auto size = std::min<std::size_t>(rest.size(), 1 + random() % 700);
      pieces.push_back(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    require_mixed_replies(parse_pieces(pieces));
  }
}

TEST_CASE("a reply is delivered as soon as its last byte is there, and not before") {
  const std::string reply = GENERATE("+OK\r\n", ":1\r\n", "$2\r\nab\r\n", "*2\r\n:1\r\n*1\r\n$-1\r\n", "*0\r\n");
  ReplyReader reader{{}};
  TextSink sink;
  for (std::size_t i = 0; i < reply.size(); ++i) {
    REQUIRE(sink.replies.empty());
    REQUIRE(reader.feed(std::string_view{reply}.substr(i, 1), sink));
    CHECK(reader.at_boundary() == (i + 1 == reply.size()));
  }
  CHECK(sink.replies == Texts{tributary::test::printable_reply(reply)->text});
}

TEST_CASE("a large string arrives whole over many feeds") {
  const std::size_t feed = GENERATE(1000U, 4096U, 65536U, 10'000'000U);
  std::string text(3'000'000, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * 31 % 251);
  const std::string input = "*2\r\n" + bulk(text) + ":1\r\n" + bulk(text);
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < input.size(); at += feed) pieces.push_back(std::string_view{input}.substr(at, feed));
  const Parsed parsed = parse_pieces(pieces);
  REQUIRE(parsed.error == "");
  REQUIRE(parsed.replies.size() == 2);
  CHECK(parsed.replies[0] == "[" + text + ", :1]");
  CHECK(parsed.replies[1] == text);
}

TEST_CASE("an array's strings survive the reader moving its input between feeds") {
  std::string input = "*200\r\n";
  std::string expected = "[";
  for (int i = 0; i < 200; ++i) {
    const std::string text = "element " + std::to_string(i);
    input += bulk(text);
    expected += (i == 0 ? "" : ", ") + text;
  }
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < input.size(); at += 37) pieces.push_back(std::string_view{input}.substr(at, 37));
  CHECK(parse_pieces(pieces).replies == Texts{expected + "]"});
}

TEST_CASE("promise 14: bytes that are not RESP are an error, at any cut") {
  const std::string garbage = GENERATE(as<std::string>{}, "hello\r\n", "\r\n", "HTTP/1.1 400 Bad Request\r\n", ":\r\n",
                                       ":abc\r\n", ":12a\r\n", ":9223372036854775808\r\n", "$abc\r\n", "$-2\r\n",
                                       "$1x\r\n", "*x\r\n", "*-2\r\n", "*2\r\n:1\r\nx", "*9223372036854775808\r\n");
  CAPTURE(garbage);
  for (std::size_t cut = 0; cut < garbage.size(); ++cut) {
    const std::string_view bytes{garbage};
    const Parsed parsed = parse_pieces({":5\r\n", bytes.substr(0, cut), bytes.substr(cut)});
    CHECK(parsed.replies == Texts{":5"});
    CHECK_THAT(parsed.error, Contains("not RESP"));
  }
}

TEST_CASE("promise 14: a string that is longer than announced is an error, not a reply") {
  const std::string input =
      GENERATE(as<std::string>{}, "$3\r\nabcd\r\n", "$3\r\nabc:1\r\n", "$0\r\nab", "*2\r\n$3\r\nabcd\r\n:1\r\n");
  const Parsed parsed = parse(input);
  CHECK(parsed.replies.empty());
  CHECK(parsed.error != "");
}

TEST_CASE("promise 14: after an error the reader stays broken") {
  ReplyReader reader{{}};
  TextSink sink;
  CHECK_FALSE(reader.feed(std::string_view{"what?\r\n"}, sink));
  const std::string error{reader.error()};
  CHECK_FALSE(reader.feed(std::string_view{":1\r\n"}, sink));
  CHECK(reader.error() == error);
  CHECK(sink.replies.empty());
  CHECK_FALSE(reader.at_boundary());
}

TEST_CASE("promise 14: a reply that nobody waits for is an error that shows it") {
  ReplyReader reader{{}};
  TextSink one{1};
  CHECK_FALSE(reader.feed(std::string_view{":1\r\n$5\r\nextra\r\n:2\r\n"}, one));
  CHECK(one.replies == Texts{":1"});
  CHECK(reader.error() == "the server sent a reply that no command waits for: bulk string \"extra\"");
  CHECK_FALSE(reader.at_boundary());
}

TEST_CASE("an unexpected array is an error too") {
  ReplyReader reader{{}};
  TextSink none{0};
  CHECK_FALSE(reader.feed(std::string_view{"*1\r\n:1\r\n"}, none));
  CHECK(reader.error() == "the server sent a reply that no command waits for: array of 1");
}

TEST_CASE("arrays nest as deep as the limit says, and no deeper") {
  const std::size_t depth = GENERATE(1U, 2U, 7U);
  const ReplyLimits limits{.max_depth = depth};
  CHECK(parse(nested(depth), limits).replies.size() == 1);
  const Parsed deeper = parse(nested(depth + 1), limits);
  CHECK(deeper.replies.empty());
  CHECK_THAT(deeper.error, Contains("max_depth"));
}

TEST_CASE("an empty array counts as a level") {
  const ReplyLimits limits{.max_depth = 1};
  CHECK(parse("*0\r\n", limits).replies == Texts{"[]"});
  CHECK_THAT(parse("*1\r\n*0\r\n", limits).error, Contains("max_depth"));
}

TEST_CASE("a depth that hiredis does not support, as before 1.0, is an error, whatever the limit says") {
  const Parsed parsed = parse(nested(100), {.max_depth = 1000});
  CHECK(parsed.replies.size() == (reads_resp3() ? 1 : 0));
  CHECK((parsed.error == "") == reads_resp3());
}

TEST_CASE("an array of more elements than the limit is refused by its header") {
  CHECK_THAT(parse("*101\r\n", {.max_elements = 100}).error, Contains("announces 101 elements, more than 100"));
  CHECK_THAT(parse("*2147483647\r\n").error, Contains("max_elements"));
}

TEST_CASE("elements of nested arrays count, and the arrays themselves") {
  const std::string six = "*2\r\n*2\r\n:1\r\n:2\r\n*1\r\n:3\r\n";  // three arrays and three integers
  // The count begins anew with each reply.
  CHECK(parse(six + six + six, {.max_elements = 6}).replies.size() == 3);
  const Parsed parsed = parse(six, {.max_elements = 5});
  CHECK(parsed.replies.empty());
  CHECK_THAT(parsed.error, Contains("more than 5 elements"));
}

TEST_CASE("a string longer than the limit is an error, wherever its end comes") {
  const ReplyLimits limits{.max_bulk_bytes = 100};
  CHECK(parse(bulk(std::string(100, 'x')), limits).replies.size() == 1);
  CHECK(parse("*1\r\n" + bulk(std::string(100, 'x')), limits).replies.size() == 1);
  const std::string input = GENERATE(bulk(std::string(101, 'x')), "+" + std::string(101, 'x') + "\r\n",
                                     "*1\r\n" + bulk(std::string(101, 'x')), bulk(std::string(1'000'000, 'x')));
  const bool at_once = GENERATE(true, false);
  Parsed parsed = parse(input, limits);
  if (!at_once) {
    std::vector<std::string_view> pieces;
    for (std::size_t at = 0; at < input.size(); at += 10) pieces.push_back(std::string_view{input}.substr(at, 10));
    parsed = parse_pieces(pieces, limits);
  }
  CHECK(parsed.replies.empty());
  CHECK_THAT(parsed.error, Contains("max_bulk_bytes"));
}

TEST_CASE("a string that announces more than the limit is refused before its bytes are held") {
  ReplyReader reader{{.max_bulk_bytes = 10'000}};
  TextSink sink;
  const std::string piece(1000, 'x');
  REQUIRE(reader.feed(std::string_view{"$1099511627776\r\n"}, sink));
  std::size_t fed = 0;
  while (fed < 1'000'000 && reader.feed(piece, sink)) fed += piece.size();
  CHECK(fed <= 11'000);
  CHECK_THAT(std::string{reader.error()}, Contains("max_bulk_bytes"));
}

TEST_CASE("the largest numbers are no limits at all") {
  constexpr std::size_t kMax = std::numeric_limits<std::size_t>::max();
  const ReplyLimits none{.max_bulk_bytes = kMax, .max_reply_bytes = kMax, .max_elements = kMax};
  const std::string text = bulk(std::string(100'000, 'x'));
  CHECK(parse(text + "*2\r\n" + text + text, none).replies.size() == 2);
}

TEST_CASE("a line without an end is refused at the limit") {
  ReplyReader reader{{.max_bulk_bytes = 10'000}};
  TextSink sink;
  const std::string piece(1000, 'x');
  REQUIRE(reader.feed(std::string_view{"+"}, sink));
  std::size_t fed = 0;
  while (fed < 1'000'000 && reader.feed(piece, sink)) fed += piece.size();
  CHECK(fed <= 11'000);
}

TEST_CASE("a line has a limit of its own, whatever it is, and however its bytes come") {
  constexpr std::size_t kLimit = 10'000;
  const ReplyLimits limits{.max_line_bytes = kLimit};
  const std::string begin =
      GENERATE(as<std::string>{}, "+", "-", ":", "$", "*", "*2\r\n+", "+a\nb", "$5\r\nhello\r\n-");
  const auto piece_size = GENERATE(as<std::size_t>{}, 10, 1000, 60'000);
  CAPTURE(begin, piece_size);
  ReplyReader reader{limits};
  TextSink sink;
  REQUIRE(reader.feed(begin, sink));
  const std::string piece(piece_size, '1');
  std::size_t fed = 0;
  while (fed < 1'000'000 && reader.feed(piece, sink)) fed += piece.size();
  CHECK(fed <= kLimit + piece_size);
  CHECK_FALSE(reader.error().empty());
}

TEST_CASE("a line that ends beyond its limit is refused, one that ends at it is not, and a long string is none") {
  const ReplyLimits limits{.max_line_bytes = 1000};
  const std::string type = GENERATE(as<std::string>{}, "+", "-");
  CHECK(parse(type + std::string(1000, 'x') + "\r\n", limits).replies.size() == 1);
  CHECK(parse("*1\r\n" + type + std::string(1000, 'x') + "\r\n", limits).replies.size() == 1);
  const Parsed parsed = parse(type + std::string(1001, 'x') + "\r\n", limits);
  CHECK(parsed.replies.empty());
  CHECK_THAT(parsed.error, Contains("max_line_bytes"));
  CHECK_THAT(parse("*1\r\n" + type + std::string(1001, 'x') + "\r\n", limits).error, Contains("max_line_bytes"));
  const std::string string = bulk(std::string(300'000, 'x'));
  CHECK(parse(string + "*1\r\n" + string, limits).replies.size() == 2);
}

TEST_CASE("a reader knows the last error until it is reset") {
  ReplyReader reader{{}};
  TextSink sink;
  CHECK(reader.last_error().empty());
  REQUIRE(reader.feed(std::string_view{"-ERR one\r\n:1\r\n"}, sink));
  CHECK(reader.last_error() == "ERR one");
  REQUIRE(reader.feed(std::string_view{"*2\r\n-ERR two\r\n+OK\r\n"}, sink));
  CHECK(reader.last_error() == "ERR two");
  reader.reset();
  CHECK(reader.last_error().empty());
}

TEST_CASE("a trimmed reader goes on where it was") {
  const std::string big = bulk(std::string(3'000'000, 'x'));
  const std::size_t cut = GENERATE(as<std::size_t>{}, 0, 3, 2'000'000);
  ReplyReader reader{{}};
  TextSink sink;
  REQUIRE(reader.feed(big, sink));
  REQUIRE(reader.feed(std::string_view{big}.substr(0, cut), sink));
  reader.trim();
  REQUIRE(reader.feed(std::string_view{big}.substr(cut), sink));
  CHECK(reader.at_boundary());
  CHECK(sink.replies.size() == 2);
}

TEST_CASE("the strings of one reply have a limit together") {
  const ReplyLimits limits{.max_reply_bytes = 250};
  const std::string text = bulk(std::string(100, 'x'));
  CHECK(parse("*2\r\n" + text + text, limits).replies.size() == 1);
  CHECK_THAT(parse("*3\r\n" + text + text + text, limits).error, Contains("max_reply_bytes"));
  // It begins anew with each reply.
  CHECK(parse("*2\r\n" + text + text + "*2\r\n" + text + text, limits).replies.size() == 2);
}

TEST_CASE("no bytes change nothing") {
  ReplyReader reader{{}};
  TextSink sink;
  CHECK(reader.feed({}, sink));
  CHECK(reader.at_boundary());
  CHECK(reader.feed(std::string_view{":1"}, sink));
  CHECK(reader.feed({}, sink));
  CHECK_FALSE(reader.at_boundary());
  CHECK(reader.feed(std::string_view{"\r\n"}, sink));
  CHECK(sink.replies == Texts{":1"});
}
