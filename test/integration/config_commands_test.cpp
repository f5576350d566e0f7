#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

using namespace tributary;
using namespace tributary::test;

namespace {

using Settings = std::map<std::string, std::string>;

/// A server that may be configured as a test likes.
struct Config {
  RedisServer server;
  Client redis{server.uri()};
};

}  // namespace

TEST_CASE_METHOD(Config, "settings are read by their names and by patterns") {
  CHECK(*redis.config_get("databases") == Settings{{"databases", "16"}});
  CHECK(*redis.config_get({"databases", "appendonl*"}) == Settings{{"appendonly", "no"}, {"databases", "16"}});
  CHECK(redis.config_get("*")->size() > 100);
  CHECK(redis.config_get("absent")->empty());
}

TEST_CASE_METHOD(Config, "one setting is changed, or several together") {
  redis.config_set("maxmemory", "1mb");
  CHECK(redis.config_get("maxmemory")->at("maxmemory") == "1048576");
  redis.config_set({{"maxmemory", "2mb"}, {"hz", 20}});
  CHECK(*redis.config_get({"maxmemory", "hz"}) == Settings{{"hz", "20"}, {"maxmemory", "2097152"}});
}

TEST_CASE_METHOD(Config, "when one setting is refused none is changed") {
  CHECK(server_error_of([&] { redis.config_set({{"hz", 20}, {"maxmemory", "much"}}); }) == "ERR");
  CHECK(redis.config_get("hz")->at("hz") == "10");
  CHECK(server_error_of([&] { redis.config_set("absent", 1); }) == "ERR");
}

TEST_CASE_METHOD(Config, "CONFIG RESETSTAT sets counters to 0") {
  redis.get("k");
  CHECK(server.statistic("keyspace_misses") == 1);
  redis.config_resetstat();
  CHECK(server.statistic("keyspace_misses") == 0);
}

TEST_CASE_METHOD(Config, "a server without a file cannot rewrite it") {
  CHECK(server_error_of([&] { redis.config_rewrite(); }) == "ERR");
}

TEST_CASE("CONFIG REWRITE writes settings to the server's file") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "redis.conf";
  std::ofstream{file} << "# ours\n";
  RedisServer server{{.config_file = file.string()}};
  Client redis{server.uri()};
  redis.config_set("hz", 33);
  redis.config_rewrite();
  std::ifstream rewritten{file};
  const std::string text{std::istreambuf_iterator<char>{rewritten}, {}};
  CHECK(text.starts_with("# ours\n"));
  CHECK(text.find("\nhz 33\n") != std::string::npos);
}
