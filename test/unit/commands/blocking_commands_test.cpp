#include <tributary/commands/blocking_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

TEST_CASE("timeouts of blocking pops are sent as seconds, behind the keys") {
  CHECK(sent_by([](Commands& redis) { redis.blpop("k", 1s); }) == resp_command({"BLPOP", "k", "1"}));
  CHECK(sent_by([](Commands& redis) { redis.brpop("k", 20ms); }) == resp_command({"BRPOP", "k", "0.02"}));
  CHECK(sent_by([](Commands& redis) { redis.blpop({"a", "b"}, 1500ms); }) == resp_command({"BLPOP", "a", "b", "1.5"}));
  CHECK(sent_by([](Commands& redis) { redis.brpop({"a"}, 1ms); }) == resp_command({"BRPOP", "a", "0.001"}));
  CHECK(sent_by([](Commands& redis) { redis.bzpopmin("z", 2s); }) == resp_command({"BZPOPMIN", "z", "2"}));
  CHECK(sent_by([](Commands& redis) { redis.bzpopmax({"y", "z"}, 2s); }) == resp_command({"BZPOPMAX", "y", "z", "2"}));
  CHECK(sent_by([](Commands& redis) { redis.bzpopmin({"z"}, 2s); }) == resp_command({"BZPOPMIN", "z", "2"}));
  CHECK(sent_by([](Commands& redis) { redis.bzpopmax("z", 2s); }) == resp_command({"BZPOPMAX", "z", "2"}));
}

TEST_CASE("the other blocking commands put their timeout where Redis wants it") {
  CHECK(sent_by([](Commands& redis) { redis.blmove("from", "to", ListEnd::left, ListEnd::right, 250ms); }) ==
        resp_command({"BLMOVE", "from", "to", "LEFT", "RIGHT", "0.25"}));
  CHECK(sent_by([](Commands& redis) {
          redis.blmpop({"a", "b"}, ListEnd::right, 1s, 3);
        }) == resp_command({"BLMPOP", "1", "2", "a", "b", "RIGHT", "COUNT", "3"}));
  CHECK(sent_by([](Commands& redis) { redis.bzmpop({"a"}, ScoreEnd::highest, 1s); }) ==
        resp_command({"BZMPOP", "1", "1", "a", "MAX", "COUNT", "1"}));
  CHECK(sent_by([](Commands& redis) { redis.wait(2, 1s); }) == resp_command({"WAIT", "2", "1000"}));
  CHECK(sent_by([](Commands& redis) { redis.waitaof({.local = 1, .replicas = 2}, 50ms); }) ==
        resp_command({"WAITAOF", "1", "2", "50"}));
}

TEST_CASE("what was taken comes with its key when there were several, and alone when there was one") {
  const std::string pop = "*2\r\n$1\r\nb\r\n$1\r\n7\r\n";
  CHECK(*answered(pop, [](Commands& redis) { return redis.blpop<int>("b", 1s); }) == 7);
  CHECK(*answered(pop, [](Commands& redis) { return redis.brpop<int>({"a", "b"}, 1s); }) == Served<int>{"b", 7});
  const std::string scored = "*3\r\n$1\r\nz\r\n$1\r\nm\r\n$3\r\n1.5\r\n";
  CHECK(*answered(scored, [](Commands& redis) { return redis.bzpopmin("z", 1s); }) == ScoredMember<>{"m", 1.5});
  CHECK(*answered(scored, [](Commands& redis) { return redis.bzpopmax({"z"}, 1s); }) ==
        Served<ScoredMember<>>{"z", {"m", 1.5}});
}

