// Promises 1 to 4: the states of a result, and what it is before, during and after its execute.
#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/scripted_executor.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace tributary;
using Catch::Matchers::Contains;
using tributary::test::ScriptedClient;

namespace {

/// Too large for a slot, so that it lives on the heap.
struct Large {
  explicit Large(std::string t) : text{std::move(t)} {}
  std::string text;
  char padding[100] = {};
};

/// Overwrites where it is to live, and throws, when it has been copied too often. It cannot be moved.
struct FragileCopy {
  explicit FragileCopy(int copies) : copies_left{copies} {}
  FragileCopy(const FragileCopy& other) : copies_left{other.copies_left - 1} {
    std::fill(std::begin(bytes), std::end(bytes), '!');
    if (copies_left < 0) throw std::runtime_error{"fragile"};
  }
  char bytes[24] = {};
  int copies_left;
};

}  // namespace

TEST_CASE("promise 1: a recorded command's result is pending, then a value") {
  ScriptedClient client;
  client.reply(":5\r\n");
  PipelineContext pipe{client};
  const auto result = pipe.incr("k");
  CHECK_FALSE(result.ready());
  CHECK_FALSE(result.has_value());
  CHECK(result.error() == nullptr);
  pipe.execute();
  CHECK(result.ready());
  CHECK(result.has_value());
  CHECK(result.error() == nullptr);
  CHECK(*result == 5);
}

TEST_CASE("promise 1: a server error keeps code, message, command and position") {
  ScriptedClient client;
  client.reply(":1\r\n-WRONGTYPE Operation against a key\r\n");
  PipelineContext pipe{client};
  pipe.incr("a");
  const auto failed = pipe.incr("list");
  pipe.execute(Errors::in_results);
  CHECK(failed.ready());
  CHECK_FALSE(failed.has_value());
  REQUIRE(failed.error() != nullptr);
  CHECK(failed.error()->kind == ErrorKind::server);
  try {
    failed.result();
    FAIL("no error");
  } catch (const ServerError& error) {
    CHECK(error.code() == "WRONGTYPE");
    CHECK(error.info().message == "WRONGTYPE Operation against a key");
    CHECK(error.command() == "INCR");
    CHECK(error.position() == 1);
    CHECK(error.what() == std::string{"INCR \"list\" (command 1): WRONGTYPE Operation against a key"});
  }
}

TEST_CASE("promise 1: a server error of one word is its own code") {
  ScriptedClient client;
  client.reply("-LOADING\r\n");
  PipelineContext pipe{client};
  const auto failed = pipe.incr("k");
  pipe.execute(Errors::in_results);
  CHECK(failed.error()->code == "LOADING");
}

TEST_CASE("promise 1: a decode error keeps what was expected and what came") {
  ScriptedClient client;
  client.reply("+OK\r\n");
  PipelineContext pipe{client};
  const auto failed = pipe.incr("k");
  pipe.execute(Errors::in_results);
  try {
    failed.result();
    FAIL("no error");
  } catch (const DecodeError& error) {
    CHECK(error.expected() == "a 64-bit signed integer");
    CHECK(error.actual() == "\"OK\"");
    CHECK(error.command() == "INCR");
  }
}

TEST_CASE("promise 1: a transport error keeps its reason and its outcome") {
  ScriptedClient client;
  client.script().refuses = true;
  PipelineContext pipe{client};
  const auto failed = pipe.incr("k");
  pipe.execute(Errors::in_results);
  try {
    failed.result();
    FAIL("no error");
  } catch (const TransportError& error) {
    CHECK(error.reason() == TransportReason::connect);
    CHECK(error.outcome() == TransportOutcome::not_sent);
    CHECK(error.command() == "INCR");
  }
}

TEST_CASE("promise 1: the name of a command that the library does not know is kept too") {
  ScriptedClient client;
  client.reply("-ERR unknown command\r\n-ERR unknown command\r\n");
  PipelineContext pipe{client};
  const auto short_name = pipe.command<Ok>("MY.COMMAND", "k");
  const auto long_name = pipe.command<Ok>("A.MODULE.WITH.AN.ABSURDLY.LONG.COMMAND", "k");
  pipe.execute(Errors::in_results);
  CHECK(short_name.error()->command == "MY.COMMAND");
  CHECK(long_name.error()->command == std::string{"A.MODULE.WITH.AN.ABSURDLY.LONG.COMMAND"}.substr(0, 31));
}

TEST_CASE("promise 2: reading a pending result throws, and sends nothing") {
  ScriptedClient client;
  client.reply(":5\r\n");
  PipelineContext pipe{client};
  auto result = pipe.incr("k");
  CHECK_THROWS_AS(result.result(), ResultNotReady);
  CHECK_THROWS_AS(*result, ResultNotReady);
  CHECK_THROWS_AS(result.operator->(), ResultNotReady);
  CHECK_THROWS_AS(DeferredResult{result}.result(), ResultNotReady);
  CHECK(result.value_or(-1) == -1);
  CHECK(client.sent().empty());
  pipe.execute();
  CHECK(*result == 5);
}

