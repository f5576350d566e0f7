// Transactions: MULTI and EXEC around what an atomic context recorded, and the results out of EXEC's reply.
#include "core/transaction.hpp"

#include <tributary/commands/pipeline_context.hpp>

#include "support/catch.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_executor.hpp"

#include <cstdint>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

const std::string kMulti = resp_command({"MULTI"});
const std::string kExec = resp_command({"EXEC"});

std::string incr(const char* key) { return resp_command({"INCR", key}); }

/// A reusable function that wants its two commands executed together.
DeferredResult<std::int64_t> twice(Commands& redis, const char* key) {
  PipelineContext pipe{redis, atomically};
  pipe.incr(key);
  auto second = pipe.incr(key);
  pipe.execute();
  return second;
}

std::string code_of(const DeferredResult<std::int64_t>& result) { return result.error()->code; }

}  // namespace

TEST_CASE("an atomic context sends its commands between MULTI and EXEC, and fills them from EXEC's array") {
  ScriptedClient client;
  client.reply("+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n:1\r\n$1\r\nx\r\n");
  PipelineContext pipe{client, atomically};
  const auto number = pipe.incr("a");
  const auto text = pipe.get("b");
  CHECK(pipe.size() == 2);
  CHECK(pipe.execute() == 0);
  CHECK(client.sent() == kMulti + incr("a") + resp_command({"GET", "b"}) + kExec);
  CHECK(client.script().runs == std::vector<std::size_t>{1});
  CHECK(*number == 1);
  CHECK(*text == "x");
}

TEST_CASE("an atomic context that recorded nothing sends nothing, and can be used again after each execute") {
  ScriptedClient client;
  PipelineContext pipe{client, atomically};
  CHECK(pipe.execute() == 0);
  CHECK(client.script().runs.empty());
  for (const std::int64_t round : {1, 2}) {
    client.reply("+OK\r\n+QUEUED\r\n*1\r\n:" + std::to_string(round) + "\r\n");
    const auto number = pipe.incr("a");
    pipe.execute();
    CHECK(*number == round);
  }
  CHECK(client.sent() == kMulti + incr("a") + kExec + kMulti + incr("a") + kExec);
}

TEST_CASE("an atomic function inside a plain batch keeps its commands together, behind what was recorded before") {
  ScriptedClient client;
  client.reply(":1\r\n+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n:2\r\n:3\r\n:4\r\n");
  PipelineContext pipe{client};
  const auto before = pipe.incr("a");
  const auto within = twice(pipe, "b");
  const auto behind = pipe.incr("c");
  pipe.execute();
  CHECK(client.sent() == incr("a") + kMulti + incr("b") + incr("b") + kExec + incr("c"));
  CHECK(*before == 1);
  CHECK(*within == 3);
  CHECK(*behind == 4);
}

TEST_CASE("contexts inside an atomic one are part of it, atomic or not; one that is dropped is not") {
  ScriptedClient client;
  client.reply("+OK\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n*4\r\n:1\r\n:2\r\n:3\r\n:4\r\n");
  PipelineContext pipe{client, atomically};
  pipe.incr("a");
  const auto inner = twice(pipe, "b");
  PipelineContext plain{pipe};
  const auto last = plain.incr("c");
  {
    PipelineContext dropped{pipe};
    dropped.incr("never");
  }
  plain.execute();
  pipe.execute();
  CHECK(client.sent() == kMulti + incr("a") + incr("b") + incr("b") + incr("c") + kExec);
  CHECK(*inner == 3);
  CHECK(*last == 4);
}

TEST_CASE("a plain context between two atomic ones makes no second transaction") {
  ScriptedClient client;
  PipelineContext pipe{client, atomically};
  PipelineContext plain{pipe};
  twice(plain, "a");
  plain.execute();
  pipe.execute(Errors::in_results);
  CHECK(client.sent() == kMulti + incr("a") + incr("a") + kExec);
}

TEST_CASE("a dropped atomic context leaves its parent as it was") {
  ScriptedClient client;
  client.reply(":1\r\n");
  PipelineContext pipe{client};
  const auto kept = pipe.incr("a");
  {
    PipelineContext dropped{pipe, atomically};
    dropped.incr("never");
  }
  pipe.execute();
  CHECK(client.sent() == incr("a"));
  CHECK(*kept == 1);
}

