#include <tributary/commands/sorted_set_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

std::string sent_by_zadd(const ZaddOptions& options) {
  return sent_by([&](Commands& redis) { redis.zadd("k", "m", 1, options); });
}

std::string sent_by_zadd(double score) {
  return sent_by([&](Commands& redis) { redis.zadd("k", "m", score); });
}

}  // namespace

TEST_CASE("ZADD sends the score before the member") {
  CHECK(sent_by_zadd(1.5) == resp_command({"ZADD", "k", "1.5", "m"}));
}

TEST_CASE("scores are sent in a short form that reads back as the same double") {
  CHECK(sent_by_zadd(3) == resp_command({"ZADD", "k", "3", "m"}));
  CHECK(sent_by_zadd(-1700000000123) == resp_command({"ZADD", "k", "-1700000000123", "m"}));
  CHECK(sent_by_zadd(9007199254740993e3) == resp_command({"ZADD", "k", "9007199254740993024", "m"}));
  CHECK(sent_by_zadd(0) == resp_command({"ZADD", "k", "0", "m"}));
  CHECK(sent_by_zadd(-0.0) == resp_command({"ZADD", "k", "-0", "m"}));
  CHECK(sent_by_zadd(0.1) == resp_command({"ZADD", "k", "0.1", "m"}));
  CHECK(sent_by_zadd(1e300) == resp_command({"ZADD", "k", "1e+300", "m"}));
  CHECK(sent_by_zadd(-std::numeric_limits<double>::denorm_min()) == resp_command({"ZADD", "k", "-5e-324", "m"}));
}

TEST_CASE("infinity is a score") {
  CHECK(sent_by_zadd(kInfinity) == resp_command({"ZADD", "k", "+inf", "m"}));
  CHECK(sent_by_zadd(-kInfinity) == resp_command({"ZADD", "k", "-inf", "m"}));
  CHECK(sent_by([](Commands& redis) {
          redis.zadd("k", {{"a", kInfinity}, {"b", -kInfinity}});
        }) == resp_command({"ZADD", "k", "+inf", "a", "-inf", "b"}));
}

TEST_CASE("NaN is refused before anything is recorded") {
  CHECK(refusal_of([](Commands& redis) { redis.zadd("k", "m", kNan); }) == "a score cannot be NaN");
  CHECK(refusal_of([](Commands& redis) { redis.zadd("k", {{"a", 1}, {"b", kNan}}); }) == "a score cannot be NaN");
  CHECK(refusal_of([](Commands& redis) { redis.zincrby("k", "m", kNan); }) == "a score's increment cannot be NaN");
  CHECK(refusal_of([](Commands& redis) { redis.zadd_incr("k", "m", kNan); }) == "a score's increment cannot be NaN");
}

TEST_CASE("several members come from braces, a map, or an earlier result") {
  const std::map<std::string, double> map{{"a", 1}, {"b", 2.5}};
  const std::vector<ScoredMember<int>> scored{{7, 1}, {8, 2.5}};
  CHECK(sent_by([](Commands& redis) {
          redis.zadd("k", {{"a", 1}, {2, 2.5}});
        }) == resp_command({"ZADD", "k", "1", "a", "2.5", "2"}));
  CHECK(sent_by([&](Commands& redis) { redis.zadd("k", map); }) == resp_command({"ZADD", "k", "1", "a", "2.5", "b"}));
  CHECK(sent_by([&](Commands& redis) { redis.zadd("k", scored); }) ==
        resp_command({"ZADD", "k", "1", "7", "2.5", "8"}));
}

