#include <tributary/commands/sorted_set_combine_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <limits>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

std::string sent_by_zunion(const CombineOptions& options) {
  return sent_by([&](Commands& redis) { redis.zunion({"a", "b"}, options); });
}

}  // namespace

TEST_CASE("combinations of sorted sets send how many keys there are") {
  CHECK(sent_by([](Commands& redis) { redis.zdiff({"a", "b"}); }) == resp_command({"ZDIFF", "2", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.zinter({"a", "b"}); }) == resp_command({"ZINTER", "2", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.zunion({"a", "b"}); }) == resp_command({"ZUNION", "2", "a", "b"}));
  CHECK(sent_by([](Commands& redis) {
          redis.zdiffstore("d", {"a", "b"});
        }) == resp_command({"ZDIFFSTORE", "d", "2", "a", "b"}));
  CHECK(sent_by([](Commands& redis) {
          redis.zinterstore("d", {"a", "b"});
        }) == resp_command({"ZINTERSTORE", "d", "2", "a", "b"}));
  CHECK(sent_by([](Commands& redis) {
          redis.zunionstore("d", {"a", "b"});
        }) == resp_command({"ZUNIONSTORE", "d", "2", "a", "b"}));
}

TEST_CASE("combinations of sorted sets come with scores when asked") {
  CHECK(sent_by([](Commands& redis) { redis.zdiff_withscores({"a"}); }) ==
        resp_command({"ZDIFF", "1", "a", "WITHSCORES"}));
  CHECK(sent_by([](Commands& redis) { redis.zinter_withscores({"a"}, {.weights = {2}}); }) ==
        resp_command({"ZINTER", "1", "a", "WEIGHTS", "2", "WITHSCORES"}));
  CHECK(sent_by([](Commands& redis) { redis.zunion_withscores({"a"}, {.aggregate = ScoreAggregate::max}); }) ==
        resp_command({"ZUNION", "1", "a", "AGGREGATE", "MAX", "WITHSCORES"}));
}

TEST_CASE("weights and an aggregate stand behind the keys") {
  CHECK(sent_by_zunion({.weights = {1, -0.5}}) == resp_command({"ZUNION", "2", "a", "b", "WEIGHTS", "1", "-0.5"}));
  CHECK(sent_by_zunion({.weights = {1, 2}, .aggregate = ScoreAggregate::min}) ==
        resp_command({"ZUNION", "2", "a", "b", "WEIGHTS", "1", "2", "AGGREGATE", "MIN"}));
  CHECK(sent_by([](Commands& redis) { redis.zunionstore("d", {"a"}, {.aggregate = ScoreAggregate::max}); }) ==
        resp_command({"ZUNIONSTORE", "d", "1", "a", "AGGREGATE", "MAX"}));
  CHECK(sent_by([](Commands& redis) { redis.zinterstore("d", {"a"}, {.weights = {3}}); }) ==
        resp_command({"ZINTERSTORE", "d", "1", "a", "WEIGHTS", "3"}));
}

TEST_CASE("ZINTERCARD sends a limit when there is one") {
  CHECK(sent_by([](Commands& redis) { redis.zintercard({"a", "b"}); }) == resp_command({"ZINTERCARD", "2", "a", "b"}));
  CHECK(sent_by([](Commands& redis) {
          redis.zintercard({"a", "b"}, 3);
        }) == resp_command({"ZINTERCARD", "2", "a", "b", "LIMIT", "3"}));
}

TEST_CASE("weights that are not as many as the keys are refused") {
  CHECK(refusal_of([](Commands& redis) {
          redis.zunion({"a", "b"}, {.weights = {1, 2, 3}});
        }) == "ZUNION needs a weight for each key or none: got 2 keys and 3 weights");
  CHECK(refusal_of([](Commands& redis) {
          redis.zinterstore("d", {"a", "b"}, {.weights = {1}});
        }) == "ZINTERSTORE needs a weight for each key or none: got 2 keys and 1 weights");
}

TEST_CASE("NaN as a weight is refused") {
  CHECK(refusal_of([](Commands& redis) {
          redis.zinter({"a"}, {.weights = {std::numeric_limits<double>::quiet_NaN()}});
        }) == "a weight cannot be NaN");
}

TEST_CASE("combinations of no sorted set are refused before anything is recorded") {
  CHECK(refusal_of([](Commands& redis) { redis.zdiff(kNothing); }) == "ZDIFF needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.zinter(kNothing); }) == "ZINTER needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.zintercard(kNothing); }) == "ZINTERCARD needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.zunion(kNothing); }) == "ZUNION needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.zdiffstore("d", kNothing); }) == "ZDIFFSTORE needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.zinterstore("d", kNothing); }) == "ZINTERSTORE needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.zunionstore("d", kNothing); }) == "ZUNIONSTORE needs at least one key");
}
