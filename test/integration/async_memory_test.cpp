// Memory that ends within an asynchronous client: nothing terminates, every result is settled and agrees with what the
// server did, and nothing hangs: run() returns, and then nothing is pending. By handlers, because a coroutine of Asio
// ends the process when there is no memory to destroy it.
#include <tributary/asio.hpp>

#include "support/catch.hpp"
#include "support/memory.hpp"
#include "support/redis_server.hpp"
#include "support/scripted_server.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>

using namespace tributary;
using namespace tributary::test;
namespace asio = boost::asio;

namespace {

constexpr std::size_t kCommands = 5;
const std::array<std::string, kCommands> kKeys{"counter:0", "counter:1", "counter:2", "counter:3", "counter:4"};

using Results = std::array<std::optional<DeferredResult<std::int64_t>>, kCommands>;

/// One server for all, on the thread that lives longest.
RedisServer& server() {
  static RedisServer started;
  return started;
}

/// A client on an executor of this thread.
struct Running {
  explicit Running(const ClientOptions& options = ClientOptions::from_uri(server().uri()),
                   const AsyncClientOptions& async_options = {})
      : client{context, options, async_options} {}

  /// Until nothing is left to do. What somebody who is resumed throws, run() throws.
  void run(Memory& memory) {
    for (int i = 0; i < 10; ++i) {
      context.restart();
      if (memory.may_end([this] { context.run(); })) return;
    }
    memory.expect(false, "run() throws again and again");
  }
  /// A handler that this executor calls.
  template <class F>
  auto here(F&& function) {
    return asio::bind_executor(context.get_executor(), std::forward<F>(function));
  }
  /// It is as good as before.
  void expect_use(Memory& memory) {
    const auto again = client.incr("again");
    context.restart();
    context.run();
    memory.expect(again.ready() && again.error() == nullptr, "a client is of no use any more");
  }

  asio::io_context context{1};
  AsyncClient client;
};

void record(Memory& memory, Results& results, Commands& commands) {
  for (std::size_t i = 0; i < kCommands; ++i) {
    memory.may_end([&] { results[i].emplace(commands.incr(kKeys[i])); });
  }
}

void expect_settled(Memory& memory, const Results& results) {
  for (const auto& result : results) {
    if (result) memory.expect(result->ready(), "a result is pending");
  }
}

/// A counter has been counted up by each command that says so, at most once by one that does not know, and never by one
/// that was not sent.
void check(Memory& memory, const Results& results) {
  expect_settled(memory, results);
  for (std::size_t i = 0; i < kCommands; ++i) {
    const std::string counted = server().command({"GET", kKeys[i]});
    if (!results[i]) {
      memory.expect(counted == "(nil)", "what was not recorded is executed");
      continue;
    }
    const ErrorInfo* const error = results[i]->error();
    const bool is_unsent =
        error != nullptr && (error->kind == ErrorKind::discarded ||
                             (error->kind == ErrorKind::transport && error->outcome == TransportOutcome::not_sent));
    memory.expect(counted == "(nil)" || counted == "1", "a command is executed twice");
    memory.expect(counted == "(nil)" || !is_unsent, "what was not sent is executed");
    memory.expect(counted == "1" || error != nullptr, "a command is lost");
  }
}

}  // namespace

TEST_CASE("promise 22: memory ends while commands are started on an asynchronous client") {
  server();
  at_every_allocation([](Memory& memory) {
    server().command({"FLUSHALL"});
    Running on;
    Results results;
    std::array<int, kCommands> called{};
    record(memory, results, on.client);
    for (std::size_t i = 0; i < kCommands; ++i) {
      if (!results[i]) continue;
      memory.may_end([&] { async_wait(*results[i], on.here([&called, i](const auto&, auto) { ++called[i]; })); });
    }
    on.run(memory);
    check(memory, results);
    for (const int times : called) memory.expect(times <= 1, "a handler is called twice");
    on.expect_use(memory);
  });
}