TEST_CASE("promise 3: a result outlives its context and its client") {
  std::optional<DeferredResult<std::string>> value;
  std::optional<DeferredResult<std::string>> error;
  {
    ScriptedClient client;
    client.reply("$5\r\nhello\r\n-ERR no\r\n");
    PipelineContext pipe{client};
    value = pipe.echo("hello");
    error = pipe.echo("x");
    pipe.execute(Errors::in_results);
  }
  CHECK(**value == "hello");
  CHECK_THROWS_AS(error->result(), ServerError);
}

TEST_CASE("promise 3: copies are the same result, and assignment makes them so") {
  ScriptedClient client;
  client.reply("$1\r\na\r\n$1\r\nb\r\n");
  PipelineContext pipe{client};
  auto first = pipe.echo("a");
  const auto copy = first;
  auto second = pipe.echo("b");
  second = first;
  pipe.execute();
  CHECK(*first == "a");
  CHECK(&*copy == &*first);
  CHECK(&*second == &*first);
}

TEST_CASE("promise 3: a handle is as cheap as a pointer") {
  STATIC_REQUIRE(sizeof(DeferredResult<std::string>) == sizeof(void*));
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<DeferredResult<std::string>>);
  STATIC_REQUIRE(std::is_nothrow_copy_constructible_v<DeferredResult<std::string>>);
}

TEST_CASE("promise 3: the last handle gives its value away, an earlier one a copy") {
  ScriptedClient client;
  const std::string text(100, 'x');
  client.reply("$100\r\n" + text + "\r\n");
  PipelineContext pipe{client};
  auto first = pipe.echo("x");
  auto last = first;
  pipe.execute();
  const char* const bytes = last->data();

  const std::string copied = std::move(first).result();
  CHECK(copied == text);
  CHECK(copied.data() != bytes);
  CHECK(*last == text);

  first = DeferredResult<std::string>{};
  const std::string moved = std::move(last).result();
  CHECK(moved == text);
  CHECK(moved.data() == bytes);
}

TEST_CASE("promise 3: a value may be used from a temporary handle") {
  ScriptedClient client;
  client.reply("*2\r\n$1\r\na\r\n$1\r\nb\r\n");
  PipelineContext pipe{client};
  auto result = pipe.command<std::vector<std::string>>("X");
  pipe.execute();
  std::string joined;
  for (const std::string& text : *std::move(result)) joined += text;
  CHECK(joined == "ab");
}

TEST_CASE("promise 3: reading without throwing") {
  ScriptedClient client;
  client.reply(":1\r\n-ERR no\r\n");
  PipelineContext pipe{client};
  const auto value = pipe.incr("a");
  const auto error = pipe.incr("b");
  pipe.execute(Errors::in_results);
  STATIC_REQUIRE(noexcept(value.ready()));
  STATIC_REQUIRE(noexcept(value.has_value()));
  STATIC_REQUIRE(noexcept(value.error()));
  CHECK(value.value_or(7) == 1);
  CHECK(error.value_or(7) == 7);
}

TEST_CASE("a value that is too large for its slot is kept on the heap") {
  DeferredResult<Large> result;
  result.set(Large{"text"});
  const auto copy = result;
  CHECK(copy->text == "text");
  CHECK(std::move(result).result().text == "text");
}

TEST_CASE("a reply may become a value that is too large for its slot, or an error in its place") {
  using Ages = std::map<std::string, int>;
  STATIC_REQUIRE_FALSE(detail::fits_slot<Ages>);
  ScriptedClient client;
  client.reply("*2\r\n$3\r\nJoe\r\n:31\r\n*2\r\n$3\r\nJoe\r\n$3\r\nold\r\n");
  PipelineContext pipe{client};
  const auto ages = pipe.command<Ages>("HGETALL", "ages");
  const auto wrong = pipe.command<Ages>("HGETALL", "wrong");
  const auto behind = wrong.then([](const Ages& value) { return value.size(); });
  pipe.execute(Errors::in_results);
  CHECK(*ages == Ages{{"Joe", 31}});
  CHECK(wrong.error()->command == "HGETALL");
  CHECK(behind.error()->actual == "\"old\"");
}

TEST_CASE("promise 4: a result of your own is pending until it is set") {
  DeferredResult<std::string> result;
  CHECK_FALSE(result.ready());
  CHECK_THROWS_AS(result.result(), ResultNotReady);
  result.set("value");
  CHECK(*result == "value");
}

