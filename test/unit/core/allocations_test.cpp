// The budgets of the design that can be counted: no allocation per command in the steady state, at most one per result.
#include <tributary/tributary.hpp>

#include "core/exchange.hpp"
#include "support/allocations.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace tributary;
using tributary::test::allocations_of;

namespace {

constexpr std::size_t kCommands = 1000;

/// Answers every command with the same reply, and allocates nothing for it when it is warm.
class EchoingExecutor final : public detail::Executor {
 public:
  explicit EchoingExecutor(std::string_view reply) : reply_size_{reply.size()} {
    for (std::size_t i = 0; i < kCommands; ++i) replies_ += reply;
  }

  void run(std::span<const detail::Batch> batches) noexcept override {
    exchange_.add(batches.front());
    answer(exchange_);
    exchange_.reset();
  }

  std::unique_ptr<detail::Stream> open_stream() override { return std::make_unique<EchoingStream>(*this); }

 private:
  class EchoingStream final : public detail::Stream {
   public:
    explicit EchoingStream(EchoingExecutor& executor) noexcept : executor_{executor} {}
    void send(const detail::Batch& batch) noexcept override {
      bytes_.clear();
      executor_.exchange_.add(batch, bytes_);
      executor_.answer(executor_.exchange_);
    }
    bool advance(const detail::ExecuteLimits&) noexcept override { return false; }  // all is answered at once
    void finish(const detail::ExecuteLimits&) noexcept override { executor_.exchange_.reset(); }

   private:
    EchoingExecutor& executor_;
    detail::RequestBuffer bytes_;
  };

  void answer(detail::Exchange& exchange) noexcept {
    exchange.wrote(exchange.unsent_bytes());
    const std::size_t open = exchange.commands() - exchange.answered();
    exchange.received(std::string_view{replies_}.substr(0, open * reply_size_));
  }

  std::size_t reply_size_;
  std::string replies_;
  detail::Exchange exchange_{ReplyLimits{}};
};

class EchoingClient : public Deployment, public Commands {
 public:
  explicit EchoingClient(std::string_view reply) : EchoingClient{std::make_shared<EchoingExecutor>(reply)} {}

 private:
  explicit EchoingClient(const std::shared_ptr<EchoingExecutor>& executor) : Deployment{executor}, Commands{executor} {}
};

/// Calls `work` until everything that it keeps is warm; then returns what one more call allocates.
template <class F>
std::size_t calls_when_warm(F&& work) {
  for (int i = 0; i < 3; ++i) work();
  return allocations_of(work).calls;
}

/// Records one command through `depth` nested contexts, as a reusable function of reusable functions does.
DeferredResult<std::int64_t> increment_nested(Commands& redis, int depth) {
  PipelineContext pipe{redis};
  auto result = depth > 1 ? increment_nested(pipe, depth - 1) : pipe.incrby("key:000000000000", 1);
  pipe.execute();
  return result;
}

}  // namespace

