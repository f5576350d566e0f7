#include <tributary/commands/server_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"
#include "unit/commands/resp_reply.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

TEST_CASE("commands without arguments send their verb alone") {
  CHECK(sent_by([](Commands& redis) { redis.dbsize(); }) == resp_command({"DBSIZE"}));
  CHECK(sent_by([](Commands& redis) { redis.time(); }) == resp_command({"TIME"}));
  CHECK(sent_by([](Commands& redis) { redis.save(); }) == resp_command({"SAVE"}));
  CHECK(sent_by([](Commands& redis) { redis.lastsave(); }) == resp_command({"LASTSAVE"}));
  CHECK(sent_by([](Commands& redis) { redis.bgrewriteaof(); }) == resp_command({"BGREWRITEAOF"}));
  CHECK(sent_by([](Commands& redis) { redis.module_list(); }) == resp_command({"MODULE", "LIST"}));
}

TEST_CASE("INFO is asked for one section, several, or the default ones") {
  const std::vector<std::string> sections{"server", "clients"};
  CHECK(sent_by([](Commands& redis) { redis.info(); }) == resp_command({"INFO"}));
  CHECK(sent_by([](Commands& redis) { redis.info("server"); }) == resp_command({"INFO", "server"}));
  CHECK(sent_by([](Commands& redis) {
          redis.info({"server", "clients"});
        }) == resp_command({"INFO", "server", "clients"}));
  CHECK(sent_by([](Commands& redis) { redis.info_map(); }) == resp_command({"INFO"}));
  CHECK(sent_by([](Commands& redis) { redis.info_map("server"); }) == resp_command({"INFO", "server"}));
  CHECK(sent_by([&](Commands& redis) { redis.info_map(sections); }) == resp_command({"INFO", "server", "clients"}));
}

TEST_CASE("a line of INFO that is none is a decode error of its map, not of its text") {
  const std::string reply = bulk("# Server\r\nnonsense\r\n");
  CHECK(answered(reply, [](Commands& redis) { return redis.info("server"); })->size() == 20);
  CHECK_THROWS_AS(answered(reply, [](Commands& redis) { return redis.info_map("server"); }).result(), DecodeError);
}

TEST_CASE("databases are flushed as the server is configured, unless it is told") {
  CHECK(sent_by([](Commands& redis) { redis.flushdb(); }) == resp_command({"FLUSHDB"}));
  CHECK(sent_by([](Commands& redis) { redis.flushdb(FlushMode::async); }) == resp_command({"FLUSHDB", "ASYNC"}));
  CHECK(sent_by([](Commands& redis) { redis.flushall(); }) == resp_command({"FLUSHALL"}));
  CHECK(sent_by([](Commands& redis) { redis.flushall(FlushMode::sync); }) == resp_command({"FLUSHALL", "SYNC"}));
}

TEST_CASE("SWAPDB and LOLWUT send their numbers") {
  CHECK(sent_by([](Commands& redis) { redis.swapdb(0, 3); }) == resp_command({"SWAPDB", "0", "3"}));
  CHECK(sent_by([](Commands& redis) { redis.lolwut(); }) == resp_command({"LOLWUT"}));
  CHECK(sent_by([](Commands& redis) { redis.lolwut(5); }) == resp_command({"LOLWUT", "VERSION", "5"}));
}

TEST_CASE("background jobs are started now, or scheduled") {
  const auto save = [](Commands& redis) { return redis.bgsave(WhenBusy::schedule); };
  CHECK(sent_by([](Commands& redis) { redis.bgsave(); }) == resp_command({"BGSAVE"}));
  CHECK(sent_by(save) == resp_command({"BGSAVE", "SCHEDULE"}));
  CHECK(*answered(status("Background saving started"), save) == BackgroundWrite::started);
  CHECK(*answered(status("Background append only file rewriting scheduled"),
                  [](Commands& redis) { return redis.bgrewriteaof(); }) == BackgroundWrite::scheduled);
  CHECK_THROWS_AS(answered(status("OK"), save).result(), DecodeError);
}

TEST_CASE("times of the server are points in time") {
  const auto time = [](Commands& redis) { return redis.time(); };
  CHECK(answered(texts({"1700000000", "42"}), time)->time_since_epoch() == 1'700'000'000s + 42us);
  CHECK_THROWS_AS(answered(texts({"1"}), time).result(), DecodeError);
  CHECK(answered(integer(1'700'000'000), [](Commands& redis) { return redis.lastsave(); })->time_since_epoch() ==
        1'700'000'000s);
}

TEST_CASE("modules are described by every version in its own fields") {
  const auto list = [](Commands& redis) { return redis.module_list(); };
  const auto modules = answered(array({array({bulk("name"), bulk("new"), bulk("ver"), integer(2), bulk("path"),
                                              bulk("/m.so"), bulk("args"), texts({"a", "b"}), bulk("later"), nil()}),
                                       array({bulk("name"), bulk("old"), bulk("ver"), integer(1)})}),
                                list);
  CHECK(*modules == std::vector<LoadedModule>{{.name = "new", .version = 2, .path = "/m.so", .args = {"a", "b"}},
                                              {.name = "old", .version = 1}});
  CHECK_THROWS_AS(answered(array({texts({"name"})}), list).result(), DecodeError);
  CHECK_THROWS_AS(answered(array({array({integer(1), integer(2)})}), list).result(), DecodeError);
}
