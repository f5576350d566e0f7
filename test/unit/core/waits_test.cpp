// How long a batch may keep the server from answering: the sum of what its blocking commands may wait.
#include <tributary/tributary.hpp>

#include "core/exchange.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <memory>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

using namespace tributary;
using namespace std::chrono_literals;
using tributary::detail::Batch;

namespace {

using Waits = std::vector<std::chrono::milliseconds>;

/// Notes how long each batch may wait, and fails it.
class NotingExecutor final : public detail::Executor {
 public:
  Waits waits;

  void run(std::span<const Batch> batches) noexcept override {
    for (const Batch& batch : batches) {
      waits.push_back(batch.wait);
      detail::Exchange exchange{ReplyLimits{}};
      exchange.add(batch);
      exchange.fail(TransportReason::connect, "it only takes notes");
    }
  }
  std::unique_ptr<detail::Stream> open_stream() override { return std::make_unique<NotingStream>(*this); }

 private:
  class NotingStream final : public detail::Stream {
   public:
    explicit NotingStream(NotingExecutor& executor) noexcept : executor_{executor} {}
    void send(const Batch& batch) noexcept override {
      executor_.run({&batch, 1});
      detail::RequestBuffer bytes;
      batch.tape->take(batch.ranges, bytes);
    }
    bool advance(const detail::ExecuteLimits&) noexcept override { return false; }
    void finish(const detail::ExecuteLimits&) noexcept override {}

   private:
    NotingExecutor& executor_;
  };
};

class NotingClient : public Deployment, public Commands {
 public:
  NotingClient() : NotingClient{std::make_shared<NotingExecutor>()} {}
  const Waits& waits() const noexcept { return executor_->waits; }

 private:
  explicit NotingClient(const std::shared_ptr<NotingExecutor>& executor)
      : Deployment{executor}, Commands{executor}, executor_{executor} {}
  std::shared_ptr<NotingExecutor> executor_;
};

/// Keys that cannot be read, which is found while they are written.
struct UnreadableKeys {
  static std::size_t size() { return 1; }
  static const std::string* begin() { throw std::runtime_error{"cannot be read"}; }
  static const std::string* end() { return nullptr; }
};

}  // namespace

TEST_CASE("what does not block does not wait, and what blocks adds up") {
  NotingClient client;
  PipelineContext pipe{client};
  pipe.incr("a");
  pipe.execute(Errors::in_results);
  pipe.incr("a");
  pipe.blpop("q", 300ms);
  pipe.incr("b");
  pipe.wait(1, 20ms);
  pipe.execute(Errors::in_results);
  pipe.incr("a");
  pipe.execute(Errors::in_results);
  CHECK(client.waits() == Waits{0ms, 320ms, 0ms});
}

TEST_CASE("a command on a client waits alone") {
  NotingClient client;
  CHECK_THROWS_AS(client.brpop({"a", "b"}, 7ms), TransportError);
  CHECK_THROWS_AS(client.ping(), TransportError);
  CHECK(client.waits() == Waits{7ms, 0ms});
}

TEST_CASE("a nested context hands its waits up, and takes them along when it is left") {
  NotingClient client;
  PipelineContext pipe{client};
  pipe.blpop("q", 1ms);
  {
    PipelineContext left{pipe};
    left.blpop("q", 10ms);
    PipelineContext executed{pipe};
    executed.blpop("q", 100ms);
    executed.execute();
  }
  pipe.blpop("q", 1000ms);
  pipe.execute(Errors::in_results);
  pipe.ping();
  pipe.execute(Errors::in_results);
  CHECK(client.waits() == Waits{1101ms, 0ms});
}

TEST_CASE("a command that was refused does not wait") {
  NotingClient client;
  PipelineContext pipe{client};
  CHECK_THROWS_AS(pipe.blpop("q", 0ms), std::invalid_argument);
  CHECK_THROWS_AS(pipe.blpop(UnreadableKeys{}, 5ms), std::runtime_error);
  CHECK(pipe.empty());
  pipe.ping();
  pipe.execute(Errors::in_results);
  CHECK(client.waits() == Waits{0ms});
}

TEST_CASE("every connection waits for its own commands") {
  NotingClient a;
  NotingClient b;
  Connections connections;
  connections.add("a", a);
  connections.add("b", b);
  PipelineContext pipe{connections, "a"};
  pipe.blpop("q", 5ms);
  {
    PipelineContext other{pipe, "b"};
    other.blpop("q", 70ms);
    other.execute();
  }
  pipe.execute(Errors::in_results);
  CHECK(a.waits() == Waits{5ms});
  CHECK(b.waits() == Waits{70ms});
}

TEST_CASE("every batch of a stream waits for its own commands") {
  NotingClient client;
  PipelineContext pipe{client, {.flush_every = 2}};
  for (int i = 0; i < 2; ++i) pipe.blpop("q", 3ms);
  for (int i = 0; i < 2; ++i) pipe.ping();
  pipe.blpop("q", 40ms);
  pipe.execute(Errors::in_results);
  CHECK(client.waits() == Waits{6ms, 0ms, 40ms});
}