TEST_CASE("allocations are counted") {
  CHECK(allocations_of([] {
          auto p = std::make_unique<int>(1);
          CHECK_FALSE(p == nullptr);
        }).calls > 0);
  CHECK(allocations_of([] {}).calls == 0);
  CHECK(allocations_of([] { detail::RequestBuffer{}.room(10'000); }).bytes >= 10'000);
  CHECK(allocations_of([] { CHECK(fmt::format("{:1000}", 1).size() == 1000); }).bytes >= 1000);
}

TEST_CASE("recording and executing 1000 commands allocates nothing in the steady state") {
  EchoingClient client{":1\r\n"};
  std::vector<DeferredResult<std::int64_t>> results;
  CHECK(calls_when_warm([&] {
          results.clear();
          PipelineContext pipe{client};
          for (std::size_t i = 0; i < kCommands; ++i) results.push_back(pipe.incrby("key:000000000000", 1));
          pipe.execute();
        }) == 0);
  CHECK(*results.back() == 1);
}

TEST_CASE("the same with a context that is kept") {
  EchoingClient client{":1\r\n"};
  PipelineContext pipe{client};
  CHECK(calls_when_warm([&] {
          for (std::size_t i = 0; i < kCommands; ++i) pipe.incrby("key:000000000000", 1);
          pipe.execute();
        }) == 0);
}

TEST_CASE("commands recorded four contexts deep allocate nothing in the steady state") {
  EchoingClient client{":1\r\n"};
  std::vector<DeferredResult<std::int64_t>> results;
  CHECK(calls_when_warm([&] {
          results.clear();
          PipelineContext pipe{client};
          for (std::size_t i = 0; i < kCommands; ++i) results.push_back(increment_nested(pipe, 4));
          pipe.execute();
        }) == 0);
  CHECK(*results.back() == 1);
}

namespace {

DeferredResult<std::int64_t> three_steps(Pipe redis) {
  std::int64_t sum = 0;
  for (int i = 0; i < 3; ++i) sum += co_await redis->incrby("key:000000000000", 1);
  co_return sum;
}

DeferredResult<std::int64_t> called_nested(Commands& redis) {
  PipelineContext pipe{redis};
  auto result = three_steps(pipe);
  pipe.execute();
  return result;
}

}  // namespace

TEST_CASE("1000 coroutines of three steps allocate nothing in the steady state") {
  EchoingClient client{":1\r\n"};
  std::vector<DeferredResult<std::int64_t>> results;
  CHECK(calls_when_warm([&] {
          results.clear();
          PipelineContext pipe{client};
          for (std::size_t i = 0; i < kCommands; ++i) results.push_back(three_steps(pipe));
          pipe.execute();
        }) == 0);
  CHECK(*results.back() == 3);
  CHECK(calls_when_warm([&] {
          results.clear();
          PipelineContext pipe{client};
          for (std::size_t i = 0; i < kCommands; ++i) results.push_back(called_nested(pipe));
          pipe.execute();
        }) == 0);
  CHECK(*results.back() == 3);
  CHECK(calls_when_warm([&] { results.back() = three_steps(client); }) == 0);
}

TEST_CASE("a context that records nothing allocates nothing") {
  EchoingClient client{":1\r\n"};
  CHECK(allocations_of([&] {
          PipelineContext pipe{client};
          PipelineContext child{pipe};
          PipelineContext leaf{child};
          leaf.execute();
          child.execute();
          pipe.execute();
        }).calls == 0);
}

TEST_CASE("a command that is run at once allocates nothing in the steady state") {
  EchoingClient client{":1\r\n"};
  CHECK(calls_when_warm([&] { client.incrby("key:000000000000", 1); }) == 0);
}

TEST_CASE("a context that is dropped without execute allocates only what its results must be told") {
  EchoingClient client{":1\r\n"};
  CHECK(calls_when_warm([&] {
          PipelineContext pipe{client};
          for (std::size_t i = 0; i < kCommands; ++i) pipe.incrby("key:000000000000", 1);
        }) == 0);
}

TEST_CASE("a long string costs one allocation, a short one none") {
  EchoingClient short_replies{"$5\r\nshort\r\n"};
  const std::string text(100, 'x');
  EchoingClient long_replies{"$100\r\n" + text + "\r\n"};
  std::vector<DeferredResult<std::optional<std::string>>> results;
  const auto get_from = [&](Commands& client) {
    return calls_when_warm([&] {
      results.clear();
      PipelineContext pipe{client};
      for (std::size_t i = 0; i < kCommands; ++i) results.push_back(pipe.get("key"));
      pipe.execute();
    });
  };
  CHECK(get_from(short_replies) == 0);
  CHECK(get_from(long_replies) == kCommands);
  CHECK(*results.back() == text);
}

TEST_CASE("a reply that nobody reads is not decoded") {
  EchoingClient client{"$100\r\n" + std::string(100, 'x') + "\r\n"};
  CHECK(calls_when_warm([&] {
          PipelineContext pipe{client};
          for (std::size_t i = 0; i < kCommands; ++i) pipe.get("key");
          pipe.execute();
        }) == 0);
}

TEST_CASE("an array costs the one allocation that its vector needs") {
  EchoingClient client{"*3\r\n:1\r\n:2\r\n:3\r\n"};
  std::vector<DeferredResult<std::vector<int>>> results;
  CHECK(calls_when_warm([&] {
          results.clear();
          PipelineContext pipe{client};
          for (std::size_t i = 0; i < kCommands; ++i) results.push_back(pipe.command<std::vector<int>>("X"));
          pipe.execute();
        }) == kCommands);
}

TEST_CASE("copying and releasing handles allocates nothing") {
  EchoingClient client{":1\r\n"};
  PipelineContext pipe{client};
  const auto result = pipe.incrby("k", 1);
  CHECK(allocations_of([&] {
          const auto copy = result;
          auto moved = copy;
          moved = result;
        }).calls == 0);
}

TEST_CASE("promise 13: streaming many commands takes no more memory than streaming a few") {
  EchoingClient client{":1\r\n"};
  const auto bytes_for = [&](int commands) {
    return allocations_of([&] {
             PipelineContext pipe{client, {.flush_every = 100}};
             for (int i = 0; i < commands; ++i) pipe.incrby("key:000000000000", 1);
             CHECK(pipe.execute() == 0);
           })
        .bytes;
  };
  bytes_for(1000);
  const std::size_t few = bytes_for(1000);
  CHECK(bytes_for(100'000) == few);
}

TEST_CASE("an array that announces millions of elements takes no memory before they come") {
  class NoReply final : public detail::ReplySink {
    bool on_reply(const ReplyView&) noexcept override { return false; }
  } sink;
  detail::ReplyReader reader{ReplyLimits{}};
  CHECK(allocations_of([&] {
          CHECK(reader.feed(std::string_view{"*30000000\r\n:1\r\n*30000000\r\n:1\r\n"}, sink));
        }).bytes < 10'000);
}
