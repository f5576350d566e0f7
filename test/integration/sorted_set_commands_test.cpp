#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/server_version.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace tributary;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

using Members = std::vector<std::string>;
using Scored = std::vector<ScoredMember<>>;

/// A client of a server that holds the sorted set "z": a 1, b 2, c 3; the letters a to e of one score in "letters"; a
/// string "s".
struct SortedSets {
  SortedSets() {
    redis.zadd("z", {{"a", 1}, {"b", 2}, {"c", 3}});
    redis.zadd("letters", {{"a", 0}, {"b", 0}, {"c", 0}, {"d", 0}, {"e", 0}});
    redis.set("s", "text");
  }
  Scored sorted_set(std::string_view key) { return redis.zrange_withscores(key, 0, -1).result(); }

  Client redis = test::emptied_client();
};

}  // namespace

TEST_CASE_METHOD(SortedSets, "zadd tells whether the member is new, and of several how many") {
  CHECK(*redis.zadd("z", "d", 4) == true);
  CHECK(*redis.zadd("z", "d", 0.5) == false);
  CHECK(*redis.zadd("z", std::map<std::string, double>{{"d", 5}, {"e", 6}}) == 1);
  CHECK(sorted_set("z") == Scored{{"a", 1}, {"b", 2}, {"c", 3}, {"d", 5}, {"e", 6}});
}

TEST_CASE_METHOD(SortedSets, "zadd only adds or only changes when asked") {
  CHECK(*redis.zadd("z", "a", 9, {.only_if = Exists::no}) == false);
  CHECK(*redis.zadd("z", "new", 9, {.only_if = Exists::yes}) == false);
  CHECK(sorted_set("z") == Scored{{"a", 1}, {"b", 2}, {"c", 3}});
}

TEST_CASE_METHOD(SortedSets, "zadd tells of changed scores when asked") {
  CHECK(*redis.zadd("z", "a", 9, {.changed = true}) == true);
  CHECK(*redis.zadd("z", "a", 9, {.changed = true}) == false);
  CHECK(*redis.zadd("z", {{"a", 1}, {"b", 2}, {"new", 3}}, {.changed = true}) == 2);
}

TEST_CASE_METHOD(SortedSets, "zadd moves scores only upwards, or only downwards") {
  redis.zadd("z", {{"a", 5}, {"b", 1}}, {.compare = NewScore::greater});
  CHECK(*redis.zmscore("z", {"a", "b"}) == std::vector<std::optional<double>>{5, 2});
  redis.zadd("z", {{"a", 0}, {"b", 9}}, {.compare = NewScore::less});
  CHECK(*redis.zmscore("z", {"a", "b"}) == std::vector<std::optional<double>>{0, 2});
}

TEST_CASE_METHOD(SortedSets, "scores come back as the same doubles") {
  constexpr double kTiny = std::numeric_limits<double>::denorm_min();
  constexpr double kLarge = std::numeric_limits<double>::max();
  for (const double score : {0.1, 1.0 / 3, -1e-300, kTiny, kLarge, kInfinity, -kInfinity}) {
    redis.zadd("z", "x", score);
    CHECK(*redis.zscore("z", "x") == score);
  }
}

TEST_CASE_METHOD(SortedSets, "zadd_incr adds to a score unless a condition keeps it") {
  CHECK(*redis.zadd_incr("z", "a", 1.5) == 2.5);
  CHECK(*redis.zadd_incr("z", "new", 1, {.only_if = Exists::yes}) == std::nullopt);
  CHECK(*redis.zadd_incr("z", "a", -1, {.compare = NewScore::greater}) == std::nullopt);
  CHECK(*redis.zscore("z", "a") == 2.5);
}

TEST_CASE_METHOD(SortedSets, "zincrby adds to a score") {
  CHECK(*redis.zincrby("z", "a", 0.5) == 1.5);
  CHECK(*redis.zincrby("z", "new", -2) == -2);
  CHECK(*redis.zincrby("z", "a", kInfinity) == kInfinity);
  CHECK_THROWS_AS(redis.zincrby("z", "a", -kInfinity), ServerError);
}

TEST_CASE_METHOD(SortedSets, "zscore and zmscore read scores") {
  CHECK(*redis.zscore("z", "b") == 2);
  CHECK(*redis.zscore("z", "missing") == std::nullopt);
  CHECK(*redis.zmscore("z", {"c", "missing", "a"}) == std::vector<std::optional<double>>{3, std::nullopt, 1});
}

TEST_CASE_METHOD(SortedSets, "zrank and zrevrank count from either end") {
  CHECK(*redis.zrank("z", "a") == 0);
  CHECK(*redis.zrevrank("z", "a") == 2);
  CHECK(*redis.zrank("z", "missing") == std::nullopt);
  CHECK(*redis.zrevrank("missing", "a") == std::nullopt);
}

