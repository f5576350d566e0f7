// Promises 17 and 18: steps that depend on answers compose. What leaves together is counted by the server.
#include <tributary/keyspaces.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

/// Follows references from key to key, so many steps, and says where it came to.
DeferredResult<std::string> follow(Pipe redis, std::string from, int steps) {
  std::string at = std::move(from);
  for (int i = 0; i < steps; ++i) {
    auto next = co_await redis->get(at);
    if (!next) co_return "nowhere behind " + at;
    at = std::move(*next);
  }
  co_return at;
}

/// `a:0` refers to `a:1`, and so on.
void make_chain(Client& redis, const std::string& name, int length) {
  PipelineContext pipe{redis};
  for (int i = 0; i < length; ++i) pipe.set(fmt::format("{}:{}", name, i), fmt::format("{}:{}", name, i + 1));
  pipe.execute();
}

struct RoundTrips {
  std::int64_t reads;
  std::int64_t writes;
  friend bool operator==(const RoundTrips&, const RoundTrips&) = default;
};

/// How often the server reads and answers while `action` runs.
template <class F>
RoundTrips round_trips(Client& redis, F&& action) {
  const auto count = [&redis] {
    const std::string info = redis.info("stats").result();
    const auto number = [&info](std::string_view name) {
      return std::stoll(info.substr(info.find(name) + name.size()));
    };
    return RoundTrips{number("\ntotal_reads_processed:"), number("\ntotal_writes_processed:")};
  };
  const RoundTrips before = count();
  action();
  const RoundTrips after = count();
  return {after.reads - before.reads - 1, after.writes - before.writes - 1};
}

DeferredResult<Ok> rename_all(Pipe redis, std::vector<std::string> keys) {
  std::vector<DeferredResult<std::optional<std::string>>> values;
  for (const auto& key : keys) values.push_back(redis->get(key));
  const auto all_values = co_await all(values);
  PipelineContext batch{*redis, atomically};
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (all_values[i]) batch.set(keys[i] + "'", *all_values[i]);
  }
  auto last = batch.ping();
  batch.execute();
  co_await last;
}

}  // namespace

TEST_CASE("promise 17: a hundred functions of three dependent steps cost three round trips") {
  Client redis = emptied_client();
  make_chain(redis, "a", 8);
  for (int depth = 1; depth <= 6; ++depth) {
    std::vector<DeferredResult<std::string>> ends;
    const RoundTrips seen = round_trips(redis, [&] {
      PipelineContext pipe{redis};
      for (int i = 0; i < 100; ++i) ends.push_back(follow(pipe, "a:0", depth));
      pipe.execute();
    });
    CHECK(seen == RoundTrips{depth, depth});
    for (const auto& end : ends) REQUIRE(*end == fmt::format("a:{}", depth));
  }
}

TEST_CASE("promise 17: the number of round trips is that of the deepest function") {
  Client redis = emptied_client();
  make_chain(redis, "a", 8);
  std::vector<DeferredResult<std::string>> ends;
  const RoundTrips seen = round_trips(redis, [&] {
    PipelineContext pipe{redis};
    for (int i = 0; i < 60; ++i) ends.push_back(follow(pipe, "a:0", 1 + i % 5));
    pipe.execute();
  });
  CHECK(seen == RoundTrips{5, 5});
  for (int i = 0; i < 60; ++i) REQUIRE(*ends[static_cast<std::size_t>(i)] == fmt::format("a:{}", 1 + i % 5));
}

TEST_CASE("called with a client, a coroutine has ended when the call returns") {
  Client redis = emptied_client();
  make_chain(redis, "a", 8);
  std::optional<DeferredResult<std::string>> end;
  const RoundTrips seen = round_trips(redis, [&] { end = follow(redis, "a:0", 3); });
  CHECK(seen == RoundTrips{3, 3});
  CHECK(**end == "a:3");
}

TEST_CASE("a coroutine that awaits nothing is executed all the same when it is called with a client") {
  Client redis = emptied_client();
  constexpr auto touch = [](Pipe pipe, std::string key) -> DeferredResult<Ok> {
    pipe->incr(key);
    co_return;
  };
  CHECK(touch(redis, "n").has_value());
  CHECK(redis.get<std::int64_t>("n")->value() == 1);
}

TEST_CASE("a coroutine that is called with a nested context goes on in the batch of the root") {
  Client redis = emptied_client();
  make_chain(redis, "a", 8);
  PipelineContext pipe{redis};
  std::optional<DeferredResult<std::string>> end;
  {
    PipelineContext outer{pipe};
    PipelineContext inner{outer};
    end = follow(inner, "a:0", 4);
    inner.execute();
    outer.execute();
  }
  pipe.execute();
  CHECK(**end == "a:4");
}

