// The asynchronous client against the blocking one: the same random programs have the same results and leave the same
// keys, however they are cut into batches, single commands and moments.
#include "integration/observe.hpp"
#include "integration/run_coroutines.hpp"
#include "support/seed.hpp"

#include <tributary/asio.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
namespace asio = boost::asio;

namespace {

/// What became of one command, as text.
using Outcome = std::function<std::string()>;

template <class T>
std::string text_of(const DeferredResult<T>& result) {
  if (!result.ready()) return "pending";
  if (const ErrorInfo* error = result.error()) {
    return fmt::format("{} {} {} {}", to_string(error->kind), error->message, error->key, error->position);
  }
  return fmt::format("{}", result);
}

/// A program: what is recorded depends on the seed alone.
class Program {
 public:
  explicit Program(std::uint32_t seed) : random_{seed} {}

  std::size_t up_to(std::size_t most) { return std::uniform_int_distribution<std::size_t>{1, most}(random_); }

  void record(Commands& redis) {
    const std::string key = "k" + std::to_string(up_to(5));
    switch (up_to(9)) {
      case 1: return keep(redis.incr(key));
      case 2: return keep(redis.set(key, std::string(up_to(50), 'x')));
      case 3: return keep(redis.get(key));
      case 4: return keep(redis.rpush(key, std::to_string(up_to(9))));
      case 5: return keep(redis.lrange(key, 0, -1));
      case 6: return keep(redis.hset(key, "f" + std::to_string(up_to(3)), up_to(9)));
      case 7: return keep(redis.get<std::int64_t>(key));
      case 8: return keep(redis.del(key));
      default: return keep(redis.echo(std::to_string(random_())));
    }
  }
  void record_nested(Commands& redis, int depth) {
    PipelineContext pipe{redis};
    const std::size_t commands = up_to(6);
    for (std::size_t i = 0; i < commands; ++i) {
      if (depth > 0 && up_to(4) == 1) {
        record_nested(pipe, depth - 1);
      } else {
        record(pipe);
      }
    }
    if (up_to(8) > 1) pipe.execute();
  }

  std::vector<std::string> outcomes() const {
    std::vector<std::string> texts;
    for (const Outcome& outcome : outcomes_) texts.push_back(outcome());
    return texts;
  }

 private:
  template <class T>
  void keep(DeferredResult<T> result) {
    outcomes_.push_back([result] { return text_of(result); });
  }

  std::mt19937 random_;
  std::vector<Outcome> outcomes_;
};

constexpr int kBatches = 60;

std::string keys_of(RedisServer& server) {
  std::string all;
  for (int i = 1; i <= 5; ++i) all += server.command({"DEBUG", "DIGEST-VALUE", "k" + std::to_string(i)}) + "\n";
  return all;
}

/// A batch at a time: a root with nested contexts, atomic at times.
std::vector<std::string> run_blocking(RedisServer& server, std::uint32_t seed) {
  Client redis{server.uri()};
  Program program{seed};
  for (int i = 0; i < kBatches; ++i) {
    if (program.up_to(3) == 1) {
      PipelineContext pipe{redis, atomically};
      program.record_nested(pipe, 2);
      pipe.execute(Errors::in_results);
    } else {
      PipelineContext pipe{redis};
      program.record_nested(pipe, 2);
      pipe.execute(Errors::in_results);
    }
  }
  return program.outcomes();
}

/// The same; whether a batch is awaited or only started depends on something else.
std::vector<std::string> run_asynchronous(RedisServer& server, std::uint32_t seed) {
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  Program program{seed};
  std::mt19937 awaits{seed + 1};
  run(context, [&]() -> asio::awaitable<void> {
    for (int i = 0; i < kBatches; ++i) {
      std::unique_ptr<PipelineContext> pipe;
      if (program.up_to(3) == 1) {
        pipe = std::make_unique<PipelineContext>(redis, atomically);
      } else {
        pipe = std::make_unique<PipelineContext>(redis);
      }
      program.record_nested(*pipe, 2);
      if (awaits() % 2 == 0) {
        co_await async_execute(*pipe, Errors::in_results);
      } else {
        pipe->execute(Errors::in_results);
      }
    }
    co_await async_wait(redis.ping());
  });
  return program.outcomes();
}

}  // namespace

