#include <tributary/commands/monitoring_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"
#include "unit/commands/resp_reply.hpp"

#include <map>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

using Seconds = std::chrono::sys_time<std::chrono::seconds>;

TEST_CASE("commands about latency name their events and commands, if any") {
  CHECK(sent_by([](Commands& redis) { redis.latency_doctor(); }) == resp_command({"LATENCY", "DOCTOR"}));
  CHECK(sent_by([](Commands& redis) { redis.latency_latest(); }) == resp_command({"LATENCY", "LATEST"}));
  CHECK(sent_by([](Commands& redis) { redis.latency_graph("fork"); }) == resp_command({"LATENCY", "GRAPH", "fork"}));
  CHECK(sent_by([](Commands& redis) { redis.latency_history("fork"); }) ==
        resp_command({"LATENCY", "HISTORY", "fork"}));
  CHECK(sent_by([](Commands& redis) { redis.latency_histogram(); }) == resp_command({"LATENCY", "HISTOGRAM"}));
  CHECK(sent_by([](Commands& redis) {
          redis.latency_histogram({"get", "set"});
        }) == resp_command({"LATENCY", "HISTOGRAM", "get", "set"}));
  CHECK(sent_by([](Commands& redis) { redis.latency_reset(); }) == resp_command({"LATENCY", "RESET"}));
  CHECK(sent_by([](Commands& redis) { redis.latency_reset({"fork"}); }) == resp_command({"LATENCY", "RESET", "fork"}));
}

TEST_CASE("commands about memory and slow commands send their numbers, if any") {
  CHECK(sent_by([](Commands& redis) { redis.memory_doctor(); }) == resp_command({"MEMORY", "DOCTOR"}));
  CHECK(sent_by([](Commands& redis) { redis.memory_malloc_stats(); }) == resp_command({"MEMORY", "MALLOC-STATS"}));
  CHECK(sent_by([](Commands& redis) { redis.memory_purge(); }) == resp_command({"MEMORY", "PURGE"}));
  CHECK(sent_by([](Commands& redis) { redis.memory_stats(); }) == resp_command({"MEMORY", "STATS"}));
  CHECK(sent_by([](Commands& redis) { redis.memory_usage("k"); }) == resp_command({"MEMORY", "USAGE", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.memory_usage("k", 0); }) ==
        resp_command({"MEMORY", "USAGE", "k", "SAMPLES", "0"}));
  CHECK(sent_by([](Commands& redis) { redis.slowlog_get(); }) == resp_command({"SLOWLOG", "GET", "10"}));
  CHECK(sent_by([](Commands& redis) { redis.slowlog_get(std::nullopt); }) == resp_command({"SLOWLOG", "GET", "-1"}));
  CHECK(sent_by([](Commands& redis) { redis.slowlog_len(); }) == resp_command({"SLOWLOG", "LEN"}));
  CHECK(sent_by([](Commands& redis) { redis.slowlog_reset(); }) == resp_command({"SLOWLOG", "RESET"}));
}

TEST_CASE("samples of latency have a time and a duration") {
  CHECK(*answered(array({array({integer(1'700'000'000), integer(12)})}), [](Commands& redis) {
    return redis.latency_history("fork");
  }) == std::vector<LatencySample>{{Seconds{1'700'000'000s}, 12ms}});
  const auto latest = [](Commands& redis) { return redis.latency_latest(); };
  // Later servers append to the four elements.
  CHECK(*answered(array({array({bulk("fork"), integer(5), integer(12), integer(40), integer(1)})}), latest) ==
        std::vector<LatencyEvent>{{.event = "fork", .latest = {Seconds{5s}, 12ms}, .max = 40ms}});
  CHECK_THROWS_AS(answered(array({array({bulk("fork"), integer(5), integer(12)})}), latest).result(), DecodeError);
}

TEST_CASE("the histogram of a command counts calls in buckets of microseconds") {
  const auto histogram =
      answered(array({bulk("get"), array({bulk("calls"), integer(9), bulk("histogram_usec"),
                                          array({integer(1), integer(7), integer(16), integer(9)})})}),
               [](Commands& redis) { return redis.latency_histogram({"get"}); });
  CHECK(*histogram == std::map<std::string, CommandLatency>{{"get", {.calls = 9, .histogram = {{1us, 7}, {16us, 9}}}}});
}

TEST_CASE("statistics of memory are numbers, and those of databases have names") {
  const auto stats = [](Commands& redis) { return redis.memory_stats(); };
  CHECK(*answered(array({bulk("peak.allocated"), integer(1000), bulk("db.0"),
                         array({bulk("overhead.hashtable.main"), integer(72)}), bulk("db.dict.rehashing.count"),
                         integer(0), bulk("fragmentation"), bulk("1.5"), bulk("later"), array({})}),
                  stats) ==
        MemoryStats{.values = {{"peak.allocated", 1000}, {"db.dict.rehashing.count", 0}, {"fragmentation", 1.5}},
                    .databases = {{0, {{"overhead.hashtable.main", 72}}}}});
  CHECK_THROWS_AS(answered(array({bulk("db.x"), array({})}), stats).result(), DecodeError);
  CHECK_THROWS_AS(answered(texts({"fragmentation", "much"}), stats).result(), DecodeError);
}

TEST_CASE("slow commands are described by every version in its own elements") {
  const auto get = [](Commands& redis) { return redis.slowlog_get(); };
  const std::string four = integer(3) + integer(1'700'000'000) + integer(15) + texts({"SET", "k", "v"});
  SlowlogEntry expected{.id = 3, .time = Seconds{1'700'000'000s}, .duration = 15us, .command = {"SET", "k", "v"}};
  CHECK(*answered("*1\r\n*4\r\n" + four, get) == std::vector<SlowlogEntry>{expected});
  expected.client_addr = "a:1";
  expected.client_name = "joe";
  CHECK(*answered("*1\r\n*7\r\n" + four + bulk("a:1") + bulk("joe") + bulk("later"), get) ==
        std::vector<SlowlogEntry>{expected});
  CHECK_THROWS_AS(answered(array({array({integer(3)})}), get).result(), DecodeError);
}