TEST_CASE("promise 5: a command that fails inside a transaction fails alone") {
  ScriptedClient client;
  client.reply("+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n-WRONGTYPE no number\r\n:2\r\n");
  PipelineContext pipe{client, atomically};
  const auto wrong = pipe.incr("a");
  const auto right = pipe.incr("b");
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(code_of(wrong) == "WRONGTYPE");
  CHECK(wrong.error()->position == 0);
  CHECK(*right == 2);
}

TEST_CASE("a command that is refused while queueing is the cause that everybody tells, and execute() throws") {
  ScriptedClient client;
  client.reply(
      "+OK\r\n+QUEUED\r\n-OOM no memory\r\n+QUEUED\r\n-EXECABORT discarded because of previous errors\r\n:9\r\n");
  PipelineContext pipe{client};
  std::vector<DeferredResult<std::int64_t>> results;
  PipelineContext inner{pipe, atomically};
  for (const char* key : {"a", "b", "c"}) results.push_back(inner.incr(key));
  inner.execute();
  const auto behind = pipe.incr("d");
  try {
    pipe.execute();
    FAIL("it did not throw");
  } catch (const ServerError& error) {
    CHECK(error.code() == "OOM");
    CHECK(error.command() == "INCR");
    CHECK(error.position() == 1);
    CHECK(error.failed() == 3);
  }
  CHECK(code_of(results[0]) == "EXECABORT");
  CHECK(code_of(results[1]) == "OOM");
  CHECK(code_of(results[2]) == "EXECABORT");
  CHECK(results[2].error()->message ==
        "EXECABORT nothing of the transaction was executed, because INCR (command 1) was refused: OOM no memory");
  CHECK(*behind == 9);
}

TEST_CASE("a refused MULTI is told by every command, which may have been executed alone") {
  ScriptedClient client;
  client.reply("-NOPERM no MULTI for you\r\n:1\r\n-ERR EXEC without MULTI\r\n");
  PipelineContext pipe{client, atomically};
  const auto result = pipe.incr("a");
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(code_of(result) == "NOPERM");
  CHECK(result.error()->message.find("may have been executed alone") != std::string::npos);
}

TEST_CASE("a nil EXEC is a conflict of every command") {
  ScriptedClient client;
  client.reply("+OK\r\n+QUEUED\r\n+QUEUED\r\n*-1\r\n");
  PipelineContext pipe{client, atomically};
  const auto first = pipe.incr("a");
  const auto second = pipe.incr("b");
  CHECK_THROWS_AS(pipe.execute(), TransactionConflict);
  CHECK(first.error()->kind == ErrorKind::conflict);
  CHECK(second.error()->kind == ErrorKind::conflict);
  CHECK_THROWS_AS(second.result(), TransactionConflict);
}

TEST_CASE("promise 14: an EXEC with another number of results than commands is no reply to this transaction") {
  ScriptedClient client;
  client.reply("+OK\r\n+QUEUED\r\n+QUEUED\r\n*1\r\n:1\r\n");
  PipelineContext pipe{client, atomically};
  const auto first = pipe.incr("a");
  pipe.incr("b");
  CHECK(pipe.execute(Errors::in_results) == 2);
  CHECK(first.error()->reason == TransportReason::protocol);
}

TEST_CASE("a transaction is lost as a whole: each split of the replies leaves every result with the same outcome") {
  const std::string replies = "+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n:1\r\n:2\r\n";
  for (std::size_t cut = 0; cut < replies.size(); ++cut) {
    CAPTURE(cut);
    ScriptedClient client;
    client.reply(replies.substr(0, cut));
    PipelineContext pipe{client, atomically};
    const auto first = pipe.incr("a");
    const auto second = pipe.incr("b");
    CHECK(pipe.execute(Errors::in_results) == 2);
    for (const auto& result : {first, second}) {
      CHECK(result.error()->kind == ErrorKind::transport);
      CHECK(result.error()->outcome == TransportOutcome::maybe_applied);
    }
    CHECK(second.error()->position == 1);
  }
}