TEST_CASE("ZADD sends its options between key and score") {
  CHECK(sent_by_zadd({.only_if = Exists::no}) == resp_command({"ZADD", "k", "NX", "1", "m"}));
  CHECK(sent_by_zadd({.compare = NewScore::less}) == resp_command({"ZADD", "k", "LT", "1", "m"}));
  CHECK(sent_by_zadd({.changed = true}) == resp_command({"ZADD", "k", "CH", "1", "m"}));
  CHECK(sent_by_zadd({.only_if = Exists::yes, .compare = NewScore::greater, .changed = true}) ==
        resp_command({"ZADD", "k", "XX", "GT", "CH", "1", "m"}));
  CHECK(sent_by([](Commands& redis) {
          redis.zadd("k", {{"a", 1}, {"b", 2}}, {.changed = true});
        }) == resp_command({"ZADD", "k", "CH", "1", "a", "2", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.zadd_incr("k", "m", 2, {.only_if = Exists::yes}); }) ==
        resp_command({"ZADD", "k", "XX", "INCR", "2", "m"}));
}

TEST_CASE("adding only new members contradicts comparing scores") {
  const ZaddOptions options{.only_if = Exists::no, .compare = NewScore::greater};
  const std::string message =
      "ZADD: .only_if = Exists::no contradicts .compare = NewScore::greater, for there is no score to compare with";
  CHECK(refusal_of([&](Commands& redis) { redis.zadd("k", "m", 1, options); }) == message);
  CHECK(refusal_of([&](Commands& redis) { redis.zadd("k", {{"m", 1}}, options); }) == message);
  CHECK(refusal_of([&](Commands& redis) { redis.zadd_incr("k", "m", 1, options); }) == message);
}

TEST_CASE("commands on one sorted set send its key and what they ask of it") {
  CHECK(sent_by([](Commands& redis) { redis.zcard("k"); }) == resp_command({"ZCARD", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.zincrby("k", "m", -0.5); }) == resp_command({"ZINCRBY", "k", "-0.5", "m"}));
  CHECK(sent_by([](Commands& redis) { redis.zrank("k", "m"); }) == resp_command({"ZRANK", "k", "m"}));
  CHECK(sent_by([](Commands& redis) { redis.zrevrank("k", "m"); }) == resp_command({"ZREVRANK", "k", "m"}));
  CHECK(sent_by([](Commands& redis) { redis.zscore("k", "m"); }) == resp_command({"ZSCORE", "k", "m"}));
  CHECK(sent_by([](Commands& redis) { redis.zmscore("k", {"a", "b"}); }) == resp_command({"ZMSCORE", "k", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.zrem("k", "m"); }) == resp_command({"ZREM", "k", "m"}));
  CHECK(sent_by([](Commands& redis) { redis.zrem("k", {"a", "b"}); }) == resp_command({"ZREM", "k", "a", "b"}));
}

TEST_CASE("a rank is asked for and read with the score of the member") {
  const auto zrank = [](Commands& redis) { return redis.zrank_withscore("k", "m"); };
  const auto zrevrank = [](Commands& redis) { return redis.zrevrank_withscore("k", "m"); };
  CHECK(sent_by(zrank) == resp_command({"ZRANK", "k", "m", "WITHSCORE"}));
  CHECK(sent_by(zrevrank) == resp_command({"ZREVRANK", "k", "m", "WITHSCORE"}));
  CHECK(*answered("*2\r\n:1\r\n$3\r\n2.5\r\n", zrank) == RankAndScore{.rank = 1, .score = 2.5});
  CHECK(*answered("*-1\r\n", zrevrank) == std::nullopt);
}

TEST_CASE("members at the ends and at random come alone or with a count") {
  CHECK(sent_by([](Commands& redis) { redis.zpopmin("k"); }) == resp_command({"ZPOPMIN", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.zpopmin("k", 2); }) == resp_command({"ZPOPMIN", "k", "2"}));
  CHECK(sent_by([](Commands& redis) { redis.zpopmax("k"); }) == resp_command({"ZPOPMAX", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.zpopmax("k", 2); }) == resp_command({"ZPOPMAX", "k", "2"}));
  CHECK(sent_by([](Commands& redis) { redis.zrandmember("k"); }) == resp_command({"ZRANDMEMBER", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.zrandmember("k", -2); }) == resp_command({"ZRANDMEMBER", "k", "-2"}));
  CHECK(sent_by([](Commands& redis) { redis.zrandmember_withscores("k", 2); }) ==
        resp_command({"ZRANDMEMBER", "k", "2", "WITHSCORES"}));
  CHECK(sent_by([](Commands& redis) {
          redis.zmpop({"a", "b"}, ScoreEnd::lowest);
        }) == resp_command({"ZMPOP", "2", "a", "b", "MIN", "COUNT", "1"}));
  CHECK(sent_by([](Commands& redis) { redis.zmpop({"a"}, ScoreEnd::highest, 5); }) ==
        resp_command({"ZMPOP", "1", "a", "MAX", "COUNT", "5"}));
}

