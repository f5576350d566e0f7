// Promises 5 and 11: what execute() throws, and what stays in the results.
#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/scripted_executor.hpp"

#include <cstdint>
#include <string>
#include <vector>

using namespace tributary;
using tributary::test::ScriptedClient;

namespace {

constexpr std::size_t kFailing = 5;

/// Five counters, of which the one at `bad` is answered with `reply`.
struct Five {
  Five(std::size_t bad, std::string_view reply) {
    for (std::size_t i = 0; i < kFailing; ++i) {
      results.push_back(pipe.incr("k"));
      client.reply(i == bad ? std::string{reply} : ":" + std::to_string(i) + "\r\n");
    }
  }
  ScriptedClient client;
  PipelineContext pipe{client};
  std::vector<DeferredResult<std::int64_t>> results;
};

void check_neighbours(const Five& five, std::size_t bad) {
  for (std::size_t i = 0; i < kFailing; ++i) {
    CAPTURE(i);
    if (i != bad) CHECK(*five.results[i] == static_cast<std::int64_t>(i));
  }
}

}  // namespace

TEST_CASE("promise 5: an error reply at every position hides no other result") {
  const std::size_t bad = GENERATE(range(std::size_t{0}, kFailing));
  Five five{bad, "-ERR bad\r\n"};
  CHECK_THROWS_AS(five.pipe.execute(), ServerError);
  CHECK(five.results[bad].error()->kind == ErrorKind::server);
  CHECK(five.results[bad].error()->position == bad);
  check_neighbours(five, bad);
}

TEST_CASE("control characters of a server neither end a line nor speak to a terminal") {
  // hiredis since 1.0 refuses a line feed.
  const bool has_line_feed = !detail::reads_resp3();
  const std::string line_feed = has_line_feed ? "\n" : "";
  Five five{2, "-ERR gr\xc3\xbc\xc3\x9f\x1b[31m" + line_feed + "forged line\xc2\x9b\r\n"};
  CHECK(five.pipe.execute(Errors::in_results) == 1);
  const ErrorInfo* error = five.results[2].error();
  REQUIRE(error != nullptr);
  CHECK(error->code == "ERR");
  const std::string shown = has_line_feed ? "\\x0a" : "";
  CHECK(error->message == "ERR gr\xc3\xbc\xc3\x9f\\x1b[31m" + shown + "forged line\\xc2\\x9b");
}

TEST_CASE("promise 5: a reply of the wrong type at every position hides no other result, and no connection is lost") {
  const std::size_t bad = GENERATE(range(std::size_t{0}, kFailing));
  const std::string reply = GENERATE(as<std::string>{}, "+OK\r\n", "$-1\r\n", "$3\r\nabc\r\n", "*0\r\n",
                                     "*2\r\n:1\r\n*1\r\n$1\r\nx\r\n", "*1\r\n-ERR inside\r\n");
  Five five{bad, reply};
  CHECK_THROWS_AS(five.pipe.execute(), DecodeError);
  CHECK(five.results[bad].error()->kind == ErrorKind::decode);
  CHECK(five.results[bad].error()->position == bad);
  check_neighbours(five, bad);
}

TEST_CASE("promise 11: execute() throws the first failed command, and counts the others") {
  ScriptedClient client;
  client.reply(":1\r\n-ERR one\r\n+OK\r\n-ERR three\r\n");
  PipelineContext pipe{client};
  std::vector<DeferredResult<std::int64_t>> results;
  for (int i = 0; i < 4; ++i) results.push_back(pipe.incr("k"));
  try {
    pipe.execute();
    FAIL("no error");
  } catch (const CommandError& error) {
    CHECK(error.failed() == 3);
    CHECK(error.position() == 1);
    CHECK(error.what() == std::string{"INCR \"k\" (command 1): ERR one [the first of 3 failed commands]"});
  }
}

TEST_CASE("promise 11: errors may be left in the results, and are counted") {
  ScriptedClient client;
  client.reply(":1\r\n-ERR one\r\n+OK\r\n");
  PipelineContext pipe{client};
  std::vector<DeferredResult<std::int64_t>> results;
  for (int i = 0; i < 3; ++i) results.push_back(pipe.incr("k"));
  CHECK(pipe.execute(Errors::in_results) == 2);
}

