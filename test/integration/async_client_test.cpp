// The asynchronous client: what coroutines and threads start, and what becomes of it on good and on bad days.
#include "integration/observe.hpp"
#include "integration/run_coroutines.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_server.hpp"

#include <tributary/asio.hpp>
#include <tributary/keyspaces.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace tributary;
using namespace tributary::test;
namespace asio = boost::asio;

namespace {

DeferredResult<std::int64_t> increment_and_expire(Commands& redis, std::string_view key, std::int64_t by = 1) {
  PipelineContext pipe{redis};
  auto total = pipe.incrby(key, by);
  pipe.expire(key, 60s);
  pipe.execute();
  return total;
}

}  // namespace

TEST_CASE("promise 20: what one caller starts leaves in its order") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    for (int i = 0; i < 1000; ++i) redis.rpush("list", std::to_string(i));
    const auto all = co_await async_wait(redis.lrange("list", 0, -1));
    REQUIRE(all.size() == 1000);
    for (std::size_t i = 0; i < all.size(); ++i) REQUIRE(all[i] == std::to_string(i));
  });
}

TEST_CASE("a function that was written for Commands works on it, alone and in a batch") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    const auto total = co_await async_wait(increment_and_expire(redis, "key"));
    CHECK(total == 1);
    PipelineContext pipe{redis};
    std::vector<DeferredResult<std::int64_t>> totals;
    for (int i = 0; i < 100; ++i) totals.push_back(increment_and_expire(pipe, "key"));
    const auto sum = all(totals).then([](const auto& values) { return values.back(); });
    const auto failed = co_await async_execute(pipe);
    CHECK(failed == 0);
    CHECK(*totals.front() == 2);
    CHECK(*sum == 101);
  });
}

TEST_CASE("ten calls that follow one another share a write") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    co_await async_wait(redis.ping());
    const std::int64_t before = server.statistic("total_reads_processed");
    std::optional<DeferredResult<std::int64_t>> last;
    for (int i = 0; i < 10; ++i) last = increment_and_expire(redis, "key");
    const auto total = co_await async_wait(*last);
    CHECK(total == 10);
    const std::int64_t reads = server.statistic("total_reads_processed") - before;
    CHECK(reads <= 3);  // one of ours, and those of the statistic itself
  });
}

TEST_CASE("an executor has nothing to do when all is answered: no timer keeps run() from returning") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  for (int i = 1; i <= 3; ++i) {
    context.restart();
    std::optional<std::int64_t> answer;
    async_wait(redis.incr("n"), asio::bind_executor(context, [&](const auto&, auto value) { answer = value; }));
    while (!answer) context.run_one();
    context.poll();  // what was waited for, and is not any more
    CHECK(answer == i);
    CHECK(context.stopped());
  }
}

TEST_CASE("a handler without an executor is called on the one that is given, also when the result is ready already") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  const auto result = redis.incr("n");
  context.run();
  REQUIRE(result.ready());
  std::optional<std::thread::id> called_on;
  async_wait(redis, result, [&](const auto& error, auto value) {
    CHECK(error == nullptr);
    CHECK(value == 1);
    called_on = std::this_thread::get_id();
  });
  CHECK_FALSE(called_on.has_value());  // never within the call
  context.restart();
  CHECK(context.run() == 1);
  CHECK(called_on == std::this_thread::get_id());
}

TEST_CASE("every completion token waits for a result") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  std::future<std::int64_t> future = async_wait(redis.incr("n"), asio::use_future);
  std::optional<std::int64_t> by_callback;
  async_wait(redis, redis.incr("n"), [&](std::exception_ptr error, std::int64_t value) {
    CHECK(error == nullptr);
    by_callback = value;
  });
  CHECK_FALSE(by_callback.has_value());
  run(context, [&]() -> asio::awaitable<void> {
    const auto [error, value] = co_await async_wait(redis.lpush("n", "x"), asio::as_tuple(asio::use_awaitable));
    CHECK(error != nullptr);
    CHECK(value == 0);
  });
  CHECK(future.get() == 1);
  CHECK(by_callback == 2);
}

