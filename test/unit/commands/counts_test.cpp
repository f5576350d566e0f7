// Counts that the server would refuse, or read as all or as nothing, are refused before anything is recorded.

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <chrono>
#include <optional>
#include <string>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

TEST_CASE("a count below 1 is refused where the server refuses it") {
  const auto count = GENERATE(0, -1);
  const std::string rest = ": count must be at least 1, not " + std::to_string(count);
  CHECK(refusal_of([&](Commands& redis) { redis.lmpop({"k"}, ListEnd::left, count); }) == "LMPOP" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.zmpop({"k"}, ScoreEnd::lowest, count); }) == "ZMPOP" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.blmpop({"k"}, ListEnd::left, 1s, count); }) == "BLMPOP" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.bzmpop({"k"}, ScoreEnd::lowest, 1s, count); }) == "BZMPOP" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.scan(0, {.count = count}); }) == "SCAN" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.hscan("k", 0, {.count = count}); }) == "HSCAN" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.hscan_novalues("k", 0, {.count = count}); }) == "HSCAN" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.sscan("k", 0, {.count = count}); }) == "SSCAN" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.zscan("k", 0, {.count = count}); }) == "ZSCAN" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.geosearch("k", "m", GeoRadius{1}, {.count = count}); }) ==
        "GEOSEARCH" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.geosearchstore("d", "k", "m", GeoRadius{1}, {.count = count}); }) ==
        "GEOSEARCHSTORE" + rest);
}

TEST_CASE("all is said by leaving the number out, not by 0 or -1") {
  const auto count = GENERATE(0, -1);
  const std::string rest = " must be at least 1, not " + std::to_string(count);
  CHECK(refusal_of([&](Commands& redis) { redis.lpos("k", "e", count); }) == "LPOS: count" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.lpos("k", "e", {.max_compared = count}); }) ==
        "LPOS: max_compared" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.sintercard({"k"}, count); }) == "SINTERCARD: limit" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.zintercard({"k"}, count); }) == "ZINTERCARD: limit" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.slowlog_get(count); }) == "SLOWLOG GET: count" + rest);
  CHECK(refusal_of([&](Commands& redis) { redis.acl_log(count); }) == "ACL LOG: count" + rest);
}

TEST_CASE("SORT and ZRANGE refuse a negative count; 0 takes nothing") {
  const std::string rest = ": count must not be negative, as -1 is";
  CHECK(refusal_of([](Commands& redis) { redis.sort("k", {.count = -1}); }) == "SORT" + rest);
  CHECK(refusal_of([](Commands& redis) { redis.sort_ro("k", {.count = -1}); }) == "SORT_RO" + rest);
  CHECK(refusal_of([](Commands& redis) { redis.zrange("k", ScoreRange{}, {.count = -1}); }) == "ZRANGE" + rest);
  CHECK(refusal_of([](Commands& redis) { redis.zrangestore("d", "k", ScoreRange{}, {.count = -1}); }) ==
        "ZRANGESTORE" + rest);
}
