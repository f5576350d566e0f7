#include "integration/emptied_client.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

namespace {

using Milliseconds = std::chrono::milliseconds;
using SysMilliseconds = std::chrono::sys_time<Milliseconds>;

void set_all(Client& redis, std::initializer_list<const char*> keys) {
  for (const char* key : keys) redis.set(key, key);
}

/// A client of another database of the shared server.
Client client_of_database(int number) { return Client{shared_server().uri("db=" + std::to_string(number))}; }

}  // namespace

TEST_CASE("DEL and UNLINK delete, and say whether and how many there were") {
  Client redis = emptied_client();
  set_all(redis, {"a", "b", "c", "d", "e", "f"});
  CHECK(redis.del("a").result());
  CHECK_FALSE(redis.del("a").result());
  CHECK(redis.del({"a", "b", "c"}).result() == 2);
  CHECK(redis.unlink("d").result());
  CHECK_FALSE(redis.unlink("d").result());
  CHECK(redis.unlink(std::vector<std::string>{"d", "e", "f"}).result() == 2);
  CHECK(redis.dbsize().result() == 0);
}

TEST_CASE("EXISTS and TOUCH say whether and how many there are") {
  Client redis = emptied_client();
  set_all(redis, {"a", "b"});
  CHECK(redis.exists("a").result());
  CHECK_FALSE(redis.exists("absent").result());
  CHECK(redis.exists({"a", "a", "b", "absent"}).result() == 3);
  CHECK(redis.touch("a").result());
  CHECK_FALSE(redis.touch("absent").result());
  CHECK(redis.touch({"a", "b", "absent"}).result() == 2);
}

