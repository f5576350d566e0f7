// Random programs of nested coroutines and continuations: run one function at a time with a client, all in one batch,
// streaming, and asynchronously, they have the same results and leave the same lists.
#include <tributary/asio.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/run_coroutines.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

#include <boost/asio/as_tuple.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace tributary;
using namespace tributary::test;
namespace asio = boost::asio;

namespace {

struct Plan;

/// One step of a function. What it does to the server it does to a list of the function alone.
struct Step {
  enum class Kind { push, read, fail, catch_failure, call, fan_out, nested, atomic, chain } kind;
  std::vector<std::shared_ptr<const Plan>> calls;
};

struct Plan {
  std::string name;
  std::vector<Step> steps;
};

/// Functions of functions; everything depends on the seed.
class Planner {
 public:
  explicit Planner(std::uint32_t seed) : random_{seed} {}

  std::shared_ptr<const Plan> plan(std::string name, int depth) {
    auto made = std::make_shared<Plan>();
    made->name = std::move(name);
    const int steps = up_to(4);
    for (int i = 0; i < steps; ++i) {
      Step step{static_cast<Step::Kind>(up_to(9) - 1), {}};
      const bool calls = step.kind == Step::Kind::call || step.kind == Step::Kind::fan_out;
      if (calls && depth == 0) step.kind = Step::Kind::push;
      if (calls && depth > 0) {
        const int count = step.kind == Step::Kind::call ? 1 : up_to(4);
        for (int j = 0; j < count; ++j) step.calls.push_back(plan(fmt::format("{}.{}{}", made->name, i, j), depth - 1));
      }
      made->steps.push_back(std::move(step));
    }
    return made;
  }

 private:
  int up_to(int most) { return std::uniform_int_distribution<int>{1, most}(random_); }

  std::mt19937 random_;
};

DeferredResult<std::string> perform(Pipe redis, std::shared_ptr<const Plan> plan) {
  std::string seen = plan->name;
  const std::string& list = plan->name;
  for (const Step& step : plan->steps) {
    switch (step.kind) {
      case Step::Kind::push: {
        seen += fmt::format(" {}", co_await redis->rpush(list, seen.size()));
        break;
      }
      case Step::Kind::read: {
        const auto elements = co_await redis->lrange(list, 0, -1);
        for (const auto& element : elements) seen += ' ' + element;
        break;
      }
      case Step::Kind::fail: {
        if (plan->name.size() > 6) co_await redis->incr(list + "x");
        co_await redis->rpush(list, "y");
        co_await redis->incr(list);
        break;
      }
      case Step::Kind::catch_failure: {
        try {
          co_await redis->rpush(list, "z");
          co_await redis->incr(list);
        } catch (const ServerError& error) {
          seen += ' ' + error.code();
        }
        break;
      }
      case Step::Kind::call: {
        seen += " (" + co_await perform(redis, step.calls.front()) + ")";
        break;
      }
      case Step::Kind::fan_out: {
        std::vector<DeferredResult<std::string>> results;
        for (const auto& call : step.calls) results.push_back(perform(redis, call));
        const auto texts = co_await all(results);
        for (const auto& text : texts) seen += " [" + text + "]";
        break;
      }
      case Step::Kind::nested: {
        PipelineContext inner{*redis};
        inner.rpush(list, "n");
        const auto length = inner.llen(list);
        inner.execute();
        seen += fmt::format(" n{}", co_await length);
        break;
      }
      case Step::Kind::atomic: {
        PipelineContext inner{*redis, atomically};
        inner.rpush(list, "a");
        const auto length = inner.llen(list);
        inner.execute();
        seen += fmt::format(" a{}", co_await length);
        break;
      }
      case Step::Kind::chain: {
        const auto last = redis->rpush(list, "c").then(
            [redis, list](std::int64_t length) { return redis->lindex(list, length - 1); });
        const auto& element = co_await last;
        seen += ' ' + element.value_or("none");
        break;
      }
    }
  }
  co_return seen;
}

std::string text_of(const DeferredResult<std::string>& result) {
  if (!result.ready()) return "pending";
  return result.error() != nullptr ? "error: " + result.error()->message : *result;
}

using Plans = std::vector<std::shared_ptr<const Plan>>;
struct Ended {
  std::vector<std::string> results;
  std::vector<std::string> lists;
  friend bool operator==(const Ended&, const Ended&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Ended& end) {
    for (const auto& result : end.results) out << result << '\n';
    for (const auto& list : end.lists) out << list << '\n';
    return out;
  }
};

template <class Run>
Ended ended(const Plans& plans, Run&& run) {
  Client redis = emptied_client();
  std::vector<DeferredResult<std::string>> results;
  run(redis, plans, results);
  Ended end;
  for (const auto& result : results) end.results.push_back(text_of(result));
  auto keys = redis.keys("*").result();
  std::ranges::sort(keys);
  for (const auto& key : keys) end.lists.push_back(key + ": " + shared_server().command({"LRANGE", key, "0", "-1"}));
  return end;
}

}  // namespace

TEST_CASE("random programs of coroutines do the same alone, in one batch, nested, streaming and asynchronously") {
  const std::uint32_t seed = random_seed();
  for (std::uint32_t round = 0; round < 40; ++round) {
    Planner planner{seed + round};
    Plans plans;
    for (int i = 0; i < 12; ++i) plans.push_back(planner.plan(fmt::format("f{}", i), 2));
    CAPTURE(seed, round);

    const Ended alone = ended(plans, [](Client& redis, const Plans& all, auto& results) {
      for (const auto& plan : all) results.push_back(perform(redis, plan));
    });
    const Ended in_batch = ended(plans, [](Client& redis, const Plans& all, auto& results) {
      PipelineContext pipe{redis};
      for (const auto& plan : all) results.push_back(perform(pipe, plan));
      pipe.execute(Errors::in_results);
    });
    const Ended nested = ended(plans, [](Client& redis, const Plans& all, auto& results) {
      PipelineContext pipe{redis};
      for (const auto& plan : all) {
        PipelineContext outer{pipe};
        PipelineContext inner{outer};
        results.push_back(perform(inner, plan));
        inner.execute();
        results.back().then([](const std::string&) {});
        outer.execute();
      }
      pipe.execute(Errors::in_results);
    });
    const Ended streamed = ended(plans, [](Client& redis, const Plans& all, auto& results) {
      PipelineContext pipe{redis, PipelineOptions{.flush_every = 3}};
      for (const auto& plan : all) results.push_back(perform(pipe, plan));
      pipe.execute(Errors::in_results);
    });
    const auto asynchronously = [](const Plans& all, auto& results, bool together) {
      asio::io_context context;
      AsyncClient redis{context, shared_server().uri()};
      run(context, [&]() -> asio::awaitable<void> {
        PipelineContext pipe{redis};
        for (const auto& plan : all) results.push_back(together ? perform(pipe, plan) : perform(redis, plan));
        co_await async_execute(pipe, Errors::in_results);
        for (const auto& result : results) co_await async_wait(result, asio::as_tuple(asio::use_awaitable));
      });
    };
    const Ended awaited =
        ended(plans, [&](Client&, const Plans& all, auto& results) { asynchronously(all, results, true); });
    const Ended started =
        ended(plans, [&](Client&, const Plans& all, auto& results) { asynchronously(all, results, false); });
    REQUIRE(in_batch == alone);
    REQUIRE(nested == alone);
    REQUIRE(streamed == alone);
    REQUIRE(awaited == alone);
    REQUIRE(started == alone);
  }
}
