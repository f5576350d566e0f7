// Promises 17 and 18: functions of dependent steps, in waves, without a server.
#include <tributary/tributary.hpp>

#include "core/exchange.hpp"
#include "support/catch.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_executor.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

/// Answers each command with the number of commands before it.
class CountingExecutor final : public detail::Executor {
 public:
  std::size_t runs = 0;
  std::int64_t commands = 0;
  std::string sent;
  bool keeps_sent = true;

  void run(std::span<const detail::Batch> batches) noexcept override {
    ++runs;
    detail::Exchange exchange{ReplyLimits{}};
    exchange.add(batches.front());
    std::string_view piece;
    while (exchange.unsent({&piece, 1}) > 0) {
      if (keeps_sent) sent += piece;
      exchange.wrote(piece.size());
    }
    std::string replies;
    for (std::size_t i = 0; i < exchange.commands(); ++i) replies += fmt::format(":{}\r\n", commands++);
    exchange.received(replies);
    if (!exchange.done()) exchange.fail(TransportReason::closed, "not answered");
  }
};

class CountingClient : public Deployment, public Commands {
 public:
  CountingClient() : CountingClient{std::make_shared<CountingExecutor>()} {}
  CountingExecutor& script() noexcept { return *script_; }

 private:
  explicit CountingClient(const std::shared_ptr<CountingExecutor>& script)
      : Deployment{script}, Commands{script}, script_{script} {}
  std::shared_ptr<CountingExecutor> script_;
};

/// Tells whether frames end.
struct Witness {
  explicit Witness(int& living) : alive{&living, [](int* count) { --*count; }} { ++living; }
  std::shared_ptr<int> alive;
};

DeferredResult<std::int64_t> steps(Pipe redis, int count, Witness) {
  std::int64_t last = 0;
  for (int i = 0; i < count; ++i) last = co_await redis->incr("k");
  co_return last;
}

DeferredResult<std::int64_t> recursive(Pipe redis, int depth) {
  const auto own = co_await redis->incr("k");
  if (depth == 0) co_return own;
  co_return co_await recursive(redis, depth - 1) + 1;
}

DeferredResult<std::unique_ptr<std::int64_t>> made(Pipe redis) {
  co_return std::make_unique<std::int64_t>(co_await redis->incr("k"));
}
DeferredResult<std::int64_t> counted(Pipe redis) {
  co_await redis->incr("k");
  const auto pointer = co_await made(redis);
  const auto kept = made(redis);
  const auto& seen = co_await kept;
  co_return *seen;
}

}  // namespace

TEST_CASE("a coroutine starts when it is called, so its first commands stand where it was called") {
  CountingClient client;
  int living = 0;
  PipelineContext pipe{client};
  const auto before = pipe.get<std::int64_t>("before");
  const auto last = steps(pipe, 2, Witness{living});
  const auto after = pipe.get<std::int64_t>("after");
  CHECK(pipe.size() == 3);
  CHECK(living == 1);
  pipe.execute();
  CHECK(**before == 0);
  CHECK(**after == 2);
  CHECK(*last == 3);
  CHECK(living == 0);
  CHECK(client.script().runs == 2);
}

TEST_CASE("what continuations record goes behind in the order in which they ran") {
  CountingClient client;
  constexpr auto two = [](Pipe redis, std::string name) -> DeferredResult<std::int64_t> {
    co_await redis->incr(name + "1");
    co_return co_await redis->incr(name + "2");
  };
  PipelineContext pipe{client};
  const auto a = two(pipe, "a");
  const auto b = two(pipe, "b");
  const auto c = pipe.incr("c1").then([](std::int64_t, Pipe next) { return next->incr("c2"); });
  const auto d = two(pipe, "d");
  pipe.execute();
  CHECK(client.script().sent == resp_command({"INCR", "a1"}) + resp_command({"INCR", "b1"}) +
                                    resp_command({"INCR", "c1"}) + resp_command({"INCR", "d1"}) +
                                    resp_command({"INCR", "a2"}) + resp_command({"INCR", "b2"}) +
                                    resp_command({"INCR", "c2"}) + resp_command({"INCR", "d2"}));
  CHECK(*c == 6);
}

