// Promise 8: callbacks.
#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/scripted_executor.hpp"

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

using namespace tributary;
using tributary::test::ScriptedClient;

namespace {

/// A callback that adds a letter to a log.
auto note(std::string& log, char letter) {
  return [&log, letter] { log += letter; };
}

}  // namespace

TEST_CASE("promise 8: callbacks run after the replies, first registered first") {
  ScriptedClient client;
  client.reply(":1\r\n:2\r\n");
  PipelineContext pipe{client};
  std::string log;
  const auto before = pipe.incr("a");
  pipe.on_execute([&] { log += before.ready() ? 'r' : '-'; });
  const auto after = pipe.incr("b");
  pipe.on_execute([&] { log += after.ready() ? 'r' : '-'; });
  pipe.on_execute(note(log, 'z'));
  CHECK(log.empty());
  pipe.execute();
  CHECK(log == "rrz");
}

TEST_CASE("promise 8: the first callback sees the last result of its batch") {
  ScriptedClient client;
  client.reply(":7\r\n");
  PipelineContext pipe{client};
  std::int64_t seen = 0;
  DeferredResult<std::int64_t> result;
  pipe.on_execute([&] { seen = *result; });
  result = pipe.incr("k");
  pipe.execute();
  CHECK(seen == 7);
}

TEST_CASE("promise 8: continuations have run when callbacks run") {
  ScriptedClient client;
  client.reply(":7\r\n");
  PipelineContext pipe{client};
  std::string log;
  pipe.on_execute(note(log, 'c'));
  pipe.incr("k").then([&](std::int64_t) { log += 't'; });
  pipe.execute();
  CHECK(log == "tc");
}

TEST_CASE("promise 8: children's callbacks come in the order in which they were handed up") {
  ScriptedClient client;
  PipelineContext pipe{client};
  std::string log;
  PipelineContext first{pipe};
  PipelineContext second{pipe};
  PipelineContext leaf{second};
  first.on_execute(note(log, 'e'));
  leaf.on_execute(note(log, 'c'));
  second.on_execute(note(log, 'b'));
  pipe.on_execute(note(log, 'a'));
  leaf.execute();
  second.on_execute(note(log, 'd'));
  second.execute();
  first.execute();
  pipe.on_execute(note(log, 'f'));
  CHECK(log.empty());
  pipe.execute();
  CHECK(log == "abcdef");
}

TEST_CASE("promise 8: a nested context's callbacks wait for the root") {
  ScriptedClient client;
  client.reply(":1\r\n");
  PipelineContext pipe{client};
  bool ready = false;
  pipelined(pipe, [&](PipelineContext& child) {
    const auto result = child.incr("k");
    child.on_execute([&ready, result] { ready = result.ready(); });
  });
  CHECK_FALSE(ready);
  pipe.execute();
  CHECK(ready);
}

TEST_CASE("promise 8: a root with only a callback runs it, and takes no connection") {
  ScriptedClient client;
  PipelineContext pipe{client};
  std::string log;
  pipe.on_execute(note(log, 'a'));
  pipe.execute();
  CHECK(log == "a");
  CHECK(client.script().runs.empty());
}

TEST_CASE("promise 9: a callback runs once") {
  ScriptedClient client;
  PipelineContext pipe{client};
  std::string log;
  pipe.on_execute(note(log, 'a'));
  pipe.execute();
  pipe.execute();
  CHECK(log == "a");
}

TEST_CASE("promise 8: a callback may register others, which run in the same execute, at the end") {
  ScriptedClient client;
  PipelineContext pipe{client};
  std::string log;
  pipe.on_execute([&] {
    log += 'a';
    pipe.on_execute([&] {
      log += 'c';
      pipe.on_execute(note(log, 'd'));
    });
  });
  pipe.on_execute(note(log, 'b'));
  pipe.execute();
  CHECK(log == "abcd");
}

TEST_CASE("promise 8: a callback that throws stops no other, and the first exception is rethrown at the end") {
  ScriptedClient client;
  client.reply(":1\r\n");
  PipelineContext pipe{client};
  std::string log;
  const auto result = pipe.incr("k");
  pipe.on_execute(note(log, 'a'));
  pipe.on_execute([] { throw std::runtime_error{"first"}; });
  pipe.on_execute(note(log, 'b'));
  pipe.on_execute([] { throw std::runtime_error{"second"}; });
  pipe.on_execute(note(log, 'c'));
  CHECK_THROWS_WITH(pipe.execute(), "first");
  CHECK(log == "abc");
  CHECK(*result == 1);
  CHECK(pipe.execute() == 0);
  CHECK(log == "abc");
}

