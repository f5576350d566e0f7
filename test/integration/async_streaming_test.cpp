// Streams of asynchronous roots: what async_flush() sends, how much of it may be unanswered, and how a stream ends.
#include "integration/observe.hpp"
#include "integration/run_coroutines.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_server.hpp"

#include <tributary/asio.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using namespace tributary;
using namespace tributary::test;
namespace asio = boost::asio;

namespace {

/// What unanswered commands are bounded by, whatever is streamed.
constexpr std::size_t kMostUnanswered = 32 << 10;

template <class F>
asio::awaitable<void> stream(PipelineContext& pipe, std::size_t commands, F record) {
  for (std::size_t i = 0; i < commands; ++i) {
    record(i);
    if (pipe.size() >= 100) co_await async_flush(pipe);
  }
}

DeferredResult<std::int64_t> twice(Pipe redis, std::string key) {
  const std::int64_t first = co_await redis->incr(key);
  const std::int64_t second = co_await redis->incrby(key, first);
  co_return second;
}

/// One of everything: results as text, in the order of recording.
class Program {
 public:
  void record(PipelineContext& pipe, std::size_t i) {
    switch (i % 7) {
      case 0: add(pipe.incr("n")); break;
      case 1: add(pipe.lpush("n", "of the wrong type")); break;
      case 2: add(pipe.get<int>("text")); break;
      case 3: add(pipe.set("text", "no number")); break;
      case 4: {
        PipelineContext nested{pipe};
        add(nested.incr("n"));
        add(nested.incr("m").then([](std::int64_t m) { return 10 * m; }));
        nested.execute();
        break;
      }
      case 5: {
        PipelineContext both{pipe, atomically};
        add(both.incr("n"));
        add(both.incr("m"));
        both.execute();
        break;
      }
      default: add(twice(pipe, "of steps")); break;
    }
  }
  std::vector<std::string> results() const {
    std::vector<std::string> all;
    for (const auto& text : texts_) all.push_back(text());
    return all;
  }

 private:
  template <class T>
  void add(DeferredResult<T> result) {
    texts_.push_back([result]() -> std::string {
      if (!result.ready()) return "pending";
      if (const auto error = result.error()) return fmt::format("{} at {}", error->message, error->position);
      return fmt::format("{}", result);
    });
  }

  std::vector<std::function<std::string()>> texts_;
};

}  // namespace

TEST_CASE("promise 13: what async_flush() sends has the values, errors and positions of a blocking stream") {
  const std::size_t commands = GENERATE(as<std::size_t>{}, 1, 99, 100, 1000, 20'000);
  CAPTURE(commands);
  RedisServer of_blocking;
  RedisServer of_async;
  Program expected;
  Program streamed;
  const auto ends = [](std::exception_ptr error, std::size_t failed) {
    try {
      if (error != nullptr) std::rethrow_exception(error);
    } catch (const CommandError& raised) {
      std::string what = raised.what();  // a blocking stream has not kept the key
      if (const auto key = what.find(" \"n\""); key != std::string::npos) what.erase(key, 4);
      return fmt::format("{}: {}", raised.failed(), what);
    }
    return fmt::format("{}", failed);
  };
  std::string blocking_end;
  {
    Client client{of_blocking.uri()};
    PipelineContext pipe{client, {.flush_every = 100}};
    for (std::size_t i = 0; i < commands; ++i) expected.record(pipe, i);
    try {
      blocking_end = ends(nullptr, pipe.execute());
    } catch (...) {
      blocking_end = ends(std::current_exception(), 0);
    }
  }
  asio::io_context context;
  AsyncClient redis{context, of_async.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis, {.flush_every = 100}};
    co_await stream(pipe, commands, [&](std::size_t i) { streamed.record(pipe, i); });
    const auto [error, failed] = co_await async_execute(pipe, asio::as_tuple(asio::use_awaitable));
    CHECK(ends(error, failed) == blocking_end);
  });
  CHECK(streamed.results() == expected.results());
  CHECK(of_async.command({"GET", "n"}) == of_blocking.command({"GET", "n"}));
}

TEST_CASE("promise 13: of a million commands that are streamed, only so many are ever unanswered") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  constexpr std::size_t kCommands = 1'000'000;
  constexpr std::size_t kFlush = 1000;
  std::size_t most = 0;
  std::size_t flushes = 0;
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis, {.flush_every = kFlush}};
    for (std::size_t i = 0; i < kCommands; ++i) {
      pipe.incr("n");
      if (pipe.size() < kFlush) continue;
      most = std::max<std::size_t>(most, redis.statistics().unsettled);
      co_await async_flush(pipe);
      ++flushes;
    }
    const std::size_t failed = co_await async_execute(pipe);
    CHECK(failed == 0);
  });
  CHECK(flushes == kCommands / kFlush);
  CHECK(most > 0);
  CHECK(most <= kMostUnanswered);
  CHECK(server.command({"GET", "n"}) == std::to_string(kCommands));
  CHECK(connections_to(server) == 1);
}

