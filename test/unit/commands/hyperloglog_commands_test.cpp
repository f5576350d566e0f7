#include <tributary/commands/hyperloglog_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

TEST_CASE("elements are counted one or many at a time, and an empty list only makes the key") {
  CHECK(sent_by([](Commands& redis) { redis.pfadd("k", 7); }) == resp_command({"PFADD", "k", "7"}));
  CHECK(sent_by([](Commands& redis) { redis.pfadd("k", {"a", "b"}); }) == resp_command({"PFADD", "k", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.pfadd("k", kNothing); }) == resp_command({"PFADD", "k"}));
}

TEST_CASE("HyperLogLogs are asked alone or together, and merged") {
  CHECK(sent_by([](Commands& redis) { redis.pfcount("k"); }) == resp_command({"PFCOUNT", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.pfcount({"a", "b"}); }) == resp_command({"PFCOUNT", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.pfmerge("d", {"a", "b"}); }) == resp_command({"PFMERGE", "d", "a", "b"}));
}

TEST_CASE("empty lists of HyperLogLogs are refused before anything is recorded") {
  CHECK(refusal_of([](Commands& redis) { redis.pfcount(kNothing); }) == "PFCOUNT needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.pfmerge("d", kNothing); }) == "PFMERGE needs at least one source");
}