TEST_CASE("promise 19: a command that fails, decodes badly or is ignored disturbs nobody") {
  RedisServer server;
  server.command({"SET", "text", "words"});
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  const auto bystander = [&](std::int64_t& count) -> asio::awaitable<void> {
    for (int i = 0; i < 200; ++i) count = co_await async_wait(redis.incr("bystander"));
  };
  const auto offender = [&]() -> asio::awaitable<void> {
    for (int i = 0; i < 200; ++i) {
      switch (i % 3) {
        case 0: {
          const auto failed = redis.lpush("text", "x");
          const auto [error, size] = co_await async_wait(failed, asio::as_tuple(asio::use_awaitable));
          CHECK(failed.error()->code == "WRONGTYPE");
          break;
        }
        case 1: {
          const auto misread = redis.get<std::int64_t>("text");
          const auto [error, number] = co_await async_wait(misread, asio::as_tuple(asio::use_awaitable));
          CHECK(misread.error()->kind == ErrorKind::decode);
          CHECK(misread.error()->key == "text");
          break;
        }
        default: redis.get("text");
      }
    }
  };
  std::int64_t last = 0;
  run(context, [&]() -> asio::awaitable<void> {
    using namespace asio::experimental::awaitable_operators;
    co_await (bystander(last) && offender() && offender());
  });
  CHECK(last == 200);
  CHECK(server.statistic("total_connections_received") == 2);  // ours, and that of the statistic
}

TEST_CASE("ten thousand coroutines each get the value that is theirs, on one connection") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  std::size_t right = 0;
  const auto ask = [&](int number) -> asio::awaitable<void> {
    for (int round = 0; round < 3; ++round) {
      const std::string unique = std::to_string(number) + ":" + std::to_string(round);
      if (co_await async_wait(redis.echo(unique)) == unique) ++right;
    }
  };
  for (int i = 0; i < 10'000; ++i) asio::co_spawn(context, ask(i), rethrow);
  context.run();
  CHECK(right == 30'000);
}

TEST_CASE("eight threads on a client with a thread of its own share a connection, and every increment counts once") {
  RedisServer server;
  AsyncClient redis{server.uri()};
  std::vector<std::jthread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      std::int64_t own = 0;
      for (int i = 0; i < 500; ++i) {
        if (wait(redis.incr("own:" + std::to_string(t))) != ++own) ++wrong;
        redis.incr("shared");
      }
      wait(redis.ping());
    });
  }
  threads.clear();
  CHECK(wrong == 0);
  CHECK(server.command({"GET", "shared"}) == "4000");
  CHECK(server.statistic("total_connections_received") == 2);
}

TEST_CASE(
    "an executor of several threads, callers on strands of it and threads that wait: every increment counts once") {
  constexpr std::size_t kCoroutines = 20;
  constexpr std::size_t kThreads = 4;
  constexpr int kEach = 100;
  RedisServer server;
  asio::thread_pool pool{4};
  AsyncClient redis{pool, server.uri(), {.connections = GENERATE(as<std::size_t>{}, 1, 2)}};
  const auto work = [&]() -> asio::awaitable<void> {
    for (int i = 0; i < kEach; ++i) {
      if (i % 3 == 0) {
        PipelineContext pipe{redis};
        pipe.incr("n");
        co_await async_execute(pipe);
      } else if (i % 3 == 1) {
        co_await async_wait(redis.incr("n"));
      } else {
        const auto counted = redis.incr("n");
        PipelineContext pipe{redis};
        pipe.incr("of some");
        co_await async_execute(pipe, {.errors = Errors::in_results, .deadline = 1ms});  // which may be too short
        co_await async_wait(counted);
      }
    }
  };
  for (std::size_t i = 0; i < kCoroutines; ++i) asio::co_spawn(asio::make_strand(pool), work(), rethrow);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kThreads; ++i) {
      threads.emplace_back([redis]() mutable {
        for (int j = 0; j < kEach; ++j) wait(redis.incr("n"));
      });
    }
  }
  pool.join();
  CHECK(server.command({"GET", "n"}) == std::to_string((kCoroutines + kThreads) * kEach));
}

