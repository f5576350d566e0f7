// Promise 13: a batch may leave while it is being recorded.
#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_executor.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using tributary::test::resp_command;
using tributary::test::ScriptedClient;

namespace {

std::string incr_requests(std::string_view letters) {
  std::string bytes;
  for (const char letter : letters) bytes += resp_command({"INCR", std::string{letter}});
  return bytes;
}

}  // namespace

TEST_CASE("promise 13: without flush_every nothing leaves before execute") {
  ScriptedClient client;
  PipelineContext pipe{client};
  for (int i = 0; i < 10'000; ++i) pipe.incr("k");
  CHECK(client.sent().empty());
  CHECK(client.script().streams == 0);
}

TEST_CASE("promise 13: with flush_every commands leave each time that many are recorded") {
  ScriptedClient client;
  PipelineContext pipe{client, {.flush_every = 2}};
  pipe.incr("a");
  CHECK(client.sent().empty());
  pipe.incr("b");
  CHECK(client.sent() == incr_requests("ab"));
  CHECK(pipe.empty());
  pipe.incr("c");
  CHECK(client.sent() == incr_requests("ab"));
  CHECK(pipe.size() == 1);
  pipe.incr("d");
  CHECK(client.sent() == incr_requests("abcd"));
  pipe.incr("e");
  client.reply(":1\r\n:2\r\n:3\r\n:4\r\n:5\r\n");
  CHECK(pipe.execute() == 0);
  CHECK(client.sent() == incr_requests("abcde"));
  CHECK(client.script().streams == 1);
  CHECK(client.script().runs.empty());
}

TEST_CASE("promise 13: results of a streamed batch find their replies") {
  ScriptedClient client;
  PipelineContext pipe{client, {.flush_every = 7}};
  std::vector<DeferredResult<std::int64_t>> results;
  for (int i = 0; i < 500; ++i) {
    results.push_back(pipe.incr("k"));
    if (pipe.empty()) {
      for (int j = i - 6; j <= i; ++j) client.reply(":" + std::to_string(j) + "\r\n");
    }
  }
  for (int j = 497; j < 500; ++j) client.reply(":" + std::to_string(j) + "\r\n");
  pipe.execute();
  for (int i = 0; i < 500; ++i) REQUIRE(*results[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("promise 13: callbacks and continuations of a streamed batch wait for execute") {
  ScriptedClient client;
  PipelineContext pipe{client, {.flush_every = 1}};
  std::string log;
  const auto first = pipe.incr("a");
  first.then([&](std::int64_t) { log += 't'; });
  pipe.on_execute([&] { log += 'c'; });
  client.reply(":1\r\n:2\r\n");
  pipe.incr("b");
  CHECK(*first == 1);
  CHECK(log.empty());
  pipe.execute();
  CHECK(log == "tc");
}

TEST_CASE("promise 13: a nested context's commands leave when they reach the root") {
  ScriptedClient client;
  PipelineContext pipe{client, {.flush_every = 2}};
  PipelineContext child{pipe, {.flush_every = 1}};
  PipelineContext leaf{child};
  leaf.incr("a");
  leaf.incr("b");
  leaf.execute();
  child.incr("c");
  CHECK(client.sent().empty());
  child.execute();
  CHECK(client.sent() == incr_requests("abc"));
  client.reply(":1\r\n:2\r\n:3\r\n");
  CHECK(pipe.execute() == 0);
}

TEST_CASE("promise 13: a nested context that waits is not sent by its streaming root, nor lost") {
  ScriptedClient client;
  PipelineContext pipe{client, {.flush_every = 2}};
  PipelineContext child{pipe};
  const auto late = child.incr("z");
  pipe.incr("a");
  pipe.incr("b");
  CHECK(client.sent() == incr_requests("ab"));
  child.execute();
  pipe.incr("c");
  CHECK(client.sent() == incr_requests("abzc"));
  client.reply(":1\r\n:2\r\n:3\r\n:4\r\n");
  pipe.execute();
  CHECK(*late == 3);
}

TEST_CASE("promise 13: a streaming context can be used again") {
  ScriptedClient client;
  PipelineContext pipe{client, {.flush_every = 2}};
  for (int round = 0; round < 3; ++round) {
    pipe.incr("a");
    pipe.incr("b");
    const auto last = pipe.incr("c");
    client.reply(":1\r\n:2\r\n:3\r\n");
    CHECK(pipe.execute() == 0);
    CHECK(*last == 3);
  }
  CHECK(client.script().streams == 3);
}

TEST_CASE("promise 11: failures of a streamed batch are raised by execute, with their place in all of it") {
  ScriptedClient client;
  PipelineContext pipe{client, {.flush_every = 2}};
  pipe.incr("a");
  client.reply(":1\r\n-ERR early\r\n");
  const auto early = pipe.incr("b");
  CHECK(early.error()->message == "ERR early");
  pipe.incr("c");
  client.reply(":3\r\n-ERR late\r\n");
  const auto late = pipe.incr("d");
  try {
    pipe.execute();
    FAIL("no error");
  } catch (const ServerError& error) {
    CHECK(error.failed() == 2);
    CHECK(error.position() == 1);
  }
  CHECK(late.error()->position == 3);
  CHECK(pipe.execute() == 0);
}

TEST_CASE("promise 1: the outcome of a streamed batch is not not_sent when a part of it was applied") {
  ScriptedClient client;
  PipelineContext pipe{client, {.flush_every = 1}};
  client.reply(":1\r\n");
  pipe.incr("a");
  client.script().refuses = true;
  const auto unsent = pipe.incr("b");
  CHECK(unsent.error()->outcome == TransportOutcome::not_sent);
  try {
    pipe.execute();
    FAIL("no error");
  } catch (const TransportError& error) {
    CHECK(error.outcome() == TransportOutcome::maybe_applied);
  }
}

TEST_CASE("promise 16: a streaming context that is dropped settles what has left, and discards the rest") {
  ScriptedClient client;
  std::optional<PipelineContext> pipe{std::in_place, client, PipelineOptions{.flush_every = 2}};
  client.reply(":1\r\n");
  const auto answered = pipe->incr("a");
  const auto left = pipe->incr("b");
  const auto stayed = pipe->incr("c");
  pipe.reset();
  CHECK(*answered == 1);
  CHECK(left.error()->kind == ErrorKind::transport);
  CHECK(left.error()->outcome == TransportOutcome::maybe_applied);
  CHECK(stayed.error()->kind == ErrorKind::discarded);
}

TEST_CASE("discarding a streaming context forgets only what has not left") {
  ScriptedClient client;
  PipelineContext pipe{client, {.flush_every = 2}};
  const auto a = pipe.incr("a");
  const auto b = pipe.incr("b");
  const auto lost = pipe.incr("x");
  pipe.discard();
  CHECK(lost.error()->kind == ErrorKind::discarded);
  const auto c = pipe.incr("c");
  client.reply(":1\r\n:2\r\n:3\r\n");
  pipe.execute();
  CHECK(client.sent() == incr_requests("abc"));
  CHECK(*a == 1);
  CHECK(*b == 2);
  CHECK(*c == 3);
}

TEST_CASE("promise 13: a flush takes what was recorded for every connection, and each has a stream of its own") {
  ScriptedClient users;
  ScriptedClient messages;
  Connections connections;
  connections.add("users", users);
  connections.add("messages", messages);
  PipelineContext pipe{connections, "users", {.flush_every = 2}};
  PipelineContext child{pipe, "messages"};
  pipe.incr("a");
  child.incr("x");
  child.incr("y");
  child.execute();
  CHECK(messages.sent() == incr_requests("xy"));
  CHECK(users.sent() == incr_requests("a"));
  pipe.incr("b");
  users.reply(":1\r\n:4\r\n");
  messages.reply(":2\r\n:3\r\n");
  CHECK(pipe.execute() == 0);
  CHECK(users.sent() == incr_requests("ab"));
  CHECK(users.script().streams == 1);
  CHECK(messages.script().streams == 1);
}

TEST_CASE("promise 6: recording does not fail when a streaming context's connection is not known yet") {
  Connections connections;
  PipelineContext pipe{connections, "later", {.flush_every = 2}};
  const auto a = pipe.incr("a");
  const auto b = pipe.incr("b");
  const auto c = pipe.incr("c");
  CHECK(pipe.size() == 3);
  CHECK_THROWS_AS(pipe.execute(), UnknownConnection);
  ScriptedClient later;
  connections.add("later", later);
  later.reply(":1\r\n:2\r\n:3\r\n");
  CHECK(pipe.execute() == 0);
  CHECK(*c == 3);
}

TEST_CASE("promise 6: recording does not fail when a streaming context's connection is refused") {
  ScriptedClient client;
  client.script().refuses = true;
  PipelineContext pipe{client, {.flush_every = 1}};
  const auto a = pipe.incr("a");
  const auto b = pipe.incr("b");
  CHECK(a.error()->reason == TransportReason::connect);
  CHECK(b.error()->outcome == TransportOutcome::not_sent);
  try {
    pipe.execute();
    FAIL("no error");
  } catch (const TransportError& error) {
    CHECK(error.failed() == 2);
    CHECK(error.outcome() == TransportOutcome::not_sent);
  }
}