TEST_CASE("promise 4: a result is set once, by a value or by an exception") {
  DeferredResult<int> value;
  value.set(1);
  CHECK_THROWS_AS(value.set(2), UsageError);
  CHECK_THROWS_AS(value.set_exception(std::make_exception_ptr(std::runtime_error{"x"})), UsageError);
  CHECK(*value == 1);

  DeferredResult<int> error;
  error.set_exception(std::make_exception_ptr(std::out_of_range{"far"}));
  CHECK_THROWS_AS(error.set(2), UsageError);
  CHECK_THROWS_AS(error.set_exception(std::make_exception_ptr(std::runtime_error{"x"})), UsageError);
  CHECK_THROWS_AS(error.result(), std::out_of_range);
  CHECK(error.error()->message == "far");
}

TEST_CASE("promise 4: the result of a command cannot be set, and says so") {
  ScriptedClient client;
  client.reply(":1\r\n");
  PipelineContext pipe{client};
  auto result = pipe.incr("k");
  CHECK_THROWS_WITH(result.set(7), "the result of a recorded command is set by its reply, not by set()");
  CHECK_THROWS_WITH(result.set_exception(std::make_exception_ptr(7)),
                    "the result of a recorded command is set by its reply, not by set()");
  pipe.execute();
  CHECK(*result == 1);
}

TEST_CASE("promise 4: no exception at all is refused") {
  DeferredResult<int> result;
  CHECK_THROWS_AS(result.set_exception(nullptr), UsageError);
  CHECK_FALSE(result.ready());
}

TEST_CASE("promise 4: a callback may set a result") {
  ScriptedClient client;
  client.reply(":20\r\n");
  PipelineContext pipe{client};
  const auto part = pipe.incr("k");
  DeferredResult<double> ratio;
  pipe.on_execute([part, ratio]() mutable { ratio.set(static_cast<double>(*part) / 100); });
  pipe.execute();
  CHECK(*ratio == 0.2);
}

TEST_CASE("promise 4: a value that cannot be stored leaves its result pending, and what waits for it waiting") {
  DeferredResult<FragileCopy> result;
  const auto copies = result.then([](const FragileCopy& value) { return value.copies_left; });
  CHECK_THROWS_WITH(result.set(FragileCopy{0}), "fragile");
  CHECK_FALSE(result.ready());
  CHECK_FALSE(copies.ready());
  result.set(FragileCopy{5});
  CHECK(*copies == 4);
}

TEST_CASE("promise 4: what waits for a result that is dropped unset hears of it") {
  DeferredResult<int> output;
  {
    const DeferredResult<int> never_set;
    output = never_set.then([](int value) { return value + 1; });
  }
  CHECK(output.ready());
  CHECK_THROWS_AS(output.result(), Discarded);
}

// NOLINTBEGIN(bugprone-use-after-move): what remains behind is the subject

TEST_CASE("promise 3: a result that was moved away says so wherever it is used") {
  const auto check = [](DeferredResult<std::string>& moved) {
    CHECK_FALSE(moved.ready());
    CHECK_FALSE(moved.has_value());
    CHECK(moved.error() == nullptr);
    CHECK(moved.value_or("none") == "none");
    CHECK_THROWS_AS(moved.result(), UsageError);
    CHECK_THROWS_AS(*moved, UsageError);
    CHECK_THROWS_AS(moved->size(), UsageError);
    CHECK_THROWS_AS(std::move(moved).result(), UsageError);
    CHECK_THROWS_AS(moved.then([](const std::string&) {}), UsageError);
    CHECK_THROWS_AS(moved.set("x"), UsageError);
    CHECK_THROWS_AS(moved.set_exception(std::make_exception_ptr(std::runtime_error{"x"})), UsageError);
    std::ostringstream printed;
    printed << moved;
    CHECK(printed.str() == "(moved away)");
    CHECK(fmt::format("{}", moved) == "(moved away)");
    const auto copy = moved;
    CHECK_THROWS_WITH(copy.result(), Contains("moved away"));
    moved = DeferredResult<std::string>{};
    moved.set("again");
    CHECK(*moved == "again");
  };
  DeferredResult<std::string> first;
  const auto second = std::move(first);
  check(first);
  second.set("value");
  DeferredResult<std::string> third = second;
  CHECK(std::move(third).result() == "value");
  check(third);
}

// NOLINTEND(bugprone-use-after-move)

TEST_CASE("promise 1: the error of a temporary result outlives it") {
  ScriptedClient client;
  client.reply("-ERR no\r\n");
  PipelineContext pipe{client};
  auto failed = pipe.incr("a");
  pipe.execute(Errors::in_results);
  const std::shared_ptr<const ErrorInfo> error = std::exchange(failed, DeferredResult<std::int64_t>{}).error();
  CHECK(error->code == "ERR");
}