TEST_CASE("continuations and callbacks run before whoever waits goes on") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    std::vector<std::string> order;
    PipelineContext pipe{redis};
    const auto doubled = pipe.incr("n").then([&](std::int64_t n) {
      order.push_back("then");
      return 2 * n;
    });
    pipe.on_execute([&] { order.push_back("callback"); });
    co_await async_execute(pipe);
    order.push_back("waiter");
    CHECK(*doubled == 2);
    CHECK(order == std::vector<std::string>{"then", "callback", "waiter"});
  });
}

TEST_CASE("async_execute throws what execute() would, and runs no callback then") {
  RedisServer server;
  server.command({"SET", "text", "words"});
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    bool called = false;
    PipelineContext pipe{redis};
    const auto good = pipe.get("text");
    pipe.lpush("text", "x");
    pipe.on_execute([&] { called = true; });
    std::string code;
    try {
      co_await async_execute(pipe);
    } catch (const ServerError& error) {
      code = error.code();
    }
    CHECK(code == "WRONGTYPE");
    CHECK(good->value() == "words");
    CHECK_FALSE(called);
    pipe.on_execute([] { throw std::runtime_error{"of the callback"}; });
    pipe.ping();
    std::string what;
    try {
      co_await async_execute(pipe);
    } catch (const std::runtime_error& error) {
      what = error.what();
    }
    CHECK(what == "of the callback");
  });
}

TEST_CASE("an empty context, a nested one and one of a blocking client have defined ends") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  Client blocking{server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis};
    bool called = false;
    pipe.on_execute([&] { called = true; });
    const auto failed = co_await async_execute(pipe);
    CHECK(failed == 0);
    CHECK(called);
    PipelineContext child{pipe};
    child.ping();
    const auto [nested, none] = co_await async_execute(child, asio::as_tuple(asio::use_awaitable));
    CHECK_THROWS_AS(std::rethrow_exception(nested), UsageError);
    PipelineContext other{blocking};
    other.ping();
    const auto [blocks, neither] = co_await async_execute(other, asio::as_tuple(asio::use_awaitable));
    CHECK_THROWS_AS(std::rethrow_exception(blocks), UsageError);
  });
}

TEST_CASE("two executes of one context are two batches, in their order") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis};
    const auto first = pipe.incr("n");
    pipe.execute();
    CHECK_FALSE(first.ready());
    const auto second = pipe.incr("n");
    co_await async_execute(pipe);
    CHECK(*first == 1);
    CHECK(*second == 2);
  });
}

TEST_CASE("what a nested context holds stays behind when its root is executed, and may leave later") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis};
    const auto before = pipe.incr("n");
    PipelineContext child{pipe};
    std::vector<DeferredResult<std::int64_t>> held;
    for (int i = 0; i < 100; ++i) held.push_back(child.incrby("n", 10));
    const auto behind = pipe.incr("n");
    co_await async_execute(pipe);
    CHECK(*before == 1);
    CHECK(*behind == 2);
    CHECK_FALSE(held.front().ready());
    held.push_back(child.incrby("n", 10));
    child.execute();
    co_await async_execute(pipe);
    CHECK(*held.front() == 12);
    CHECK(*held.back() == 1012);
  });
}

TEST_CASE("a context may end before its batch does, and results outlive everything") {
  RedisServer server;
  asio::io_context context;
  std::optional<DeferredResult<std::int64_t>> result;
  {
    AsyncClient redis{context, server.uri()};
    PipelineContext pipe{redis};
    result = pipe.incr("n");
    pipe.execute();
  }
  context.run();
  CHECK(**result == 1);
}

