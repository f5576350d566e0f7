// Coroutines of Boost.Asio: the functions of a blocking client, without blocking.     coroutines <uri>

#include <tributary/asio.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using tributary::async_execute;
using tributary::async_flush;
using tributary::async_transaction;
using tributary::async_wait;
using tributary::AsyncClient;
using tributary::Commands;
using tributary::DeferredResult;
using tributary::PipelineContext;

namespace {

// [function]
DeferredResult<std::int64_t> increment_and_expire(Commands& redis, std::string_view key) {
  PipelineContext pipe{redis};
  auto total = pipe.incr(key);
  pipe.expire(key, 60s);
  pipe.execute();
  return total;
}
// [/function]

// [handler]
asio::awaitable<void> handle(AsyncClient& redis) {
  PipelineContext pipe{redis};
  const auto hits = increment_and_expire(pipe, "hits");
  const auto visitors = increment_and_expire(pipe, "visitors");
  co_await async_execute(pipe);  // one round trip; throws what execute() would
  fmt::print("{} hits, {} visitors\n", *hits, *visitors);
}
// [/handler]

asio::awaitable<void> single_commands(AsyncClient& redis) {
  // [single]
  const std::int64_t hits = co_await async_wait(redis.incr("hits"));

  redis.set("greeting", "hello");  // starts; nobody waits for it
  const auto first = redis.get("greeting");
  const auto second = increment_and_expire(redis, "hits");
  co_await async_wait(second);  // what was started before it has been answered, too
  fmt::print("{} hits, then {}; {}\n", hits, *second, first->value_or("?"));
  // [/single]
}

asio::awaitable<void> combined(AsyncClient& redis) {
  // [combined]
  std::vector<DeferredResult<std::int64_t>> counters;
  for (int i = 0; i < 3; ++i) counters.push_back(increment_and_expire(redis, fmt::format("counter:{}", i)));
  const auto sum = tributary::all(counters).then([](const auto& values) {
    std::int64_t total = 0;
    for (const std::int64_t value : values) total += value;
    return total;
  });
  const std::int64_t total = co_await async_wait(sum);
  // [/combined]
  fmt::print("{} in all\n", total);
}

asio::awaitable<void> deadlines(AsyncClient& redis) {
  // [deadline]
  PipelineContext pipe{redis};
  const auto value = pipe.get("greeting");
  const auto [error, failed] = co_await async_execute(pipe, {.deadline = 5s}, asio::as_tuple(asio::use_awaitable));
  if (error == nullptr) fmt::print("{} failed; {}\n", failed, value->value_or("?"));
  // [/deadline]
}

asio::awaitable<void> streams(AsyncClient& redis) {
  // [stream]
  PipelineContext pipe{redis};
  for (int i = 0; i < 100'000; ++i) {
    pipe.rpush("numbers", i);
    if (pipe.size() == 1'000) co_await async_flush(pipe);  // leaves, and waits while too much is unanswered
  }
  const auto length = pipe.llen("numbers");
  co_await async_execute(pipe);  // sends the rest, and ends the stream
  fmt::print("{} numbers\n", *length);
  // [/stream]
}

asio::awaitable<void> transactions(AsyncClient& redis) {
  // [transaction]
  const auto left = co_await async_transaction(
      redis, "stock", [](Commands& read, PipelineContext& write) -> asio::awaitable<DeferredResult<std::int64_t>> {
        const auto stock = co_await async_wait(read.get<int>("stock"));
        co_return write.set_get<std::int64_t>("stock", stock.value_or(10) - 1).then([](const auto& before) {
          return before.value_or(10) - 1;
        });
      });
  fmt::print("{} left\n", *left);
  // [/transaction]
}

asio::awaitable<void> scans(AsyncClient& redis) {
  // [scan]
  std::size_t found = 0;
  auto keys = tributary::async_scan_keys(redis, {.match = "counter:*", .unique = true});
  while (const auto page = co_await keys.next()) found += page->size();
  // [/scan]
  fmt::print("{} counters\n", found);
}

asio::awaitable<void> run(AsyncClient redis) {
  co_await handle(redis);
  co_await single_commands(redis);
  co_await combined(redis);
  co_await deadlines(redis);
  co_await streams(redis);
  co_await transactions(redis);
  co_await scans(redis);
}

}  // namespace

int main(int argc, char** argv) try {
  // [run]
  asio::io_context context;
  AsyncClient redis{context, argc > 1 ? argv[1] : "redis://localhost:6379"};
  asio::co_spawn(context, run(redis), [](const std::exception_ptr& error) {
    if (error != nullptr) std::rethrow_exception(error);
  });
  context.run();  // returns when nothing is left to do
  // [/run]
} catch (const std::exception& error) {
  fmt::print(stderr, "{}\n", error.what());
  return 1;
}