TEST_CASE("promise 22: memory ends in an asynchronous batch") {
  server();
  const auto deadline = GENERATE(std::chrono::milliseconds{0}, std::chrono::milliseconds{300'000});
  at_every_allocation([&](Memory& memory) {
    server().command({"FLUSHALL"});
    Running on;
    Results results;
    int called = 0;
    {
      PipelineContext pipe{on.client};
      record(memory, results, pipe);
      memory.may_end([&] {
        async_execute(pipe, {.errors = Errors::in_results, .deadline = deadline},
                      on.here([&called](const auto&, auto) { ++called; }));
      });
    }
    on.run(memory);
    check(memory, results);
    memory.expect(called <= 1, "a handler is called twice");
    on.expect_use(memory);
  });
}

TEST_CASE("promise 22: memory ends on an asynchronous connection that was used before, and is asked whether it lives") {
  server();
  ClientOptions options = ClientOptions::from_uri(server().uri());
  options.ping_after_idle = std::chrono::milliseconds{1};
  at_every_allocation([&](Memory& memory) {
    server().command({"FLUSHALL"});
    Running on{options};
    on.expect_use(memory);
    const auto used = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - used < 2 * options.ping_after_idle) server().command({"PING"});
    Results results;
    record(memory, results, on.client);
    on.run(memory);
    check(memory, results);
  });
}

TEST_CASE("promise 22: memory ends while whoever waits leaves, at every step") {
  server();
  const auto steps = GENERATE(0, 1, 2, 3, 4, 5);
  at_every_allocation([&](Memory& memory) {
    server().command({"FLUSHALL"});
    Running on;
    Results results;
    int called = 0;
    asio::cancellation_signal leave;
    {
      PipelineContext pipe{on.client};
      record(memory, results, pipe);
      memory.may_end([&] {
        async_execute(pipe,
                      asio::bind_cancellation_slot(leave.slot(), on.here([&called](const auto&, auto) { ++called; })));
      });
    }
    for (int i = 0; i < steps; ++i) {
      memory.may_end([&] { on.context.run_one(); });
    }
    memory.may_end([&] { leave.emit(asio::cancellation_type::terminal); });
    on.run(memory);
    check(memory, results);
    memory.expect(called <= 1, "a handler is called twice");
  });
}

TEST_CASE("promise 22: memory ends in commands that have a connection of their own") {
  server();
  at_every_allocation([](Memory& memory) {
    server().command({"FLUSHALL"});
    server().command({"RPUSH", "queue", "x"});
    Running on;
    Results results;
    record(memory, results, on.client);
    std::optional<DeferredResult<std::optional<std::string>>> popped;
    memory.may_end([&] { popped.emplace(on.client.blpop("queue", std::chrono::milliseconds{100})); });
    on.run(memory);
    check(memory, results);
    if (popped) memory.expect(popped->ready(), "a result is pending");
    on.expect_use(memory);
  });
}

TEST_CASE("promise 22: memory ends while a server leaves an asynchronous client") {
  const ServerScript leaves = ServerScript{}.expect_bytes(60).reply(":1\r\n").close();
  ScriptedServer leaving{{leaves}, {.after_last = AfterLastScript::repeat}};
  ClientOptions options = ClientOptions::from_uri(leaving.uri());
  at_every_allocation(
      [&](Memory& memory) {
        Running on{options, {.when_disconnected = WhenUnable::fail}};
        Results results;
        record(memory, results, on.client);
        on.run(memory);
        expect_settled(memory, results);
      },
      Leaks::unknown);
}

TEST_CASE("promise 22: memory ends where an asynchronous client has no server") {
  at_every_allocation([](Memory& memory) {
    Running on{ClientOptions::from_uri("unix:///nobody/is/here.sock"), {.when_disconnected = WhenUnable::fail}};
    Results results;
    record(memory, results, on.client);
    on.run(memory);
    expect_settled(memory, results);
    for (const auto& result : results) {
      if (result) memory.expect(result->error() != nullptr, "a command succeeded without a server");
    }
  });
}

TEST_CASE("promise 22: memory ends while an executor with work of a client is destroyed") {
  server();
  const auto steps = GENERATE(0, 1, 2, 3);
  at_every_allocation([&](Memory& memory) {
    std::optional<Running> on;
    on.emplace();
    Results results;
    record(memory, results, on->client);
    for (int i = 0; i < steps; ++i) {
      memory.may_end([&] { on->context.run_one(); });
    }
    memory.may_end([&] { on.reset(); });
    expect_settled(memory, results);
  });
}