TEST_CASE("an io_context that ends settles what was started, and destroys handlers without calling them") {
  RedisServer server;
  std::optional<DeferredResult<std::int64_t>> result;
  bool called = false;
  {
    asio::io_context context;
    AsyncClient redis{context, server.uri()};
    result = redis.incr("n");
    async_wait(redis, *result, [&](std::exception_ptr, std::int64_t) { called = true; });
  }
  REQUIRE(result->error() != nullptr);
  CHECK(result->error()->reason == TransportReason::cancelled);
  CHECK_FALSE(called);
}

TEST_CASE("a client that outlives its context fails what is started, in any order of their ends") {
  RedisServer server;
  std::optional<asio::io_context> context{std::in_place};
  const bool has_connected = GENERATE(true, false);
  const bool on_strand = GENERATE(true, false);
  std::optional<AsyncClient> redis{
      std::in_place,
      on_strand ? asio::any_io_executor{asio::make_strand(*context)} : asio::any_io_executor{context->get_executor()},
      server.uri()};
  const AsyncClient copy{*redis};
  std::optional<PipelineContext> recorded{std::in_place, *redis};
  const auto before = recorded->incr("n");
  std::optional<DeferredResult<std::int64_t>> under_way;
  if (has_connected) {
    redis->incr("n");
    context->run();
    under_way = redis->incr("n");
  }
  context.reset();
  if (under_way) CHECK(under_way->error()->reason == TransportReason::cancelled);
  CHECK_FALSE(redis->get_executor());

  recorded->execute();
  CHECK(before.error()->reason == TransportReason::cancelled);
  CHECK(before.error()->outcome == TransportOutcome::not_sent);
  bool has_run = false;
  const auto behind = redis->incr("n").then([](std::int64_t n) { return n; });
  PipelineContext another{*redis};
  another.on_execute([&] { has_run = true; });
  another.execute({.errors = Errors::in_results, .deadline = 1s});
  CHECK(behind.error()->reason == TransportReason::cancelled);
  CHECK(has_run);
  CHECK(copy.statistics().unsettled == 0);

  asio::io_context other;
  run(other, [&]() -> asio::awaitable<void> {
    const auto failed = redis->incr("n");
    const auto [of_wait, value] = co_await async_wait(failed, asio::as_tuple(asio::use_awaitable));
    CHECK_THROWS_AS(std::rethrow_exception(of_wait), TransportError);
    PipelineContext pipe{*redis};
    pipe.incr("n");
    const auto [of_flush] = co_await async_flush(pipe, asio::as_tuple(asio::use_awaitable));
    CHECK_THROWS_AS(std::rethrow_exception(of_flush), UsageError);
    const auto [of_execute, count] = co_await async_execute(pipe, asio::as_tuple(asio::use_awaitable));
    CHECK_THROWS_AS(std::rethrow_exception(of_execute), TransportError);
    CHECK(count == 1);
  });
  redis->close();
  redis->abort();
  redis.reset();
  CHECK(server.command({"GET", "n"}) != "3");
}

TEST_CASE("a pool that ends while clients have work, and have not, leaves them without an executor") {
  RedisServer server;
  std::vector<AsyncClient> clients;
  std::vector<DeferredResult<std::int64_t>> results;
  {
    asio::thread_pool pool{2};
    for (int i = 0; i < 4; ++i) clients.emplace_back(pool, server.uri(), AsyncClientOptions{.connections = 2});
    for (int i = 0; i < 100; ++i) results.push_back(clients[static_cast<std::size_t>(i % 3)].incr("n"));
    pool.stop();
  }
  for (const auto& result : results) CHECK(result.ready());
  for (auto& client : clients) CHECK(client.incr("n").error()->reason == TransportReason::cancelled);
}

