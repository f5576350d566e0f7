#include <tributary/commands/key_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

namespace {

using Milliseconds = std::chrono::milliseconds;
using SysMilliseconds = std::chrono::sys_time<Milliseconds>;

std::string refusal_of_restore(const RestoreOptions& options) {
  return refusal_of([&](Commands& redis) { redis.restore("k", "dumped", options); });
}

}  // namespace

TEST_CASE("deleting and counting take one key or many") {
  CHECK(sent_by([](Commands& redis) { redis.del("a"); }) == resp_command({"DEL", "a"}));
  CHECK(sent_by([](Commands& redis) { redis.del({"a", "b"}); }) == resp_command({"DEL", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.unlink("a"); }) == resp_command({"UNLINK", "a"}));
  CHECK(sent_by([](Commands& redis) { redis.unlink({"a", "b"}); }) == resp_command({"UNLINK", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.exists("a"); }) == resp_command({"EXISTS", "a"}));
  CHECK(sent_by([](Commands& redis) { redis.exists({"a", "b"}); }) == resp_command({"EXISTS", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.touch("a"); }) == resp_command({"TOUCH", "a"}));
  CHECK(sent_by([](Commands& redis) { redis.touch({"a", "b"}); }) == resp_command({"TOUCH", "a", "b"}));
}

TEST_CASE("many keys may be any range of text") {
  const std::vector<std::string_view> keys{"a", "b", "c"};
  CHECK(sent_by([&](Commands& redis) { redis.del(keys); }) == resp_command({"DEL", "a", "b", "c"}));
  const std::string one{"a\0b", 3};
  CHECK(sent_by([&](Commands& redis) { redis.del(one); }) == resp_command({"DEL", one}));
}

TEST_CASE("one key answers yes or no, and many answer how many") {
  CHECK(answered(":1\r\n", [](Commands& redis) { return redis.del("a"); }).result() == true);
  CHECK(answered(":0\r\n", [](Commands& redis) { return redis.exists("a"); }).result() == false);
  CHECK(answered(":2\r\n", [](Commands& redis) { return redis.del({"a", "b"}); }).result() == 2);
}

TEST_CASE("commands on many keys refuse an empty list") {
  const std::vector<std::string> none;
  CHECK(refusal_of([&](Commands& redis) { redis.del(none); }) == "DEL needs at least one key");
  CHECK(refusal_of([&](Commands& redis) { redis.unlink(none); }) == "UNLINK needs at least one key");
  CHECK(refusal_of([&](Commands& redis) { redis.exists(none); }) == "EXISTS needs at least one key");
  CHECK(refusal_of([&](Commands& redis) { redis.touch(none); }) == "TOUCH needs at least one key");
}

TEST_CASE("an expiry is sent in the unit of its command") {
  CHECK(sent_by([](Commands& redis) { redis.expire("k", 2min); }) == resp_command({"EXPIRE", "k", "120"}));
  CHECK(sent_by([](Commands& redis) { redis.pexpire("k", 2s); }) == resp_command({"PEXPIRE", "k", "2000"}));
  CHECK(sent_by([](Commands& redis) { redis.expireat("k", std::chrono::sys_seconds{5s}); }) ==
        resp_command({"EXPIREAT", "k", "5"}));
  CHECK(sent_by([](Commands& redis) { redis.pexpireat("k", SysMilliseconds{5s}); }) ==
        resp_command({"PEXPIREAT", "k", "5000"}));
  CHECK(sent_by([](Commands& redis) { redis.expire("k", -1s); }) == resp_command({"EXPIRE", "k", "-1"}));
}

TEST_CASE("an expiry may have a condition") {
  CHECK(sent_by([](Commands& redis) { redis.expire("k", 1s, ExpireIf::no_expiry); }) ==
        resp_command({"EXPIRE", "k", "1", "NX"}));
  CHECK(sent_by([](Commands& redis) { redis.pexpire("k", 1ms, ExpireIf::has_expiry); }) ==
        resp_command({"PEXPIRE", "k", "1", "XX"}));
  CHECK(sent_by([](Commands& redis) { redis.expireat("k", std::chrono::sys_seconds{1s}, ExpireIf::later); }) ==
        resp_command({"EXPIREAT", "k", "1", "GT"}));
  CHECK(sent_by([](Commands& redis) { redis.pexpireat("k", SysMilliseconds{1ms}, ExpireIf::earlier); }) ==
        resp_command({"PEXPIREAT", "k", "1", "LT"}));
}

TEST_CASE("commands on one key send their arguments in Redis' order") {
  CHECK(sent_by([](Commands& redis) { redis.dump("k"); }) == resp_command({"DUMP", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.expiretime("k"); }) == resp_command({"EXPIRETIME", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.keys("a*"); }) == resp_command({"KEYS", "a*"}));
  CHECK(sent_by([](Commands& redis) { redis.move("k", 3); }) == resp_command({"MOVE", "k", "3"}));
  CHECK(sent_by([](Commands& redis) { redis.persist("k"); }) == resp_command({"PERSIST", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.pexpiretime("k"); }) == resp_command({"PEXPIRETIME", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.pttl("k"); }) == resp_command({"PTTL", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.randomkey(); }) == resp_command({"RANDOMKEY"}));
  CHECK(sent_by([](Commands& redis) { redis.rename("k", "n"); }) == resp_command({"RENAME", "k", "n"}));
  CHECK(sent_by([](Commands& redis) { redis.renamenx("k", "n"); }) == resp_command({"RENAMENX", "k", "n"}));
  CHECK(sent_by([](Commands& redis) { redis.ttl("k"); }) == resp_command({"TTL", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.type("k"); }) == resp_command({"TYPE", "k"}));
}

