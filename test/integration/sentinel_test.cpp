// redis-sentinel:// against real sentinels, a master and its replicas.
#include <tributary/transport/subscriber.hpp>

#include "integration/drivers.hpp"
#include "support/scripted_server.hpp"
#include "support/sentinel_deployment.hpp"

#include <atomic>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

/// Calls until it succeeds, and returns what it was then; the test fails when it never does.
template <class Driver>
std::int64_t incr_at_last(Driver& client, const char* key) {
  std::optional<std::int64_t> value;
  std::string last = "nothing";
  const bool came = eventually([&] {
    try {
      value = client.value(client.incr(key));
    } catch (const RedisError& error) {
      last = error.what();
      let_pass(5ms);
    }
    return value.has_value();
  });
  if (!came) FAIL("it never succeeded: " << last);
  return *value;
}

template <class Driver>
std::string refusal_of(const ClientOptions& options) {
  const TransportError error = connect_error<Driver>(options);
  CHECK(error.reason() == TransportReason::connect);
  return error.what();
}

}  // namespace

TEMPLATE_TEST_CASE("redis-sentinel:// leads to the master, whichever sentinels still answer", "", Blocking,
                   Asynchronous) {
  SentinelDeployment deployment{{.password = "hunter2", .sentinel_password = "hunter3"}};
  ClientOptions options = ClientOptions::from_uri(deployment.uri("sentinel_password=hunter3"));
  options.password = "hunter2";
  {
    TestType client{options};
    CHECK(client.value(client.incr("n")) == 1);
    CHECK(deployment.server(0).command({"GET", "n"}) == "1");
  }
  deployment.sentinel(0).kill();
  {
    TestType client{options};
    CHECK(client.value(client.incr("n")) == 2);
  }
  deployment.sentinel(1).pause();
  options.connect_timeout = 1s;
  {
    TestType client{options};
    CHECK(client.value(client.incr("n")) == 3);
  }
  deployment.sentinel(1).resume();
}

TEMPLATE_TEST_CASE("when no sentinel helps, the error tells what each one said", "", Blocking, Asynchronous) {
  SentinelDeployment deployment{{.sentinel_password = "hunter3"}};
  ClientOptions options = ClientOptions::from_uri(deployment.uri("sentinel_password=hunter3"));
  options.master_name = "nobody";
  CHECK_THAT(refusal_of<TestType>(options),
             Catch::Contains("no sentinel knows a master \"nobody\" that works: ") &&
                 Catch::Contains(options.sentinels[0] + " watches no master of the name \"nobody\"") &&
                 Catch::Contains(options.sentinels[2] + " watches no master of the name \"nobody\""));
  options.master_name = "mymaster";
  options.sentinel_password = "wrong";
  CHECK_THAT(refusal_of<TestType>(options), Catch::Contains("let nobody in: AUTH: ") && !Catch::Contains("wrong;"));
  deployment.sentinel(0).kill();
  deployment.sentinel(1).kill();
  deployment.sentinel(2).pause();
  options.sentinel_password = "hunter3";
  options.connect_timeout = 300ms;
  CHECK_THAT(refusal_of<TestType>(options),
             Catch::Contains(options.sentinels[0] + " cannot be reached: Connection refused") &&
                 Catch::Contains(options.sentinels[2]));
  deployment.sentinel(2).resume();
}

TEMPLATE_TEST_CASE("a failover in good order is followed: the old master's connections are left", "", Blocking,
                   Asynchronous) {
  SentinelDeployment deployment;
  TestType client{ClientOptions::from_uri(deployment.uri())};
  CHECK(client.value(client.incr("n")) == 1);
  RedisServer& before = deployment.master();
  deployment.fail_over();
  REQUIRE(&deployment.master() != &before);
  incr_at_last(client, "after");
  CHECK(deployment.master().command({"EXISTS", "after"}) == ":1");
  // Nobody asks yesterday's master any more.
  for (int i = 0; i < 20; ++i) client.value(client.incr("after"));
}

TEMPLATE_TEST_CASE("a master that is killed is replaced, and service returns", "", Blocking, Asynchronous) {
  SentinelDeployment deployment{{.replicas = 2}};
  TestType client{ClientOptions::from_uri(deployment.uri())};
  CHECK(client.value(client.incr("n")) == 1);
  RedisServer& before = deployment.master();
  before.kill();
  deployment.wait_for_other_master(before);
  const auto begin = Clock::now();
  incr_at_last(client, "after");
  CHECK(Clock::now() - begin < 20s);
  CHECK(deployment.master().command({"EXISTS", "after"}) == ":1");
}

