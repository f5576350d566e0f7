#include <tributary/commands/sorted_set_range_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

std::string sent_by_zcount(const ScoreRange& range) {
  return sent_by([&](Commands& redis) { redis.zcount("k", range); });
}

std::string sent_by_zlexcount(const LexRange& range) {
  return sent_by([&](Commands& redis) { redis.zlexcount("k", range); });
}

template <class Range>
std::string sent_by_zrange(const Range& range, const ZrangeOptions& options) {
  return sent_by([&](Commands& redis) { redis.zrange("k", range, options); });
}

}  // namespace

TEST_CASE("a range of scores includes its ends unless they say otherwise") {
  CHECK(sent_by_zcount({.min = 1, .max = 2.5}) == resp_command({"ZCOUNT", "k", "1", "2.5"}));
  CHECK(sent_by_zcount({.min = ScoreBound::exclusive(1), .max = ScoreBound::exclusive(-2.5)}) ==
        resp_command({"ZCOUNT", "k", "(1", "(-2.5"}));
}

TEST_CASE("a range of scores is open where nothing is said") {
  CHECK(sent_by_zcount({}) == resp_command({"ZCOUNT", "k", "-inf", "+inf"}));
  CHECK(sent_by_zcount({.min = 3}) == resp_command({"ZCOUNT", "k", "3", "+inf"}));
  CHECK(sent_by_zcount({.max = ScoreBound::exclusive(kInfinity)}) == resp_command({"ZCOUNT", "k", "-inf", "(+inf"}));
}

TEST_CASE("a range of scores cannot end at NaN") {
  CHECK_THROWS_AS((ScoreRange{.min = kNan}), std::invalid_argument);
  CHECK_THROWS_AS(ScoreBound::exclusive(kNan), std::invalid_argument);
}

TEST_CASE("a range of bytes includes its ends unless they say otherwise") {
  const std::string bytes{"\0\r\n", 3};
  CHECK(sent_by_zlexcount({.min = "a", .max = "b"}) == resp_command({"ZLEXCOUNT", "k", "[a", "[b"}));
  CHECK(sent_by_zlexcount({.min = LexBound::exclusive("a"), .max = bytes}) ==
        resp_command({"ZLEXCOUNT", "k", "(a", "[" + bytes}));
}

TEST_CASE("a range of bytes is open where nothing is said, and not at the words for that") {
  CHECK(sent_by_zlexcount({}) == resp_command({"ZLEXCOUNT", "k", "-", "+"}));
  CHECK(sent_by_zlexcount({.min = "+", .max = "-"}) == resp_command({"ZLEXCOUNT", "k", "[+", "[-"}));
}

TEST_CASE("ZRANGE by index sends REV and WITHSCORES when asked") {
  CHECK(sent_by([](Commands& redis) { redis.zrange("k", 0, -1); }) == resp_command({"ZRANGE", "k", "0", "-1"}));
  CHECK(sent_by([](Commands& redis) { redis.zrange("k", 0, 9, ElementOrder::descending); }) ==
        resp_command({"ZRANGE", "k", "0", "9", "REV"}));
  CHECK(sent_by([](Commands& redis) { redis.zrange_withscores("k", 0, 9, ElementOrder::descending); }) ==
        resp_command({"ZRANGE", "k", "0", "9", "REV", "WITHSCORES"}));
}

TEST_CASE("ZRANGE by score and by bytes says so") {
  CHECK(sent_by_zrange(ScoreRange{.min = 1, .max = 2}, {}) == resp_command({"ZRANGE", "k", "1", "2", "BYSCORE"}));
  CHECK(sent_by_zrange(LexRange{.min = "a", .max = "b"}, {}) == resp_command({"ZRANGE", "k", "[a", "[b", "BYLEX"}));
  CHECK(sent_by([](Commands& redis) { redis.zrange_withscores("k", ScoreRange{.min = 1}); }) ==
        resp_command({"ZRANGE", "k", "1", "+inf", "BYSCORE", "WITHSCORES"}));
}

