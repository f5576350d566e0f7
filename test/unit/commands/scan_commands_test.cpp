#include <tributary/commands/scan_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace tributary;
using namespace tributary::test;

TEST_CASE("pages are asked for with a cursor, and with those options that are set") {
  CHECK(sent_by([](Commands& redis) { redis.scan(0); }) == resp_command({"SCAN", "0"}));
  CHECK(sent_by([](Commands& redis) { redis.scan(7, {.match = "U*", .count = 500, .type = KeyType::sorted_set}); }) ==
        resp_command({"SCAN", "7", "MATCH", "U*", "COUNT", "500", "TYPE", "zset"}));
  CHECK(sent_by([](Commands& redis) { redis.scan(std::numeric_limits<std::uint64_t>::max()); }) ==
        resp_command({"SCAN", "18446744073709551615"}));
  CHECK(sent_by([](Commands& redis) { redis.hscan("h", 0); }) == resp_command({"HSCAN", "h", "0"}));
  CHECK(sent_by([](Commands& redis) { redis.hscan_novalues("h", 1, {.count = 3}); }) ==
        resp_command({"HSCAN", "h", "1", "COUNT", "3", "NOVALUES"}));
  CHECK(sent_by([](Commands& redis) { redis.sscan("s", 2, {.match = ""}); }) ==
        resp_command({"SSCAN", "s", "2", "MATCH", ""}));
  CHECK(sent_by([](Commands& redis) { redis.zscan("z", 3, {.match = "m", .count = 1}); }) ==
        resp_command({"ZSCAN", "z", "3", "MATCH", "m", "COUNT", "1"}));
}

TEST_CASE("a page is read with its cursor") {
  const auto keys =
      answered("*2\r\n$20\r\n18446744073709551615\r\n*1\r\n$1\r\na\r\n", [](Commands& redis) { return redis.scan(0); });
  CHECK(*keys == ScanPage<>{std::numeric_limits<std::uint64_t>::max(), {"a"}});
  CHECK_FALSE(keys->is_last());
  CHECK(answered("*2\r\n$1\r\n0\r\n*0\r\n", [](Commands& redis) { return redis.scan(5); })->is_last());
  const std::string two = "*2\r\n$1\r\n0\r\n*2\r\n$1\r\n1\r\n$1\r\n2\r\n";
  CHECK(answered(two, [](Commands& redis) { return redis.sscan<int>("s", 0); })->elements == std::vector{1, 2});
  CHECK(answered(two, [](Commands& redis) { return redis.hscan<int, double>("h", 0); })->elements ==
        std::vector{std::pair{1, 2.0}});
  CHECK(answered(two, [](Commands& redis) { return redis.zscan("z", 0); })->elements ==
        std::vector<ScoredMember<>>{{"1", 2.0}});
  CHECK(answered(two, [](Commands& redis) { return redis.hscan_novalues<int>("h", 0); })->elements ==
        std::vector{1, 2});
}

TEST_CASE("a type that has no name is refused") {
  CHECK(refusal_of([](Commands& redis) { redis.scan(0, {.type = KeyType::other}); }) ==
        "KeyType::other is no type that Redis has a name for");
}