TEST_CASE("one nested context that is dropped drops its coroutines, and no others") {
  Client redis = emptied_client();
  make_chain(redis, "a", 8);
  PipelineContext pipe{redis};
  const auto kept = follow(pipe, "a:0", 3);
  std::optional<DeferredResult<std::string>> dropped;
  {
    PipelineContext inner{pipe};
    dropped = follow(inner, "a:0", 3);
  }
  CHECK(state_of(*dropped) == "discarded");
  pipe.execute();
  CHECK(*kept == "a:3");
}

TEST_CASE("a coroutine makes nested contexts, also atomic ones, in any wave, and fans out") {
  Client redis = emptied_client();
  PipelineContext prepare{redis};
  std::vector<std::string> keys;
  for (int i = 0; i < 1000; ++i) prepare.set(keys.emplace_back(fmt::format("k{}", i)), i);
  prepare.execute();

  PipelineContext pipe{redis};
  const auto done = rename_all(pipe, keys);
  pipe.execute();
  done.result();
  CHECK(redis.get("k999'")->value() == "999");
  CHECK(redis.dbsize().result() == 2000);
}

TEST_CASE("an error is thrown at the co_await, where it can be caught, or becomes the error of the result") {
  Client redis = emptied_client();
  redis.rpush("list", "x");
  constexpr auto read = [](Pipe pipe, std::string key) -> DeferredResult<std::string> {
    auto value = co_await pipe->get(key);
    co_return value.value_or("none");
  };
  constexpr auto read_or = [](Pipe pipe, std::string key) -> DeferredResult<std::string> {
    try {
      co_return (co_await pipe->get(key)).value_or("none");
    } catch (const ServerError& error) {
      co_return error.code();
    }
  };
  PipelineContext pipe{redis};
  const auto failing = read(pipe, "list");
  const auto caught = read_or(pipe, "list");
  CHECK(pipe.execute(Errors::in_results) == 2);
  REQUIRE(failing.error() != nullptr);
  CHECK(failing.error()->kind == ErrorKind::server);
  CHECK(failing.error()->code == "WRONGTYPE");
  CHECK(failing.error()->command == "GET");
  CHECK(*caught == "WRONGTYPE");
}

TEST_CASE("execute() throws for a command of any wave") {
  Client redis = emptied_client();
  redis.set("a", "list");
  redis.rpush("list", "x");
  PipelineContext pipe{redis};
  const auto end = follow(pipe, "a", 2);
  const auto error = thrown_by<ServerError>([&] { pipe.execute(); });
  CHECK(error.code() == "WRONGTYPE");
  CHECK(state_of(end) == "server");
}

TEST_CASE("then(): a function that returns a result is a step of the next wave") {
  Client redis = emptied_client();
  make_chain(redis, "a", 8);
  const auto two_more = [](const std::optional<std::string>& at, Pipe next) {
    return next->get(*at).then(
        [](const std::optional<std::string>& further, Pipe again) { return again->get(*further); });
  };
  std::vector<DeferredResult<std::optional<std::string>>> ends;
  const RoundTrips seen = round_trips(redis, [&] {
    PipelineContext pipe{redis};
    for (int i = 0; i < 100; ++i) ends.push_back(pipe.get("a:0").then(two_more));
    pipe.execute();
  });
  CHECK(seen == RoundTrips{3, 3});
  for (const auto& end : ends) REQUIRE(end.result() == "a:3");
}

TEST_CASE("then(): a step with a Pipe that it captured works on a client, too") {
  Client redis = emptied_client();
  make_chain(redis, "a", 8);
  constexpr auto two_steps = [](Commands& commands) {
    return commands.get("a:0").then([next = Pipe{commands}](const auto& at) { return next->get(*at); });
  };
  CHECK(two_steps(redis).result() == "a:2");
  PipelineContext pipe{redis};
  const auto nested = two_steps(pipe);
  pipe.execute();
  CHECK(nested.result() == "a:2");
}

TEST_CASE("what a continuation records into the batch that is executing is part of it") {
  Client redis = emptied_client();
  PipelineContext pipe{redis};
  DeferredResult<std::int64_t> second;
  bool called_back = false;
  pipe.incr("n").then([&](std::int64_t) { pipe.incr("n").then([&](std::int64_t total) { second.set(total); }); });
  pipe.on_execute([&] { called_back = second.ready(); });
  pipe.execute();
  CHECK(*second == 2);
  CHECK(called_back);
}