TEST_CASE("transactions, scripts, keyspaces and several clients work unchanged") {
  struct Followers : SortedSet<"F", std::string> {
    using SortedSet::SortedSet;
  };
  RedisServer server;
  RedisServer other;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  Connections connections;
  connections.add("one", redis);
  connections.add("two", AsyncClient{context, other.uri()});
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext atomic{redis, atomically};
    atomic.set("a", "1");
    const auto value = atomic.incr("a");
    co_await async_execute(atomic);
    CHECK(*value == 2);

    const Script<std::int64_t> twice{"return 2 * tonumber(ARGV[1])"};
    const auto by_4 = twice(redis, {}, {"4"});
    const auto eight = co_await async_wait(by_4);
    CHECK(eight == 8);
    const auto by_5 = twice(redis, {}, {"5"});
    const auto ten = co_await async_wait(by_5);
    CHECK(ten == 10);
    server.command({"SCRIPT", "FLUSH"});
    const auto by_6 = twice(redis, {}, {"6"});
    const auto twelve = co_await async_wait(by_6);
    CHECK(twelve == 12);

    PipelineContext pipe{connections, "one"};
    Followers followers{pipe, "1"};
    followers.zadd("x", 1.5);
    const auto members = followers.zrange(0, -1);
    PipelineContext second{pipe, "two"};
    const auto elsewhere = second.incr("n");
    second.execute();
    co_await async_execute(pipe);
    CHECK(*members == std::vector<std::string>{"x"});
    CHECK(*elsewhere == 1);
    CHECK(other.command({"GET", "n"}) == "1");
  });
}

TEST_CASE("a batch of blocking and asynchronous clients is refused, and nothing is sent") {
  RedisServer server;
  asio::io_context context;
  Connections connections;
  connections.add("blocking", Client{server.uri()});
  connections.add("asynchronous", AsyncClient{context, server.uri()});
  PipelineContext pipe{connections, "blocking"};
  pipe.incr("n");
  PipelineContext second{pipe, "asynchronous"};
  second.incr("n");
  second.execute();
  CHECK_THROWS_AS(pipe.execute(), UsageError);
  CHECK(server.command({"GET", "n"}) == "(nil)");
}

TEST_CASE(
    "cancelled before it has left, a batch is never sent; after that it is in doubt and its replies hurt nobody") {
  ScriptedServer server{
      {ServerScript{}.expect_command({"INCR", "slow"}).expect_command({"ECHO", "next"}).reply(":1\r\n$4\r\nnext\r\n")}};
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    asio::cancellation_signal at_once;
    PipelineContext pipe{redis};
    const auto unsent = pipe.incr("unsent");
    std::exception_ptr why;
    async_execute(pipe, asio::bind_cancellation_slot(at_once.slot(),
                                                     [&](std::exception_ptr error, std::size_t) { why = error; }));
    at_once.emit(asio::cancellation_type::all);

    asio::cancellation_signal later;
    const auto slow = pipe.incr("slow");
    bool left = false;
    async_execute(pipe,
                  asio::bind_cancellation_slot(later.slot(), [&](std::exception_ptr, std::size_t) { left = true; }));
    asio::steady_timer timer{co_await asio::this_coro::executor};
    while (server.received(0).find("slow") == std::string::npos) {
      timer.expires_after(1ms);
      co_await timer.async_wait(asio::use_awaitable);
    }
    later.emit(asio::cancellation_type::all);
    const auto next = co_await async_wait(redis.echo("next"));
    CHECK(next == "next");
    CHECK(left);
    REQUIRE(why != nullptr);
    CHECK(unsent.error()->reason == TransportReason::cancelled);
    CHECK(unsent.error()->outcome == TransportOutcome::not_sent);
    REQUIRE(slow.error() != nullptr);
    CHECK(slow.error()->outcome == TransportOutcome::maybe_applied);
  });
  CHECK(server.failure() == "");
  CHECK(server.received(0).find("unsent") == std::string::npos);
}

