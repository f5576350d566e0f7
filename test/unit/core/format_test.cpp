// Promise 2: printing is harmless in every state.
#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/scripted_executor.hpp"

#include <fmt/format.h>

#include <sstream>
#include <string>

using namespace tributary;
using tributary::test::ScriptedClient;

namespace {

template <class T>
std::string streamed(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

}  // namespace

TEST_CASE("promise 2: a pending result prints as pending, and stays so") {
  const DeferredResult<int> result;
  CHECK(fmt::format("{}", result) == "(pending)");
  CHECK(fmt::format("{:>5}", result) == "(pending)");
  CHECK(streamed(result) == "(pending)");
  CHECK_FALSE(result.ready());
}

TEST_CASE("promise 2: a result with a value prints as the value, in the value's own format") {
  DeferredResult<int> result;
  result.set(42);
  CHECK(fmt::format("{}", result) == "42");
  CHECK(fmt::format("[{:>5}] {:#x}", result, result) == "[   42] 0x2a");
  CHECK(streamed(result) == "42");
}

TEST_CASE("promise 2: a failed result prints its error, and does not throw it") {
  ScriptedClient client;
  client.reply("-ERR no such thing\r\n");
  PipelineContext pipe{client};
  const auto result = pipe.incr("k");
  pipe.execute(Errors::in_results);
  CHECK(fmt::format("{}", result) == "(error: ERR no such thing)");
  CHECK(streamed(result) == "(error: ERR no such thing)");
}

TEMPLATE_TEST_CASE("promise 2: text prints as it is", "", std::string, Utf8) {
  DeferredResult<TestType> result;
  result.set("text with {} braces");
  CHECK(fmt::format("{}", result) == "text with {} braces");
  CHECK(fmt::format("{:.4}", result) == "text");
  CHECK(streamed(result) == "text with {} braces");
}

TEST_CASE("promise 2: an optional prints as what is in it, or as nil") {
  DeferredResult<std::optional<int>> result;
  CHECK(fmt::format("{}", result) == "(pending)");
  result.set(7);
  CHECK(fmt::format("[{:>3}]", result) == "[  7]");
  DeferredResult<std::optional<std::string>> nil;
  nil.set(std::nullopt);
  CHECK(fmt::format("{}", nil) == "(nil)");
}

TEST_CASE("promise 2: Ok prints as OK") {
  DeferredResult<Ok> result;
  CHECK(fmt::format("{}", result) == "(pending)");
  result.set(Ok{});
  CHECK(fmt::format("{}", result) == "OK");
  CHECK(streamed(result) == "OK");
}

TEST_CASE("a checked text prints as text, in the format of text") {
  CHECK(fmt::format("[{:>6}] {:.2}", Utf8{"text"}, Ascii{"text"}) == "[  text] te");
  DeferredResult<std::optional<Utf8>> result;
  result.set("text");
  CHECK(fmt::format("[{:>6}]", result) == "[  text]");
}
