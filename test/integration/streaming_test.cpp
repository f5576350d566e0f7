// Contexts with flush_every: commands leave while recording goes on.
#include "core/exchange.hpp"
#include "core/executor.hpp"
#include "integration/observe.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_server.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <span>

using namespace tributary;
using namespace tributary::test;

namespace {

/// A connection of which the last byte is always unwritten, and the last command unanswered.
class BehindStream final : public detail::Stream {
 public:
  void send(const detail::Batch& batch) noexcept override {
    exchange_.add(batch, bytes_.emplace_back());
    exchange_.wrote(exchange_.unsent_bytes() - 1);
    if (bytes_.size() < 2) return;
    bytes_.pop_front();
    answer();
  }
  bool advance(const detail::ExecuteLimits& until) noexcept override {
    if (exchange_.done()) return false;
    finish(until);
    return true;
  }
  void finish(const detail::ExecuteLimits&) noexcept override {
    if (exchange_.done()) return;
    exchange_.wrote(1);
    answer();
  }

 private:
  void answer() noexcept { exchange_.received(std::string_view{":1\r\n"}); }

  detail::Exchange exchange_{ReplyLimits{}};
  std::deque<detail::RequestBuffer> bytes_;
};

class BehindExecutor final : public detail::Executor {
 public:
  void run(std::span<const detail::Batch>) noexcept override {}
  std::unique_ptr<detail::Stream> open_stream() override { return std::make_unique<BehindStream>(); }
};

class BehindClient : public Deployment, public Commands {
 public:
  BehindClient() : Deployment{std::make_shared<BehindExecutor>()}, Commands{executor()} {}
};

}  // namespace

TEST_CASE("promise 13: streamed commands have the values of a batch that was sent at once") {
  RedisServer server;
  Client client{server.uri()};
  constexpr std::int64_t kCommands = 10'000;
  const std::size_t flush_every = GENERATE(values<std::size_t>({1, 7, 1000, 10'000, 10'001}));
  CAPTURE(flush_every);
  PipelineContext pipe{client, {.flush_every = flush_every}};
  std::vector<DeferredResult<std::int64_t>> results;
  for (std::int64_t i = 0; i < kCommands; ++i) results.push_back(pipe.incr("n"));
  CHECK(pipe.execute() == 0);
  std::int64_t wrong = 0;
  for (std::int64_t i = 0; i < kCommands; ++i) wrong += *results[static_cast<std::size_t>(i)] == i + 1 ? 0 : 1;
  CHECK(wrong == 0);
  CHECK(server.command({"GET", "n"}) == std::to_string(kCommands));
  CHECK(connections_to(server) == 1);
}

TEST_CASE("promise 13: with flush_every commands leave before execute, in whole flushes") {
  RedisServer server;
  Client client{server.uri()};
  PipelineContext pipe{client, {.flush_every = 10}};
  for (int i = 0; i < 9; ++i) pipe.incr("n");
  CHECK(connections_to(server) == 0);
  pipe.incr("n");
  CHECK(eventually([&] { return server.command({"GET", "n"}) == "10"; }));
  for (int i = 0; i < 15; ++i) pipe.incr("n");
  CHECK(eventually([&] { return server.command({"GET", "n"}) == "20"; }));
  CHECK(pipe.size() == 5);
  pipe.execute();
  CHECK(server.command({"GET", "n"}) == "25");
  CHECK(pipe.empty());
}

