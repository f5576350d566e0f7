// Promises 17 and 18 on the asynchronous client: the same functions, awaited or started, whose waves share writes.
#include <tributary/asio.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "integration/run_coroutines.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace tributary;
using namespace tributary::test;
namespace asio = boost::asio;

namespace {

DeferredResult<std::string> follow(Pipe redis, std::string from, int steps) {
  std::string at = std::move(from);
  for (int i = 0; i < steps; ++i) at = (co_await redis->get(at)).value_or("nowhere");
  co_return at;
}

/// One step more than it has answers; tells whether its frame has gone.
DeferredResult<Ok> count_down(Pipe redis, int steps, std::shared_ptr<int>) {
  for (int i = 0; i < steps; ++i) co_await redis->incr("n");
}

void make_chain() {
  Client redis = emptied_client();
  for (int i = 0; i < 8; ++i) redis.set(fmt::format("a:{}", i), fmt::format("a:{}", i + 1));
}

std::int64_t reads() { return shared_server().statistic("total_reads_processed"); }

}  // namespace

TEST_CASE("promise 17: awaited, a hundred functions of three steps cost three round trips") {
  make_chain();
  asio::io_context context;
  AsyncClient redis{context, shared_server().uri()};
  run(context, [&]() -> asio::awaitable<void> {
    co_await async_wait(redis.ping());
    const std::int64_t before = reads();
    PipelineContext pipe{redis};
    std::vector<DeferredResult<std::string>> ends;
    for (int i = 0; i < 100; ++i) ends.push_back(follow(pipe, "a:0", 1 + i % 3));
    bool called = false;
    pipe.on_execute([&] { called = ends.back().ready(); });
    const std::size_t failed = co_await async_execute(pipe);
    CHECK(failed == 0);
    CHECK(called);
    CHECK(reads() - before - 1 == 3);
    for (int i = 0; i < 100; ++i) REQUIRE(*ends[static_cast<std::size_t>(i)] == fmt::format("a:{}", 1 + i % 3));
  });
}

TEST_CASE("started alone, functions that go on at one moment share their writes") {
  make_chain();
  asio::io_context context;
  AsyncClient redis{context, shared_server().uri()};
  run(context, [&]() -> asio::awaitable<void> {
    co_await async_wait(redis.ping());
    const std::int64_t before = reads();
    std::vector<DeferredResult<std::string>> ends;
    for (int i = 0; i < 100; ++i) ends.push_back(follow(redis, "a:0", 3));
    for (auto& end : ends) {
      const std::string at = co_await async_wait(end);
      REQUIRE(at == "a:3");
    }
    CHECK(reads() - before - 1 <= 6);
  });
}

TEST_CASE("a function of coroutines may be awaited by coroutines of Asio, many at once") {
  make_chain();
  asio::io_context context;
  AsyncClient redis{context, shared_server().uri()};
  int done = 0;
  for (int i = 0; i < 200; ++i) {
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
          const std::string at = co_await async_wait(follow(redis, "a:0", 4));
          if (at == "a:4") ++done;
        },
        rethrow);
  }
  context.run();
  CHECK(done == 200);
}

TEST_CASE("a client with a thread of its own runs the steps there") {
  make_chain();
  AsyncClient redis{shared_server().uri()};
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        PipelineContext pipe{redis};
        auto first = follow(pipe, "a:0", 3);
        auto second = follow(pipe, "a:1", 3);
        pipe.execute();
        if (wait(first) == "a:3" && wait(second) == "a:4" && wait(follow(redis, "a:2", 2)) == "a:4") ++right;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(right == 200);
}

TEST_CASE("then() with a Pipe goes on where its answer came from") {
  make_chain();
  asio::io_context context;
  AsyncClient redis{context, shared_server().uri()};
  const auto step = [](const std::optional<std::string>& at, Pipe next) { return next->get(*at); };
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis};
    auto in_batch = pipe.get("a:0").then(step).then(step);
    co_await async_execute(pipe);
    CHECK(in_batch.result() == "a:3");
    auto alone = redis.get("a:0").then(step).then(step);
    const auto end = co_await async_wait(alone);
    CHECK(end == "a:3");
  });
}

