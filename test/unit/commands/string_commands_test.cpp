#include <tributary/commands/string_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

namespace {

/// A point in time, so many milliseconds after 1970.
constexpr std::chrono::sys_time<std::chrono::milliseconds> at(std::chrono::milliseconds since_1970) {
  return std::chrono::sys_time<std::chrono::milliseconds>{since_1970};
}

std::string sent_by_set(const SetOptions& options) {
  return sent_by([&](Commands& redis) { redis.set("k", "v", options); });
}

std::string refusal_of_set(const SetOptions& options) {
  return refusal_of([&](Commands& redis) { redis.set("k", "v", options); });
}

std::string refusal_of_getex(const GetexOptions& options) {
  return refusal_of([&](Commands& redis) { redis.getex("k", options); });
}

}  // namespace

TEST_CASE("counters send their verb, key and amount") {
  CHECK(sent_by([](Commands& redis) { redis.incr("k"); }) == resp_command({"INCR", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.decr("k"); }) == resp_command({"DECR", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.incrby("k", -7); }) == resp_command({"INCRBY", "k", "-7"}));
  CHECK(sent_by([](Commands& redis) { redis.decrby("k", std::numeric_limits<std::int64_t>::max()); }) ==
        resp_command({"DECRBY", "k", "9223372036854775807"}));
  CHECK(sent_by([](Commands& redis) { redis.incrbyfloat("k", 0.1); }) == resp_command({"INCRBYFLOAT", "k", "0.1"}));
}

TEST_CASE("a value may be text with any bytes, or a number") {
  const std::string bytes{"a\0\r\n\xff", 5};
  CHECK(sent_by([&](Commands& redis) { redis.set(bytes, bytes); }) == resp_command({"SET", bytes, bytes}));
  CHECK(sent_by([](Commands& redis) { redis.set("k", 12); }) == resp_command({"SET", "k", "12"}));
  CHECK(sent_by([](Commands& redis) { redis.set("", ""); }) == resp_command({"SET", "", ""}));
}

TEST_CASE("commands on one string send their arguments in Redis' order") {
  CHECK(sent_by([](Commands& redis) { redis.append("k", "v"); }) == resp_command({"APPEND", "k", "v"}));
  CHECK(sent_by([](Commands& redis) { redis.get("k"); }) == resp_command({"GET", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.getdel("k"); }) == resp_command({"GETDEL", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.getrange("k", 0, -1); }) == resp_command({"GETRANGE", "k", "0", "-1"}));
  CHECK(sent_by([](Commands& redis) { redis.getset("k", "v"); }) == resp_command({"GETSET", "k", "v"}));
  CHECK(sent_by([](Commands& redis) { redis.psetex("k", 1500ms, "v"); }) == resp_command({"PSETEX", "k", "1500", "v"}));
  CHECK(sent_by([](Commands& redis) { redis.setex("k", 2min, "v"); }) == resp_command({"SETEX", "k", "120", "v"}));
  CHECK(sent_by([](Commands& redis) { redis.setnx("k", "v"); }) == resp_command({"SETNX", "k", "v"}));
  CHECK(sent_by([](Commands& redis) { redis.setrange("k", 6, "v"); }) == resp_command({"SETRANGE", "k", "6", "v"}));
  CHECK(sent_by([](Commands& redis) { redis.strlen("k"); }) == resp_command({"STRLEN", "k"}));
}

TEST_CASE("commands on many strings send every key") {
  CHECK(sent_by([](Commands& redis) { redis.mget({"a", "b"}); }) == resp_command({"MGET", "a", "b"}));
  const std::vector<std::string> keys{"a", "b", "c"};
  CHECK(sent_by([&](Commands& redis) { redis.mget(keys); }) == resp_command({"MGET", "a", "b", "c"}));
  CHECK(sent_by([](Commands& redis) {
          redis.mset({{"a", "1"}, {"b", 2}});
        }) == resp_command({"MSET", "a", "1", "b", "2"}));
  const std::map<std::string, double> values{{"x", 0.5}};
  CHECK(sent_by([&](Commands& redis) { redis.msetnx(values); }) == resp_command({"MSETNX", "x", "0.5"}));
}

TEST_CASE("LCS asks for the text, its length, or its places") {
  CHECK(sent_by([](Commands& redis) { redis.lcs("a", "b"); }) == resp_command({"LCS", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.lcs_len("a", "b"); }) == resp_command({"LCS", "a", "b", "LEN"}));
  CHECK(sent_by([](Commands& redis) { redis.lcs_idx("a", "b"); }) ==
        resp_command({"LCS", "a", "b", "IDX", "WITHMATCHLEN"}));
  CHECK(sent_by([](Commands& redis) { redis.lcs_idx("a", "b", 4); }) ==
        resp_command({"LCS", "a", "b", "IDX", "MINMATCHLEN", "4", "WITHMATCHLEN"}));
}