TEST_CASE("promise 13: without flush_every nothing leaves before execute") {
  RedisServer server;
  Client client{server.uri()};
  PipelineContext pipe{client};
  for (int i = 0; i < 100'000; ++i) pipe.incr("n");
  CHECK(server.statistic("total_connections_received") == 1);
  CHECK(calls_of(server, "incr") == 0);
  pipe.execute();
  CHECK(server.command({"GET", "n"}) == "100000");
}

TEST_CASE("promise 9: a streaming context is empty after execute, and can stream again") {
  RedisServer server;
  Client client{server.uri()};
  PipelineContext pipe{client, {.flush_every = 3}};
  for (int round = 1; round <= 3; ++round) {
    const auto first = pipe.incr("n");
    for (int i = 0; i < 4; ++i) pipe.incr("n");
    pipe.execute();
    pipe.execute();
    CHECK(*first == round * 5 - 4);
    CHECK(server.command({"GET", "n"}) == std::to_string(round * 5));
  }
  CHECK(connections_to(server) == 1);
}

TEST_CASE("promise 13: memory stays bounded, whatever is streamed") {
  // A server that is slower than the recording: 256 MiB in flushes that are larger or smaller than the buffers.
  RedisServer server;
  Client client{server.uri()};
  const std::size_t flush_every = GENERATE(values<std::size_t>({1, 4, 64}));
  CAPTURE(flush_every);
  constexpr std::size_t kValue = 16 << 10;
  constexpr std::size_t kCommands = (std::size_t{256} << 20) / kValue;
  const std::string value(kValue, 'v');
  PipelineContext pipe{client, {.flush_every = flush_every}};
  const std::size_t before = heap_in_use();
  std::size_t most = 0;
  for (std::size_t i = 0; i < kCommands; ++i) {
    pipe.set("k", value);
    if (i % 64 == 0) most = std::max(most, heap_in_use());
  }
  pipe.execute();
  CHECK(most - before < (std::size_t{16} << 20));
}

TEST_CASE("promise 13: memory stays bounded when neither writing nor reading ever catches up") {
  BehindClient client;
  PipelineContext pipe{client, {.flush_every = 1}};
  pipe.incr("n");
  const std::size_t before = heap_in_use();
  for (int i = 0; i < 100'000; ++i) pipe.incr("n");
  CHECK(heap_in_use() - before < (std::size_t{1} << 20));
  const auto last = pipe.incr("n");
  CHECK(pipe.execute() == 0);
  CHECK(*last == 1);
}

TEST_CASE("promise 13: what is unanswered is bounded, also when a server takes everything and answers nothing") {
  ScriptedServer server{{ServerScript{}.expect_command({"INCR", "n"}).drain()}};
  ClientOptions options = ClientOptions::from_uri(server.uri());
  options.timeout = 100ms;
  Client client{options};
  constexpr std::size_t kFlush = 1000;
  constexpr std::size_t kMost = 40'000;
  PipelineContext pipe{client, {.flush_every = kFlush}};
  const auto first = pipe.incr("n");
  std::size_t recorded = 1;
  for (; recorded < 2 * kMost && !first.ready(); ++recorded) pipe.incr("n");
  CHECK(recorded < kMost);  // the recording call waited, and gave up
  CHECK(state_of(first) == "maybe_applied");
  const auto error = thrown_by<TransportError>([&] { pipe.execute(); });
  CHECK(error.reason() == TransportReason::timeout);
  CHECK(error.failed() == recorded);
}

TEST_CASE("promise 13: memory stays bounded, and the wait ends, when the server stalls while recording goes on") {
  RedisServer server;
  ClientOptions options = ClientOptions::from_uri(server.uri());
  options.timeout = 100ms;
  Client client{options};
  client.ping();
  server.pause();
  const std::string value(10'000, 'v');
  PipelineContext pipe{client, {.flush_every = 10}};
  std::vector<DeferredResult<bool>> results;
  const std::size_t before = heap_in_use();
  std::size_t most = 0;
  const auto begin = Clock::now();
  for (int i = 0; i < 5000; ++i) {
    results.push_back(pipe.set("k", value));
    most = std::max(most, heap_in_use());
  }
  const auto error = thrown_by<TransportError>([&] { pipe.execute(); });
  CHECK(Clock::now() - begin < kForever);
  CHECK(error.reason() == TransportReason::timeout);
  CHECK(error.outcome() == TransportOutcome::maybe_applied);
  CHECK(error.failed() == results.size());
  CHECK(most - before < (std::size_t{8} << 20));
  const auto states = states_of(results);
  CHECK(count_of(states, "maybe_applied") > 0);
  CHECK(count_of(states, "not_sent") > 4000);
  CHECK(std::is_partitioned(states.begin(), states.end(), [](const auto& state) { return state == "maybe_applied"; }));
}

TEST_CASE("a stream whose server is killed: recording goes on, each result has the right outcome, execute throws") {
  RedisServer server;
  Client client{server.uri()};
  PipelineContext pipe{client, {.flush_every = 10}};
  std::vector<DeferredResult<std::int64_t>> results;
  bool called = false;
  pipe.on_execute([&] { called = true; });
  for (int i = 0; i < 30; ++i) results.push_back(pipe.incr("n"));
  CHECK(eventually([&] { return server.command({"GET", "n"}) == "30"; }));
  server.command({"PING"});  // the server has executed all 30; it answers them before it reads this
  server.kill();
  for (int i = 0; i < 25; ++i) results.push_back(pipe.incr("n"));
  const auto error = thrown_by<TransportError>([&] { pipe.execute(); });
  CHECK(error.reason() == TransportReason::closed);
  CHECK_FALSE(called);
  for (std::size_t i = 0; i < 30; ++i) {
    CAPTURE(i);
    CHECK(results[i].value_or(-1) == static_cast<std::int64_t>(i + 1));
  }
  for (std::size_t i = 30; i < results.size(); ++i) {
    CAPTURE(i);
    CHECK(state_of(results[i]) == "not_sent");
    CHECK(results[i].error()->position == i);
  }
  CHECK(error.failed() == 25);
  server.restart();
  pipe.incr("n");
  CHECK(pipe.execute() == 0);
  CHECK(server.command({"GET", "n"}) == "1");
}

TEST_CASE("a stream that is cut after any number of replies knows which were answered") {
  constexpr std::size_t kCommands = 6;
  std::string request;
  for (std::size_t i = 0; i < kCommands; ++i) request += resp_command({"INCR", "n"});
  std::vector<ServerScript> scripts;
  for (std::size_t answered = 0; answered < kCommands; ++answered) {
    std::string replies;
    for (std::size_t i = 1; i <= answered; ++i) replies += ":" + std::to_string(i) + "\r\n";
    scripts.push_back(ServerScript{}.expect(request).reply(replies).close());
  }
  ScriptedServer server{scripts};
  Client client{server.uri()};
  for (std::size_t answered = 0; answered < kCommands; ++answered) {
    CAPTURE(answered);
    PipelineContext pipe{client, {.flush_every = 2}};
    std::vector<DeferredResult<std::int64_t>> results;
    for (std::size_t i = 0; i < kCommands; ++i) results.push_back(pipe.incr("n"));
    const auto error = thrown_by<TransportError>([&] { pipe.execute(); });
    CHECK(error.outcome() == TransportOutcome::maybe_applied);
    CHECK(error.failed() == kCommands - answered);
    std::vector<std::string> expected(answered, "value");
    expected.resize(kCommands, "maybe_applied");
    CHECK(states_of(results) == expected);
  }
  CHECK(server.failure() == "");
}

TEST_CASE("a stream to nobody: recording never throws, every result is not sent, execute throws") {
  Client client{"redis://127.0.0.1:1"};
  PipelineContext pipe{client, {.flush_every = 2}};
  std::vector<DeferredResult<std::int64_t>> results;
  for (int i = 0; i < 7; ++i) results.push_back(pipe.incr("n"));
  const auto error = thrown_by<TransportError>([&] { pipe.execute(); });
  CHECK(error.reason() == TransportReason::connect);
  CHECK(error.outcome() == TransportOutcome::not_sent);
  CHECK(error.failed() == 7);
  for (std::size_t i = 0; i < results.size(); ++i) {
    CHECK(state_of(results[i]) == "not_sent");
    CHECK(results[i].error()->position == i);
  }
}

TEST_CASE("a stream begins on a connection that the server has closed: it is renewed, nothing fails") {
  RedisServer server;
  Client client{server.uri()};
  for (int round = 1; round <= 20; ++round) {
    server.command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
    PipelineContext pipe{client, {.flush_every = 1}};
    const auto result = pipe.incr("n");
    CHECK(pipe.execute() == 0);
    CHECK(*result == round);
  }
}

TEST_CASE("error replies in a stream stay with their commands") {
  RedisServer server;
  Client client{server.uri()};
  client.command<std::int64_t>("RPUSH", "list", "a");
  PipelineContext pipe{client, {.flush_every = 3}};
  std::vector<DeferredResult<std::int64_t>> results;
  for (int i = 0; i < 20; ++i) results.push_back(pipe.incr(i == 7 ? "list" : "n"));
  const auto error = thrown_by<ServerError>([&] { pipe.execute(); });
  CHECK(error.position() == 7);
  CHECK(error.failed() == 1);
  CHECK(count_of(states_of(results), "value") == 19);
  CHECK(*results.back() == 19);
  CHECK(connections_to(server) == 1);
}

TEST_CASE("promise 8: continuations and callbacks of a stream wait for its execute") {
  RedisServer server;
  Client client{server.uri()};
  PipelineContext pipe{client, {.flush_every = 1}};
  std::vector<std::string> events;
  pipe.on_execute([&] { events.emplace_back("callback"); });
  const auto first = pipe.incr("n").then([&](std::int64_t n) { events.push_back("then " + std::to_string(n)); });
  CHECK(eventually([&] { return server.command({"GET", "n"}) == "1"; }));
  pipe.incr("n");
  CHECK(events.empty());
  pipe.execute();
  CHECK(events == std::vector<std::string>{"then 1", "callback"});
}

TEST_CASE("promises 1, 14, 16: a stream that is dropped leaves no result pending, and does not reuse its connection") {
  const std::string request = resp_command({"INCR", "a"}) + resp_command({"INCR", "b"});
  ScriptedServer server{
      {ServerScript{}.expect(request).stall(), ServerScript{}.expect_command({"DBSIZE"}).reply(":7\r\n")}};
  Client client{server.uri()};
  std::vector<DeferredResult<std::int64_t>> results;
  const auto begin = Clock::now();
  {
    PipelineContext pipe{client, {.flush_every = 2}};
    for (const auto* key : {"a", "b", "c"}) results.push_back(pipe.incr(key));
    CHECK(server.wait_played(1ms) == false);  // a second connection is still missing
  }
  CHECK(Clock::now() - begin < kForever);
  CHECK(states_of(results) == std::vector<std::string>{"maybe_applied", "maybe_applied", "discarded"});
  CHECK(server.wait_closed_by_client(0));
  CHECK(*client.dbsize() == 7);
  CHECK(server.failure() == "");
}

TEST_CASE("promise 14: a process that is forked with an open stream leaves its connection to its parent") {
  RedisServer server;
  ClientOptions options = ClientOptions::from_uri(server.uri());
  options.pool_size = 1;
  Client client{options};
  PipelineContext pipe{client, {.flush_every = 1}};
  const auto before = pipe.incr("n");
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // What the child has of the stream fails; a new context has a connection of its own, though the pool has but one.
    const auto late = pipe.echo("child");
    pipe.execute(Errors::in_results);
    int verdict = state_of(late) == "not_sent" && state_of(before) != "not_sent" ? 0 : 2;
    try {
      if (*client.echo("child") != "child") verdict = 3;
    } catch (...) {
      verdict = 4;
    }
    _exit(verdict);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  const auto after = pipe.echo("parent");
  pipe.execute();
  CHECK(*before == 1);
  CHECK(*after == "parent");
}

TEST_CASE("promise 15: a line without an end ends a streaming context that only records") {
  ScriptedServer server{{ServerScript{}.expect_bytes(1).reply("+" + std::string(40'000'000, 'x')).stall()}};
  Client client{server.uri()};
  PipelineContext pipe{client, {.flush_every = 1}};
  std::vector<DeferredResult<std::int64_t>> results;
  CHECK(eventually([&] {
    results.push_back(pipe.incr("n"));
    return results.back().ready();
  }));
  CHECK(results.front().error()->reason == TransportReason::protocol);
  CHECK_THAT(results.front().error()->message, Catch::Contains("max_line_bytes"));
  CHECK_FALSE(server.wait_played(0ms));
  pipe.discard();
}

TEST_CASE("a stream that is dropped by an exception leaves no result pending") {
  RedisServer server;
  Client client{server.uri()};
  std::vector<DeferredResult<std::int64_t>> results;
  try {
    PipelineContext pipe{client, {.flush_every = 2}};
    for (int i = 0; i < 5; ++i) results.push_back(pipe.incr("n"));
    throw 1;
  } catch (int) {
  }
  for (const auto& result : results) CHECK(result.ready());
  CHECK(state_of(results.back()) == "discarded");
  CHECK(*client.ping() == "PONG");
}

TEST_CASE("a discarded rest of a stream is not sent, and what left is answered by execute") {
  RedisServer server;
  Client client{server.uri()};
  PipelineContext pipe{client, {.flush_every = 2}};
  const auto a = pipe.incr("n");
  const auto b = pipe.incr("n");
  const auto c = pipe.incr("n");
  pipe.discard();
  CHECK(state_of(c) == "discarded");
  CHECK(pipe.execute() == 0);
  CHECK(*a == 1);
  CHECK(*b == 2);
  CHECK(server.command({"GET", "n"}) == "2");
}

TEST_CASE("promise 7: contexts nested in a stream leave when they are handed up, in order") {
  RedisServer server;
  Client client{server.uri()};
  PipelineContext root{client, {.flush_every = 4}};
  std::vector<DeferredResult<std::int64_t>> results;
  for (int round = 0; round < 50; ++round) {
    results.push_back(root.command<std::int64_t>("RPUSH", "list", "root"));
    PipelineContext child{root};
    results.push_back(child.command<std::int64_t>("RPUSH", "list", "child"));
    {
      PipelineContext grandchild{child};
      results.push_back(grandchild.command<std::int64_t>("RPUSH", "list", "grandchild"));
      grandchild.execute();
    }
    {
      PipelineContext dropped{child};
      dropped.command<std::int64_t>("RPUSH", "list", "dropped");
    }
    CHECK(state_of(results.back()) == "pending");
    child.execute();
  }
  CHECK(root.execute() == 0);
  for (std::size_t i = 0; i < results.size(); ++i) {
    CAPTURE(i);
    CHECK(*results[i] == static_cast<std::int64_t>(i + 1));
  }
  std::vector<std::string> expected;
  for (int round = 0; round < 50; ++round) expected.insert(expected.end(), {"root", "child", "grandchild"});
  CHECK(*client.command<std::vector<std::string>>("LRANGE", "list", 0, -1) == expected);
}

TEST_CASE("a nested context that stays open does not hinder its streaming root") {
  RedisServer server;
  Client client{server.uri()};
  PipelineContext root{client, {.flush_every = 5}};
  PipelineContext child{root};
  const auto late = child.incr("late");
  std::vector<DeferredResult<std::int64_t>> results;
  for (int i = 0; i < 100; ++i) results.push_back(root.incr("n"));
  CHECK(eventually([&] { return server.command({"GET", "n"}) == "100"; }));
  CHECK(server.command({"EXISTS", "late"}) == ":0");
  child.execute();
  root.execute();
  CHECK(*late == 1);
  CHECK(*results.back() == 100);
}

TEST_CASE("promise 13: memory stays bounded while a nested context keeps commands of its own") {
  RedisServer server;
  Client client{server.uri()};
  PipelineContext root{client, {.flush_every = 4}};
  PipelineContext child{root};
  PipelineContext grandchild{child};
  std::vector<DeferredResult<std::int64_t>> late{child.incr("late"), grandchild.incr("late")};
  const std::string value(16 << 10, 'v');
  const std::size_t before = heap_in_use();
  std::size_t most = 0;
  for (int i = 0; i < 4096; ++i) {
    root.set("k", value);
    if (i == 2000) late.push_back(child.incr("late"));
    most = std::max(most, heap_in_use());
  }
  CHECK(most - before < (std::size_t{16} << 20));
  grandchild.execute();
  child.execute();
  root.execute();
  CHECK(*late[0] == 1);
  CHECK(*late[1] == 3);
  CHECK(*late[2] == 2);
}

TEST_CASE("a stream keeps its connection until it executes: a pool of one is busy meanwhile, and says so") {
  RedisServer server;
  ClientOptions options = ClientOptions::from_uri(server.uri());
  options.pool_size = 1;
  options.pool_timeout = 50ms;
  Client client{options};
  PipelineContext pipe{client, {.flush_every = 1}};
  pipe.incr("n");
  CHECK(thrown_by<TransportError>([&] { client.get("n"); }).reason() == TransportReason::pool_timeout);
  pipe.execute();
  CHECK(client.get("n")->value() == "1");
}

TEST_CASE("big requests and big replies in a stream do not deadlock") {
  RedisServer server;
  Client client{server.uri()};
  constexpr std::size_t kCommands = 100;
  PipelineContext pipe{client, {.flush_every = 3}};
  std::vector<DeferredResult<std::string>> results;
  for (std::size_t i = 0; i < kCommands; ++i)
    results.push_back(pipe.echo(std::string(500'000, static_cast<char>('a' + i % 26))));
  pipe.execute();
  for (std::size_t i = 0; i < kCommands; ++i) {
    if (*results[i] != std::string(500'000, static_cast<char>('a' + i % 26))) FAIL("reply " << i << " differs");
  }
}

TEST_CASE("promise 14: a reply that nobody asked for ends a stream, and reaches no result") {
  ScriptedServer server{
      {ServerScript{}.expect_command({"INCR", "a"}).reply(":1\r\n:666\r\n").expect_command({"INCR", "b"})}};
  Client client{server.uri()};
  PipelineContext pipe{client, {.flush_every = 1}};
  const auto a = pipe.incr("a");
  CHECK(server.wait_accepted(1));
  // Long enough for the two replies to arrive; the stream reads them with its next flush.
  CHECK(eventually([&] { return server.received(0) == resp_command({"INCR", "a"}); }));
  let_pass(20ms);
  const auto b = pipe.incr("b");
  pipe.execute(Errors::in_results);
  CHECK(*a == 1);
  CHECK(state_of(b) != "value");
}
