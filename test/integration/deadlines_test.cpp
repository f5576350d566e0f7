// Bad days of a server that is there and does not answer: nothing waits for ever.
#include "integration/drivers.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_server.hpp"

#include <algorithm>
#include <optional>
#include <thread>

using namespace tributary;
using namespace tributary::test;

namespace {

ClientOptions impatient(std::string socket, std::chrono::milliseconds timeout = 500ms) {
  ClientOptions options;
  options.unix_socket = std::move(socket);
  options.timeout = timeout;
  return options;
}

/// The number before or behind a word of a message.
std::int64_t number_behind(const std::string& text, std::string_view words) {
  const auto found = text.find(words);
  return found == std::string::npos ? -1 : std::stoll(text.substr(found + words.size()));
}

}  // namespace

TEMPLATE_TEST_CASE("promise 15: a server that stalls ends the wait, and the message says how far the exchange came", "",
                   Blocking, Asynchronous) {
  const std::string request = resp_command({"INCR", "a"}) + resp_command({"INCR", "b"}) + resp_command({"INCR", "c"});
  ScriptedServer server{{ServerScript{}.expect(request).reply(":1\r\n").stall(),
                         ServerScript{}.expect_command({"INCR", "b"}).reply(":1\r\n")}};
  TestType client{impatient(server.socket_path())};
  PipelineContext pipe{client};
  const auto a = pipe.incr("a");
  const auto b = pipe.incr("b");
  const auto c = pipe.incr("c");
  const auto begin = Clock::now();
  const auto error = thrown_by<TransportError>([&] { client.execute(pipe); });
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  CHECK(took >= 500ms);
  CHECK(took < kForever);
  CHECK(error.reason() == TransportReason::timeout);
  CHECK(error.outcome() == TransportOutcome::maybe_applied);
  CHECK(*a == 1);
  CHECK(state_of(b) == "maybe_applied");
  CHECK(state_of(c) == "maybe_applied");
  const std::string message = b.error()->message;
  CAPTURE(message);
  CHECK(number_behind(message, "nothing moved for ") == 500);
  CHECK(message.find("of 3 commands 3 were sent and 1 answered") != std::string::npos);
  const auto silence = number_behind(message, "the last byte came ");
  CHECK(silence > 0);
  CHECK(silence <= took.count());
  CHECK(server.wait_closed_by_client(0));
  CHECK(client.value(client.incr("b")) == 1);
  CHECK(server.failure() == "");
}

TEMPLATE_TEST_CASE("promise 15: a server that stalls in the middle of a reply ends the wait", "", Blocking,
                   Asynchronous) {
  ScriptedServer server{{ServerScript{}.expect_command({"GET", "k"}).reply("$100\r\nhalf of it").stall()}};
  TestType client{impatient(server.socket_path())};
  const auto error = thrown_by<TransportError>([&] { client.value(client.get("k")); });
  CHECK(error.reason() == TransportReason::timeout);
  CHECK(server.wait_closed_by_client(0));
}

namespace {

/// A byte is always there to be read, but never the end of the reply.
ServerScript endless_reply() {
  return ServerScript{}
      .expect_command({"DBSIZE"})
      .reply(":5\r\n")
      .expect_command({"GET", "k"})
      .reply_in_pieces("$90000000\r\n" + std::string(40'000'000, 'x'), 1)
      .stall();
}

}  // namespace

TEMPLATE_TEST_CASE("promise 15: a server that answers slowly but steadily does not escape the timeout", "", Blocking,
                   Asynchronous) {
  ScriptedServer server{{endless_reply()}};
  TestType client{impatient(server.socket_path(), 50ms)};
  CHECK(client.value(client.dbsize()) == 5);
  const auto error = thrown_by<TransportError>([&] { client.value(client.get("k")); });
  CHECK(error.reason() == TransportReason::timeout);
  CHECK(server.wait_closed_by_client(0));
  // So early that most of it was never read.
  CHECK_FALSE(server.wait_played(0ms));
}