TEST_CASE("promise 13: memory stays bounded when values are large") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  const std::string value(16 << 10, 'v');
  std::size_t most = 0;
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis, {.flush_every = 4}};
    const std::size_t before = heap_in_use();
    for (std::size_t i = 0; i < 8'000; ++i) {
      pipe.set("k", value);
      co_await async_flush(pipe);
      most = std::max(most, heap_in_use() - before);
    }
    co_await async_execute(pipe);
  });
  CHECK(most < (std::size_t{16} << 20));
}

TEST_CASE("promise 13: who never calls async_flush() has nothing leave before the execute, whatever flush_every says") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis, {.flush_every = 10}};
    for (int i = 0; i < 1000; ++i) pipe.incr("n");
    CHECK(redis.statistics().batches == 0);
    co_await async_execute(pipe);
    CHECK(redis.statistics().batches == 1);
  });
  CHECK(server.command({"GET", "n"}) == "1000");
}

TEST_CASE("async_flush() sends nothing before there is enough, and nothing of a transaction") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis, {.flush_every = 3}};
    pipe.incr("n");
    pipe.incr("n");
    co_await async_flush(pipe);
    CHECK(pipe.size() == 2);
    pipe.incr("n");
    co_await async_flush(pipe);
    CHECK(pipe.empty());
    const std::size_t failed = co_await async_execute(pipe);  // which has nothing of its own
    CHECK(failed == 0);
    PipelineContext both{redis, atomically};
    both.incr("n");
    co_await async_flush(both);
    CHECK(both.size() == 1);
    co_await async_execute(both);
  });
  CHECK(server.command({"GET", "n"}) == "4");
}

TEST_CASE("promise 8: continuations and callbacks of a stream wait for its execute, and run in their order") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis, {.flush_every = 1}};
    std::vector<std::string> order;
    for (int i = 0; i < 3; ++i) {
      pipe.incr("n").then([&](std::int64_t n) { order.push_back(std::to_string(n)); });
      pipe.on_execute([&] { order.push_back("callback"); });
      co_await async_flush(pipe);
    }
    while (redis.statistics().unsettled > 0) {
      asio::steady_timer soon{context, 1ms};
      co_await soon.async_wait(asio::use_awaitable);
    }
    CHECK(order.empty());
    co_await async_execute(pipe);
    CHECK(order == std::vector<std::string>{"1", "2", "3", "callback", "callback", "callback"});
  });
}

TEST_CASE(
    "a stream whose server is killed: nothing is thrown before the execute, and nothing follows what was not sent") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri(), {.when_disconnected = WhenUnable::fail}};
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis, {.flush_every = 100}};
    std::vector<DeferredResult<std::int64_t>> results;
    co_await stream(pipe, 50'000, [&](std::size_t i) {
      if (i == 30'000) server.kill();
      results.push_back(pipe.incr("n"));
    });
    const auto [error, failed] = co_await async_execute(pipe, asio::as_tuple(asio::use_awaitable));
    REQUIRE(error != nullptr);
    CHECK_THROWS_AS(std::rethrow_exception(error), TransportError);
    const auto states = states_of(results);
    CHECK(count_of(states, "not_sent") > 0);
    CHECK(count_of(states, "pending") == 0);
    const auto rank = [](const std::string& state) {
      return state == "not_sent" ? 2 : state == "maybe_applied" ? 1 : 0;
    };
    CHECK(std::ranges::is_sorted(states, {}, rank));
    CHECK(failed ==
          static_cast<std::size_t>(std::ranges::count_if(states, [&](const auto& state) { return rank(state) > 0; })));
  });
}

TEST_CASE("a stream to nobody: every result is not sent, and the execute throws") {
  asio::io_context context;
  AsyncClient redis{context, "unix:///nowhere/redis.sock", {.when_disconnected = WhenUnable::fail}};
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis, {.flush_every = 100}};
    std::vector<DeferredResult<std::int64_t>> results;
    co_await stream(pipe, 1000, [&](std::size_t) { results.push_back(pipe.incr("n")); });
    const auto [error, failed] = co_await async_execute(pipe, asio::as_tuple(asio::use_awaitable));
    CHECK_THROWS_AS(std::rethrow_exception(error), TransportError);
    CHECK(failed == 1000);
    CHECK(count_of(states_of(results), "not_sent") == 1000);
  });
}