TEST_CASE("one popped member is nothing when the reply is empty") {
  const auto pop = [](Commands& redis) { return redis.zpopmin<int>("k"); };
  CHECK(*answered("*0\r\n", pop) == std::nullopt);
  CHECK(*answered("*2\r\n$1\r\n7\r\n$3\r\n1.5\r\n", pop) == ScoredMember<int>{7, 1.5});
  CHECK(answered(":1\r\n", pop).error()->kind == ErrorKind::decode);
}

TEST_CASE("members with scores are read flat, and nested as ZMPOP sends them") {
  const std::vector<ScoredMember<>> expected{{"a", 1}, {"b", kInfinity}};
  CHECK(*answered("*4\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n$3\r\ninf\r\n",
                  [](Commands& redis) { return redis.zpopmin("k", 2); }) == expected);
  CHECK(*answered("*2\r\n$1\r\nk\r\n*2\r\n*2\r\n$1\r\na\r\n$1\r\n1\r\n*2\r\n$1\r\nb\r\n$3\r\ninf\r\n",
                  [](Commands& redis) { return redis.zmpop({"k"}, ScoreEnd::lowest, 2); }) ==
        Popped<ScoredMember<>>{"k", expected});
}

TEST_CASE("a scored member can be taken apart") {
  const auto [member, score] = ScoredMember<>{"a", 2.5};
  CHECK(member == "a");
  CHECK(score == 2.5);
}

TEST_CASE("empty lists of scored members are refused before anything is recorded") {
  CHECK(refusal_of([](Commands& redis) { redis.zadd("k", std::map<std::string, double>{}); }) ==
        "ZADD needs at least one member");
  CHECK(refusal_of([](Commands& redis) { redis.zrem("k", kNothing); }) == "ZREM needs at least one member");
  CHECK(refusal_of([](Commands& redis) { redis.zmscore("k", kNothing); }) == "ZMSCORE needs at least one member");
  CHECK(refusal_of([](Commands& redis) { redis.zmpop(kNothing, ScoreEnd::lowest); }) == "ZMPOP needs at least one key");
}

TEST_CASE("an integer that no double is, is no score, wherever one is taken") {
  static constexpr std::int64_t kOdd = 9007199254740993;  // 2^53 + 1
  const auto refused = [](auto&& record) { CHECK_THROWS_AS(sent_by(record), std::invalid_argument); };
  refused([](Commands& redis) { redis.zadd("k", "a", kOdd); });
  refused([](Commands& redis) { redis.zadd("k", {{"a", kOdd}}); });
  refused([](Commands& redis) { redis.zadd("k", std::map<std::string, std::int64_t>{{"a", kOdd}}); });
  refused([](Commands& redis) { redis.zadd_incr("k", "a", kOdd); });
  refused([](Commands& redis) { redis.zincrby("k", "a", kOdd); });
  refused([](Commands& redis) { redis.zcount("k", {.min = kOdd}); });
  refused([](Commands& redis) { redis.zcount("k", {.max = ScoreBound::exclusive(kOdd)}); });
  refused([](Commands& redis) { redis.incrbyfloat("k", kOdd); });
  refused([](Commands& redis) { redis.hincrbyfloat("k", "f", kOdd); });
  CHECK(sent_by([](Commands& redis) { redis.zadd("k", "a", kOdd + 1); }) ==
        resp_command({"ZADD", "k", "9007199254740994", "a"}));
}