TEMPLATE_TEST_CASE("whoever waits for a master that is frozen is told when there is another", "", Blocking,
                   Asynchronous) {
  SentinelDeployment deployment;
  ClientOptions options = ClientOptions::from_uri(deployment.uri());
  options.timeout = 300s;  // nothing but the sentinels ends the wait before the test does
  TestType client{options};
  CHECK(client.value(client.incr("n")) == 1);
  RedisServer& before = deployment.master();
  before.pause();
  const auto error = thrown_by<TransportError>([&] { client.value(client.incr("n")); });
  CHECK(error.outcome() == TransportOutcome::maybe_applied);
  CHECK_THAT(error.what(), Catch::Contains("the sentinels have made another server the master after 0 of 1 replies"));
  incr_at_last(client, "after");
  CHECK(deployment.master().command({"EXISTS", "after"}) == ":1");
  before.resume();
}

TEMPLATE_TEST_CASE("under load, what was acknowledged is there once, and every reply is that of its command", "",
                   Blocking, Asynchronous) {
  SentinelDeployment deployment{{.replicas = 2}};
  ClientOptions options = ClientOptions::from_uri(deployment.uri());
  options.timeout = 300s;
  constexpr int kThreads = 4;
  const TestType client{options};
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  std::vector<std::vector<std::string>> acknowledged(kThreads);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      TestType own = client;
      for (int i = 0; !done; ++i) {
        const std::string value = std::to_string(thread) + ":" + std::to_string(i);
        PipelineContext pipe{own};
        const auto echo = pipe.echo(value);
        const auto length = pipe.rpush("list", value);
        const auto last = pipe.lindex("list", -1);
        try {
          own.execute(pipe, {.errors = Errors::in_results});
        } catch (const RedisError&) {
        }
        if (echo.error() == nullptr && *echo != value) ++wrong;
        // Others may push between: then it is theirs, but never something else.
        if (last.error() == nullptr && *last && (*last)->find(':') == std::string::npos) ++wrong;
        if (length.error() == nullptr) acknowledged[static_cast<std::size_t>(thread)].push_back(value);
        let_pass(1ms);
      }
    });
  }
  for (int round = 0; round < 2; ++round) {
    deployment.wait_for_replicas(2U - static_cast<unsigned>(round));
    RedisServer& before = deployment.master();
    round == 0 ? deployment.fail_over() : before.kill();
    deployment.wait_for_other_master(before);
    TestType other = client;
    incr_at_last(other, "n");
    let_pass(100ms);
  }
  done = true;
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
  std::size_t count = 0;
  for (const auto& values : acknowledged) count += values.size();
  CHECK(count > 0);
  Client reader{options};
  const std::vector<std::string> present = *reader.lrange("list", 0, -1);
  const std::set<std::string> distinct{present.begin(), present.end()};
  CHECK(distinct.size() == present.size());  // nothing was sent twice
}

TEMPLATE_TEST_CASE("a server that is no master is not taken for one, whatever sentinels say", "", Blocking,
                   Asynchronous) {
  SentinelDeployment deployment;
  const std::string replica = std::to_string(deployment.replica().tcp_port());
  ScriptedServer liar{{ServerScript{}
                           .expect_command({"SENTINEL", "MASTER", "mymaster"})
                           .expect_command({"SENTINEL", "SENTINELS", "mymaster"})
                           .reply("*8\r\n+ip\r\n+127.0.0.1\r\n+port\r\n+" + replica +
                                  "\r\n+flags\r\n+master\r\n+config-epoch\r\n+7\r\n*0\r\n")},
                      {.tcp = true, .after_last = AfterLastScript::repeat}};
  ClientOptions options = ClientOptions::from_uri(deployment.uri());
  options.sentinels = {"127.0.0.1:" + std::to_string(liar.tcp_port())};
  CHECK_THAT(refusal_of<TestType>(options),
             Catch::Contains("127.0.0.1:" + replica) &&
                 Catch::Contains("is no master, though the sentinels call it one: it has the role slave"));
}

TEST_CASE("a subscriber follows a failover, too") {
  SentinelDeployment deployment;
  Subscriber news{ClientOptions::from_uri(deployment.uri()), {.first_backoff = 1ms, .longest_backoff = 50ms}};
  news.subscribe("news");
  REQUIRE(news.wait_until_active(60s));
  RedisServer& before = deployment.master();
  before.kill();
  deployment.wait_for_other_master(before);
  bool has_come = false;
  CHECK(eventually([&] {
    deployment.master().command({"PUBLISH", "news", "hello"});
    try {
      const auto event = news.next(50ms);
      has_come = event && std::holds_alternative<SubscriberMessage>(*event);
    } catch (const TransportError&) {
    }
    return has_come;
  }));
}