TEST_CASE("promise 8: callbacks do not run when the execute raises, and never later") {
  ScriptedClient client;
  client.reply("-ERR no\r\n");
  PipelineContext pipe{client};
  std::string log;
  pipe.incr("k");
  pipe.on_execute(note(log, 'a'));
  CHECK_THROWS_AS(pipe.execute(), ServerError);
  CHECK(log.empty());
  pipe.execute();
  CHECK(log.empty());
}

TEST_CASE("promise 8: callbacks run when the caller asked to find errors in the results") {
  ScriptedClient client;
  client.reply("-ERR no\r\n");
  PipelineContext pipe{client};
  std::string seen;
  const auto result = pipe.incr("k");
  pipe.on_execute([&] { seen = result.error()->message; });
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(seen == "ERR no");
}

TEST_CASE("promise 8: what a callback records waits for the next execute") {
  ScriptedClient client;
  client.reply(":1\r\n");
  PipelineContext pipe{client};
  DeferredResult<std::int64_t> second;
  pipe.incr("a");
  pipe.on_execute([&] { second = pipe.incr("b"); });
  pipe.execute();
  CHECK(pipe.size() == 1);
  CHECK_FALSE(second.ready());
  client.reply(":2\r\n");
  pipe.execute();
  CHECK(*second == 2);
}

TEST_CASE("promise 8: a callback may execute its own context, and the order stays") {
  ScriptedClient client;
  PipelineContext pipe{client};
  std::string log;
  pipe.on_execute([&] {
    log += 'a';
    const auto result = pipe.incr("k");
    client.reply(":1\r\n");
    pipe.execute();
    log += result.ready() ? 'r' : '-';
  });
  pipe.on_execute(note(log, 'b'));
  pipe.execute();
  CHECK(log == "abr");
}

TEST_CASE("a callback may be a function that can only be moved, and goes when it has run") {
  ScriptedClient client;
  PipelineContext pipe{client};
  const auto token = std::make_shared<int>(0);
  pipe.on_execute([kept = std::make_unique<int>(5), token] { *token = *kept; });
  CHECK(token.use_count() == 2);
  pipe.execute();
  CHECK(*token == 5);
  CHECK(token.use_count() == 1);
}

TEST_CASE("callbacks that never run are destroyed with their context") {
  const auto token = std::make_shared<int>(0);
  ScriptedClient client;
  PipelineContext pipe{client};
  {
    PipelineContext child{pipe};
    child.on_execute([token] {});
    child.on_execute([token] {});
    CHECK(token.use_count() == 3);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("promise 8: a callback may end the context that is executing, and the callbacks behind it run") {
  ScriptedClient client;
  client.reply(":1\r\n");
  std::string log;
  auto pipe = std::make_unique<PipelineContext>(client);
  pipe->incr("a");
  pipe->on_execute([&] {
    pipe->on_execute(note(log, 'b'));
    pipe.reset();
  });
  pipe->on_execute(note(log, 'a'));
  CHECK(pipe->execute() == 0);
  CHECK(pipe == nullptr);
  CHECK(log == "a");
}

TEST_CASE("promise 8: a callback may own its context, which ends when it has run, failed or was discarded") {
  ScriptedClient client;
  int runs = 0;
  auto owned = std::make_unique<PipelineContext>(client);
  auto& pipe = *owned;
  const auto result = pipe.incr("a");
  pipe.on_execute([&runs, owner = std::shared_ptr<PipelineContext>{std::move(owned)}] { ++runs; });
  SECTION("run") {
    client.reply(":1\r\n");
    pipe.execute();
    CHECK(runs == 1);
  }
  SECTION("failed") {
    client.reply("-ERR no\r\n");
    CHECK_THROWS_AS(pipe.execute(), ServerError);
    CHECK(runs == 0);
  }
  SECTION("discarded") {
    pipe.discard();
    CHECK(runs == 0);
  }
  CHECK(result.ready());
}

TEST_CASE("promise 8: a callback that executes its context again and ends it then") {
  ScriptedClient client;
  client.reply(":1\r\n");
  auto pipe = std::make_unique<PipelineContext>(client);
  std::string log;
  pipe->incr("a");
  pipe->on_execute([&] {
    client.reply(":2\r\n");
    pipe->incr("b");
    pipe->on_execute([&] {
      pipe.reset();
      log += '1';
    });
    pipe->execute();
    log += '2';
  });
  pipe->on_execute(note(log, '3'));
  pipe->execute();
  CHECK(log == "312");
}
