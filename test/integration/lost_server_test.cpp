// Bad days of a real server: killed before, during and after an exchange, restarted in between.
#include "integration/drivers.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_server.hpp"

#include <signal.h>

#include <optional>
#include <thread>

using namespace tributary;
using namespace tributary::test;

namespace {

/// Counts SIGPIPE instead of dying of it.
class PipeSignals {
 public:
  PipeSignals() {
    count = 0;
    struct sigaction action {};
    action.sa_handler = [](int) { count = count + 1; };
    sigaction(SIGPIPE, &action, &before_);
  }
  PipeSignals(const PipeSignals&) = delete;
  PipeSignals& operator=(const PipeSignals&) = delete;
  ~PipeSignals() { sigaction(SIGPIPE, &before_, nullptr); }

  static volatile sig_atomic_t count;

 private:
  struct sigaction before_ {};
};

volatile sig_atomic_t PipeSignals::count = 0;

}  // namespace

TEMPLATE_TEST_CASE("a server that was restarted between two executes is not an error of the second one", "", Blocking,
                   Asynchronous) {
  RedisServer server{{.tcp = true}};
  const std::string uri = GENERATE(false, true) ? server.tcp_uri() : server.uri();
  TestType client{uri};
  const PipeSignals signals;
  CHECK(client.value(client.incr("n")) == 1);
  for (int i = 0; i < 3; ++i) {
    server.restart();
    PipelineContext pipe{client};
    const auto result = pipe.incr("n");
    CHECK(client.execute(pipe) == 0);
    CHECK(*result == 1);
    CHECK(calls_of(server, "incr") == 1);
    server.command({"DEL", "n"});
  }
  CHECK(PipeSignals::count == 0);
}

TEMPLATE_TEST_CASE("a server that closes right after its reply is not an error of the next execute", "", Blocking,
                   Asynchronous) {
  const bool tcp = GENERATE(false, true);
  constexpr std::size_t kRounds = 50;
  const ServerScript one_answer = ServerScript{}.expect_command({"INCR", "n"}).reply(":1\r\n").close();
  ScriptedServer server{{one_answer}, {.tcp = tcp, .after_last = AfterLastScript::repeat}};
  TestType client{server.uri()};
  const PipeSignals signals;
  for (std::size_t round = 1; round <= kRounds; ++round) {
    CAPTURE(tcp, round);
    CHECK(client.value(client.incr("n")) == 1);
    CHECK(server.accepted() == round);
    REQUIRE(server.wait_played());
  }
  CHECK(PipeSignals::count == 0);
}

TEMPLATE_TEST_CASE(
    "a server that closes a new connection at once has executed nothing, and the next execute has another one", "",
    Blocking, Asynchronous) {
  ScriptedServer server{{ServerScript{}.close(), ServerScript{}.expect_command({"INCR", "n"}).reply(":1\r\n")},
                        {.tcp = GENERATE(false, true)}};
  TestType client{server.uri()};
  const auto error = thrown_by<TransportError>([&] { client.value(client.incr("n")); });
  CHECK(error.reason() == TransportReason::connect);
  CHECK(error.outcome() == TransportOutcome::not_sent);
  client.rest();
  CHECK(client.value(client.incr("n")) == 1);
  CHECK(server.failure() == "");
}

TEMPLATE_TEST_CASE("a server that is killed before an execute: nothing was sent, and it is said so", "", Blocking,
                   Asynchronous) {
  RedisServer server{{.tcp = true}};
  const std::string uri = GENERATE(false, true) ? server.tcp_uri() : server.uri();
  TestType client{uri};
  const PipeSignals signals;
  client.value(client.incr("n"));
  server.kill();
  PipelineContext pipe{client};
  const auto first = pipe.incr("n");
  const auto second = pipe.get("n");
  const auto error = thrown_by<TransportError>([&] { client.execute(pipe); });
  CHECK(error.outcome() == TransportOutcome::not_sent);
  CHECK(error.reason() == TransportReason::connect);
  CHECK(error.failed() == 2);
  CHECK(state_of(first) == "not_sent");
  CHECK(state_of(second) == "not_sent");
  server.restart();
  client.rest();
  CHECK(client.value(client.incr("n")) == 1);
  CHECK(PipeSignals::count == 0);
}

TEMPLATE_TEST_CASE(
    "a server that is killed during an exchange: replies that came keep their values, the rest is in doubt", "",
    Blocking, Asynchronous) {
  RedisServer server;
  TestType client{server.uri()};
  PipelineContext pipe{client};
  const auto before = pipe.incr("n");
  const auto waiting = pipe.command<std::optional<std::vector<std::string>>>("BLPOP", "nothing", "0");
  const auto after = pipe.incr("n");
  // Redis answers a command when it blocks in the next one, so the first reply is on its way by then.
  std::thread killer{[&] {
    if (!eventually_blocked(server)) return;
    server.kill();
  }};
  const auto error = thrown_by<TransportError>([&] { client.execute(pipe); });
  killer.join();
  CHECK(error.reason() == TransportReason::closed);
  CHECK(error.outcome() == TransportOutcome::maybe_applied);
  CHECK(error.failed() == 2);
  CHECK(*before == 1);
  CHECK(state_of(waiting) == "maybe_applied");
  CHECK(state_of(after) == "maybe_applied");
  CHECK(waiting.error()->position == 1);
  CHECK(waiting.error()->command == "BLPOP");
  server.restart();
  CHECK(client.value(client.incr("n")) == 1);
  CHECK(calls_of(server, "blpop") == 0);
}