TEST_CASE("SET sends only the options it is given") {
  CHECK(sent_by_set({}) == resp_command({"SET", "k", "v"}));
  CHECK(sent_by_set({.only_if = Exists::no}) == resp_command({"SET", "k", "v", "NX"}));
  CHECK(sent_by_set({.only_if = Exists::yes}) == resp_command({"SET", "k", "v", "XX"}));
  CHECK(sent_by_set({.keep_ttl = true}) == resp_command({"SET", "k", "v", "KEEPTTL"}));
  CHECK(sent_by_set({.ttl = 5s, .only_if = Exists::no}) == resp_command({"SET", "k", "v", "NX", "EX", "5"}));
}

TEST_CASE("SET compares with a value where NX and XX stand, and contradicts them") {
  CHECK(sent_by_set({.ttl = 5s, .if_equal = "old"}) == resp_command({"SET", "k", "v", "IFEQ", "old", "EX", "5"}));
  CHECK(sent_by_set({.if_equal = ""}) == resp_command({"SET", "k", "v", "IFEQ", ""}));
  CHECK(sent_by([](Commands& redis) { redis.set_get("k", "v", {.if_equal = "old"}); }) ==
        resp_command({"SET", "k", "v", "IFEQ", "old", "GET"}));
  CHECK(refusal_of_set({.only_if = Exists::yes, .if_equal = "old"}) == "SET: only_if contradicts if_equal");
  CHECK(refusal_of([](Commands& redis) { redis.set_get("k", "v", {.only_if = Exists::no, .if_equal = "old"}); }) ==
        "SET: only_if contradicts if_equal");
}

TEST_CASE("SET sends whole seconds as seconds, and other times as milliseconds") {
  CHECK(sent_by_set({.ttl = 2000ms}) == resp_command({"SET", "k", "v", "EX", "2"}));
  CHECK(sent_by_set({.ttl = 2001ms}) == resp_command({"SET", "k", "v", "PX", "2001"}));
  CHECK(sent_by_set({.ttl = 1ms}) == resp_command({"SET", "k", "v", "PX", "1"}));
  CHECK(sent_by_set({.expire_at = at(2000ms)}) == resp_command({"SET", "k", "v", "EXAT", "2"}));
  CHECK(sent_by_set({.expire_at = at(2001ms)}) == resp_command({"SET", "k", "v", "PXAT", "2001"}));
}

TEST_CASE("SET with GET sends the same options and asks for the old value") {
  CHECK(sent_by([](Commands& redis) { redis.set_get("k", "v"); }) == resp_command({"SET", "k", "v", "GET"}));
  CHECK(sent_by([](Commands& redis) { redis.set_get("k", "v", {.ttl = 1s, .only_if = Exists::yes}); }) ==
        resp_command({"SET", "k", "v", "XX", "GET", "EX", "1"}));
}

TEST_CASE("GETEX sends only the options it is given") {
  CHECK(sent_by([](Commands& redis) { redis.getex("k"); }) == resp_command({"GETEX", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.getex("k", {.ttl = 1s}); }) == resp_command({"GETEX", "k", "EX", "1"}));
  CHECK(sent_by([](Commands& redis) { redis.getex("k", {.ttl = 10ms}); }) == resp_command({"GETEX", "k", "PX", "10"}));
  CHECK(sent_by([](Commands& redis) { redis.getex("k", {.expire_at = at(3s)}); }) ==
        resp_command({"GETEX", "k", "EXAT", "3"}));
  CHECK(sent_by([](Commands& redis) { redis.getex("k", {.persist = true}); }) ==
        resp_command({"GETEX", "k", "PERSIST"}));
}

TEST_CASE("SET answers whether it stored") {
  const auto set = [](Commands& redis) { return redis.set("k", "v"); };
  CHECK(answered("+OK\r\n", set).result());
  CHECK_FALSE(answered("$-1\r\n", set).result());
  CHECK_FALSE(answered("*-1\r\n", set).result());
  CHECK_THROWS_AS(answered(":1\r\n", set).result(), DecodeError);
}

TEST_CASE("the caller chooses the type of a value") {
  const auto number = answered("$2\r\n42\r\n", [](Commands& redis) { return redis.get<int>("k"); });
  CHECK(number.result() == 42);
  const auto old = answered("$1\r\n1\r\n", [](Commands& redis) { return redis.set_get<bool>("k", true); });
  CHECK(old.result() == true);
  const auto many = answered("*3\r\n$1\r\n7\r\n$-1\r\n$2\r\n-7\r\n", [](Commands& redis) {
    return redis.mget<std::int64_t>({"a", "b", "c"});
  });
  CHECK(many.result() == std::vector<std::optional<std::int64_t>>{7, std::nullopt, -7});
}