TEMPLATE_TEST_CASE("promise 15: a server that answers slowly but steadily does not escape the deadline of an execute",
                   "", Blocking, Asynchronous) {
  ScriptedServer server{{endless_reply()}};
  TestType client{impatient(server.socket_path(), 120s)};
  CHECK(client.value(client.dbsize()) == 5);
  PipelineContext pipe{client};
  const auto result = pipe.get("k");
  const auto error = thrown_by<TransportError>([&] { client.execute(pipe, {.deadline = 50ms}); });
  CHECK(error.reason() == TransportReason::timeout);
  REQUIRE(result.error() != nullptr);  // sent or not, as the machine is slow or not
  CHECK(result.error()->reason == TransportReason::timeout);
  CHECK_FALSE(server.wait_played(0ms));
  client.abort();  // or it would end with the reply
}

TEMPLATE_TEST_CASE("promise 15: nothing is counted twice by a server that stalled and went on", "", Blocking,
                   Asynchronous) {
  RedisServer server;
  TestType client{impatient(server.socket_path())};
  CHECK(client.value(client.incr("n")) == 1);
  server.pause();
  const auto error = thrown_by<TransportError>([&] { client.value(client.incr("n")); });
  CHECK(error.reason() == TransportReason::timeout);
  CHECK(error.outcome() == TransportOutcome::maybe_applied);
  server.resume();
  const auto third = client.value(client.incr("n"));
  // The second one waits in the server's socket, and is executed before or after the third, or not at all.
  CHECK(eventually([&] { return connections_to(server) == 1; }));
  const auto calls = calls_of(server, "incr");
  CHECK(calls <= 3);
  CHECK(server.command({"GET", "n"}) == std::to_string(calls));
  CHECK(third <= calls);
}

