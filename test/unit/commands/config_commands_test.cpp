#include <tributary/commands/config_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <map>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

TEST_CASE("settings are read by one pattern or several") {
  const std::vector<std::string> one{"maxmemory"};
  CHECK(sent_by([](Commands& redis) { redis.config_get("max*"); }) == resp_command({"CONFIG", "GET", "max*"}));
  CHECK(sent_by([](Commands& redis) { redis.config_get({"a", "b*"}); }) == resp_command({"CONFIG", "GET", "a", "b*"}));
  CHECK(sent_by([&](Commands& redis) { redis.config_get(one); }) == resp_command({"CONFIG", "GET", "maxmemory"}));
}

TEST_CASE("settings are changed one or several at a time") {
  const std::map<std::string, int> settings{{"a", 1}, {"b", 2}};
  CHECK(sent_by([](Commands& redis) { redis.config_set("hz", 10); }) == resp_command({"CONFIG", "SET", "hz", "10"}));
  CHECK(sent_by([](Commands& redis) {
          redis.config_set({{"hz", 10}, {"save", ""}});
        }) == resp_command({"CONFIG", "SET", "hz", "10", "save", ""}));
  CHECK(sent_by([&](Commands& redis) { redis.config_set(settings); }) ==
        resp_command({"CONFIG", "SET", "a", "1", "b", "2"}));
}

TEST_CASE("the configuration is written, and statistics are reset, without arguments") {
  CHECK(sent_by([](Commands& redis) { redis.config_rewrite(); }) == resp_command({"CONFIG", "REWRITE"}));
  CHECK(sent_by([](Commands& redis) { redis.config_resetstat(); }) == resp_command({"CONFIG", "RESETSTAT"}));
}

TEST_CASE("empty lists of patterns and of settings are refused") {
  CHECK(refusal_of([](Commands& redis) { redis.config_get(Arguments{}); }) == "CONFIG GET needs at least one pattern");
  CHECK(refusal_of([](Commands& redis) { redis.config_set(ArgumentPairs{}); }) ==
        "CONFIG SET needs at least one setting");
}
