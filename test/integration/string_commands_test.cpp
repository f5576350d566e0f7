#include <tributary/commands/pipeline_context.hpp>

#include "integration/emptied_client.hpp"
#include "integration/server_version.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

namespace {

using Milliseconds = std::chrono::milliseconds;

/// The server's time, so much later.
std::chrono::sys_time<Milliseconds> from_now(Commands& redis, Milliseconds later) {
  return std::chrono::floor<Milliseconds>(redis.time().result()) + later;
}

/// True when the key expires within `ttl`, and not more than ten seconds before that.
bool expires_within(Commands& redis, const std::string& key, Milliseconds ttl) {
  const auto left = redis.pttl(key)->time;
  return left && *left <= ttl && *left > ttl - 10s;
}

}  // namespace

TEST_CASE("APPEND makes a string longer and answers its length") {
  Client redis = emptied_client();
  CHECK(redis.append("k", "ab").result() == 2);
  CHECK(redis.append("k", "c").result() == 3);
  CHECK(redis.get("k").result() == "abc");
  redis.command<std::int64_t>("RPUSH", "list", "x");
  CHECK(server_error_of([&] { redis.append("list", "x"); }) == "WRONGTYPE");
}

TEST_CASE("counters begin at 0 and answer the new value") {
  Client redis = emptied_client();
  CHECK(redis.incr("k").result() == 1);
  CHECK(redis.incrby("k", 10).result() == 11);
  CHECK(redis.decr("k").result() == 10);
  CHECK(redis.decrby("k", 30).result() == -20);
}

