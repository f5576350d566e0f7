#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("commands are counted and listed, all or those that a filter lets through") {
  Client redis = emptied_client();
  const Texts all = *redis.command_list();
  CHECK(*redis.command_count() == std::count_if(all.begin(), all.end(), [](const std::string& name) {
    return name.find('|') == std::string::npos;
  }));
  CHECK(contains(all, "config|get"));
  CHECK(contains(*redis.command_list({.acl_category = "geo"}), "geoadd"));
  CHECK(*redis.command_list({.pattern = "geoad?"}) == Texts{"geoadd"});
  CHECK(redis.command_list({.module = "absent"})->empty());
  CHECK(redis.command_list({.acl_category = "absent"})->empty());
}

TEST_CASE("the facts about a command are those of the server") {
  Client redis = emptied_client();
  const auto get = *redis.command_info("GET");
  REQUIRE(get.has_value());
  CHECK(*get == CommandInfo{.name = "get",
                            .arity = 2,
                            .flags = {"readonly", "fast"},
                            .first_key = 1,
                            .last_key = 1,
                            .key_step = 1,
                            .acl_categories = {"@read", "@string", "@fast"}});
  CHECK(*redis.command_info("absent") == std::nullopt);
  const auto several = *redis.command_info({"CONFIG", "absent", "XGROUP|CREATE", "dbsize"});
  REQUIRE(several.size() == 4);
  CHECK(contains(several[0]->subcommands, "config|get"));
  CHECK(several[1] == std::nullopt);
  CHECK(several[2]->first_key == 2);
  CHECK(contains(several[3]->tips, "request_policy:all_shards"));
}

TEST_CASE("every command can be asked about, or is refused before it costs the connection") {
  Client redis = emptied_client();
  const auto connection = *redis.client_id();
  Texts refused;
  for (const std::string& name : *redis.command_list()) {
    INFO(name);
    try {
      const auto info = redis.command_info(name);
      CHECK(info->value().name == name);
    } catch (const std::invalid_argument&) {
      refused.push_back(name);
    }
  }
  std::sort(refused.begin(), refused.end());
  CHECK(refused == Texts{"memory", "object", "xgroup", "xinfo"});
  CHECK(*redis.client_id() == connection);
}

TEST_CASE("the keys of a command are found without executing it") {
  Client redis = emptied_client();
  CHECK(*redis.command_getkeys({"MSET", "a", 1, "b", 2}) == Texts{"a", "b"});
  CHECK(*redis.command_getkeysandflags({"SET", "a", 1}) ==
        std::vector<KeyWithFlags>{{.key = "a", .flags = {"OW", "update"}}});
  CHECK(*redis.dbsize() == 0);
  CHECK(server_error_of([&] { redis.command_getkeys({"PING", "a"}); }) == "ERR");
  CHECK(server_error_of([&] { redis.command_getkeysandflags({"absent", "a"}); }) == "ERR");
}
