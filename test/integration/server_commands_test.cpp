#include <tributary/commands/pipeline_context.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "integration/server_version.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <filesystem>
#include <string>

using namespace tributary;
using namespace tributary::test;

TEST_CASE("DBSIZE counts keys and FLUSHDB deletes them") {
  Client redis = emptied_client();
  for (const auto mode : {FlushMode::configured, FlushMode::async, FlushMode::sync}) {
    redis.mset({{"a", 1}, {"b", 2}});
    CHECK(redis.dbsize().result() == 2);
    redis.flushdb(mode);
    CHECK(redis.dbsize().result() == 0);
  }
}

TEST_CASE("FLUSHDB leaves other databases alone, FLUSHALL does not") {
  Client redis = emptied_client();
  Client other{shared_server().uri("db=1")};
  for (const auto mode : {FlushMode::configured, FlushMode::async, FlushMode::sync}) {
    other.set("k", "v");
    redis.flushdb();
    CHECK(other.get("k").result() == "v");
    redis.flushall(mode);
    CHECK(*other.dbsize() == 0);
  }
}

TEST_CASE("SWAPDB exchanges two databases under the feet of their users") {
  Client redis = emptied_client();
  Client other{shared_server().uri("db=1")};
  redis.set("k", "first");
  redis.swapdb(0, 1);
  CHECK(*other.get("k") == "first");
  CHECK(*redis.dbsize() == 0);
  CHECK(server_error_of([&] { redis.swapdb(0, 1000); }) == "ERR");
}

TEST_CASE("TIME is the server's clock, which is this machine's") {
  Client redis = emptied_client();
  const auto before = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  const auto time = redis.time().result();
  CHECK(time >= before);
  CHECK(time <= std::chrono::system_clock::now());
}

TEST_CASE("INFO answers its default sections, some of them, or nothing") {
  Client redis = emptied_client();
  const std::string all = redis.info().result();
  CHECK(all.find("# Server\r\n") != std::string::npos);
  CHECK(all.find("# Memory\r\n") != std::string::npos);
  const std::string server = redis.info("server").result();
  CHECK(server.starts_with("# Server\r\n"));
  CHECK(server.find("redis_version:") != std::string::npos);
  CHECK(server.find("# Memory\r\n") == std::string::npos);
  CHECK(redis.info({"server", "memory"})->find("# Memory\r\n") != std::string::npos);
  CHECK(redis.info("absent").result() == "");
}

TEST_CASE("INFO can be taken apart, whatever sections it has") {
  Client redis = emptied_client();
  redis.set("k", "v");
  const auto some = redis.info_map({"server", "keyspace"});
  CHECK(some->size() == 2);
  const std::string version = some->at("Server").at("redis_version");
  CHECK(redis.info("server")->find("\r\nredis_version:" + version + "\r\n") != std::string::npos);
  CHECK(some->at("Keyspace").at("db0").starts_with("keys=1,"));
  CHECK(redis.info_map("clients")->at("Clients").contains("connected_clients"));
  CHECK(redis.info_map("everything")->at("Commandstats").contains("cmdstat_set"));
  CHECK(redis.info_map()->contains("Memory"));
  CHECK(redis.info_map("absent")->empty());
}

TEST_CASE("databases are saved at once or in the background, which LASTSAVE tells") {
  RedisServer server;
  Client redis{server.uri()};
  const auto before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto dump = std::filesystem::path{server.socket_path()}.parent_path() / "dump.rdb";
  redis.save();
  CHECK(std::filesystem::exists(dump));
  CHECK(*redis.lastsave() >= before);
  std::filesystem::remove(dump);
  CHECK(*redis.bgsave() == BackgroundWrite::started);
  CHECK(eventually([&] { return std::filesystem::exists(dump); }));
}

TEST_CASE("background jobs wait for each other where they are told to") {
  RedisServer server{{.extra = {"--rdb-key-save-delay", "1000000"}}};  // a save takes a second for each key
  Client redis{server.uri()};
  redis.mset({{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}});
  PipelineContext pipe{redis};
  const auto started = pipe.bgsave();
  const auto again = pipe.bgsave();
  const auto rewrite = pipe.bgrewriteaof();
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(*started == BackgroundWrite::started);
  CHECK(again.error()->code == "ERR");
  CHECK(*rewrite == BackgroundWrite::scheduled);
  CHECK(server_error_of([&] { redis.save(); }) == "ERR");
  server.stop();  // in good order, which ends the job too
}

TEST_CASE("a save is scheduled behind a rewrite of the append-only file") {
  RedisServer server{{.extra = {"--rdb-key-save-delay", "1000000"}}};  // the rewrite's first part is a save
  Client redis{server.uri()};
  redis.mset({{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}});
  CHECK(*redis.bgrewriteaof() == BackgroundWrite::started);
  CHECK(server_error_of([&] { redis.bgrewriteaof(); }) == "ERR");
  CHECK(server_error_of([&] { redis.bgsave(); }) == "ERR");
  CHECK(*redis.bgsave(WhenBusy::schedule) == BackgroundWrite::scheduled);
  server.stop();  // in good order, which ends the job too
}

TEST_CASE("LOLWUT ends with the version of the server") {
  Client redis = emptied_client();
  const auto server = redis.info_map("server").result().at("Server");
  // Valkey tells its own version here, but by its old name.
  const auto valkey = server.find("valkey_version");
  const std::string version = "Redis ver. " + (valkey == server.end() ? server.at("redis_version") : valkey->second);
  CHECK(redis.lolwut()->find(version) != std::string::npos);
  CHECK(redis.lolwut(5)->find(version) != std::string::npos);
}

TEST_CASE("a server lists its modules") {
  Client redis = emptied_client();
  const bool has_some = redis.info("modules")->find("\nmodule:") != std::string::npos;  // Redis 8 comes with one
  CHECK(redis.module_list()->empty() != has_some);
}