TEST_CASE("a descending range is sent from its end") {
  CHECK(sent_by_zrange(ScoreRange{.min = 1, .max = 2}, {.order = ElementOrder::descending}) ==
        resp_command({"ZRANGE", "k", "2", "1", "BYSCORE", "REV"}));
  CHECK(sent_by_zrange(LexRange{.min = "a"}, {.order = ElementOrder::descending}) ==
        resp_command({"ZRANGE", "k", "+", "[a", "BYLEX", "REV"}));
}

TEST_CASE("LIMIT is sent when a part of the range is wanted") {
  CHECK(sent_by_zrange(ScoreRange{}, {.count = 10}) ==
        resp_command({"ZRANGE", "k", "-inf", "+inf", "BYSCORE", "LIMIT", "0", "10"}));
  CHECK(sent_by_zrange(ScoreRange{}, {.count = 0}) ==
        resp_command({"ZRANGE", "k", "-inf", "+inf", "BYSCORE", "LIMIT", "0", "0"}));
  CHECK(sent_by_zrange(LexRange{}, {.order = ElementOrder::descending, .offset = 3}) ==
        resp_command({"ZRANGE", "k", "+", "-", "BYLEX", "REV", "LIMIT", "3", "-1"}));
}

TEST_CASE("ZRANGESTORE sends destination, source and the range") {
  CHECK(sent_by([](Commands& redis) { redis.zrangestore("d", "s", 0, 9); }) ==
        resp_command({"ZRANGESTORE", "d", "s", "0", "9"}));
  CHECK(sent_by([](Commands& redis) { redis.zrangestore("d", "s", 0, 9, ElementOrder::descending); }) ==
        resp_command({"ZRANGESTORE", "d", "s", "0", "9", "REV"}));
  CHECK(sent_by([](Commands& redis) { redis.zrangestore("d", "s", LexRange{.max = "b"}, {.count = 5}); }) ==
        resp_command({"ZRANGESTORE", "d", "s", "-", "[b", "BYLEX", "LIMIT", "0", "5"}));
}

TEST_CASE("ranges are removed by index, score and bytes") {
  CHECK(sent_by([](Commands& redis) { redis.zremrangebyrank("k", 0, -2); }) ==
        resp_command({"ZREMRANGEBYRANK", "k", "0", "-2"}));
  CHECK(sent_by([](Commands& redis) { redis.zremrangebyscore("k", {.max = ScoreBound::exclusive(5)}); }) ==
        resp_command({"ZREMRANGEBYSCORE", "k", "-inf", "(5"}));
  CHECK(sent_by([](Commands& redis) { redis.zremrangebylex("k", {.min = "a"}); }) ==
        resp_command({"ZREMRANGEBYLEX", "k", "[a", "+"}));
}

TEST_CASE("members of a range are decoded into the type that the caller chose") {
  CHECK(*answered("*2\r\n$1\r\n7\r\n$1\r\n8\r\n", [](Commands& redis) { return redis.zrange<int>("k", 0, -1); }) ==
        std::vector<int>{7, 8});
  CHECK(*answered("*2\r\n$1\r\n7\r\n$3\r\n1.5\r\n", [](Commands& redis) {
    return redis.zrange_withscores<int>("k", 0, -1);
  }) == std::vector<ScoredMember<int>>{{7, 1.5}});
}

TEST_CASE("members with scores can be taken apart by value, by reference and from a temporary") {
  const auto result = answered("*4\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n$1\r\n2\r\n",
                               [](Commands& redis) { return redis.zrange_withscores("k", 0, -1); });
  std::string members;
  double sum = 0;
  for (auto [member, score] : *result) {
    members += member;
    sum += score;
  }
  auto copy = result.result();
  for (auto& [member, score] : copy) {
    member += '!';
    ++score;
  }
  for (auto&& [member, score] : std::move(copy)) members += member;
  auto [first, score] = ScoredMember<>{"x", 1};
  const auto [second, other] = ScoredMember<>{"y", 2};
  CHECK(members == "aba!b!");
  CHECK(sum == 3);
  CHECK(first + second == "xy");
  CHECK(score + other == 3);
}