TEST_CASE("one value of many that is not of the chosen type is a decode error") {
  const auto many = answered("*2\r\n$1\r\n7\r\n$1\r\nx\r\n", [](Commands& redis) {
    return redis.mget<int>({"a", "b"});
  });
  CHECK_THROWS_AS(many.result(), DecodeError);
}

TEST_CASE("LCS with IDX reads the matches and the length") {
  const auto matches = answered(
      "*4\r\n$7\r\nmatches\r\n*2\r\n"
      "*3\r\n*2\r\n:4\r\n:7\r\n*2\r\n:5\r\n:8\r\n:4\r\n"
      "*3\r\n*2\r\n:2\r\n:3\r\n*2\r\n:0\r\n:1\r\n:2\r\n"
      "$3\r\nlen\r\n:6\r\n",
      [](Commands& redis) { return redis.lcs_idx("a", "b"); });
  CHECK(matches.result() == LcsMatches{{{{4, 7}, {5, 8}, 4}, {{2, 3}, {0, 1}, 2}}, 6});
}

TEST_CASE("LCS with IDX refuses a reply of another shape") {
  const auto idx = [](Commands& redis) { return redis.lcs_idx("a", "b"); };
  CHECK_THROWS_AS(answered("*4\r\n$1\r\nm\r\n*0\r\n$3\r\nlen\r\n:0\r\n", idx).result(), DecodeError);
  CHECK_THROWS_AS(answered("*4\r\n$7\r\nmatches\r\n*0\r\n$1\r\nl\r\n:0\r\n", idx).result(), DecodeError);
  CHECK_THROWS_AS(answered("*2\r\n$7\r\nmatches\r\n*0\r\n", idx).result(), DecodeError);
}

TEST_CASE("SET refuses options that contradict each other") {
  CHECK(refusal_of_set({.ttl = 1s, .expire_at = at(1s)}) == "SET: ttl contradicts expire_at");
  CHECK(refusal_of_set({.ttl = 1s, .keep_ttl = true}) == "SET: keep_ttl contradicts ttl");
  CHECK(refusal_of_set({.expire_at = at(1s), .keep_ttl = true}) == "SET: keep_ttl contradicts expire_at");
  CHECK(refusal_of([](Commands& redis) { redis.set_get("k", "v", {.ttl = 1s, .keep_ttl = true}); }) ==
        "SET: keep_ttl contradicts ttl");
}

TEST_CASE("GETEX refuses options that contradict each other") {
  CHECK(refusal_of_getex({.ttl = 1s, .expire_at = at(1s)}) == "GETEX: ttl contradicts expire_at");
  CHECK(refusal_of_getex({.ttl = 1s, .persist = true}) == "GETEX: persist contradicts ttl");
  CHECK(refusal_of_getex({.expire_at = at(1s), .persist = true}) == "GETEX: persist contradicts expire_at");
}

TEST_CASE("a time to live that is not positive is refused") {
  CHECK(refusal_of_set({.ttl = 0s}) == "SET: ttl must be positive");
  CHECK(refusal_of_set({.ttl = -1ms}) == "SET: ttl must be positive");
  CHECK(refusal_of_set({.expire_at = at(0s)}) == "SET: expire_at must be after 1970");
  CHECK(refusal_of_getex({.ttl = 0s}) == "GETEX: ttl must be positive");
  CHECK(refusal_of([](Commands& redis) { redis.setex("k", 0s, "v"); }) == "SETEX: ttl must be positive");
  CHECK(refusal_of([](Commands& redis) { redis.psetex("k", -1ms, "v"); }) == "PSETEX: ttl must be positive");
}

TEST_CASE("INCRBYFLOAT refuses what is no finite number") {
  using Limits = std::numeric_limits<double>;
  CHECK(refusal_of([](Commands& redis) { redis.incrbyfloat("k", Limits::quiet_NaN()); }) ==
        "INCRBYFLOAT cannot add nan");
  CHECK(refusal_of([](Commands& redis) { redis.incrbyfloat("k", -Limits::infinity()); }) ==
        "INCRBYFLOAT cannot add -inf");
}

TEST_CASE("SETRANGE refuses a negative offset") {
  CHECK(refusal_of([](Commands& redis) { redis.setrange("k", -1, "v"); }) == "SETRANGE: offset must not be negative");
}

TEST_CASE("commands on many strings refuse an empty list") {
  const std::vector<std::string> keys;
  const std::map<std::string, std::string> values;
  CHECK(refusal_of([&](Commands& redis) { redis.mget(keys); }) == "MGET needs at least one key");
  CHECK(refusal_of([&](Commands& redis) { redis.mset(values); }) == "MSET needs at least one key");
  CHECK(refusal_of([&](Commands& redis) { redis.msetnx(values); }) == "MSETNX needs at least one key");
}