TEST_CASE("several clients answer waves of one batch") {
  make_chain();
  RedisServer other_server;
  Client{other_server.uri()}.set("a:0", "b");
  Client{other_server.uri()}.set("b", "c");
  asio::io_context context;
  Connections connections;
  connections.add("a", AsyncClient{context, shared_server().uri()});
  connections.add("b", AsyncClient{context, other_server.uri()});
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{connections, "a"};
    auto on_a = follow(pipe, "a:0", 5);
    auto on_b = follow(Pipe{pipe, "b"}, "a:0", 2);
    co_await async_execute(pipe);
    CHECK(*on_a == "a:5");
    CHECK(*on_b == "c");
  });
}

TEST_CASE("promise 18: when whoever awaits leaves, every coroutine of the batch ends") {
  make_chain();
  asio::io_context context;
  AsyncClient redis{context, shared_server().uri()};
  // The leaving comes at different points of the conversation: after so many steps.
  for (int steps = 0; steps < 6; ++steps) {
    const auto alive = std::make_shared<int>(0);
    asio::cancellation_signal leave;
    PipelineContext pipe{redis};
    const auto counted = count_down(pipe, 1000, alive);
    constexpr auto leave_after = [](Pipe it, int left,
                                    Borrowed<asio::cancellation_signal> signal) -> DeferredResult<Ok> {
      for (; left > 0; --left) co_await it->ping();
      signal->emit(asio::cancellation_type::total);
    };
    const auto leaving = leave_after(pipe, steps + 1, borrowed(leave));
    std::exception_ptr error;
    async_execute(pipe, asio::bind_cancellation_slot(
                            leave.slot(), [&](const std::exception_ptr& told, std::size_t) { error = told; }));
    context.restart();
    context.run();
    CHECK(error != nullptr);
    REQUIRE(counted.ready());
    CHECK_FALSE(counted.has_value());
    CHECK(alive.use_count() == 1);
  }
}

TEST_CASE("promise 18: abort() and a dead io_context end every coroutine") {
  make_chain();
  const auto alive = std::make_shared<int>(0);
  std::optional<DeferredResult<Ok>> counted;
  SECTION("abort()") {
    asio::io_context context;
    AsyncClient redis{context, shared_server().uri()};
    run(context, [&]() -> asio::awaitable<void> {
      counted = count_down(redis, 1'000'000, alive);
      co_await async_wait(redis.ping());
      redis.abort();
    });
    CHECK(counted->ready());
  }
  SECTION("the io_context goes") {
    auto context = std::make_unique<asio::io_context>();
    auto redis = std::make_unique<AsyncClient>(*context, shared_server().uri());
    counted = count_down(*redis, 1'000'000, alive);
    context->run_one();
    redis.reset();
    context.reset();
  }
  SECTION("close() lets it end") {
    asio::io_context context;
    AsyncClient redis{context, shared_server().uri()};
    run(context, [&]() -> asio::awaitable<void> {
      counted = count_down(redis, 100, alive);
      redis.close();
      co_return;
    });
    CHECK(counted->ready());
  }
  CHECK(alive.use_count() == 1);
}

TEST_CASE("a coroutine that waits for a result of another batch is refused, not forgotten") {
  make_chain();
  asio::io_context context;
  AsyncClient redis{context, shared_server().uri()};
  constexpr auto await = [](Pipe, DeferredResult<std::int64_t> result) -> DeferredResult<std::int64_t> {
    co_return co_await result;
  };
  run(context, [&]() -> asio::awaitable<void> {
    auto foreign = redis.incr("n");
    PipelineContext pipe{redis};
    pipe.ping();
    auto waiting = await(pipe, foreign);
    co_await async_execute(pipe);
    CHECK_THROWS_AS(waiting.result(), UsageError);
    co_await async_wait(foreign);
  });
}
