// Promise 22: when memory ends, an exception or an error says so; nothing terminates the process and nothing is sent
// twice. Each scenario runs again and again, with the first, second, third, ... allocation failing, alone or with all
// behind it, until a run needs no further one.
#include <tributary/tributary.hpp>

#include "core/exchange.hpp"
#include "core/settle_unsent.hpp"
#include "core/started_flight.hpp"
#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/memory.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace tributary;
using tributary::test::at_every_allocation;
using tributary::test::Memory;

namespace {

constexpr std::size_t kMost = 200;

/// A key of its own for each command, so that it can be found on the wire.
struct Key {
  explicit Key(std::size_t number) noexcept
      : text{'k',
             'e',
             'y',
             static_cast<char>('0' + number / 100),
             static_cast<char>('0' + number / 10 % 10),
             static_cast<char>('0' + number % 10)} {}
  operator std::string_view() const noexcept { return {text.data(), text.size()}; }
  std::array<char, 6> text;
};

std::size_t count(std::string_view text, std::string_view part) noexcept {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

/// A connection without a socket, whose own memory is there before it is needed.
class Wire {
 public:
  Wire() { sent_.reserve(std::size_t{64} << 10); }

  void write(detail::Exchange& exchange) noexcept {
    std::string_view piece;
    while (exchange.unsent({&piece, 1}) > 0) {
      piece = piece.substr(0, writes_at_most - sent_.size());
      if (piece.empty()) return;
      sent_ += piece;
      exchange.wrote(piece.size());
    }
  }
  /// One reply for each command that was asked; what is not answered fails.
  void read(detail::Exchange& exchange) noexcept {
    while (!exchange.done() && next_ < replies.size()) {
      const std::string_view reply = replies[next_++];
      if (!exchange.received(reply)) return exchange.fail(TransportReason::protocol, exchange.protocol_error());
    }
  }
  const std::string& sent() const noexcept { return sent_; }

  std::span<const std::string_view> replies;
  std::size_t writes_at_most = std::string_view::npos;

 private:
  std::string sent_;
  std::size_t next_ = 0;
};

constexpr std::string_view kBroken = "the server closed the connection, which is not in the mood for any more of it";

void settle_unsent(const detail::Batch& batch) noexcept {
  detail::ConnectionFailure why{TransportReason::out_of_memory, "out of memory", "redis://wire"};
  detail::settle_unsent(batch, why);
}

/// Runs batches on wires, those of several executors together.
class WireExecutor final : public detail::Executor {
 public:
  Wire wire;

  void run(std::span<const detail::Batch> batches) noexcept override {
    for (const detail::Batch& batch : batches) {
      try {
        of(batch).exchange_.add(batch);
      } catch (const std::bad_alloc&) {
        settle_unsent(batch);
      }
    }
    for (const detail::Batch& batch : batches) of(batch).wire.write(of(batch).exchange_);
    for (const detail::Batch& batch : batches) {
      detail::Exchange& exchange = of(batch).exchange_;
      of(batch).wire.read(exchange);
      if (exchange.done()) {
        exchange.reset();
      } else {
        exchange.fail(TransportReason::closed, kBroken, "redis://wire");
      }
    }
  }
  bool runs_together_with(const Executor&) const noexcept override { return true; }
  std::unique_ptr<detail::Stream> open_stream() override { return std::make_unique<WireStream>(*this); }

 private:
  class WireStream final : public detail::Stream {
   public:
    explicit WireStream(WireExecutor& executor) noexcept : executor_{executor} {}

    void send(const detail::Batch& batch) noexcept override {
      try {
        executor_.exchange_.add(batch, parts_[used_]);
        ++used_;
      } catch (const std::bad_alloc&) {
        settle_unsent(batch);
        return batch.tape->release(batch.ranges);
      }
      executor_.wire.write(executor_.exchange_);
      executor_.wire.read(executor_.exchange_);
    }
    bool advance(const detail::ExecuteLimits& until) noexcept override {
      if (executor_.exchange_.done()) return false;
      finish(until);
      return true;
    }
    void finish(const detail::ExecuteLimits&) noexcept override {
      executor_.wire.read(executor_.exchange_);
      executor_.exchange_.fail(TransportReason::closed, kBroken, "redis://wire");
    }

   private:
    WireExecutor& executor_;
    std::array<detail::RequestBuffer, kMost> parts_;
    std::size_t used_ = 0;
  };

  static WireExecutor& of(const detail::Batch& batch) noexcept { return static_cast<WireExecutor&>(*batch.executor); }

  detail::Exchange exchange_{ReplyLimits{}};
};

/// Starts batches, and settles them in turn().
class StartingWire final : public detail::StartingExecutor {
 public:
  Wire wire;

  void start(const detail::Batch& batch) noexcept override { started_[count_++] = batch; }
  void conclude(detail::StartedFlight& flight) noexcept override { concluded_ = &flight; }
  void abandon(const detail::FlightHandle&, detail::Settlement&, const ErrorInfo&) noexcept override {}

  void turn() noexcept {
    while (count_ > 0 || concluded_ != nullptr) {
      for (std::size_t i = 0, count = std::exchange(count_, 0); i < count; ++i) settle(started_[i]);
      if (concluded_ != nullptr) std::exchange(concluded_, nullptr)->arrive();
    }
  }

 private:
  void settle(const detail::Batch& batch) noexcept {
    detail::RequestBuffer& out = out_[outs_++];
    try {
      exchange_.gather(batch, out);
      exchange_.seal(out);
    } catch (const std::bad_alloc&) {
      return settle_unsent(batch);
    }
    wire.write(exchange_);
    wire.read(exchange_);
    exchange_.fail(TransportReason::closed, kBroken, "redis://wire");
  }

  std::array<detail::Batch, 8> started_;
  std::array<detail::RequestBuffer, 8> out_;
  std::size_t count_ = 0;
  std::size_t outs_ = 0;
  detail::StartedFlight* concluded_ = nullptr;
  detail::Exchange exchange_{ReplyLimits{}};
};

template <class E>
class WireClient : public Deployment, public Commands {
 public:
  WireClient() : WireClient{std::make_shared<E>()} {}
  E& executor() noexcept { return *executor_; }
  Wire& wire() noexcept { return executor_->wire; }

 private:
  explicit WireClient(const std::shared_ptr<E>& executor)
      : Deployment{executor}, Commands{executor}, executor_{executor} {}

  std::shared_ptr<E> executor_;
};
using Blocking = WireClient<WireExecutor>;

/// So many replies, taken in turn from `some`.
template <std::size_t N>
std::array<std::string_view, kMost + 2> in_turn(const std::array<std::string_view, N>& some) {
  std::array<std::string_view, kMost + 2> all;
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = some[i % N];
  return all;
}

const auto kNumbers = in_turn(std::array<std::string_view, 1>{":1\r\n"});
const auto kMixed = in_turn(std::array<std::string_view, 3>{
    "$40\r\n0123456789012345678901234567890123456789\r\n",
    "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n", "*1\r\n*1\r\n$2\r\nno\r\n"});

/// Commands and what became of them.
template <class T>
class Recorded {
 public:
  template <class F>
  void record(Memory& memory, std::size_t number, F&& f) {
    memory.may_end([&] { results_[number].emplace(f(Key{number})); });
  }
  /// Each that was recorded has an end, and is on the wire once, or says that it was not sent.
  void check(Memory& memory, std::string_view sent) const {
    for (std::size_t i = 0; i < kMost; ++i) {
      const std::size_t times = count(sent, Key{i});
      if (!results_[i]) {
        memory.expect(times == 0, "what was not recorded is sent");
        continue;
      }
      memory.expect(results_[i]->ready(), "a result is pending");
      const ErrorInfo* const error = results_[i]->error();
      const bool is_unsent =
          error != nullptr && error->kind == ErrorKind::transport && error->outcome == TransportOutcome::not_sent;
      memory.expect(times < 2, "a command is sent twice");
      memory.expect(times > 0 || is_unsent, "a command is lost");
      memory.expect(times == 0 || !is_unsent, "a command is sent, and says that it was not");
    }
  }
  bool has(std::size_t number) const noexcept { return results_[number].has_value(); }
  const DeferredResult<T>& operator[](std::size_t number) const noexcept { return *results_[number]; }

 private:
  std::array<std::optional<DeferredResult<T>>, kMost> results_;
};

/// What is left, when memory is there again.
void execute(Memory& memory, PipelineContext& pipe, const std::string& sent) {
  if (memory.may_end([&] { pipe.execute(Errors::in_results); })) return;
  memory.expect(sent.empty(), "execute() throws, although it has sent something");
  pipe.execute(Errors::in_results);
}

DeferredResult<std::int64_t> nested(Commands& redis, std::string_view key, int depth) {
  PipelineContext pipe{redis};
  auto result = depth > 1 ? nested(pipe, key, depth - 1) : pipe.incr(key);
  pipe.execute();
  return result;
}

}  // namespace

TEST_CASE("promise 22: memory ends while values arrive") {
  at_every_allocation([](Memory& memory) {
    Blocking client;
    client.wire().replies = kNumbers;
    PipelineContext pipe{client};
    Recorded<std::int64_t> recorded;
    for (std::size_t i = 0; i < 140; ++i) recorded.record(memory, i, [&](auto key) { return pipe.incr(key); });
    execute(memory, pipe, client.wire().sent());
    recorded.check(memory, client.wire().sent());
  });
}

TEST_CASE("promise 22: memory ends while values, errors of the server and undecodable replies arrive") {
  at_every_allocation([](Memory& memory) {
    Blocking client;
    client.wire().replies = kMixed;
    PipelineContext pipe{client};
    Recorded<std::optional<std::string>> recorded;
    for (std::size_t i = 0; i < 12; ++i) recorded.record(memory, i, [&](auto key) { return pipe.get(key); });
    execute(memory, pipe, client.wire().sent());
    recorded.check(memory, client.wire().sent());
    for (std::size_t i = 0; i < 12; ++i) {
      if (recorded.has(i) && recorded[i].error() != nullptr)
        memory.expect(!recorded[i].error()->message.empty(), "an error says nothing");
    }
  });
}

TEST_CASE("promise 22: memory ends while execute() throws what failed") {
  at_every_allocation([](Memory& memory) {
    Blocking client;
    client.wire().replies = kMixed;
    PipelineContext pipe{client};
    Recorded<std::optional<std::string>> recorded;
    for (std::size_t i = 0; i < 3; ++i) recorded.record(memory, i, [&](auto key) { return pipe.get(key); });
    memory.may_end([&] {
      try {
        pipe.execute();
      } catch (const RedisError&) {
      }
    });
    pipe.execute(Errors::in_results);  // when nothing was sent, else it has nothing to do
    recorded.check(memory, client.wire().sent());
  });
}

TEST_CASE("promise 22: memory ends while nested contexts record") {
  at_every_allocation([](Memory& memory) {
    Blocking client;
    client.wire().replies = kNumbers;
    PipelineContext pipe{client};
    PipelineContext left{pipe};
    PipelineContext right{pipe};
    Recorded<std::int64_t> recorded;
    for (std::size_t i = 0; i < 20; ++i) {
      recorded.record(memory, i, [&](auto key) { return (i % 2 == 0 ? left : right).incr(key); });
    }
    // What was handed up in part would be handed up twice.
    for (PipelineContext* const each : {&left, &right}) {
      if (!memory.may_end([&] { each->execute(); })) each->execute();
    }
    for (std::size_t i = 20; i < 24; ++i) {
      recorded.record(memory, i, [&](auto key) { return nested(pipe, key, 4); });
      if (!recorded.has(i)) recorded.record(memory, i, [&](auto key) { return nested(pipe, key, 4); });
    }
    execute(memory, pipe, client.wire().sent());
    recorded.check(memory, client.wire().sent());
  });
}

namespace {

/// Two steps, of which the second needs the first.
DeferredResult<std::int64_t> two_steps(Pipe redis, Key first, Key second) {
  co_await redis->incr(first);
  co_return co_await redis->incr(second);
}

/// The same by then(), whose own function returns a result.
DeferredResult<std::int64_t> two_steps_by_then(Commands& redis, Key first, Key second) {
  return redis.incr(first).then([second](std::int64_t, Pipe next) { return next->incr(second); });
}

}  // namespace

TEST_CASE("promise 22: memory ends while coroutines and continuations make waves") {
  at_every_allocation([](Memory& memory) {
    Blocking client;
    client.wire().replies = kNumbers;
    std::vector<DeferredResult<std::int64_t>> results;
    results.reserve(16);
    {
      PipelineContext pipe{client};
      for (std::size_t i = 0; i < 8; ++i) {
        memory.may_end([&] { results.push_back(two_steps(pipe, Key{i}, Key{i + 20})); });
        memory.may_end([&] { results.push_back(two_steps_by_then(pipe, Key{i + 40}, Key{i + 60})); });
      }
      for (int i = 0; i < 3; ++i) {  // a wave that found no memory stays to be sent
        memory.may_end([&] { pipe.execute(Errors::in_results); });
      }
    }
    for (const auto& result : results) memory.expect(result.ready(), "a coroutine has not ended");
    for (std::size_t i = 0; i < 80; ++i) {
      memory.expect(count(client.wire().sent(), Key{i}) <= 1, "a command is sent twice");
    }
  });
}

TEST_CASE("promise 22: memory ends while a coroutine is called with a client") {
  at_every_allocation([](Memory& memory) {
    Blocking client;
    client.wire().replies = kNumbers;
    std::optional<DeferredResult<std::int64_t>> result;
    memory.may_end([&] { result = two_steps(client, Key{1}, Key{2}); });
    memory.expect(!result || result->ready(), "a coroutine has not ended");
    memory.expect(count(client.wire().sent(), "key001") <= 1, "a command is sent twice");
  });
}

TEST_CASE("promise 22: memory ends while coroutines are discarded") {
  at_every_allocation([](Memory& memory) {
    Blocking client;
    std::vector<DeferredResult<std::int64_t>> results;
    results.reserve(4);
    memory.may_end([&] {
      PipelineContext pipe{client};
      PipelineContext inner{pipe};
      results.push_back(two_steps(inner, Key{1}, Key{2}));
      results.push_back(two_steps(pipe, Key{3}, Key{4}));
      inner.execute();
    });
    for (const auto& result : results) memory.expect(result.ready(), "a coroutine has not ended");
  });
}

TEST_CASE("promise 22: memory ends while a connection breaks under many commands") {
  at_every_allocation([](Memory& memory) {
    Blocking client;
    client.wire().replies = std::span{kNumbers}.first(2);
    client.wire().writes_at_most = 3000;
    PipelineContext pipe{client};
    Recorded<std::int64_t> recorded;
    for (std::size_t i = 0; i < 200; ++i) recorded.record(memory, i, [&](auto key) { return pipe.incr(key); });
    execute(memory, pipe, client.wire().sent());
    for (std::size_t i = 0; i < 200; ++i) {
      if (recorded.has(i)) memory.expect(recorded[i].ready(), "a result is pending");
    }
    memory.expect(count(client.wire().sent(), "key000") <= 1, "a command is sent twice");
  });
}

namespace {

void run_transaction(Memory& memory, std::span<const std::string_view> replies, bool is_nested) {
  Blocking client;
  client.wire().replies = replies;
  PipelineContext pipe{client};
  std::optional<PipelineContext> atomic;
  if (is_nested) {
    atomic.emplace(pipe, atomically);
  }
  std::optional<PipelineContext> root;
  if (!is_nested) root.emplace(client, atomically);
  PipelineContext& transaction = is_nested ? *atomic : *root;
  Recorded<std::int64_t> recorded;
  for (std::size_t i = 0; i < 4; ++i) recorded.record(memory, i, [&](auto key) { return transaction.incr(key); });
  if (is_nested) {
    if (!memory.may_end([&] { transaction.execute(); })) transaction.execute();
    execute(memory, pipe, client.wire().sent());
  } else {
    execute(memory, transaction, client.wire().sent());
  }
  recorded.check(memory, client.wire().sent());
  memory.expect(count(client.wire().sent(), "MULTI") == count(client.wire().sent(), "EXEC"), "MULTI without EXEC");
  memory.expect(count(client.wire().sent(), "MULTI") < 2, "MULTI twice");
  memory.expect(count(client.wire().sent(), "key") == 0 || count(client.wire().sent(), "MULTI") == 1, "no MULTI");
}

/// By the number of commands that were recorded: each run records all of them, or has others that take their replies.
constexpr std::array<std::string_view, 6> kTaken{
    "+OK\r\n",     "+QUEUED\r\n", "+QUEUED\r\n",
    "+QUEUED\r\n", "+QUEUED\r\n", "*4\r\n:1\r\n:1\r\n-ERR one of them failed, which is not the first\r\n:1\r\n"};
constexpr std::array<std::string_view, 6> kRefused{
    "+OK\r\n",     "+QUEUED\r\n", "-ERR unknown command that the server refuses\r\n",
    "+QUEUED\r\n", "+QUEUED\r\n", "-EXECABORT Transaction discarded because of previous errors.\r\n"};
constexpr std::array<std::string_view, 6> kConflict{"+OK\r\n",     "+QUEUED\r\n", "+QUEUED\r\n",
                                                    "+QUEUED\r\n", "+QUEUED\r\n", "*-1\r\n"};
constexpr std::array<std::string_view, 6> kNoMulti{
    "-ERR MULTI is not for you, whoever you are\r\n",  ":1\r\n", ":1\r\n", ":1\r\n", ":1\r\n",
    "-ERR EXEC without MULTI, so there is nothing\r\n"};

}  // namespace

TEST_CASE("promise 22: memory ends in a transaction") {
  for (const auto& replies : {kTaken, kRefused, kConflict, kNoMulti}) {
    for (const bool is_nested : {false, true}) {
      at_every_allocation([&](Memory& memory) { run_transaction(memory, replies, is_nested); });
    }
  }
}

TEST_CASE("promise 22: memory ends while a script is called") {
  const Script<std::int64_t> script{"return redis.call('INCR', KEYS[1])"};
  const std::array<std::string_view, 2> held{"-NOSCRIPT No matching script. Please use EVAL.\r\n", ":1\r\n"};
  at_every_allocation([&](Memory& memory) {
    Blocking client;
    client.wire().replies = held;
    PipelineContext pipe{client};
    std::optional<DeferredResult<std::int64_t>> result;
    memory.may_end([&] { result.emplace(script(pipe, {Key{0}})); });
    execute(memory, pipe, client.wire().sent());
    if (result) memory.expect(result->ready(), "a result is pending");
    memory.expect(count(client.wire().sent(), "EVAL\r\n") <= 1, "a script is sent twice");
  });
  at_every_allocation([&](Memory& memory) {
    Blocking client;
    client.wire().replies = kNumbers;
    PipelineContext pipe{client};
    Recorded<std::int64_t> recorded;
    for (std::size_t i = 0; i < 6; ++i) {
      recorded.record(memory, i, [&](auto key) { return i % 2 == 0 ? pipe.incr(key) : script(pipe, {key}); });
    }
    execute(memory, pipe, client.wire().sent());
    recorded.check(memory, client.wire().sent());
  });
}

TEST_CASE("promise 22: memory ends in a batch for several clients") {
  const Script<std::int64_t> script{"return redis.call('INCR', KEYS[1])"};
  const std::array<std::string_view, 2> held{"-NOSCRIPT No matching script. Please use EVAL.\r\n", ":1\r\n"};
  for (const bool calls_scripts : {false, true}) {
    at_every_allocation([&](Memory& memory) {
      Connections connections;
      std::array<Blocking, 3> clients;
      const std::array<std::string, 3> names{"the first of three, with a long name", "the second of them all", "third"};
      for (std::size_t i = 0; i < 3; ++i) {
        clients[i].wire().replies = calls_scripts ? std::span<const std::string_view>{held} : kNumbers;
        connections.add(names[i], clients[i]);
      }
      std::optional<PipelineContext> pipe;
      if (!memory.may_end([&] { pipe.emplace(connections, names[0]); })) pipe.emplace(connections, names[0]);
      Recorded<std::int64_t> recorded;
      const std::size_t commands = calls_scripts ? 3 : 9;
      for (std::size_t i = 0; i < commands; ++i) {
        recorded.record(memory, i, [&](auto key) {
          PipelineContext part{*pipe, names[i % 3]};
          auto result = calls_scripts ? script(part, {key}) : part.incr(key);
          part.execute();
          return result;
        });
      }
      std::string sent;
      const auto all_sent = [&] {
        sent.clear();
        for (Blocking& client : clients) sent += client.wire().sent();
        return sent;
      };
      if (!memory.may_end([&] { pipe->execute(Errors::in_results); })) {
        memory.expect(all_sent().empty(), "execute() throws, although it has sent something");
        pipe->execute(Errors::in_results);
      }
      all_sent();
      for (std::size_t i = 0; i < commands; ++i) {
        if (recorded.has(i)) memory.expect(recorded[i].ready(), "a result is pending");
      }
      if (!calls_scripts) recorded.check(memory, sent);
    });
  }
}

TEST_CASE("promise 22: memory ends while commands stream") {
  at_every_allocation([](Memory& memory) {
    Blocking client;
    client.wire().replies = kNumbers;
    PipelineContext pipe{client, {.flush_every = 4}};
    Recorded<std::int64_t> recorded;
    for (std::size_t i = 0; i < 22; ++i) {
      recorded.record(memory, i, [&](auto key) { return i % 5 == 4 ? nested(pipe, key, 2) : pipe.incr(key); });
    }
    if (!memory.may_end([&] { pipe.execute(Errors::in_results); })) pipe.execute(Errors::in_results);
    recorded.check(memory, client.wire().sent());
  });
}

TEST_CASE("promise 22: memory ends while results are discarded") {
  at_every_allocation([](Memory& memory) {
    Blocking client;
    std::array<std::optional<DeferredResult<std::int64_t>>, 5> results;
    {
      PipelineContext pipe{client};
      for (std::size_t i = 0; i < results.size(); ++i) {
        memory.may_end([&] { results[i].emplace(pipe.incr(Key{i})); });
      }
      memory.may_end([&] { pipe.discard(); });
    }
    for (const auto& result : results) {
      if (!result) continue;
      memory.expect(result->ready() && result->error() != nullptr, "a result is pending");
      memory.expect(result->error()->kind == ErrorKind::discarded, "a result is not discarded");
    }
    memory.expect(client.wire().sent().empty(), "what was discarded is sent");
  });
}

TEST_CASE("promise 22: memory ends while continuations run") {
  at_every_allocation([](Memory& memory) {
    Blocking client;
    client.wire().replies = kNumbers;
    PipelineContext pipe{client};
    Recorded<std::int64_t> recorded;
    for (std::size_t i = 0; i < 3; ++i) recorded.record(memory, i, [&](auto key) { return pipe.incr(key); });
    std::optional<DeferredResult<std::string>> text;
    std::optional<DeferredResult<Ok>> throwing;
    std::optional<DeferredResult<std::vector<std::int64_t>>> whole;
    std::optional<DeferredResult<std::int64_t>> dropped;
    std::size_t called = 0;
    if (recorded.has(0) && recorded.has(1)) {
      memory.may_end([&] { text.emplace(recorded[0].then([](std::int64_t) { return std::string(100, 'x'); })); });
      memory.may_end([&] {
        throwing.emplace(recorded[0].then([](std::int64_t) {
          throw std::runtime_error{"a text that is too long to be kept without an allocation"};
        }));
      });
      memory.may_end([&] { whole.emplace(all(std::array{recorded[0], recorded[1]})); });
      memory.may_end([&] {
        DeferredResult<std::int64_t> own;
        dropped.emplace(own.then([](std::int64_t value) { return value; }));
      });
      memory.may_end([&] { pipe.on_execute([&called] { ++called; }); });
    }
    execute(memory, pipe, client.wire().sent());
    recorded.check(memory, client.wire().sent());
    if (text) memory.expect(text->ready(), "then() is pending");
    if (throwing) {
      memory.expect(throwing->ready() && throwing->error() != nullptr, "what throws is pending");
      const bool was_called = throwing->error()->kind == ErrorKind::continuation;
      memory.expect(was_called == (throwing->error()->exception != nullptr), "there is nothing to throw");
    }
    if (whole) memory.expect(whole->ready(), "all() is pending");
    if (dropped) memory.expect(dropped->ready() && dropped->error() != nullptr, "what can never come is pending");
    memory.expect(called <= 1, "a callback runs twice");
  });
}

TEST_CASE("promise 22: memory ends while batches are started") {
  class Waiting final : public detail::ArrivalListener {
   public:
    void arrived(std::exception_ptr error, std::size_t) noexcept override {
      ++times;
      failed = error != nullptr;
    }
    std::size_t times = 0;
    bool failed = false;
  };
  for (const bool is_broken : {false, true}) {
    at_every_allocation([&](Memory& memory) {
      WireClient<StartingWire> client;
      client.wire().replies = is_broken ? std::span<const std::string_view>{} : kNumbers;
      PipelineContext pipe{client};
      PipelineContext kept{pipe};
      Recorded<std::int64_t> recorded;
      for (std::size_t i = 0; i < 6; ++i) {
        recorded.record(memory, i, [&](auto key) { return (i % 3 == 2 ? kept : pipe).incr(key); });
      }
      const auto start = [&] { pipe.execute(Errors::in_results); };
      if (!memory.may_end(start)) start();
      memory.may_end([&] { client.executor().turn(); });
      if (!memory.may_end([&] { kept.execute(); })) kept.execute();
      if (!memory.may_end(start)) start();
      memory.may_end([&] { client.executor().turn(); });
      recorded.check(memory, client.wire().sent());
    });
  }
}