TEST_CASE("steps record for the connection of the name that they were made for") {
  Client redis = emptied_client();
  RedisServer other_server;
  Client other{other_server.uri()};
  Connections connections;
  connections.add("a", redis);
  connections.add("b", other);
  make_chain(redis, "x", 4);
  PipelineContext fill{other};
  for (int i = 0; i < 4; ++i) fill.set(fmt::format("x:{}", i), fmt::format("x:{}", i + 2));
  fill.execute();

  PipelineContext pipe{connections, "a"};
  const auto on_a = follow(pipe, "x:0", 2);
  const auto on_b = follow(Pipe{pipe, "b"}, "x:0", 2);
  PipelineContext nested{pipe, "b"};
  const auto in_nested = follow(nested, "x:0", 2);
  const auto by_then = nested.get("x:0").then([](const auto& at, Pipe next) { return next->get(*at); });
  nested.execute();
  pipe.execute();
  CHECK(*on_a == "x:2");
  CHECK(*on_b == "x:4");
  CHECK(*in_nested == "x:4");
  CHECK(by_then.result() == "x:4");
}

TEST_CASE("in a transaction no step can depend on an answer of it") {
  Client redis = emptied_client();
  make_chain(redis, "a", 4);
  SECTION("a coroutine is refused where it would wait") {
    PipelineContext pipe{redis, atomically};
    const auto end = follow(pipe, "a:0", 2);
    REQUIRE(end.ready());
    CHECK(thrown_by<UsageError>([&] { end.result(); }).what() ==
          std::string{
              "a coroutine cannot wait for an answer within a transaction, which is answered as a whole, by EXEC: "
              "read before it, in transaction(), let a script decide, or make the atomic context within the "
              "coroutine"});
    pipe.execute();
  }
  SECTION("a function with a second argument is not called") {
    PipelineContext pipe{redis};
    PipelineContext atomic{pipe, atomically};
    const auto end = atomic.get("a:0").then([](const auto& at, Pipe next) { return next->get(*at); });
    atomic.execute();
    pipe.execute();
    CHECK_THROWS_AS(end.result(), UsageError);
  }
  SECTION("nor does one that captured the context record into it") {
    PipelineContext pipe{redis, atomically};
    const auto end = pipe.get("a:0").then([&pipe](const auto& at) { return pipe.get(*at); });
    pipe.execute();
    CHECK_THROWS_AS(end.result(), UsageError);
    CHECK(pipe.empty());
  }
  SECTION("a Pipe of it is refused afterwards") {
    PipelineContext pipe{redis, atomically};
    const Pipe kept{pipe};
    pipe.incr("n");
    pipe.execute();
    CHECK_THROWS_AS(kept->incr("n"), UsageError);
  }
}

TEST_CASE("promise 18: what a coroutine waits for must come with its own batch") {
  Client redis = emptied_client();
  constexpr auto await = [](Pipe, DeferredResult<std::int64_t> result) -> DeferredResult<std::int64_t> {
    co_return co_await result;
  };
  SECTION("a command of another batch") {
    PipelineContext other{redis};
    PipelineContext pipe{redis};
    pipe.ping();
    const auto waiting = await(pipe, other.incr("n"));
    CHECK_THROWS_AS(waiting.result(), UsageError);
    pipe.execute();
    other.execute();
  }
  SECTION("a result that nobody sets") {
    DeferredResult<std::int64_t> mine;
    PipelineContext pipe{redis};
    pipe.ping();
    const auto waiting = await(pipe, mine);
    CHECK_FALSE(waiting.ready());
    pipe.execute();
    CHECK_THROWS_AS(waiting.result(), UsageError);
  }
  SECTION("one that is set by the batch") {
    DeferredResult<std::int64_t> mine;
    PipelineContext pipe{redis};
    const auto waiting = await(pipe, mine);
    pipe.incr("n").then([mine](std::int64_t total) { mine.set(total); });
    pipe.execute();
    CHECK(*waiting == 1);
  }
  SECTION("one that is there already") {
    const auto waiting = await(redis, redis.incr("n"));
    CHECK(*waiting == 1);
  }
}