TEST_CASE("random programs have the same results and leave the same keys on both clients") {
  const std::uint32_t seed = random_seed();
  CAPTURE(seed);
  for (std::uint32_t i = 0; i < 10; ++i) {
    RedisServer first{{.extra = {"--enable-debug-command", "yes"}}};
    RedisServer second{{.extra = {"--enable-debug-command", "yes"}}};
    const auto blocking = run_blocking(first, seed + i);
    const auto asynchronous = run_asynchronous(second, seed + i);
    CAPTURE(i);
    REQUIRE(blocking == asynchronous);
    CHECK(keys_of(first) == keys_of(second));
  }
}

TEST_CASE("many coroutines count exactly, however their commands meet") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  const std::uint32_t seed = random_seed();
  CAPTURE(seed);
  std::vector<std::int64_t> started(200);
  const auto work = [&](std::size_t number) -> asio::awaitable<void> {
    std::mt19937 random{seed + static_cast<std::uint32_t>(number)};
    const std::string own = "own:" + std::to_string(number);
    std::int64_t last = 0;
    for (int i = 0; i < 50; ++i) {
      const std::int64_t commands = static_cast<std::int64_t>(random() % 5) + 1;
      if (random() % 2 == 0) {
        PipelineContext pipe{redis};
        std::vector<DeferredResult<std::int64_t>> values;
        for (std::int64_t j = 0; j < commands; ++j) values.push_back(pipe.incr(own));
        co_await async_execute(pipe);
        for (const auto& value : values) REQUIRE(*value == ++last);
      } else {
        std::vector<DeferredResult<std::int64_t>> values;
        for (std::int64_t j = 0; j < commands; ++j) values.push_back(redis.incr(own));
        co_await async_wait(all(values));
        for (const auto& value : values) REQUIRE(*value == ++last);
      }
    }
    started[number] = last;
  };
  for (std::size_t i = 0; i < started.size(); ++i) asio::co_spawn(context, work(i), rethrow);
  context.run();
  for (std::size_t i = 0; i < started.size(); ++i) {
    REQUIRE(server.command({"GET", "own:" + std::to_string(i)}) == std::to_string(started[i]));
  }
}

TEST_CASE("cancelled at any moment, a batch ends its caller's wait, hurts nobody, and its outcome is true") {
  RedisServer server;
  asio::io_context context;
  AsyncClient redis{context, server.uri()};
  const std::uint32_t seed = random_seed();
  CAPTURE(seed);
  std::mt19937 random{seed};
  std::int64_t surely = 0;
  std::int64_t perhaps = 0;
  std::int64_t ended = 0;
  constexpr int kOperations = 2000;
  const auto bystander = [&]() -> asio::awaitable<void> {
    for (std::int64_t i = 1; i <= 2000; ++i) {
      const std::int64_t value = co_await async_wait(redis.incr("bystander"));
      REQUIRE(value == i);
    }
  };
  std::vector<std::unique_ptr<asio::cancellation_signal>> signals;
  asio::co_spawn(context, bystander(), rethrow);
  for (int i = 0; i < kOperations; ++i) {
    signals.push_back(std::make_unique<asio::cancellation_signal>());
    PipelineContext pipe{redis};
    const auto value = pipe.incr("counter");
    async_execute(pipe,
                  asio::bind_cancellation_slot(signals.back()->slot(), [&, value](std::exception_ptr, std::size_t) {
                    ++ended;
                    REQUIRE(value.ready());
                    if (value.has_value()) {
                      ++surely;
                    } else {
                      REQUIRE(value.error()->reason == TransportReason::cancelled);
                      if (value.error()->outcome == TransportOutcome::maybe_applied) ++perhaps;
                    }
                  }));
    for (std::uint32_t steps = random() % 4; steps > 0; --steps) context.poll_one();
    if (random() % 2 == 0) signals[random() % signals.size()]->emit(asio::cancellation_type::all);
  }
  context.run();
  CHECK(ended == kOperations);
  const auto counter = std::stoll(server.command({"GET", "counter"}));
  CHECK(counter >= surely);
  CHECK(counter <= surely + perhaps);
}