TEMPLATE_TEST_CASE("promise 12: a server that stops reading a batch larger than the socket buffers ends the wait", "",
                   Blocking, Asynchronous) {
  RedisServer server;
  TestType client{impatient(server.socket_path())};
  client.value(client.ping());
  server.pause();
  PipelineContext pipe{client};
  std::vector<DeferredResult<bool>> results;
  const std::string value(100'000, 'v');
  for (int i = 0; i < 100; ++i) results.push_back(pipe.set("k", value));
  const auto begin = Clock::now();
  const auto error = thrown_by<TransportError>([&] { client.execute(pipe); });
  CHECK(Clock::now() - begin < kForever);
  CHECK(error.reason() == TransportReason::timeout);
  const auto states = states_of(results);
  const auto in_doubt = count_of(states, "maybe_applied");
  const auto not_sent = count_of(states, "not_sent");
  CHECK(not_sent > 0);
  CHECK(in_doubt + not_sent == 100);
  CHECK(std::is_partitioned(states.begin(), states.end(), [](const auto& state) { return state == "maybe_applied"; }));
  const std::string message = results.front().error()->message;
  CAPTURE(message, in_doubt);
  CHECK(message.find("of 100 commands " + std::to_string(in_doubt) + " were sent and 0 answered") != std::string::npos);
  server.resume();
  CHECK(client.value(client.ping()) == "PONG");
  CHECK(eventually([&] { return connections_to(server) == 1; }));
  CHECK(calls_of(server, "set") <= static_cast<std::int64_t>(in_doubt));
}

TEMPLATE_TEST_CASE("promise 15: commands that were not sent whole have never reached the server", "", Blocking,
                   Asynchronous) {
  // The server keeps what it received, and never answers.
  ScriptedServer server{{ServerScript{}.expect_bytes(1).stop_reading().stall()}};
  TestType client{impatient(server.socket_path())};
  PipelineContext pipe{client};
  std::vector<DeferredResult<bool>> results;
  for (int i = 0; i < 5000; ++i)
    results.push_back(pipe.set("key", std::string(static_cast<std::size_t>(i % 700), 'v')));
  CHECK(client.execute(pipe, {.errors = Errors::in_results}) == results.size());
  CHECK(server.wait_closed_by_client(0));
  const std::string received = server.received(0);
  std::size_t whole = 0;
  for (std::size_t at = 0;; ++whole) {
    const auto size = resp_command({"SET", "key", std::string(whole % 700, 'v')}).size();
    if (whole == results.size() || received.size() - at < size) break;
    at += size;
  }
  // What the kernel took is at least what the server has read.
  CHECK(count_of(states_of(results), "maybe_applied") >= whole);
}

TEMPLATE_TEST_CASE("promise 15: an idle connection that died silently is asked before anything is sent on it", "",
                   Blocking, Asynchronous) {
  ScriptedServer server{
      {ServerScript{}.expect_command({"ECHO", "a"}).reply("$1\r\na\r\n").expect_command({"PING"}).stall(),
       ServerScript{}.expect_command({"DBSIZE"}).reply(":5\r\n")}};
  ClientOptions options = impatient(server.socket_path(), 10s);
  options.connect_timeout = 500ms;
  options.ping_after_idle = 10ms;
  TestType client{options};
  CHECK(client.value(client.echo("a")) == "a");
  let_pass(15ms);
  CHECK(client.value(client.dbsize()) == 5);
  CHECK(server.wait_closed_by_client(0));
  CHECK(server.received(0) == resp_command({"ECHO", "a"}) + resp_command({"PING"}));
}

// The asynchronous client has no pool: whoever calls it shares a connection, and a command that blocks has one more.
TEST_CASE("promise 15: the wait for a connection of the pool ends, and the message says why") {
  RedisServer server;
  ClientOptions options = impatient(server.socket_path(), 10s);
  options.pool_size = 2;
  options.pool_timeout = 50ms;
  Client client{options};
  std::vector<std::thread> users;
  for (int i = 0; i < 2; ++i) {
    users.emplace_back([&] { client.command<std::optional<std::vector<std::string>>>("BLPOP", "go", "0"); });
  }
  CHECK(eventually_blocked(server, 2));
  const auto begin = Clock::now();
  PipelineContext pipe{client};
  const auto result = pipe.incr("n");
  const auto error = thrown_by<TransportError>([&] { pipe.execute(); });
  const auto took = Clock::now() - begin;
  CHECK(took >= 50ms);
  CHECK(took < kForever);
  CHECK(error.reason() == TransportReason::pool_timeout);
  CHECK(error.outcome() == TransportOutcome::not_sent);
  CHECK(state_of(result) == "not_sent");
  CHECK(std::string{error.what()}.find("all 2 connections to unix://" + server.socket_path() +
                                       " stayed in use for 50 ms") != std::string::npos);
  server.command({"RPUSH", "go", "1", "2"});
  for (auto& user : users) user.join();
  CHECK(*client.incr("n") == 1);
}

TEST_CASE("promise 15: idle connections of the pool that died silently do not each cost a timeout") {
  const ServerScript dying =
      ServerScript{}.expect_command({"ECHO", "a"}).reply("$1\r\na\r\n").expect_command({"PING"}).stall();
  ScriptedServer server{{dying, dying, dying, ServerScript{}.expect_command({"DBSIZE"}).reply(":5\r\n")}};
  ClientOptions options = impatient(server.socket_path(), 10s);
  options.connect_timeout = 500ms;
  options.ping_after_idle = 10ms;
  Client client{options};
  {
    // A streaming context keeps its connection until it executes.
    PipelineContext a{client, {.flush_every = 1}};
    PipelineContext b{client, {.flush_every = 1}};
    PipelineContext c{client, {.flush_every = 1}};
    for (PipelineContext* pipe : {&a, &b, &c}) pipe->echo("a");
    for (PipelineContext* pipe : {&a, &b, &c}) pipe->execute();
  }
  let_pass(15ms);
  CHECK(*client.dbsize() == 5);
  std::size_t asked = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(server.wait_closed_by_client(i));
    asked += server.received(i) == resp_command({"ECHO", "a"}) + resp_command({"PING"}) ? 1U : 0U;
  }
  CHECK(asked == 1);
}
