// Callers that know nothing of each other share round trips.     auto_batching <uri>

#include <tributary/asio.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <fmt/core.h>

#include <cstdint>
#include <exception>
#include <string_view>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using tributary::async_wait;
using tributary::AsyncClient;
using tributary::AsyncClientOptions;

namespace {

// [coroutines]
asio::awaitable<void> visit(AsyncClient& redis, int times) {
  for (int i = 0; i < times; ++i) co_await async_wait(redis.incr("visits"));
}

void many_coroutines(std::string_view uri) {
  asio::io_context context;
  AsyncClient redis{context, uri};
  for (int i = 0; i < 100; ++i) asio::co_spawn(context, visit(redis, 10), asio::detached);
  context.run();

  const auto seen = redis.statistics();
  fmt::print("{} commands in {} writes\n", seen.commands, seen.writes > 50 ? "many" : "few");
}
// [/coroutines]

// [threads]
void many_threads(std::string_view uri) {
  AsyncClient redis{uri};  // with a thread of its own
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([redis]() mutable {
      for (int j = 0; j < 10; ++j) tributary::wait(redis.incr("visits"));  // blocks this thread only
    });
  }
}
// [/threads]

// [options]
AsyncClient tuned(asio::io_context& context, std::string_view uri) {
  AsyncClientOptions options;
  options.max_queued_commands = 10'000;                     // what may wait to be sent
  options.when_full = tributary::WhenUnable::fail;          // who awaits is refused too, instead of waiting
  options.when_disconnected = tributary::WhenUnable::fail;  // with the first attempt that fails
  options.max_shared_bytes = 100'000;                       // larger batches have a connection of their own
  return AsyncClient{context, uri, options};
}
// [/options]

}  // namespace

int main(int argc, char** argv) try {
  const std::string_view uri = argc > 1 ? argv[1] : "redis://localhost:6379";
  many_coroutines(uri);
  many_threads(uri);
  asio::io_context context;
  AsyncClient redis = tuned(context, uri);
  const auto visits = redis.get<std::int64_t>("visits");
  context.run();
  fmt::print("{} visits\n", visits->value_or(0));
} catch (const std::exception& error) {
  fmt::print(stderr, "{}\n", error.what());
  return 1;
}
