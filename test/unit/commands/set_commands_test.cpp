#include <tributary/commands/set_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <set>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

TEST_CASE("members are added and removed one or many at a time") {
  const std::set<int> numbers{1, 2};
  CHECK(sent_by([](Commands& redis) { redis.sadd("k", "a"); }) == resp_command({"SADD", "k", "a"}));
  CHECK(sent_by([](Commands& redis) { redis.sadd("k", {"a", 2}); }) == resp_command({"SADD", "k", "a", "2"}));
  CHECK(sent_by([&](Commands& redis) { redis.sadd("k", numbers); }) == resp_command({"SADD", "k", "1", "2"}));
  CHECK(sent_by([](Commands& redis) { redis.srem("k", "a"); }) == resp_command({"SREM", "k", "a"}));
  CHECK(sent_by([](Commands& redis) { redis.srem("k", {"a", "b"}); }) == resp_command({"SREM", "k", "a", "b"}));
}

TEST_CASE("commands on one set send its key and what they ask of it") {
  CHECK(sent_by([](Commands& redis) { redis.scard("k"); }) == resp_command({"SCARD", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.sismember("k", 7); }) == resp_command({"SISMEMBER", "k", "7"}));
  CHECK(sent_by([](Commands& redis) { redis.smembers("k"); }) == resp_command({"SMEMBERS", "k"}));
  CHECK(sent_by([](Commands& redis) {
          redis.smismember("k", {"a", "b"});
        }) == resp_command({"SMISMEMBER", "k", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.smove("from", "to", "m"); }) == resp_command({"SMOVE", "from", "to", "m"}));
}

TEST_CASE("random members come alone or with a count") {
  CHECK(sent_by([](Commands& redis) { redis.spop("k"); }) == resp_command({"SPOP", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.spop("k", 2); }) == resp_command({"SPOP", "k", "2"}));
  CHECK(sent_by([](Commands& redis) { redis.srandmember("k"); }) == resp_command({"SRANDMEMBER", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.srandmember("k", -2); }) == resp_command({"SRANDMEMBER", "k", "-2"}));
}

TEST_CASE("combinations of sets take a list of keys, one of them enough") {
  const std::vector<std::string> one{"a"};
  CHECK(sent_by([](Commands& redis) { redis.sdiff({"a", "b"}); }) == resp_command({"SDIFF", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.sinter({"a"}); }) == resp_command({"SINTER", "a"}));
  CHECK(sent_by([&](Commands& redis) { redis.sunion(one); }) == resp_command({"SUNION", "a"}));
  CHECK(sent_by([](Commands& redis) {
          redis.sdiffstore("d", {"a", "b"});
        }) == resp_command({"SDIFFSTORE", "d", "a", "b"}));
  CHECK(sent_by([](Commands& redis) {
          redis.sinterstore("d", {"a", "b"});
        }) == resp_command({"SINTERSTORE", "d", "a", "b"}));
  CHECK(sent_by([](Commands& redis) {
          redis.sunionstore("d", {"a", "b"});
        }) == resp_command({"SUNIONSTORE", "d", "a", "b"}));
}

TEST_CASE("SINTERCARD sends how many keys there are, and a limit when there is one") {
  CHECK(sent_by([](Commands& redis) { redis.sintercard({"a", "b"}); }) == resp_command({"SINTERCARD", "2", "a", "b"}));
  CHECK(sent_by([](Commands& redis) {
          redis.sintercard({"a", "b"}, 3);
        }) == resp_command({"SINTERCARD", "2", "a", "b", "LIMIT", "3"}));
}

TEST_CASE("SMISMEMBER answers each question in its place") {
  const auto answers = answered("*3\r\n:1\r\n:0\r\n:1\r\n", [](Commands& redis) {
    return redis.smismember("k", {"a", "b", "c"});
  });
  CHECK(*answers == std::vector<bool>{true, false, true});
}

TEST_CASE("empty lists of members and of sets are refused before anything is recorded") {
  CHECK(refusal_of([](Commands& redis) { redis.sadd("k", kNothing); }) == "SADD needs at least one member");
  CHECK(refusal_of([](Commands& redis) { redis.srem("k", kNothing); }) == "SREM needs at least one member");
  CHECK(refusal_of([](Commands& redis) { redis.smismember("k", kNothing); }) == "SMISMEMBER needs at least one member");
  CHECK(refusal_of([](Commands& redis) { redis.sdiff(kNothing); }) == "SDIFF needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.sinter(kNothing); }) == "SINTER needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.sintercard(kNothing); }) == "SINTERCARD needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.sunion(kNothing); }) == "SUNION needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.sdiffstore("d", kNothing); }) == "SDIFFSTORE needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.sinterstore("d", kNothing); }) == "SINTERSTORE needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.sunionstore("d", kNothing); }) == "SUNIONSTORE needs at least one key");
}