TEST_CASE("counters refuse text and overflow") {
  Client redis = emptied_client();
  redis.set("text", "abc");
  redis.set("max", std::numeric_limits<std::int64_t>::max());
  CHECK(server_error_of([&] { redis.incr("text"); }) == "ERR");
  CHECK(server_error_of([&] { redis.incr("max"); }) == "ERR");
  CHECK(server_error_of([&] { redis.decrby("k", std::numeric_limits<std::int64_t>::min()); }) == "ERR");
  CHECK(redis.get<std::int64_t>("max").result() == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("INCRBYFLOAT adds numbers with a fraction") {
  Client redis = emptied_client();
  CHECK(redis.incrbyfloat("k", 10.5).result() == 10.5);
  CHECK(redis.incrbyfloat("k", -0.25).result() == 10.25);
  CHECK(redis.incrbyfloat("tiny", 1e-9).result() == 1e-9);
  CHECK(redis.incrbyfloat("huge", 1e300).result() == 1e300);
  redis.set("text", "abc");
  CHECK(server_error_of([&] { redis.incrbyfloat("text", 1); }) == "ERR");
}

TEST_CASE("GET reads a string of any bytes, and nothing when there is none") {
  Client redis = emptied_client();
  const std::string bytes{"a\0\r\n\xff", 5};
  redis.set(bytes, bytes);
  CHECK(redis.get(bytes).result() == bytes);
  CHECK(redis.get("absent").result() == std::nullopt);
  redis.set("empty", "");
  CHECK(redis.get("empty").result() == "");
}

TEST_CASE("GET of another type is WRONGTYPE, and of other text a decode error") {
  Client redis = emptied_client();
  redis.command<std::int64_t>("RPUSH", "list", "x");
  redis.set("text", "abc");
  CHECK(server_error_of([&] { redis.get("list"); }) == "WRONGTYPE");
  CHECK_THROWS_AS(redis.get<int>("text"), DecodeError);
}

TEST_CASE("GETDEL reads a string and its key is gone") {
  Client redis = emptied_client();
  redis.set("k", 7);
  CHECK(redis.getdel<int>("k").result() == 7);
  CHECK(redis.getdel<int>("k").result() == std::nullopt);
}

TEST_CASE("GETEX changes when a key expires") {
  Client redis = emptied_client();
  redis.set("k", "v");
  CHECK(redis.getex("k", {.ttl = 100s}).result() == "v");
  CHECK(expires_within(redis, "k", 100s));
  redis.getex("k", {.ttl = 200'500ms});
  CHECK(expires_within(redis, "k", 200'500ms));
  redis.getex("k", {.expire_at = from_now(redis, 300s)});
  CHECK(expires_within(redis, "k", 300s));
  redis.getex("k");
  CHECK(expires_within(redis, "k", 300s));
  redis.getex("k", {.persist = true});
  CHECK_FALSE(redis.pttl("k")->time.has_value());
  CHECK(redis.getex("absent", {.ttl = 1s}).result() == std::nullopt);
}

TEST_CASE("GETRANGE reads bytes from an index to another") {
  Client redis = emptied_client();
  redis.set("k", "hello 42");
  CHECK(redis.getrange("k", 0, 3).result() == "hell");
  CHECK(redis.getrange<int>("k", -2, -1).result() == 42);
  CHECK(redis.getrange("k", 5, 1).result() == "");
  CHECK(redis.getrange("absent", 0, -1).result() == "");
}

TEST_CASE("SETRANGE overwrites bytes and fills a gap with zeros") {
  Client redis = emptied_client();
  redis.set("k", "hello");
  CHECK(redis.setrange("k", 1, "ipp").result() == 5);
  CHECK(redis.get("k").result() == "hippo");
  CHECK(redis.setrange("gap", 2, "x").result() == 3);
  CHECK(redis.get("gap").result() == std::string("\0\0x", 3));
  CHECK(server_error_of([&] { redis.setrange("k", std::int64_t{1} << 40, "x"); }) == "ERR");
}

TEST_CASE("STRLEN counts bytes") {
  Client redis = emptied_client();
  redis.set("k", "h\xc3\xa9");
  CHECK(redis.strlen("k").result() == 3);
  CHECK(redis.strlen("absent").result() == 0);
}

TEST_CASE("LCS finds the text, its length and its places") {
  Client redis = emptied_client();
  redis.mset({{"a", "ohmytext"}, {"b", "mynewtext"}});
  CHECK(redis.lcs("a", "b").result() == "mytext");
  CHECK(redis.lcs_len("a", "b").result() == 6);
  CHECK(redis.lcs_idx("a", "b").result() == LcsMatches{{{{4, 7}, {5, 8}, 4}, {{2, 3}, {0, 1}, 2}}, 6});
  CHECK(redis.lcs_idx("a", "b", 3).result() == LcsMatches{{{{4, 7}, {5, 8}, 4}}, 6});
}

TEST_CASE("LCS with an absent key is empty, and with another type an error") {
  Client redis = emptied_client();
  redis.set("a", "x");
  redis.command<std::int64_t>("RPUSH", "list", "x");
  CHECK(redis.lcs("a", "absent").result() == "");
  CHECK(redis.lcs_len("a", "absent").result() == 0);
  CHECK(redis.lcs_idx("a", "absent").result() == LcsMatches{});
  CHECK(server_error_of([&] { redis.lcs("a", "list"); }) == "ERR");
}

TEST_CASE("MSET stores many strings and MGET reads them in order") {
  Client redis = emptied_client();
  redis.mset({{"a", 1}, {"b", 2}});
  redis.command<std::int64_t>("RPUSH", "list", "x");
  CHECK(redis.mget<int>({"b", "absent", "list", "a"}).result() ==
        std::vector<std::optional<int>>{2, std::nullopt, std::nullopt, 1});
  const std::map<std::string, std::string> more{{"a", "x"}, {"c", "y"}};
  redis.mset(more);
  CHECK(redis.mget(std::vector<std::string>{"a", "c"}).result() == std::vector<std::optional<std::string>>{"x", "y"});
}

TEST_CASE("MSETNX stores all or nothing") {
  Client redis = emptied_client();
  CHECK(redis.msetnx({{"a", 1}, {"b", 2}}).result());
  CHECK_FALSE(redis.msetnx({{"b", 3}, {"c", 3}}).result());
  CHECK(redis.mget<int>({"a", "b", "c"}).result() == std::vector<std::optional<int>>{1, 2, std::nullopt});
}

TEST_CASE("SETEX and PSETEX store strings that expire") {
  Client redis = emptied_client();
  redis.setex("s", 100s, "v");
  redis.psetex("ms", 100'500ms, "w");
  CHECK(expires_within(redis, "s", 100s));
  CHECK(expires_within(redis, "ms", 100'500ms));
  CHECK(redis.mget({"s", "ms"}).result() == std::vector<std::optional<std::string>>{"v", "w"});
  CHECK(server_error_of([&] { redis.setex("s", std::chrono::seconds::max(), "v"); }) == "ERR");
}

TEST_CASE("SETNX stores only what is not there") {
  Client redis = emptied_client();
  CHECK(redis.setnx("k", 1).result());
  CHECK_FALSE(redis.setnx("k", 2).result());
  CHECK(redis.get<int>("k").result() == 1);
}

TEST_CASE("SET stores only when the key exists, or does not, as it is told") {
  Client redis = emptied_client();
  CHECK_FALSE(redis.set("k", 1, {.only_if = Exists::yes}).result());
  CHECK(redis.set("k", 2, {.only_if = Exists::no}).result());
  CHECK_FALSE(redis.set("k", 3, {.only_if = Exists::no}).result());
  CHECK(redis.get<int>("k").result() == 2);
  CHECK(redis.set("k", 4, {.only_if = Exists::yes}).result());
  CHECK(redis.get<int>("k").result() == 4);
}

TEST_CASE("SET that compares stores in place of one value only; before Valkey 8.1 and Redis 8.4 it is an error") {
  Client redis = emptied_client();
  redis.set("k", "old");
  if (version_of(redis).has({.redis = {8, 4}, .valkey = {8, 1}})) {
    CHECK_FALSE(redis.set("k", "new", {.if_equal = "other"}).result());
    CHECK(redis.set("k", "new", {.if_equal = "old"}).result());
    CHECK(*redis.set_get("k", "newest", {.if_equal = "new"}) == "new");
    CHECK(*redis.get("k") == "newest");
    return;
  }
  CHECK(server_error_of([&] { redis.set("k", "new", {.if_equal = "old"}); }) == "ERR");
  CHECK(server_error_of([&] { redis.set_get("k", "new", {.if_equal = "old"}); }) == "ERR");
  CHECK(redis.get("k").result() == "old");
}

TEST_CASE("SET replaces a value of another type") {
  Client redis = emptied_client();
  redis.command<std::int64_t>("RPUSH", "k", "x");
  CHECK(redis.set("k", "v").result());
  CHECK(redis.get("k").result() == "v");
}

TEST_CASE("SET says when the key expires, or keeps that, or ends it") {
  Client redis = emptied_client();
  redis.set("k", "v", {.ttl = 100s});
  CHECK(expires_within(redis, "k", 100s));
  redis.set("k", "v", {.ttl = 200'500ms});
  CHECK(expires_within(redis, "k", 200'500ms));
  redis.set("k", "v", {.expire_at = from_now(redis, 300s)});
  CHECK(expires_within(redis, "k", 300s));
  const auto whole = std::chrono::ceil<std::chrono::seconds>(from_now(redis, 400s));
  redis.set("k", "v", {.expire_at = whole});
  CHECK(redis.expiretime("k")->time == whole);
  redis.set("k", "w", {.keep_ttl = true});
  CHECK(redis.expiretime("k")->time == whole);
  redis.set("k", "x");
  CHECK_FALSE(redis.pttl("k")->time.has_value());
}

TEST_CASE("SET with GET answers what was there before") {
  Client redis = emptied_client();
  CHECK(redis.set_get<int>("k", 1).result() == std::nullopt);
  CHECK(redis.set_get<int>("k", 2, {.ttl = 100s}).result() == 1);
  CHECK(expires_within(redis, "k", 100s));
  CHECK(redis.set_get<int>("k", 3, {.only_if = Exists::no}).result() == 2);
  CHECK(redis.get<int>("k").result() == 2);
  redis.command<std::int64_t>("RPUSH", "list", "x");
  CHECK(server_error_of([&] { redis.set_get("list", "v"); }) == "WRONGTYPE");
}

TEST_CASE("GETSET answers what was there before, and ends its expiry") {
  Client redis = emptied_client();
  CHECK(redis.getset("k", "a").result() == std::nullopt);
  redis.expire("k", 100s);
  CHECK(redis.getset("k", "b").result() == "a");
  CHECK_FALSE(redis.pttl("k")->time.has_value());
}

TEST_CASE("a refused command leaves the batch around it as it is") {
  Client redis = emptied_client();
  PipelineContext pipe{redis};
  const auto before = pipe.set("a", 1);
  CHECK_THROWS_AS(pipe.set("b", 1, {.ttl = 1s, .keep_ttl = true}), std::invalid_argument);
  const auto after = pipe.set("c", 1);
  pipe.execute();
  CHECK(before.result());
  CHECK(after.result());
  CHECK(redis.dbsize().result() == 2);
}