TEMPLATE_TEST_CASE("promise 15: a batch that was cut by a kill knows which commands cannot have been executed", "",
                   Blocking, Asynchronous) {
  // More than the socket buffers hold, for a server that has stopped: a part of it never leaves.
  RedisServer server;
  TestType client{server.uri()};
  const PipeSignals signals;
  client.value(client.ping());
  server.pause();
  PipelineContext pipe{client};
  std::vector<DeferredResult<bool>> results;
  const std::string value(10'000, 'v');
  for (int i = 0; i < 1000; ++i) results.push_back(pipe.set("k", value));
  std::thread killer{[&] {
    let_pass(30ms);  // time to fill the socket buffers; the outcomes must be right whatever was written by then
    server.kill();
  }};
  const auto error = thrown_by<TransportError>([&] { client.execute(pipe); });
  killer.join();
  CHECK(error.failed() == results.size());
  const auto states = states_of(results);
  const std::size_t in_doubt = count_of(states, "maybe_applied");
  CHECK(count_of(states, "not_sent") == results.size() - in_doubt);
  CHECK(count_of(states, "not_sent") > 0);
  CHECK(std::is_partitioned(states.begin(), states.end(), [](const auto& state) { return state == "maybe_applied"; }));
  CHECK(PipeSignals::count == 0);
}

TEMPLATE_TEST_CASE("a server that is killed after an exchange takes nothing away from its results", "", Blocking,
                   Asynchronous) {
  RedisServer server;
  TestType client{server.uri()};
  PipelineContext pipe{client};
  const auto result = pipe.incr("n");
  client.execute(pipe);
  server.kill();
  CHECK(*result == 1);
}

TEMPLATE_TEST_CASE("every idle connection is renewed after a restart", "", Blocking, Asynchronous) {
  RedisServer server;
  TestType client{server.uri()};
  constexpr int kThreads = 4;
  // So many connections at once, because each is blocked until all are there.
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&client] { client.value(client.blpop({"go"}, kForever)); });
  }
  CHECK(eventually_blocked(server, kThreads));
  server.command({"RPUSH", "go", "1", "2", "3", "4"});
  for (auto& thread : threads) thread.join();
  REQUIRE(connections_to(server) == kThreads + TestType::kShared);
  server.restart();
  for (int i = 1; i <= kThreads; ++i) CHECK(client.value(client.incr("n")) == i);
  CHECK(connections_to(server) == 1);
}

TEMPLATE_TEST_CASE("CLIENT KILL of an idle connection is not an error of the next execute", "", Blocking,
                   Asynchronous) {
  RedisServer server;
  TestType client{server.uri()};
  for (int i = 1; i <= 20; ++i) {
    CHECK(client.value(client.incr("n")) == i);
    server.command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
  }
  CHECK(calls_of(server, "incr") == 20);
}

TEMPLATE_TEST_CASE(
    "an error of the connection names server, connection, command and key, and the last error of the server", "",
    Blocking, Asynchronous) {
  const bool tcp = GENERATE(false, true);
  const std::string replies =
      GENERATE(as<std::string>{}, ":1\r\n", ":1\r\n-OOM command not allowed\r\n", ":1\r\n:2\r\n?");
  const bool is_atomic = GENERATE(false, true);
  CAPTURE(tcp, replies, is_atomic);
  ServerScript script = ServerScript{}.expect_bytes(10);
  if (is_atomic) script.reply("+OK\r\n");
  script.reply(replies).close();
  ScriptedServer server{{script}, {.tcp = tcp}};
  TestType client{server.uri()};
  Connections connections;
  connections.add("counters", client);
  PipelineContext pipe{connections, "counters"};
  std::vector<DeferredResult<std::int64_t>> results;
  {
    std::optional<PipelineContext> child;
    is_atomic ? child.emplace(pipe, atomically) : child.emplace(pipe);
    for (const auto* key : {"a", "b", "c", "d"}) results.push_back(child->incr(key));
    child->execute();
  }
  const auto thrown = thrown_by<TransportError>([&] { client.execute(pipe); });
  CHECK(thrown.server() == client.server().endpoint());
  CHECK(thrown.connection() == "counters");
  CHECK(thrown.command() == "INCR");
  CHECK_THAT(thrown.what(), Catch::Contains(client.server().endpoint()));
  CHECK_THAT(thrown.what(), Catch::Contains("\"counters\""));
  const ErrorInfo& last = *results.back().error();
  CHECK(last.command == "INCR");
  CHECK(last.key == "d");
  CHECK(last.position == 3);
  CHECK(last.server == client.server().endpoint());
  CHECK(last.connection == "counters");
  const bool has_error = replies.find('-') != std::string::npos;
  CHECK((last.message.find("OOM command not allowed") != std::string::npos) == has_error);
}

TEMPLATE_TEST_CASE("the last error of a server is told for its own exchange only", "", Blocking, Asynchronous) {
  ScriptedServer server{{ServerScript{}
                             .expect_command({"INCR", "a"})
                             .reply("-WRONGTYPE of yesterday\r\n")
                             .expect_command({"INCR", "b"})
                             .close()}};
  TestType client{server.uri()};
  CHECK_THROWS_AS(client.value(client.incr("a")), ServerError);
  const auto lost = thrown_by<TransportError>([&] { client.value(client.incr("b")); });
  CHECK_THAT(lost.what(), !Catch::Contains("yesterday"));
  CHECK_THAT(lost.what(), Catch::Contains("INCR \"b\" (command 0)"));
}