TEST_CASE("a wait that ends without anything is no error") {
  const std::string nothing = "*-1\r\n";
  CHECK(*answered(nothing, [](Commands& redis) { return redis.blpop("k", 1s); }) == std::nullopt);
  CHECK(*answered(nothing, [](Commands& redis) { return redis.blpop({"k"}, 1s); }) == std::nullopt);
  CHECK(*answered(nothing, [](Commands& redis) { return redis.bzpopmin("k", 1s); }) == std::nullopt);
  CHECK(*answered(nothing, [](Commands& redis) { return redis.blmpop({"k"}, ListEnd::left, 1s); }) == std::nullopt);
  CHECK(*answered("$-1\r\n", [](Commands& redis) {
    return redis.blmove("a", "b", ListEnd::left, ListEnd::left, 1s);
  }) == std::nullopt);
}

TEST_CASE("waitaof tells what has reached the disk") {
  CHECK(*answered("*2\r\n:1\r\n:3\r\n", [](Commands& redis) { return redis.waitaof({.local = 1}, 1s); }) ==
        Fsynced{.local = 1, .replicas = 3});
}

TEST_CASE("a reply of another form is a decode error") {
  CHECK(answered("*3\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\n1\r\n", [](Commands& redis) { return redis.blpop("k", 1s); })
            .error()
            ->kind == ErrorKind::decode);
  CHECK(answered("*2\r\n$1\r\na\r\n$1\r\nb\r\n", [](Commands& redis) { return redis.bzpopmax({"k"}, 1s); })
            .error()
            ->kind == ErrorKind::decode);
}

TEST_CASE("a wait for ever, no time at all and one that cannot be counted are refused, and nothing is recorded") {
  const auto refusal = [](const char* verb, const char* ms) {
    return std::string{verb} + " cannot wait for " + ms +
           " ms: the timeout is from 1 ms to 2073600000 ms, and Redis' 0, for ever, is not offered";
  };
  const auto longest = std::chrono::hours{24 * 24};
  CHECK(refusal_of([](Commands& redis) { redis.blpop("k", 0s); }) == refusal("BLPOP", "0"));
  CHECK(refusal_of([](Commands& redis) { redis.brpop({"k"}, -1ms); }) == refusal("BRPOP", "-1"));
  CHECK(refusal_of([](Commands& redis) { redis.bzpopmin("k", 0s); }) == refusal("BZPOPMIN", "0"));
  CHECK(refusal_of([](Commands& redis) { redis.bzpopmax("k", 0s); }) == refusal("BZPOPMAX", "0"));
  CHECK(refusal_of([](Commands& redis) { redis.blmove("a", "b", ListEnd::left, ListEnd::left, 0s); }) ==
        refusal("BLMOVE", "0"));
  CHECK(refusal_of([](Commands& redis) { redis.blmpop({"k"}, ListEnd::left, 0s); }) == refusal("BLMPOP", "0"));
  CHECK(refusal_of([](Commands& redis) { redis.bzmpop({"k"}, ScoreEnd::lowest, 0s); }) == refusal("BZMPOP", "0"));
  CHECK(refusal_of([](Commands& redis) { redis.wait(1, 0s); }) == refusal("WAIT", "0"));
  CHECK(refusal_of([](Commands& redis) { redis.waitaof({.local = 1}, 0s); }) == refusal("WAITAOF", "0"));
  CHECK(refusal_of([&](Commands& redis) { redis.blpop("k", longest + 1ms); }) == refusal("BLPOP", "2073600001"));
  CHECK(refusal_of([&](Commands& redis) { redis.blpop("k", longest); }) == "(not refused)");
}

TEST_CASE("no keys to wait for are refused") {
  CHECK(refusal_of([](Commands& redis) { redis.blpop(kNothing, 1s); }) == "BLPOP needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.brpop(kNothing, 1s); }) == "BRPOP needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.blmpop(kNothing, ListEnd::left, 1s); }) ==
        "BLMPOP needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.bzmpop(kNothing, ScoreEnd::lowest, 1s); }) ==
        "BZMPOP needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.bzpopmin(kNothing, 1s); }) == "BZPOPMIN needs at least one key");
  CHECK(refusal_of([](Commands& redis) { redis.bzpopmax(kNothing, 1s); }) == "BZPOPMAX needs at least one key");
}