TEST_CASE("the subcommands of OBJECT are words of their own") {
  CHECK(sent_by([](Commands& redis) { redis.object_encoding("k"); }) == resp_command({"OBJECT", "ENCODING", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.object_freq("k"); }) == resp_command({"OBJECT", "FREQ", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.object_idletime("k"); }) == resp_command({"OBJECT", "IDLETIME", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.object_refcount("k"); }) == resp_command({"OBJECT", "REFCOUNT", "k"}));
}

TEST_CASE("COPY sends only the options it is given") {
  CHECK(sent_by([](Commands& redis) { redis.copy("a", "b"); }) == resp_command({"COPY", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.copy("a", "b", {.db = 0, .replace = true}); }) ==
        resp_command({"COPY", "a", "b", "DB", "0", "REPLACE"}));
}

TEST_CASE("RESTORE without a time asks for a key that never expires") {
  CHECK(sent_by([](Commands& redis) { redis.restore("k", "d"); }) == resp_command({"RESTORE", "k", "0", "d"}));
}

TEST_CASE("RESTORE sends the options it is given") {
  CHECK(sent_by([](Commands& redis) { redis.restore("k", "d", {.ttl = 5s, .replace = true, .frequency = 255}); }) ==
        resp_command({"RESTORE", "k", "5000", "d", "REPLACE", "FREQ", "255"}));
  CHECK(sent_by([](Commands& redis) {
          redis.restore("k", "d", {.expire_at = SysMilliseconds{7ms}, .idle_time = 0s});
        }) == resp_command({"RESTORE", "k", "7", "d", "ABSTTL", "IDLETIME", "0"}));
}

TEST_CASE("RESTORE refuses options that contradict each other") {
  CHECK(refusal_of_restore({.ttl = 1s, .expire_at = SysMilliseconds{1s}}) == "RESTORE: ttl contradicts expire_at");
  CHECK(refusal_of_restore({.idle_time = 1s, .frequency = 1}) == "RESTORE: idle_time contradicts frequency");
}

TEST_CASE("RESTORE refuses options out of range") {
  CHECK(refusal_of_restore({.ttl = 0s}) == "RESTORE: ttl must be positive");
  CHECK(refusal_of_restore({.expire_at = SysMilliseconds{0s}}) == "RESTORE: expire_at must be after 1970");
  CHECK(refusal_of_restore({.idle_time = -1s}) == "RESTORE: idle_time must not be negative");
  CHECK(refusal_of_restore({.frequency = 256}) == "RESTORE: frequency must be between 0 and 255");
  CHECK(refusal_of_restore({.frequency = -1}) == "RESTORE: frequency must be between 0 and 255");
}

TEST_CASE("an expiry tells no key, no time and a time apart") {
  const auto ttl = [](Commands& redis) { return redis.ttl("k"); };
  CHECK(answered(":-2\r\n", ttl).result() == Expiry<std::chrono::seconds>{});
  CHECK(answered(":-1\r\n", ttl).result() == Expiry<std::chrono::seconds>{.exists = true});
  CHECK(answered(":0\r\n", ttl).result() == Expiry<std::chrono::seconds>{.exists = true, .time = 0s});
  CHECK_THROWS_AS(answered("+OK\r\n", ttl).result(), DecodeError);
}

TEST_CASE("an expiry has the unit of its command") {
  CHECK(answered(":7\r\n", [](Commands& redis) { return redis.pttl("k"); })->time == 7ms);
  CHECK(answered(":7\r\n", [](Commands& redis) { return redis.expiretime("k"); })->time ==
        std::chrono::sys_seconds{7s});
  CHECK(answered(":7\r\n", [](Commands& redis) { return redis.pexpiretime("k"); })->time == SysMilliseconds{7ms});
}

TEST_CASE("a type is read by its name, and one of a module is other") {
  const auto type = [](Commands& redis) { return redis.type("k"); };
  CHECK(answered("+none\r\n", type).result() == KeyType::none);
  CHECK(answered("+string\r\n", type).result() == KeyType::string);
  CHECK(answered("+list\r\n", type).result() == KeyType::list);
  CHECK(answered("+set\r\n", type).result() == KeyType::set);
  CHECK(answered("+zset\r\n", type).result() == KeyType::sorted_set);
  CHECK(answered("+hash\r\n", type).result() == KeyType::hash);
  CHECK(answered("+stream\r\n", type).result() == KeyType::stream);
  CHECK(answered("+ReJSON-RL\r\n", type).result() == KeyType::other);
}

TEST_CASE("a type is written by its name, and other is refused") {
  const auto scan = [](KeyType type) {
    return [type](Commands& redis) { redis.command<std::string>("SCAN", 0, "TYPE", type); };
  };
  CHECK(sent_by(scan(KeyType::sorted_set)) == resp_command({"SCAN", "0", "TYPE", "zset"}));
  CHECK(refusal_of(scan(KeyType::other)) == "element 2: KeyType::other is no type that Redis has a name for");
}

TEST_CASE("a braced list of one is a list, and an empty one is refused") {
  CHECK(sent_by([](Commands& redis) { redis.del({"a"}); }) == resp_command({"DEL", "a"}));
  CHECK(answered(":1\r\n", [](Commands& redis) { return redis.del({"a"}); }).result() == std::int64_t{1});
  CHECK(sent_by([](Commands& redis) { redis.rpush("l", {7}); }) == resp_command({"RPUSH", "l", "7"}));
  CHECK(refusal_of([](Commands& redis) { redis.sadd("s", {}); }) == "SADD needs at least one member");
}