TEST_CASE("promise 11: a failed connection comes before a failed command") {
  ScriptedClient client;
  client.reply("-ERR one\r\n:2\r\n");
  PipelineContext pipe{client};
  const auto failed = pipe.incr("a");
  const auto fine = pipe.incr("b");
  const auto unanswered = pipe.incr("c");
  try {
    pipe.execute();
    FAIL("no error");
  } catch (const TransportError& error) {
    CHECK(error.reason() == TransportReason::closed);
    CHECK(error.failed() == 2);
  }
  CHECK(failed.error()->kind == ErrorKind::server);
  CHECK(*fine == 2);
  CHECK(unanswered.error()->kind == ErrorKind::transport);
  CHECK(unanswered.error()->outcome == TransportOutcome::maybe_applied);
}

TEST_CASE("promise 11: everything is filled when execute() throws, continuations included") {
  ScriptedClient client;
  client.reply(":1\r\n-ERR no\r\n:3\r\n");
  PipelineContext pipe{client};
  const auto first = pipe.incr("a").then([](std::int64_t value) { return value + 10; });
  const auto second = pipe.incr("b").then([](std::int64_t value) { return value + 10; });
  const auto third = pipe.incr("c").then([](std::int64_t value) { return value + 10; });
  CHECK_THROWS(pipe.execute());
  CHECK(*first == 11);
  CHECK(second.error()->code == "ERR");
  CHECK(*third == 13);
}

TEST_CASE("promise 1: the whole batch was not sent only if nothing of it was") {
  ScriptedClient good;
  ScriptedClient refused;
  refused.script().refuses = true;
  Connections connections;
  connections.add("good", good);
  connections.add("refused", refused);
  const bool good_has_commands = GENERATE(true, false);
  PipelineContext pipe{connections, "good"};
  if (good_has_commands) pipe.incr("a");
  PipelineContext child{pipe, "refused"};
  const auto unsent = child.incr("b");
  child.execute();
  good.reply(":1\r\n");
  try {
    pipe.execute();
    FAIL("no error");
  } catch (const TransportError& error) {
    CHECK(error.outcome() == (good_has_commands ? TransportOutcome::maybe_applied : TransportOutcome::not_sent));
  }
  CHECK(unsent.error()->outcome == TransportOutcome::not_sent);
}

TEST_CASE("promise 5: a dropped handle costs no decoding, but its errors count") {
  ScriptedClient client;
  client.reply("+not a number\r\n-ERR no\r\n:3\r\n");
  PipelineContext pipe{client};
  pipe.incr("a");
  pipe.incr("b");
  const auto kept = pipe.incr("c");
  // The first reply is no integer, but nobody wants it decoded.
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(*kept == 3);
}

TEST_CASE("promise 5: an extra reply spoils no result that was there") {
  ScriptedClient client;
  client.reply(":1\r\n:2\r\n");
  PipelineContext pipe{client};
  const auto result = pipe.incr("a");
  CHECK(pipe.execute() == 0);
  CHECK(*result == 1);
}

TEST_CASE("promise 14: bytes that are not RESP fail every command that is still open") {
  ScriptedClient client;
  client.reply(":1\r\nrubbish\r\n:3\r\n");
  PipelineContext pipe{client};
  const auto first = pipe.incr("a");
  const auto second = pipe.incr("b");
  const auto third = pipe.incr("c");
  CHECK_THROWS_AS(pipe.execute(), TransportError);
  CHECK(*first == 1);
  CHECK(second.error()->reason == TransportReason::protocol);
  CHECK(third.error()->reason == TransportReason::protocol);
}

TEST_CASE("an error knows its names") {
  CHECK(to_string(ErrorKind::server) == "server");
  CHECK(to_string(ErrorKind::discarded) == "discarded");
  CHECK(to_string(TransportOutcome::not_sent) == "not_sent");
  CHECK(to_string(TransportOutcome::maybe_applied) == "maybe_applied");
  CHECK(to_string(TransportReason::connect) == "connect");
  CHECK(to_string(TransportReason::protocol) == "protocol");
}

TEST_CASE("a client that runs a command at once throws what the command's result would") {
  ScriptedClient client;
  client.reply(":4\r\n");
  CHECK(*client.incr("k") == 4);
  client.reply("-ERR no\r\n");
  CHECK_THROWS_AS(client.incr("k"), ServerError);
  client.reply("+OK\r\n");
  CHECK_THROWS_AS(client.incr("k"), DecodeError);
  CHECK_THROWS_AS(client.incr("k"), TransportError);
}