TEST_CASE("promise 15: an execute has a deadline of its own, after which its caller goes on and nobody else is cut") {
  ScriptedServer server{
      {ServerScript{}.expect_command({"INCR", "slow"}).expect_command({"ECHO", "next"}).reply(":1\r\n$4\r\nnext\r\n")}};
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis};
    const auto slow = pipe.incr("slow");
    const auto [error, failed] = co_await async_execute(pipe, {.deadline = 30ms}, asio::as_tuple(asio::use_awaitable));
    CHECK_THROWS_AS(std::rethrow_exception(error), TransportError);
    CHECK(slow.error()->reason == TransportReason::timeout);
    CHECK(slow.error()->outcome == TransportOutcome::maybe_applied);
    const auto echoed = co_await async_wait(redis.echo("next"));
    CHECK(echoed == "next");
  });
  CHECK(server.failure() == "");
}

TEST_CASE("while there is no server, callers wait as long as they may, or fail at once, by policy") {
  const TemporaryFolder folder;
  ClientOptions nowhere;
  nowhere.unix_socket = (folder.path() / "nobody.sock").string();
  nowhere.pool_timeout = 80ms;
  asio::io_context context;
  const auto begin = Clock::now();
  SECTION("wait") {
    AsyncClient redis{context, nowhere};
    const auto result = redis.incr("n");
    context.run();
    REQUIRE(result.error() != nullptr);
    CHECK(result.error()->reason == TransportReason::connect);
    CHECK(result.error()->outcome == TransportOutcome::not_sent);
    CHECK(Clock::now() - begin >= 80ms);
    CHECK_THAT(result.error()->message, Catch::Contains("No such file"));
  }
  SECTION("fail") {
    AsyncClient redis{context, nowhere, {.when_disconnected = WhenUnable::fail}};
    const auto result = redis.incr("n");
    context.run();
    REQUIRE(result.error() != nullptr);
    CHECK(result.error()->reason == TransportReason::connect);
  }
}

TEST_CASE("promise 20: a queue is bounded: what is started beyond it fails at once, and who awaits has room") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri(), {.max_queued_commands = 10}};
  std::vector<DeferredResult<std::int64_t>> results;
  for (int i = 0; i < 15; ++i) results.push_back(redis.incr("n"));
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis};
    const auto awaited = pipe.incr("awaited");
    co_await async_execute(pipe);
    CHECK(*awaited == 1);
  });
  CHECK(*results[9] == 10);
  for (std::size_t i = 10; i < 15; ++i) {
    REQUIRE(results[i].error() != nullptr);
    CHECK(results[i].error()->reason == TransportReason::queue_full);
    CHECK(results[i].error()->outcome == TransportOutcome::not_sent);
  }
}

TEST_CASE("with a delay what is queued waits for more, unless enough waits already") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri(), {.delay = 40ms, .delay_depth = 3}};
  const auto time_of = [&](int commands) {
    const auto begin = Clock::now();
    std::optional<DeferredResult<std::int64_t>> last;
    for (int i = 0; i < commands; ++i) last = redis.incr("n");
    run(context, [&]() -> asio::awaitable<void> { co_await async_wait(*last); });
    return Clock::now() - begin;
  };
  CHECK(time_of(1) >= 40ms);
  CHECK(time_of(2) >= 40ms);
  const auto begin = server.statistic("total_reads_processed");
  time_of(3);
  CHECK(server.statistic("total_reads_processed") - begin <= 2);
}

TEST_CASE("close() answers what was started and takes nothing more; abort() settles it") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  const auto before = redis.incr("n");
  redis.close();
  const auto behind = redis.incr("n");
  context.run();
  CHECK(*before == 1);
  CHECK(behind.error()->reason == TransportReason::cancelled);
  CHECK(server.command({"GET", "n"}) == "1");

  context.restart();
  AsyncClient other{context, server.uri()};
  const auto lost = other.incr("n");
  other.abort();
  context.run();
  CHECK(lost.error()->reason == TransportReason::cancelled);
}

TEST_CASE("what is started while the server is away waits for it, and nothing is sent twice") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    const auto before = co_await async_wait(redis.incr("n"));
    CHECK(before == 1);
    server.kill();
    const auto waits = redis.incr("n");
    server.restart();
    const auto after_loss = co_await async_wait(waits);
    CHECK(after_loss == 1);
  });
  CHECK(server.command({"GET", "n"}) == "1");
}

