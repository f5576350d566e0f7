#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

/// A server that records every command as slow, and slowness from one millisecond.
struct Monitored {
  /// One command that takes some milliseconds.
  void be_slow() { redis.command<std::int64_t>("EVAL", "local i = 0 while i < 3000000 do i = i + 1 end return i", 0); }

  RedisServer server{{.extra = {"--slowlog-log-slower-than", "0", "--latency-monitor-threshold", "1"}}};
  Client redis{server.uri("client_name=joe")};
};

bool is_recent(std::chrono::sys_time<std::chrono::seconds> time) {
  const auto now = std::chrono::system_clock::now();
  return time <= now && time > now - 1h;
}

}  // namespace

TEST_CASE("MEMORY USAGE measures a key, by samples or whole") {
  Client redis = emptied_client();
  redis.set("k", "v");
  CHECK(redis.memory_usage("k")->value() > 0);
  // A list whose other elements are larger than the one that is sampled.
  redis.hset("h", {{"a", 1}, {"b", std::string(100'000, 'x')}});
  CHECK(redis.memory_usage("h", 0)->value() > 100'000);
  CHECK(*redis.memory_usage("absent") == std::nullopt);
  CHECK(server_error_of([&] { redis.memory_usage("k", -1); }) == "ERR");
}

TEST_CASE("MEMORY STATS counts the keys of the server, and what each database needs") {
  Client redis = emptied_client();
  redis.set("k", "v");
  const auto stats = redis.memory_stats();
  CHECK(stats->values.at("keys.count") == 1);
  CHECK(stats->values.at("peak.allocated") >= stats->values.at("total.allocated"));
  CHECK(stats->values.contains("allocator-fragmentation.ratio"));
  REQUIRE(stats->databases.contains(0));
  CHECK(stats->databases.at(0).at("overhead.hashtable.main") > 0);
  CHECK(stats->databases.size() == 1);
}

TEST_CASE("the server and its allocator report on memory, and give it back") {
  Client redis = emptied_client();
  CHECK(redis.memory_doctor()->find("Sam") != std::string::npos);
  CHECK(!redis.memory_malloc_stats()->empty());
  CHECK(redis.memory_purge().has_value());
}

TEST_CASE_METHOD(Monitored, "slow commands are kept until they are reset") {
  redis.slowlog_reset();
  redis.set("k", "v");
  CHECK(*redis.slowlog_len() == 2);  // the RESET, and the SET
  const auto log = redis.slowlog_get(1);
  REQUIRE(log->size() == 1);
  const auto all = redis.slowlog_get(std::nullopt);
  REQUIRE(all->size() == 4);
  const SlowlogEntry& set = (*all)[2];
  CHECK(set.command == std::vector<std::string>{"SET", "k", "v"});
  CHECK(is_recent(set.time));
  CHECK(set.duration >= 0us);
  CHECK(set.client_addr == server.socket_path() + ":0");
  CHECK(set.client_name == "joe");
  CHECK((*all)[3].id + 1 == set.id);
}

TEST_CASE_METHOD(Monitored, "slowness is recorded until it is reset") {
  be_slow();
  CHECK(redis.latency_doctor()->find("command") != std::string::npos);
  server.command({"CONFIG", "SET", "latency-monitor-threshold", "0"});  // a busy machine is slow by itself
  const auto events = redis.latency_latest();
  const auto slow = std::ranges::find(*events, "command", &LatencyEvent::event);
  REQUIRE(slow != events->end());
  CHECK(is_recent(slow->latest.time));
  CHECK(slow->latest.latency >= 1ms);
  CHECK(slow->max >= slow->latest.latency);
  const auto history = redis.latency_history("command");
  REQUIRE(!history->empty());
  CHECK(history->back() == slow->latest);
  CHECK(redis.latency_graph("command")->starts_with("command - high "));
  CHECK(*redis.latency_reset({"no-such-event"}) == 0);
  CHECK(*redis.latency_reset() == static_cast<std::int64_t>(events->size()));
  CHECK(redis.latency_latest()->empty());
  CHECK(redis.latency_history("command")->empty());
  CHECK(server_error_of([&] { redis.latency_graph("command"); }) == "ERR");
}

TEST_CASE_METHOD(Monitored, "the time of calls is counted by command") {
  redis.set("k", "v");
  redis.set("k", "v");
  redis.config_get("hz");
  const auto some = redis.latency_histogram({"set", "config|get", "zadd"});
  CHECK(some->size() == 2);
  CHECK(some->at("set").calls == 2);
  REQUIRE(!some->at("set").histogram.empty());
  CHECK(some->at("set").histogram.rbegin()->second == 2);
  CHECK(some->at("config|get").calls == 1);
  CHECK(redis.latency_histogram()->contains("set"));
}