TEST_CASE_METHOD(SortedSets, "a rank comes with its score; before 7.2 that is an error") {
  if (test::version_of(redis).has(detail::kSince72)) {
    CHECK(redis.zrank_withscore("z", "a")->value() == RankAndScore{0, 1});
    CHECK(redis.zrevrank_withscore("z", "a")->value() == RankAndScore{2, 1});
    CHECK(*redis.zrank_withscore("z", "missing") == std::nullopt);
  } else {
    CHECK(test::server_error_of([&] { redis.zrank_withscore("z", "a"); }) == "ERR");
    CHECK(test::server_error_of([&] { redis.zrevrank_withscore("z", "a"); }) == "ERR");
  }
}

TEST_CASE_METHOD(SortedSets, "zcard, zcount and zlexcount count members") {
  CHECK(*redis.zcard("z") == 3);
  CHECK(*redis.zcard("missing") == 0);
  CHECK(*redis.zcount("z", {}) == 3);
  CHECK(*redis.zcount("z", {.min = ScoreBound::exclusive(1), .max = 3}) == 2);
  CHECK(*redis.zlexcount("letters", {}) == 5);
  CHECK(*redis.zlexcount("letters", {.min = "b", .max = LexBound::exclusive("d")}) == 2);
}

TEST_CASE_METHOD(SortedSets, "zrem tells whether it was a member, and of several how many") {
  CHECK(*redis.zrem("z", "a") == true);
  CHECK(*redis.zrem("z", "a") == false);
  CHECK(*redis.zrem("z", {"a", "b", "c"}) == 2);
  CHECK(*redis.exists("z") == false);
}

TEST_CASE_METHOD(SortedSets, "zpopmin and zpopmax take a member with its score") {
  CHECK(*redis.zpopmin("z") == ScoredMember<>{"a", 1});
  CHECK(*redis.zpopmax("z") == ScoredMember<>{"c", 3});
  CHECK(*redis.zpopmin("missing") == std::nullopt);
  CHECK(*redis.zpopmax("missing") == std::nullopt);
}

TEST_CASE_METHOD(SortedSets, "zpopmin and zpopmax take several members from their end") {
  CHECK(*redis.zpopmax("z", 2) == Scored{{"c", 3}, {"b", 2}});
  CHECK(*redis.zpopmin("z", 2) == Scored{{"a", 1}});
  CHECK(redis.zpopmax("z", 2)->empty());
  CHECK_THROWS_AS(redis.zpopmin("letters", -1), ServerError);
}

TEST_CASE_METHOD(SortedSets, "zmpop takes members from the first sorted set that exists") {
  CHECK(*redis.zmpop({"missing", "z"}, ScoreEnd::highest, 2) == Popped<ScoredMember<>>{"z", {{"c", 3}, {"b", 2}}});
  CHECK(*redis.zmpop({"z"}, ScoreEnd::lowest) == Popped<ScoredMember<>>{"z", {{"a", 1}}});
  CHECK(*redis.zmpop({"z"}, ScoreEnd::lowest) == std::nullopt);
}

TEST_CASE_METHOD(SortedSets, "zrandmember picks members and leaves them") {
  CHECK(redis.zscore("z", redis.zrandmember("z").result().value())->has_value());
  CHECK(redis.zrandmember("z", 5)->size() == 3);
  CHECK(redis.zrandmember("z", -5)->size() == 5);
  CHECK(*redis.zrandmember("missing") == std::nullopt);
  for (const auto& [member, score] : redis.zrandmember_withscores("z", 2).result()) {
    CHECK(*redis.zscore("z", member) == score);
  }
}

TEST_CASE_METHOD(SortedSets, "zrange reads members by index") {
  redis.zadd("numbers", {{10, 1}, {20, 2}});
  CHECK(*redis.zrange("z", 0, 1) == Members{"a", "b"});
  CHECK(*redis.zrange("z", 0, 1, ElementOrder::descending) == Members{"c", "b"});
  CHECK(*redis.zrange<int>("numbers", 0, -1) == std::vector<int>{10, 20});
  CHECK(*redis.zrange_withscores("z", -1, -1) == Scored{{"c", 3}});
  CHECK(*redis.zrange_withscores<int>("numbers", 0, 0, ElementOrder::descending) ==
        std::vector<ScoredMember<int>>{{20, 2}});
  CHECK(redis.zrange("z", 5, 9)->empty());
}

TEST_CASE_METHOD(SortedSets, "zrange reads members by score") {
  CHECK(*redis.zrange("z", ScoreRange{.min = 2}) == Members{"b", "c"});
  CHECK(*redis.zrange("z", ScoreRange{.min = 1, .max = ScoreBound::exclusive(3)},
                      {.order = ElementOrder::descending}) == Members{"b", "a"});
  CHECK(*redis.zrange("z", ScoreRange{}, {.offset = 1, .count = 1}) == Members{"b"});
  CHECK(*redis.zrange("z", ScoreRange{}, {.offset = 1}) == Members{"b", "c"});
  CHECK(*redis.zrange_withscores("z", ScoreRange{.max = 2}, {.order = ElementOrder::descending, .count = 1}) ==
        Scored{{"b", 2}});
  CHECK(redis.zrange("z", ScoreRange{.min = 3, .max = 1})->empty());
}