TEST_CASE("EXPIRE and PEXPIRE set how long a key lives") {
  Client redis = emptied_client();
  set_all(redis, {"k"});
  CHECK(redis.expire("k", 2min).result());
  CHECK(redis.ttl("k")->time > 110s);
  CHECK(redis.ttl("k")->time <= 120s);
  CHECK(redis.pexpire("k", 300'500ms).result());
  CHECK(redis.pttl("k")->time > 290s);
  CHECK(redis.pttl("k")->time <= 300'500ms);
  CHECK_FALSE(redis.expire("absent", 1s).result());
  CHECK_FALSE(redis.pexpire("absent", 1s).result());
  CHECK(server_error_of([&] { redis.expire("k", std::chrono::seconds::max()); }) == "ERR");
}

TEST_CASE("EXPIREAT and PEXPIREAT set when a key expires") {
  Client redis = emptied_client();
  set_all(redis, {"k"});
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(redis.time().result()) + 100s;
  CHECK(redis.expireat("k", seconds).result());
  CHECK(redis.expiretime("k").result() == Expiry<std::chrono::sys_seconds>{true, seconds});
  const SysMilliseconds milliseconds = seconds + 7ms;
  CHECK(redis.pexpireat("k", milliseconds).result());
  CHECK(redis.pexpiretime("k").result() == Expiry<SysMilliseconds>{true, milliseconds});
  CHECK_FALSE(redis.expireat("absent", seconds).result());
  CHECK_FALSE(redis.pexpireat("absent", milliseconds).result());
}

TEST_CASE("a time that is over deletes the key at once") {
  Client redis = emptied_client();
  set_all(redis, {"a", "b", "c"});
  CHECK(redis.expire("a", 0s).result());
  CHECK(redis.pexpire("b", -1ms).result());
  CHECK(redis.expireat("c", std::chrono::sys_seconds{1s}).result());
  CHECK(redis.exists({"a", "b", "c"}).result() == 0);
}

TEST_CASE("a condition decides whether the expiry changes") {
  Client redis = emptied_client();
  set_all(redis, {"k"});
  CHECK_FALSE(redis.expire("k", 100s, ExpireIf::has_expiry).result());
  CHECK_FALSE(redis.expire("k", 100s, ExpireIf::later).result());
  CHECK(redis.expire("k", 100s, ExpireIf::no_expiry).result());
  CHECK_FALSE(redis.expire("k", 200s, ExpireIf::no_expiry).result());
  CHECK_FALSE(redis.pexpire("k", 50s, ExpireIf::later).result());
  CHECK(redis.pexpire("k", 200s, ExpireIf::later).result());
  const SysMilliseconds in_300s = std::chrono::floor<Milliseconds>(redis.time().result()) + 300s;
  CHECK_FALSE(redis.pexpireat("k", in_300s, ExpireIf::earlier).result());
  CHECK(redis.pexpireat("k", in_300s - 250s, ExpireIf::earlier).result());
  CHECK(redis.expireat("k", std::chrono::floor<std::chrono::seconds>(in_300s), ExpireIf::has_expiry).result());
}

TEST_CASE("an expiry tells no key, no time and a time apart") {
  Client redis = emptied_client();
  set_all(redis, {"forever"});
  CHECK(redis.ttl("absent").result() == Expiry<std::chrono::seconds>{});
  CHECK(redis.pttl("absent").result() == Expiry<Milliseconds>{});
  CHECK(redis.expiretime("absent").result() == Expiry<std::chrono::sys_seconds>{});
  CHECK(redis.pexpiretime("absent").result() == Expiry<SysMilliseconds>{});
  CHECK(redis.ttl("forever").result() == Expiry<std::chrono::seconds>{.exists = true});
  CHECK(redis.pttl("forever").result() == Expiry<Milliseconds>{.exists = true});
  CHECK(redis.expiretime("forever").result() == Expiry<std::chrono::sys_seconds>{.exists = true});
  CHECK(redis.pexpiretime("forever").result() == Expiry<SysMilliseconds>{.exists = true});
}

TEST_CASE("PERSIST ends an expiry") {
  Client redis = emptied_client();
  set_all(redis, {"k"});
  CHECK_FALSE(redis.persist("k").result());
  redis.expire("k", 100s);
  CHECK(redis.persist("k").result());
  CHECK_FALSE(redis.ttl("k")->time.has_value());
  CHECK_FALSE(redis.persist("absent").result());
}

TEST_CASE("TYPE names what a key holds") {
  Client redis = emptied_client();
  redis.set("string", "x");
  redis.command<std::int64_t>("RPUSH", "list", "x");
  redis.command<std::int64_t>("SADD", "set", "x");
  redis.command<std::int64_t>("ZADD", "sorted set", 1, "x");
  redis.command<std::int64_t>("HSET", "hash", "x", "y");
  redis.command<std::string>("XADD", "stream", "*", "x", "y");
  CHECK(redis.type("absent").result() == KeyType::none);
  CHECK(redis.type("string").result() == KeyType::string);
  CHECK(redis.type("list").result() == KeyType::list);
  CHECK(redis.type("set").result() == KeyType::set);
  CHECK(redis.type("sorted set").result() == KeyType::sorted_set);
  CHECK(redis.type("hash").result() == KeyType::hash);
  CHECK(redis.type("stream").result() == KeyType::stream);
}

TEST_CASE("RENAME overwrites, and RENAMENX does not") {
  Client redis = emptied_client();
  set_all(redis, {"a", "b", "c"});
  redis.rename("a", "b");
  CHECK(redis.get("b").result() == "a");
  CHECK_FALSE(redis.renamenx("b", "c").result());
  CHECK(redis.renamenx("b", "d").result());
  CHECK(redis.get("d").result() == "a");
  CHECK(server_error_of([&] { redis.rename("absent", "x"); }) == "ERR");
  CHECK(server_error_of([&] { redis.renamenx("absent", "x"); }) == "ERR");
}

TEST_CASE("COPY copies to a key that is free, or to be replaced") {
  Client redis = emptied_client();
  set_all(redis, {"a", "b"});
  redis.expire("a", 100s);
  CHECK(redis.copy("a", "c").result());
  CHECK(redis.get("c").result() == "a");
  CHECK(redis.ttl("c")->time.has_value());
  CHECK_FALSE(redis.copy("a", "b").result());
  CHECK(redis.get("b").result() == "b");
  CHECK(redis.copy("a", "b", {.replace = true}).result());
  CHECK(redis.get("b").result() == "a");
  CHECK_FALSE(redis.copy("absent", "d").result());
  CHECK(server_error_of([&] { redis.copy("a", "a"); }) == "ERR");
}

TEST_CASE("COPY and MOVE reach other databases") {
  Client redis = emptied_client();
  Client other = client_of_database(3);
  set_all(redis, {"a", "b"});
  CHECK(redis.copy("a", "a", {.db = 3}).result());
  CHECK(redis.get("a").result() == "a");
  CHECK(other.get("a").result() == "a");
  CHECK_FALSE(redis.move("a", 3).result());
  CHECK(redis.move("b", 3).result());
  CHECK_FALSE(redis.exists("b").result());
  CHECK(other.get("b").result() == "b");
  CHECK(server_error_of([&] { redis.move("a", 99); }) == "ERR");
}

TEST_CASE("RESTORE makes a key of what DUMP returned") {
  Client redis = emptied_client();
  redis.command<std::int64_t>("RPUSH", "list", "x", "y");
  const std::string dumped = redis.dump("list").result().value();
  redis.restore("again", dumped);
  CHECK(redis.command<std::vector<std::string>>("LRANGE", "again", 0, -1).result() ==
        std::vector<std::string>{"x", "y"});
  CHECK(redis.ttl("again").result() == Expiry<std::chrono::seconds>{.exists = true});
  CHECK(redis.dump("absent").result() == std::nullopt);
}

TEST_CASE("RESTORE refuses a key that exists, and damaged bytes") {
  Client redis = emptied_client();
  set_all(redis, {"k"});
  const std::string dumped = redis.dump("k").result().value();
  CHECK(server_error_of([&] { redis.restore("k", dumped); }) == "BUSYKEY");
  CHECK(server_error_of([&] { redis.restore("other", dumped + "x"); }) == "ERR");
  redis.set("k", "changed");
  redis.restore("k", dumped, {.replace = true});
  CHECK(redis.get("k").result() == "k");
}

TEST_CASE("RESTORE takes a time to live, or a point in time, and an idle time") {
  Client redis = emptied_client();
  set_all(redis, {"k"});
  const std::string dumped = redis.dump("k").result().value();
  redis.restore("a", dumped, {.ttl = 100s, .idle_time = 1000s});
  CHECK(redis.pttl("a")->time > 90s);
  CHECK(redis.pttl("a")->time <= 100s);
  CHECK(redis.object_idletime("a").result() >= 1000s);
  const SysMilliseconds time = std::chrono::floor<Milliseconds>(redis.time().result()) + 100s;
  redis.restore("b", dumped, {.expire_at = time});
  CHECK(redis.pexpiretime("b")->time == time);
}

TEST_CASE("RANDOMKEY names a key, or none when the database is empty") {
  Client redis = emptied_client();
  CHECK(redis.randomkey().result() == std::nullopt);
  set_all(redis, {"k"});
  CHECK(redis.randomkey().result() == "k");
}

TEST_CASE("KEYS names every key that matches") {
  Client redis = emptied_client();
  set_all(redis, {"user:1", "user:2", "page"});
  auto users = redis.keys("user:*").result();
  std::sort(users.begin(), users.end());
  CHECK(users == std::vector<std::string>{"user:1", "user:2"});
  CHECK(redis.keys("absent").result().empty());
}

TEST_CASE("OBJECT tells how a value is stored and used") {
  Client redis = emptied_client();
  redis.set("number", 12'345'678);
  redis.set("text", "abc");
  CHECK(redis.object_encoding("number").result() == "int");
  CHECK(redis.object_encoding("text").result() == "embstr");
  CHECK(redis.object_refcount("text").result() == 1);
  CHECK(redis.object_idletime("text").result() < 60s);
}

TEST_CASE("OBJECT of an absent key is nothing") {
  Client redis = emptied_client();
  CHECK(redis.object_encoding("absent").result() == std::nullopt);
  CHECK(redis.object_refcount("absent").result() == std::nullopt);
  CHECK(redis.object_idletime("absent").result() == std::nullopt);
}

TEST_CASE("OBJECT FREQ and the frequency of RESTORE are for servers that evict by LFU") {
  RedisServer server{{.extra = {"--maxmemory-policy", "allkeys-lfu"}}};
  Client redis{server.uri()};
  redis.set("k", "v");
  redis.restore("restored", redis.dump("k").result().value(), {.frequency = 200});
  CHECK(redis.object_freq("restored").result() == 200);
  CHECK(redis.object_freq("absent").result() == std::nullopt);
  CHECK(server_error_of([&] { redis.object_idletime("k"); }) == "ERR");
  Client by_lru = emptied_client();
  by_lru.set("k", "v");
  CHECK(server_error_of([&] { by_lru.object_freq("k"); }) == "ERR");
}