TEST_CASE("cancelling async_flush() ends the wait only; a deadline of the execute ends all of the stream") {
  ScriptedServer server{{ServerScript{}.expect_command({"INCR", "n"}).drain()}};
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis, {.flush_every = 1000}};
    std::vector<DeferredResult<std::int64_t>> results;
    std::exception_ptr cancelled;
    while (cancelled == nullptr) {
      for (int i = 0; i < 1000; ++i) results.push_back(pipe.incr("n"));
      asio::cancellation_signal signal;
      asio::steady_timer late{context, 200ms};
      late.async_wait([&](const auto& error) {
        if (!error) signal.emit(asio::cancellation_type::all);
      });
      std::tie(cancelled) =
          co_await async_flush(pipe, asio::bind_cancellation_slot(signal.slot(), asio::as_tuple(asio::use_awaitable)));
      late.cancel();
      co_await asio::post(context, asio::use_awaitable);
    }
    CHECK(results.size() == kMostUnanswered / 1000 * 1000 + 1000);
    CHECK(count_of(states_of(results), "pending") == results.size());
    if (GENERATE(true, false)) results.push_back(pipe.incr("n"));
    const auto [error, failed] =
        co_await async_execute(pipe, ExecuteOptions{.deadline = 20ms}, asio::as_tuple(asio::use_awaitable));
    CHECK_THROWS_AS(std::rethrow_exception(error), TransportError);
    CHECK(failed == results.size());
    const auto states = states_of(results);
    CHECK(count_of(states, "pending") == 0);
    CHECK(count_of(states, "maybe_applied") > 0);
    redis.abort();
  });
}

TEST_CASE("promises 1 and 16: a stream that is dropped leaves no result pending, and disturbs nobody") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    std::vector<DeferredResult<std::int64_t>> results;
    int told = 0;
    {
      PipelineContext pipe{redis, {.flush_every = 100}};
      co_await stream(pipe, 950, [&](std::size_t) {
        results.push_back(pipe.incr("n"));
        results.back().then([&](std::int64_t) { ++told; });
      });
    }
    const std::int64_t other = co_await async_wait(redis.incr("other"));
    CHECK(other == 1);
    while (redis.statistics().unsettled > 0) {
      asio::steady_timer soon{context, 1ms};
      co_await soon.async_wait(asio::use_awaitable);
    }
    const auto states = states_of(results);
    CHECK(count_of(states, "pending") == 0);
    CHECK(std::cmp_equal(told, 900 - count_of(states, "maybe_applied") - count_of(states, "not_sent")));
  });
}

TEST_CASE("promise 10: a stream over two servers has a connection to each, and threads may run its executor") {
  RedisServer first;
  RedisServer second;
  asio::thread_pool pool{3};
  Connections connections;
  connections.add("first", AsyncClient{pool, first.uri()});
  connections.add("second", AsyncClient{pool, second.uri()});
  const auto work = [&]() -> asio::awaitable<void> {
    PipelineContext pipe{connections, "first", {.flush_every = 50}};
    std::vector<DeferredResult<std::int64_t>> doubled;
    for (int i = 0; i < 5000; ++i) {
      doubled.push_back(pipe.incr("n").then([](std::int64_t n) { return 2 * n; }));
      PipelineContext other{pipe, "second"};
      doubled.push_back(other.incr("m").then([](std::int64_t n) { return 2 * n; }));
      other.execute();
      co_await async_flush(pipe);
    }
    const std::size_t failed = co_await async_execute(pipe);
    CHECK(failed == 0);
    for (const auto& each : doubled) REQUIRE(*each > 0);
  };
  asio::co_spawn(pool, work(), asio::use_future).get();
  pool.join();
  CHECK(first.command({"GET", "n"}) == "5000");
  CHECK(second.command({"GET", "m"}) == "5000");
}

TEST_CASE("async_flush() of what cannot be streamed this way says why") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  Client blocking{server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis};
    PipelineContext nested{pipe};
    PipelineContext of_blocking{blocking};
    for (PipelineContext* each : {&nested, &of_blocking}) {
      const auto [error] = co_await async_flush(*each, asio::as_tuple(asio::use_awaitable));
      REQUIRE(error != nullptr);
      CHECK_THROWS_AS(std::rethrow_exception(error), UsageError);
    }
  });
}