TEST_CASE("a transaction whose EXEC did not leave was not executed") {
  ScriptedClient client;
  PipelineContext pipe{client, atomically};
  const auto first = pipe.incr("a");
  const auto second = pipe.incr("b");
  SECTION("nothing left") { client.script().refuses = true; }
  SECTION("half of EXEC left") {
    client.script().writes_at_most = (kMulti + incr("a") + incr("b") + kExec).size() - 1;
    client.reply("+OK\r\n+QUEUED\r\n");
  }
  CHECK(pipe.execute(Errors::in_results) == 2);
  for (const auto& result : {first, second}) CHECK(result.error()->outcome == TransportOutcome::not_sent);
}

TEST_CASE("a transaction has one connection") {
  ScriptedClient users;
  ScriptedClient messages;
  Connections connections;
  connections.add("users", users);
  connections.add("messages", messages);
  PipelineContext pipe{connections, "users", atomically};
  CHECK_THROWS_AS((PipelineContext{pipe, "messages"}), UsageError);
  PipelineContext plain{connections, "users"};
  users.reply(":1\r\n");
  messages.reply("+OK\r\n+QUEUED\r\n*1\r\n:2\r\n");
  const auto user = plain.incr("u");
  PipelineContext inner{plain, "messages", atomically};
  const auto message = inner.incr("m");
  inner.execute();
  plain.execute();
  CHECK(users.sent() == incr("u"));
  CHECK(messages.sent() == kMulti + incr("m") + kExec);
  CHECK(*user == 1);
  CHECK(*message == 2);
}

TEST_CASE("a streaming batch sends a transaction whole") {
  ScriptedClient client;
  PipelineContext pipe{client, {.flush_every = 1}};
  PipelineContext inner{pipe, atomically};
  inner.incr("a");
  inner.incr("b");
  CHECK(client.sent().empty());
  inner.execute();
  CHECK(client.sent() == kMulti + incr("a") + incr("b") + kExec);
  pipe.execute(Errors::in_results);
}

TEST_CASE("pipelined() makes an atomic context when asked") {
  ScriptedClient client;
  client.reply("+OK\r\n+QUEUED\r\n*1\r\n:5\r\n");
  const auto number = pipelined(client, atomically, [](PipelineContext& pipe) { return pipe.incr("a"); });
  CHECK(*number == 5);
}

TEST_CASE("an atomic context that met a name which nobody knows can be executed when it is known") {
  ScriptedClient client;
  client.reply("+OK\r\n+QUEUED\r\n*1\r\n:1\r\n");
  Connections connections;
  PipelineContext pipe{connections, "late", atomically};
  const auto number = pipe.incr("a");
  CHECK_THROWS_AS(pipe.execute(), UnknownConnection);
  connections.add("late", client);
  pipe.execute();
  CHECK(*number == 1);
  CHECK(client.sent() == kMulti + incr("a") + kExec);
}

TEST_CASE("promise 14: the limits of replies hold for each command of a transaction, not for EXEC's array of them") {
  const auto answered = [](const ReplyLimits& limits, std::string_view exec) {
    ScriptedClient client;
    client.script().limits = limits;
    client.reply("+OK\r\n+QUEUED\r\n+QUEUED\r\n" + std::string{exec});
    PipelineContext pipe{client, atomically};
    const auto first = pipe.command<std::vector<std::string>>("X");
    const auto second = pipe.command<std::vector<std::string>>("X");
    return pipe.execute(Errors::in_results) == 0;
  };
  const std::string pair = "*2\r\n$3\r\nabc\r\n$3\r\ndef\r\n";
  const std::string three = "*3\r\n:1\r\n:2\r\n:3\r\n";
  CHECK(answered({.max_depth = 1}, "*2\r\n" + pair + pair));
  CHECK_FALSE(answered({.max_depth = 1}, "*2\r\n" + pair + "*1\r\n" + pair));
  CHECK(answered({.max_elements = 3}, "*2\r\n" + pair + pair));
  CHECK_FALSE(answered({.max_elements = 3}, "*2\r\n" + pair + three));
  CHECK(answered({.max_reply_bytes = 6}, "*2\r\n" + pair + pair));
  CHECK_FALSE(answered({.max_reply_bytes = 5}, "*2\r\n" + pair + pair));
}