TEST_CASE_METHOD(SortedSets, "zrange reads members by their bytes") {
  CHECK(*redis.zrange("letters", LexRange{.min = "b", .max = LexBound::exclusive("d")}) == Members{"b", "c"});
  CHECK(*redis.zrange("letters", LexRange{.min = LexBound::exclusive("c")},
                      {.order = ElementOrder::descending, .count = 1}) == Members{"e"});
}

TEST_CASE_METHOD(SortedSets, "zrangestore stores a range") {
  CHECK(*redis.zrangestore("d", "z", 0, 0, ElementOrder::descending) == 1);
  CHECK(sorted_set("d") == Scored{{"c", 3}});
  CHECK(*redis.zrangestore("d", "z", ScoreRange{.max = 2}) == 2);
  CHECK(sorted_set("d") == Scored{{"a", 1}, {"b", 2}});
  CHECK(*redis.zrangestore("d", "letters", LexRange{.min = "b"}, {.count = 1}) == 1);
  CHECK(sorted_set("d") == Scored{{"b", 0}});
  CHECK(*redis.zrangestore("d", "missing", 0, -1) == 0);
  CHECK(*redis.exists("d") == false);
}

TEST_CASE_METHOD(SortedSets, "ranges are removed by index, by score and by bytes") {
  CHECK(*redis.zremrangebyrank("z", 0, 0) == 1);
  CHECK(*redis.zremrangebyscore("z", {.min = ScoreBound::exclusive(2)}) == 1);
  CHECK(sorted_set("z") == Scored{{"b", 2}});
  CHECK(*redis.zremrangebylex("letters", {.min = "b"}) == 4);
  CHECK(*redis.zremrangebylex("missing", {}) == 0);
}

TEST_CASE_METHOD(SortedSets, "sorted sets are combined") {
  redis.zadd("other", {{"b", 10}, {"d", 20}});
  CHECK(*redis.zdiff({"z", "other"}) == Members{"a", "c"});
  CHECK(*redis.zdiff_withscores({"z", "other"}) == Scored{{"a", 1}, {"c", 3}});
  CHECK(*redis.zinter({"z", "other"}) == Members{"b"});
  CHECK(*redis.zinter_withscores({"z", "other"}) == Scored{{"b", 12}});
  CHECK(*redis.zunion({"z", "other"}) == Members{"a", "c", "b", "d"});
  CHECK(*redis.zunion_withscores({"z", "other"}) == Scored{{"a", 1}, {"c", 3}, {"b", 12}, {"d", 20}});
  CHECK(redis.zinter({"z", "missing"})->empty());
}

TEST_CASE_METHOD(SortedSets, "scores are combined by weights and by an aggregate") {
  redis.zadd("other", {{"b", 10}});
  CHECK(*redis.zinter_withscores({"z", "other"}, {.weights = {2, 0.5}}) == Scored{{"b", 9}});
  CHECK(*redis.zinter_withscores({"z", "other"}, {.aggregate = ScoreAggregate::min}) == Scored{{"b", 2}});
  CHECK(*redis.zunion_withscores({"z", "other"}, {.weights = {kInfinity, 1}, .aggregate = ScoreAggregate::max}) ==
        Scored{{"a", kInfinity}, {"b", kInfinity}, {"c", kInfinity}});
}

TEST_CASE_METHOD(SortedSets, "an ordinary set takes part with score 1") {
  redis.sadd("set", {"a", "x"});
  CHECK(*redis.zunion_withscores({"z", "set"}) == Scored{{"x", 1}, {"a", 2}, {"b", 2}, {"c", 3}});
}

TEST_CASE_METHOD(SortedSets, "combinations of sorted sets are stored") {
  redis.zadd("other", {{"b", 10}});
  CHECK(*redis.zdiffstore("d", {"z", "other"}) == 2);
  CHECK(sorted_set("d") == Scored{{"a", 1}, {"c", 3}});
  CHECK(*redis.zinterstore("d", {"z", "other"}, {.aggregate = ScoreAggregate::max}) == 1);
  CHECK(sorted_set("d") == Scored{{"b", 10}});
  CHECK(*redis.zunionstore("d", {"z", "other"}, {.weights = {1, 0}}) == 3);
  CHECK(sorted_set("d") == Scored{{"a", 1}, {"b", 2}, {"c", 3}});
  CHECK(*redis.zinterstore("d", {"z", "missing"}) == 0);
  CHECK(*redis.exists("d") == false);
}

TEST_CASE_METHOD(SortedSets, "zintercard counts up to a limit") {
  CHECK(*redis.zintercard({"z", "letters"}) == 3);
  CHECK(*redis.zintercard({"z", "letters"}, 2) == 2);
}

TEST_CASE_METHOD(SortedSets, "a sorted set command on a string is WRONGTYPE") {
  PipelineContext pipe{redis};
  const auto wrong = pipe.zadd("s", "a", 1);
  const auto right = pipe.zcard("z");
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(wrong.error()->code == "WRONGTYPE");
  CHECK(*right == 3);
}