TEST_CASE("what a thread starts while replies are due leaves, although the server says nothing before") {
  ScriptedServer server{{ServerScript{}
                             .expect_command({"INCR", "a"})
                             .expect_command({"INCR", "b"})
                             .expect_command({"INCR", "c"})
                             .expect_command({"INCR", "d"})
                             .reply(":1\r\n:2\r\n:3\r\n:4\r\n")}};
  AsyncClient redis{server.uri()};
  PipelineContext pipe{redis};
  for (const std::string_view key : {"a", "b", "c"}) pipe.incr(key);
  pipe.execute();
  while (redis.statistics().queued > 0) std::this_thread::yield();  // until they have left
  CHECK(wait(redis.incr("d")) == 4);
}

TEST_CASE("an exception of a resumed coroutine leaves through its executor, and others go on") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  std::int64_t other = 0;
  asio::co_spawn(
      context,
      [&]() -> asio::awaitable<void> {
        co_await async_wait(redis.incr("n"));
        throw std::runtime_error{"of the coroutine"};
      },
      rethrow);
  asio::co_spawn(
      context, [&]() -> asio::awaitable<void> { other = co_await async_wait(redis.incr("n")); }, rethrow);
  CHECK_THROWS_WITH(context.run(), "of the coroutine");
  context.run();
  CHECK(other == 2);
}

TEST_CASE("wait() within a continuation of the client is refused, as nobody could end it") {
  RedisServer server;
  AsyncClient redis{server.uri()};
  const auto refused = redis.incr("n").then([&](std::int64_t) { return wait(redis.incr("n")); });
  CHECK_THROWS_AS(wait(refused), UsageError);
}

TEST_CASE("what would have to wait refuses an asynchronous client, and says what to use") {
  asio::io_context context;
  AsyncClient redis{context, "redis://localhost"};
  const Deployment& deployment = redis;
  CHECK_THROWS_WITH(scan_keys(deployment), Catch::Contains("async_scan_keys()"));
  CHECK_THROWS_WITH(transaction(deployment, {"key"}, [](Commands&, PipelineContext&) {}),
                    Catch::Contains("async_transaction()"));
}

TEST_CASE("options and URIs that cannot work are refused where they are given") {
  asio::io_context context;
  CHECK_THROWS_AS((AsyncClient{context, "http://localhost"}), UriError);
  CHECK_THROWS_AS((AsyncClient{context, "redis://localhost", {.connections = 0}}), std::invalid_argument);
  CHECK_THROWS_AS((AsyncClient{context, "redis://localhost", {.max_queued_commands = 0}}), std::invalid_argument);
  CHECK_THROWS_AS((AsyncClient{context, "redis://localhost", {.first_backoff = 5s, .longest_backoff = 1s}}),
                  std::invalid_argument);
}

TEST_CASE("a command that blocks has a connection of its own, behind what its caller started before") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    redis.rpush("list", "first");
    const auto first = redis.blpop({"list"}, 10s);
    const auto one = co_await async_wait(first);
    CHECK(one.value().element == "first");
    const auto second = redis.blpop({"list"}, 10s);
    const auto unhindered = co_await async_wait(redis.incr("n"));
    CHECK(unhindered == 1);  // does not wait for it
    CHECK_FALSE(second.ready());
    redis.rpush("list", "second");
    const auto two = co_await async_wait(second);
    CHECK(two.value().element == "second");
  });
}

TEST_CASE("promise 21: a large batch leaves on a connection of its own, in its caller's order") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri(), {.max_shared_bytes = 1000}};
  run(context, [&]() -> asio::awaitable<void> {
    redis.set("key", "small");
    PipelineContext pipe{redis};
    const auto before = pipe.get("key");
    pipe.set("key", std::string(5000, 'x'));
    co_await async_execute(pipe);
    CHECK(before->value() == "small");
    const auto large = co_await async_wait(redis.get("key"));
    CHECK(large.value().size() == 5000);
  });
  CHECK(server.statistic("total_connections_received") == 3);
}

