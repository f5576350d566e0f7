// Scripts and libraries among other commands: what goes on the wire, and what is known when it breaks.
#include <tributary/tributary.hpp>

#include "resp/request_words.hpp"
#include "support/catch.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_executor.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace tributary;
using tributary::detail::take_whole_commands;
using tributary::test::resp_command;
using tributary::test::ScriptedClient;

namespace {

const Script<std::int64_t> kOne{"return 1"};
const Script<std::int64_t> kTwo{"return 2"};

std::string by_source(const Script<std::int64_t>& script) {
  return resp_command({"EVAL", script.source(), "1", "k", "x"});
}
std::string by_name(const Script<std::int64_t>& script) {
  return resp_command({"EVALSHA", script.sha1(), "1", "k", "x"});
}

/// A batch with two scripts, two calls each, among other commands.
std::vector<DeferredResult<std::int64_t>> record_calls(PipelineContext& pipe) {
  return {pipe.incr("a"),           kOne(pipe, {"k"}, {"x"}), pipe.incr("b"),
          kTwo(pipe, {"k"}, {"x"}), kOne(pipe, {"k"}, {"x"}), kTwo(pipe, {"k"}, {"x"})};
}
std::string wire_of_calls() {
  return resp_command({"INCR", "a"}) + by_source(kOne) + resp_command({"INCR", "b"}) + by_source(kTwo) + by_name(kOne) +
         by_name(kTwo);
}

}  // namespace

TEST_CASE("the first call of each script brings its source, in its place") {
  ScriptedClient client;
  PipelineContext pipe{client};
  const auto results = record_calls(pipe);
  client.reply(":1\r\n:2\r\n:3\r\n:4\r\n:5\r\n:6\r\n");
  CHECK(pipe.execute() == 0);
  CHECK(client.sent() == wire_of_calls());
  for (std::size_t i = 0; i < results.size(); ++i) CHECK(*results[i] == static_cast<std::int64_t>(i + 1));
}

TEST_CASE("the parts of a stream each bring the source, in its place") {
  ScriptedClient client;
  PipelineContext pipe{client, {.flush_every = 3}};
  record_calls(pipe);
  client.reply(":1\r\n:2\r\n:3\r\n:4\r\n:5\r\n:6\r\n");
  CHECK(pipe.execute() == 0);
  CHECK(client.sent() == resp_command({"INCR", "a"}) + by_source(kOne) + resp_command({"INCR", "b"}) + by_source(kTwo) +
                             by_source(kOne) + by_name(kTwo));
}

TEST_CASE("promise 15: a batch with sources that is cut at any byte knows which commands had left") {
  const std::string wire = wire_of_calls();
  for (std::size_t taken = 0; taken <= wire.size(); ++taken) {
    CAPTURE(taken);
    ScriptedClient client;
    client.script().writes_at_most = taken;
    PipelineContext pipe{client};
    const auto results = record_calls(pipe);
    CHECK(pipe.execute(Errors::in_results) == results.size());
    std::string_view left = std::string_view{wire}.substr(0, taken);
    const std::size_t whole = take_whole_commands(left);
    for (std::size_t i = 0; i < results.size(); ++i) {
      CHECK((results[i].error()->outcome == TransportOutcome::maybe_applied) == (i < whole));
      CHECK(results[i].error()->position == i);
    }
  }
}

TEST_CASE("one call alone asks by name, and again with the source where the server does not know it") {
  ScriptedClient client;
  PipelineContext pipe{client};
  const auto result = kOne(pipe, {"k"}, {"x"});
  SECTION("it knows it") {
    client.reply(":7\r\n");
    pipe.execute();
    CHECK(client.sent() == by_name(kOne));
    CHECK(*result == 7);
  }
  SECTION("it does not, and the connection is gone then") {
    client.reply("-NOSCRIPT No matching script. Please use EVAL.\r\n");
    CHECK(pipe.execute(Errors::in_results) == 1);
    CHECK(client.sent() == by_name(kOne) + by_source(kOne));
    CHECK(result.error()->kind == ErrorKind::transport);
    CHECK(result.error()->command == "EVAL");
    CHECK(result.error()->key == "k");
  }
}