TEST_CASE("a nested context that is still open where its coroutine waits is refused") {
  Client redis = emptied_client();
  constexpr auto careless = [](Pipe pipe) -> DeferredResult<std::int64_t> {
    PipelineContext inner{*pipe};
    inner.incr("lost");
    co_return co_await pipe->incr("n");
  };
  PipelineContext pipe{redis};
  const auto result = careless(pipe);
  CHECK_THROWS_AS(result.result(), UsageError);
  pipe.execute();
  CHECK(*redis.exists("lost") == 0);
  CHECK(redis.get("n").result() == "1");
}

TEST_CASE("a Pipe is refused when its batch is over") {
  Client redis = emptied_client();
  PipelineContext pipe{redis};
  const Pipe kept{pipe};
  kept->incr("n");
  SECTION("executed") {
    pipe.execute();
    CHECK(thrown_by<UsageError>([&] { kept->incr("n"); }).what() ==
          std::string{"the batch of this Pipe has been executed: make a new Pipe for the next one"});
    Pipe { pipe } -> incr("n");
    pipe.execute();
    CHECK(redis.get("n").result() == "2");
  }
  SECTION("discarded") {
    pipe.discard();
    CHECK_THROWS_AS(kept->incr("n"), UsageError);
  }
}

TEST_CASE("models, scripts, scans of keyspaces and sessions are steps like any other") {
  Client redis = emptied_client();
  redis.set("a", "b");
  redis.set("b", "done");
  const Script<std::string> read{"return redis.call('GET', KEYS[1])"};
  constexpr auto by_script = [](Pipe pipe, Script<std::string> script) -> DeferredResult<std::string> {
    std::vector<std::string> key;
    key.push_back("a");
    key.front() = co_await script(*pipe, key);
    co_return co_await script(*pipe, key);
  };
  PipelineContext pipe{redis};
  const auto in_batch = by_script(pipe, read);
  pipe.execute();
  CHECK(*in_batch == "done");
  CHECK(*by_script(redis, read) == "done");
  const auto in_session = transaction(redis, {"a"}, [&](Commands& session, PipelineContext& write) {
    const auto end = follow(session, "a", 2);
    return write.echo(*end);
  });
  CHECK(*in_session == "done");
}

TEST_CASE("a streaming batch has waves, too") {
  Client redis = emptied_client();
  make_chain(redis, "a", 8);
  PipelineContext pipe{redis, PipelineOptions{.flush_every = 100}};
  std::vector<DeferredResult<std::string>> ends;
  for (int i = 0; i < 5000; ++i) ends.push_back(follow(pipe, "a:0", 1 + i % 5));
  pipe.execute();
  for (int i = 0; i < 5000; ++i) REQUIRE(*ends[static_cast<std::size_t>(i)] == fmt::format("a:{}", 1 + i % 5));
}

TEST_CASE("a deadline of execute() is for all waves together") {
  Client redis = emptied_client();
  constexpr auto for_ever = [](Pipe pipe) -> DeferredResult<Ok> {
    for (;;) co_await pipe->incr("n");
  };
  PipelineContext pipe{redis};
  const auto never = for_ever(pipe);
  CHECK_THROWS_AS(pipe.execute({.deadline = 20ms}), TransportError);
  CHECK(state_of(never) != "pending");
  CHECK(redis.get<std::int64_t>("n")->value() > 1);
}

TEST_CASE("keyspaces and models are called with a Pipe like with any other Commands") {
  Client redis = emptied_client();
  constexpr auto steps = [](Pipe pipe) -> DeferredResult<std::string> {
    Hash<"H"> hash{*pipe, "1"};
    hash.hset("field", "value");
    const auto value = co_await hash.hget("field");
    Hash<"H"> other{*pipe, *value};
    other.hset("field", *value + "2");
    co_return (co_await other.hget("field")).value_or("none");
  };
  PipelineContext pipe{redis};
  const auto in_batch = steps(pipe);
  pipe.execute();
  CHECK(*in_batch == "value2");
}

TEST_CASE("a connection that fails is told at the co_await, and the coroutine may go on with another step") {
  RedisServer server;
  Client redis{server.uri()};
  constexpr auto insist = [](Pipe pipe, Borrowed<RedisServer> its) -> DeferredResult<std::int64_t> {
    co_await pipe->set("n", 41);
    its->kill();
    bool failed = false;
    try {
      co_await pipe->incr("n");
    } catch (const TransportError&) {
      failed = true;
    }
    if (!failed) throw std::logic_error{"a killed server has answered"};
    its->restart();
    co_return co_await pipe->incr("n");
  };
  PipelineContext pipe{redis};
  const auto total = insist(pipe, borrowed(server));
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(*total == 1);
}