TEST_CASE("async_transaction does it all again when somebody was faster, and ends with what its function returned") {
  RedisServer server;
  server.command({"SET", "stock", "10"});
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  int attempts = 0;
  run(context, [&]() -> asio::awaitable<void> {
    const auto left = co_await async_transaction(
        redis, "stock", [&](Commands& read, PipelineContext& write) -> asio::awaitable<DeferredResult<std::int64_t>> {
          const auto stock = co_await async_wait(read.get<int>("stock"));
          if (++attempts < 3) server.command({"SET", "stock", std::to_string(stock.value() + 100)});
          co_return write.decr("stock");
        });
    CHECK(*left == 209);
    co_await async_transaction(redis, "stock", [](Commands&, PipelineContext&) -> asio::awaitable<void> { co_return; });
    std::string what;
    try {
      co_await async_transaction(redis, "stock", [](Commands&, PipelineContext& write) -> asio::awaitable<void> {
        write.incr("stock");
        throw std::runtime_error{"of the function"};
        co_return;
      });
    } catch (const std::runtime_error& error) {
      what = error.what();
    }
    CHECK(what == "of the function");
    const auto stock_left = co_await async_wait(redis.get<int>("stock"));
    CHECK(stock_left.value() == 209);
  });
  CHECK(attempts == 3);
}

TEST_CASE("async_transaction executes nothing without its connection, and tells a conflict in the end") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    const auto by_force = [&](Commands& read, PipelineContext& write) -> asio::awaitable<void> {
      co_await async_wait(read.get("key"));
      server.command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
      write.set("key", "x");
    };
    bool lost = false;
    try {
      co_await async_transaction(redis, "key", by_force);
    } catch (const TransportError&) {
      lost = true;
    }
    CHECK(lost);
    CHECK(server.command({"GET", "key"}) == "(nil)");

    const auto too_late = [&](Commands&, PipelineContext& write) -> asio::awaitable<void> {
      server.command({"INCR", "key"});
      write.set("key", "x");
      co_return;
    };
    bool conflict = false;
    try {
      co_await async_transaction(redis, "key", too_late, {.attempts = 2});
    } catch (const TransactionConflict&) {
      conflict = true;
    }
    CHECK(conflict);
    CHECK(server.command({"GET", "key"}) == "2");
  });
}

TEST_CASE("a conflict of another transaction, which a callback throws, is no reason to do this one again") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  Client blocking{server.uri()};
  bool thrown = false;
  run(context, [&]() -> asio::awaitable<void> {
    const auto function = [&](Commands&, PipelineContext& write) -> asio::awaitable<void> {
      write.incr("key");
      write.on_execute([&] {
        transaction(blocking, {"other"},
                    [&](Commands&, PipelineContext& pipe) {
                      server.command({"INCR", "other"});
                      pipe.incr("other");
                    },
                    {.attempts = 1});
      });
      co_return;
    };
    try {
      co_await async_transaction(redis, "key", function);
    } catch (const TransactionConflict&) {
      thrown = true;
    }
  });
  CHECK(thrown);
  CHECK(server.command({"GET", "key"}) == "1");
}

TEST_CASE("a large collection comes page by page") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    PipelineContext pipe{redis};
    for (int i = 0; i < 1000; ++i) {
      pipe.set("k:" + std::to_string(i), "v");
      pipe.hset("hash", std::to_string(i), i);
    }
    co_await async_execute(pipe);
    std::vector<std::string> found;
    auto keys = async_scan_keys(redis, {.match = "k:*", .count = 100, .unique = true});
    while (const auto page = co_await keys.next()) found.insert(found.end(), page->begin(), page->end());
    CHECK(found.size() == 1000);
    int sum = 0;
    auto fields = async_scan_fields<std::string, int>(redis, "hash");
    while (const auto page = co_await fields.next()) {
      for (const auto& [field, value] : *page) sum += value;
    }
    CHECK(sum == 499'500);
  });
}