TEST_CASE("100,000 coroutines in one batch, a loop of 100,000 steps in one, and recursion need no deep stack") {
  CountingClient client;
  client.script().keeps_sent = false;
  int living = 0;
  PipelineContext pipe{client};
  SECTION("coroutines") {
    std::vector<DeferredResult<std::int64_t>> results;
    for (int i = 0; i < 100'000; ++i) results.push_back(steps(pipe, 2, Witness{living}));
    const auto sum = all(results);
    pipe.execute();
    CHECK(client.script().runs == 2);
    CHECK(sum->back() == 199'999);
  }
  SECTION("steps") {
    const auto last = steps(pipe, 100'000, Witness{living});
    pipe.execute();
    CHECK(*last == 99'999);
  }
  SECTION("steps of a coroutine that is called with a client") {
    CHECK(*steps(client, 100'000, Witness{living}) == 99'999);
  }
  SECTION("recursion") {
    const auto last = recursive(pipe, 100'000);
    pipe.execute();
    CHECK(*last == 200'000);
  }
  SECTION("chains of then()") {
    DeferredResult<std::int64_t> last = pipe.incr("k");
    for (int i = 0; i < 100'000; ++i) last = last.then([](std::int64_t, Pipe next) { return next->incr("k"); });
    pipe.execute();
    CHECK(*last == 100'000);
  }
  CHECK(living == 0);
}

TEST_CASE("promise 18: every coroutine ends, whatever becomes of its batch") {
  CountingClient client;
  int living = 0;
  std::optional<DeferredResult<std::int64_t>> result;
  SECTION("its context is destroyed") {
    PipelineContext pipe{client};
    result = steps(pipe, 3, Witness{living});
    CHECK(living == 1);
  }
  SECTION("it is discarded") {
    PipelineContext pipe{client};
    result = steps(pipe, 3, Witness{living});
    pipe.discard();
    CHECK(living == 0);
    CHECK(pipe.empty());
  }
  SECTION("its context is left by an exception") {
    try {
      PipelineContext pipe{client};
      result = steps(pipe, 3, Witness{living});
      throw std::runtime_error{"left"};
    } catch (const std::runtime_error&) {
    }
  }
  SECTION("the root of its nested context is destroyed first") {
    auto pipe = std::make_unique<PipelineContext>(client);
    auto inner = std::make_unique<PipelineContext>(*pipe);
    result = steps(*inner, 3, Witness{living});
    pipe.reset();
    CHECK(living == 0);
    inner.reset();
  }
  SECTION("a continuation ends the context between two waves") {
    auto pipe = std::make_unique<PipelineContext>(client);
    pipe->incr("k").then([&](std::int64_t) { pipe.reset(); });
    result = steps(*pipe, 3, Witness{living});
    pipe->execute();
    CHECK(pipe == nullptr);
  }
  CHECK(living == 0);
  REQUIRE(result->ready());
  CHECK(client.script().runs <= 1);
  CHECK_THROWS_AS(result->result(), RedisError);
}

TEST_CASE("promise 18: a coroutine sees Discarded where it waits, and may catch it, but records nothing any more") {
  CountingClient client;
  constexpr auto insist = [](Pipe redis) -> DeferredResult<std::string> {
    std::string seen;
    try {
      co_await redis->incr("k");
    } catch (const Discarded&) {
      seen = "discarded, ";
    }
    try {
      co_await redis->incr("k");
    } catch (const UsageError& error) {
      seen += error.what();
    }
    co_return seen;
  };
  std::optional<DeferredResult<std::string>> result;
  {
    PipelineContext pipe{client};
    result = insist(pipe);
  }
  CHECK(**result == "discarded, the batch of this Pipe was discarded, and nothing more is recorded into it");
}

TEST_CASE("an exception that leaves a coroutine is the error of its result, wherever it is thrown") {
  CountingClient client;
  constexpr auto throwing = [](Pipe redis, int at) -> DeferredResult<int> {
    for (int i = 0; i < 4; ++i) {
      if (i == at) throw std::runtime_error{"thrown"};
      co_await redis->incr("k");
    }
    co_return at;
  };
  for (int at = 0; at < 4; ++at) {
    PipelineContext pipe{client};
    const auto result = throwing(pipe, at);
    pipe.execute();
    CHECK_THROWS_WITH(result.result(), "thrown");
    CHECK(result.error()->kind == ErrorKind::continuation);
  }
  CHECK(throwing(client, 2).error()->message == "thrown");
}

TEST_CASE("co_await of a temporary result gives its value away, of a kept one refers to it") {
  ScriptedClient client;
  client.reply("$5\r\nvalue\r\n");
  constexpr auto look = [](Pipe redis) -> DeferredResult<bool> {
    const auto kept = redis->get("k");
    const std::optional<std::string>& seen = co_await kept;
    co_return &seen == &*kept;
  };
  PipelineContext pipe{client};
  const auto same = look(pipe);
  pipe.execute();
  CHECK(*same);
}

TEST_CASE("a value that cannot be copied can be awaited, and returned") {
  CountingClient client;
  PipelineContext pipe{client};
  const auto total = counted(pipe);
  const auto kept = made(pipe);
  pipe.execute();
  CHECK(*total == 3);
  CHECK(**kept == 1);
  auto copy = kept;
  CHECK_THROWS_AS(std::move(copy).result(), UsageError);
}

TEST_CASE("callbacks run once, behind all waves, those of later waves behind those of earlier ones") {
  CountingClient client;
  std::string order;
  constexpr auto with_callback = [](Pipe redis, Borrowed<std::string> out) -> DeferredResult<Ok> {
    co_await redis->incr("k");
    PipelineContext inner{*redis};
    inner.incr("k");
    inner.on_execute([out] { *out += "later"; });
    inner.execute();
  };
  PipelineContext pipe{client};
  const auto done = with_callback(pipe, borrowed(order));
  pipe.on_execute([&] { order += done.ready() ? "first, " : "too early, "; });
  pipe.execute();
  CHECK(order == "first, later");
  CHECK(client.script().runs == 2);
}

TEST_CASE("execute() within a continuation makes a wave of its own, and ends no Pipe of the batch") {
  CountingClient client;
  int living = 0;
  PipelineContext pipe{client};
  std::optional<std::int64_t> inner;
  pipe.incr("k").then([&](std::int64_t) {
    const auto more = pipe.incr("k");
    pipe.execute();
    inner = *more;
  });
  const auto last = steps(pipe, 3, Witness{living});
  pipe.execute();
  CHECK(inner == 2);
  CHECK(last.has_value());
  CHECK(living == 0);
}

TEST_CASE("a context that counts its errors counts those of every wave") {
  ScriptedClient client;
  client.reply("+OK\r\n");
  client.script().later = {"-ERR one\r\n", "-ERR two\r\n"};
  constexpr auto fail_twice = [](Pipe redis) -> DeferredResult<int> {
    co_await redis->set("k", 1);
    int caught = 0;
    for (int i = 0; i < 2; ++i) {
      try {
        co_await redis->incr("k");
      } catch (const ServerError&) {
        ++caught;
      }
    }
    co_return caught;
  };
  SECTION("by count") {
    PipelineContext pipe{client};
    const auto caught = fail_twice(pipe);
    CHECK(pipe.execute(Errors::in_results) == 2);
    CHECK(*caught == 2);
  }
  SECTION("by the first error") {
    PipelineContext pipe{client};
    const auto caught = fail_twice(pipe);
    try {
      pipe.execute();
      FAIL("nothing was thrown");
    } catch (const ServerError& error) {
      CHECK(error.failed() == 2);
      CHECK(error.info().message == "ERR one");
    }
    CHECK(*caught == 2);
  }
}

TEST_CASE("a batch whose name is unknown in a later wave keeps it, and goes on when it is known") {
  CountingClient client;
  Connections connections;
  connections.add("a", client);
  PipelineContext pipe{connections, "a"};
  constexpr auto onwards = [](Pipe redis) -> DeferredResult<std::int64_t> {
    co_await redis->incr("k");
    PipelineContext other{*redis, "b"};
    auto total = other.incr("k");
    other.execute();
    co_return co_await total;
  };
  const auto total = onwards(pipe);
  bool called = false;
  pipe.on_execute([&] { called = true; });
  CHECK_THROWS_AS(pipe.execute(), UnknownConnection);
  CHECK_FALSE(total.ready());
  CHECK_FALSE(called);
  connections.add("b", client);
  pipe.execute();
  CHECK(*total == 1);
  CHECK(called);
}

TEST_CASE("every wave may be cut behind every byte: coroutines end, and outcomes are told") {
  constexpr auto chain = [](Pipe redis) -> DeferredResult<std::int64_t> {
    const auto a = co_await redis->incr("k");
    const auto b = co_await redis->incr("k");
    co_return a + b + co_await redis->incr("k");
  };
  const std::string reply = ":1\r\n:2\r\n";
  for (std::size_t wave = 0; wave < 3; ++wave) {
    for (std::size_t bytes = 0; bytes < reply.size(); ++bytes) {
      ScriptedClient client;
      for (std::size_t i = 0; i < wave; ++i) client.script().later.push_back(reply);
      client.script().later.push_back(reply.substr(0, bytes));
      client.reply(client.script().later.front());
      client.script().later.erase(client.script().later.begin());
      PipelineContext pipe{client};
      const auto first = chain(pipe);
      const auto second = chain(pipe);
      CHECK_THROWS_AS(pipe.execute(), TransportError);
      REQUIRE(first.ready());
      REQUIRE(second.ready());
      REQUIRE(second.error()->kind == ErrorKind::transport);
      REQUIRE(second.error()->outcome == TransportOutcome::maybe_applied);
    }
  }
}

namespace {

/// Answers one command at a time, and notes what is sent in between.
class SteppingExecutor final : public detail::Executor {
 public:
  std::string log;

  void run(std::span<const detail::Batch> batches) noexcept override {
    for (const detail::Batch& batch : batches) {
      detail::Exchange exchange{ReplyLimits{}};
      exchange.add(batch);
      exchange.fail(TransportReason::closed, "not by a stream");
    }
  }
  std::unique_ptr<detail::Stream> open_stream() override { return std::make_unique<SteppingStream>(*this); }

 private:
  class SteppingStream final : public detail::Stream {
   public:
    explicit SteppingStream(SteppingExecutor& executor) noexcept : executor_{executor} {}

    void send(const detail::Batch& batch) noexcept override {
      detail::RequestBuffer bytes;
      exchange_.add(batch, bytes);
      std::string_view piece;
      while (exchange_.unsent({&piece, 1}) > 0) {
        for (std::size_t at = piece.find("key"); at != std::string_view::npos; at = piece.find("key", at + 1)) {
          executor_.log += fmt::format(" {}", piece.substr(at + 3, 2));
        }
        exchange_.wrote(piece.size());
      }
    }
    bool advance(const detail::ExecuteLimits&) noexcept override {
      if (exchange_.done()) return false;
      executor_.log += " .";
      exchange_.received(std::string_view{":1\r\n"});
      return true;
    }
    void finish(const detail::ExecuteLimits& limits) noexcept override {
      while (advance(limits)) {
      }
    }

   private:
    SteppingExecutor& executor_;
    detail::Exchange exchange_{ReplyLimits{}};
  };
};

class SteppingClient : public Deployment, public Commands {
 public:
  SteppingClient() : SteppingClient{std::make_shared<SteppingExecutor>()} {}
  const std::string& log() const noexcept { return script_->log; }

 private:
  explicit SteppingClient(const std::shared_ptr<SteppingExecutor>& script)
      : Deployment{script}, Commands{script}, script_{script} {}
  std::shared_ptr<SteppingExecutor> script_;
};

DeferredResult<std::int64_t> two_keys(Pipe redis, std::string name) {
  co_await redis->incr("key" + name + "1");
  co_return co_await redis->incr("key" + name + "2");
}

}  // namespace

TEST_CASE("a streaming batch sends the next step as soon as its input has been read") {
  SteppingClient client;
  PipelineContext pipe{client, PipelineOptions{.flush_every = 1}};
  std::vector<DeferredResult<std::int64_t>> results;
  for (const char* name : {"a", "b", "c"}) results.push_back(two_keys(pipe, name));
  CHECK(client.log() == " a1 b1 c1");
  pipe.execute();
  CHECK(client.log() == " a1 b1 c1 . a2 . b2 . c2 . . .");
  for (const auto& result : results) CHECK(*result == 1);
}
