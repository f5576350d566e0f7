// Promise 4: results made of results.
#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/scripted_executor.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace tributary;
using tributary::test::ScriptedClient;

namespace {

/// A pipeline whose one result is whatever `resp` says.
struct One {
  explicit One(std::string_view resp) { client.reply(resp); }
  void execute() { pipe.execute(Errors::in_results); }

  ScriptedClient client;
  PipelineContext pipe{client};
  DeferredResult<std::int64_t> result = pipe.incr("k");
};

struct Member {
  std::string name = "member";
  std::size_t length() const { return name.size(); }
};

}  // namespace

TEST_CASE("promise 4: then() runs at the end of the execute that brings the value") {
  One one{":5\r\n"};
  int calls = 0;
  const auto doubled = one.result.then([&](std::int64_t value) {
    ++calls;
    return 2 * value;
  });
  CHECK_FALSE(doubled.ready());
  CHECK(calls == 0);
  one.execute();
  CHECK(*doubled == 10);
  CHECK(calls == 1);
  one.execute();
  CHECK(calls == 1);
}

TEST_CASE("promise 4: then() on a value that is there runs at once") {
  One one{":5\r\n"};
  one.execute();
  const auto text = one.result.then([](std::int64_t value) { return std::to_string(value); });
  CHECK(*text == "5");
}

TEST_CASE("promise 4: then() may change the type, and be chained") {
  One one{":5\r\n"};
  const auto length =
      one.result.then([](std::int64_t value) { return std::string(static_cast<std::size_t>(value), 'x'); })
          .then([](const std::string& text) { return text.size(); })
          .then([](std::size_t size) { return size == 5; });
  one.execute();
  CHECK(*length);
}

TEST_CASE("promise 4: a function that returns nothing gives Ok") {
  One one{":5\r\n"};
  std::int64_t seen = 0;
  const DeferredResult<Ok> done = one.result.then([&](std::int64_t value) { seen = value; });
  one.execute();
  CHECK(seen == 5);
  CHECK(done.has_value());
}

TEST_CASE("promise 4: then() accepts a pointer to a member") {
  const DeferredResult<Member> result;
  const auto length = result.then(&Member::length);
  const auto name = result.then(&Member::name);
  DeferredResult{result}.set(Member{});
  CHECK(*length == 6);
  CHECK(*name == "member");
}

TEST_CASE("promise 4: then() accepts a function that can only be moved") {
  One one{":5\r\n"};
  const auto sum = one.result.then([more = std::make_unique<int>(2)](std::int64_t value) { return value + *more; });
  one.execute();
  CHECK(*sum == 7);
}

TEST_CASE("promise 4: an error passes through a chain, and no function is called") {
  One one{"-ERR broken\r\n"};
  int calls = 0;
  const auto end = one.result.then([&](std::int64_t value) { return ++calls, value; }).then([&](std::int64_t value) {
    return ++calls, value;
  });
  one.execute();
  CHECK(calls == 0);
  CHECK_THROWS_AS(end.result(), ServerError);
  CHECK(end.error()->command == "INCR");
}

TEST_CASE("promise 4: then() on an error that is there gives the error at once") {
  One one{"-ERR broken\r\n"};
  one.execute();
  CHECK(one.result.then([](std::int64_t) { return 1; }).error()->code == "ERR");
}

TEST_CASE("promise 4: what a function throws is the error of its result, and of nothing else") {
  One one{":5\r\n"};
  const auto thrown = one.result.then([](std::int64_t) -> int { throw std::domain_error{"not here"}; });
  const auto odd = one.result.then([](std::int64_t) -> int { throw 42; });
  const auto behind = thrown.then([](int value) { return value; });
  const auto beside = one.result.then([](std::int64_t value) { return value; });
  one.execute();
  CHECK_THROWS_AS(thrown.result(), std::domain_error);
  CHECK(thrown.error()->kind == ErrorKind::continuation);
  CHECK(thrown.error()->message == "not here");
  CHECK_THROWS_AS(odd.result(), int);
  CHECK_THROWS_AS(behind.result(), std::domain_error);
  CHECK(*beside == 5);
  CHECK(*one.result == 5);
}

TEST_CASE("promise 4: a function that throws is no failed command") {
  ScriptedClient client;
  client.reply(":5\r\n");
  PipelineContext pipe{client};
  pipe.incr("k").then([](std::int64_t) -> int { throw std::domain_error{"not here"}; });
  CHECK(pipe.execute() == 0);
}

TEST_CASE("promise 4: several functions wait for one result, and run in their order") {
  One one{":5\r\n"};
  std::string order;
  for (const char name : {'a', 'b', 'c'}) one.result.then([&order, name](std::int64_t) { order += name; });
  one.execute();
  CHECK(order == "abc");
}

TEST_CASE("promise 4: functions of different results run in the order of the wire") {
  ScriptedClient client;
  client.reply(":1\r\n:2\r\n");
  PipelineContext pipe{client};
  std::string order;
  const auto first = pipe.incr("a");
  const auto second = pipe.incr("b");
  second.then([&](std::int64_t) { order += '2'; });
  first.then([&](std::int64_t) { order += '1'; });
  pipe.execute();
  CHECK(order == "12");
}

TEST_CASE("promise 4: a function sees every result of its batch") {
  ScriptedClient client;
  client.reply(":1\r\n:2\r\n");
  PipelineContext pipe{client};
  const auto first = pipe.incr("a");
  std::optional<DeferredResult<std::int64_t>> second;
  const auto sum = first.then([&](std::int64_t value) { return value + **second; });
  second = pipe.incr("b");
  pipe.execute();
  CHECK(*sum == 3);
}

TEST_CASE("promise 4: a result whose handles are gone still feeds what waits for it") {
  ScriptedClient client;
  client.reply(":5\r\n");
  PipelineContext pipe{client};
  const auto doubled = pipe.incr("k").then([](std::int64_t value) { return 2 * value; });
  pipe.execute();
  CHECK(*doubled == 10);
}

TEST_CASE("promise 4: a function runs even if nobody keeps its result") {
  One one{":5\r\n"};
  std::int64_t seen = 0;
  one.result.then([&](std::int64_t value) { seen = value; });
  one.execute();
  CHECK(seen == 5);
}

TEST_CASE("promise 4: a function may read its own input by its handle, and add to it") {
  One one{":5\r\n"};
  std::optional<DeferredResult<std::int64_t>> later;
  one.result.then([&](std::int64_t) { later = one.result.then([](std::int64_t value) { return value + 1; }); });
  one.execute();
  CHECK(**later == 6);
}

TEST_CASE("promise 4: a function may drop the last handle of its input") {
  std::optional<DeferredResult<std::string>> input{std::in_place};
  const std::string text = "long enough not to fit into the string object itself";
  input->then([&](const std::string&) { input.reset(); });
  const auto second = input->then([](const std::string& value) { return value; });
  input->set(text);
  CHECK(*second == text);
}

TEST_CASE("promise 4: what a function returns may not be storable, which is the error of its result") {
  struct Fragile {
    Fragile() = default;
    Fragile(const Fragile&) { throw std::runtime_error{"fragile"}; }
    char bytes[24] = {'!'};
  };
  One one{":5\r\n"};
  const auto fragile = one.result.then([](std::int64_t) { return Fragile{}; });
  const auto behind = fragile.then([](const Fragile&) { return 1; });
  one.execute();
  CHECK_THROWS_WITH(fragile.result(), "fragile");
  CHECK_THROWS_WITH(behind.result(), "fragile");
}

TEST_CASE("promise 7: what waits for a discarded result reads as discarded") {
  ScriptedClient client;
  std::optional<DeferredResult<std::int64_t>> doubled;
  {
    PipelineContext pipe{client};
    doubled = pipe.incr("k").then([](std::int64_t value) { return 2 * value; });
  }
  CHECK_THROWS_AS(doubled->result(), Discarded);
}

TEST_CASE("promise 4: a function may execute another pipeline") {
  One one{":5\r\n"};
  ScriptedClient other;
  other.reply(":7\r\n");
  const auto sum = one.result.then([&](std::int64_t value) {
    PipelineContext pipe{other};
    const auto more = pipe.incr("k");
    pipe.execute();
    return value + *more;
  });
  one.execute();
  CHECK(*sum == 12);
}

TEST_CASE("promise 4: a chain of any length does not use up the stack, whatever its end") {
  constexpr int kLinks = 60'000;
  const auto chain = [](DeferredResult<std::int64_t> end) {
    for (int i = 0; i < kLinks; ++i) end = end.then([](std::int64_t value) { return value + 1; });
    return end;
  };
  SECTION("by a reply") {
    One one{":5\r\n"};
    const auto end = chain(one.result);
    one.execute();
    CHECK(*end == 5 + kLinks);
  }
  SECTION("by an error") {
    One one{"-ERR broken\r\n"};
    const auto end = chain(one.result);
    one.execute();
    CHECK(end.error()->code == "ERR");
  }
  SECTION("by set()") {
    const DeferredResult<std::int64_t> own;
    const auto end = chain(own);
    own.set(5);
    CHECK(*end == 5 + kLinks);
  }
  SECTION("by dropping its first result") {
    std::optional<DeferredResult<std::int64_t>> own{std::in_place};
    const auto end = chain(*own);
    own.reset();
    CHECK(end.error()->message == "the result that this one waits for was dropped before it was set");
  }
  SECTION("by functions that set the next result") {
    std::vector<DeferredResult<std::int64_t>> links(kLinks);
    for (std::size_t i = 0; i + 1 < links.size(); ++i) {
      links[i].then([next = links[i + 1]](std::int64_t value) { next.set(value + 1); });
    }
    links.front().set(1);
    CHECK(*links.back() == kLinks);
  }
}

TEST_CASE("promise 4: many functions may wait for one result") {
  constexpr int kFunctions = 100'000;
  One one{":5\r\n"};
  int calls = 0;
  for (int i = 0; i < kFunctions; ++i) {
    one.result.then([&calls, i](std::int64_t) {
      if (calls == i) ++calls;
    });
  }
  one.execute();
  CHECK(calls == kFunctions);
}

TEST_CASE("promise 4: what waits for a result that a function sets runs when the function has returned") {
  const DeferredResult<int> first;
  const DeferredResult<int> second;
  std::string order;
  first.then([&](int) {
    second.set(2);
    order += second.ready() ? 'a' : '?';
  });
  second.then([&](int) { order += 'b'; });
  first.set(1);
  CHECK(order == "ab");
}

TEST_CASE("promise 4: what a function executes is complete when that execute returns, continuations included") {
  One one{":5\r\n"};
  ScriptedClient other;
  other.reply(":7\r\n");
  const auto sum = one.result.then([&](std::int64_t value) {
    PipelineContext pipe{other};
    const auto more = pipe.incr("k").then([](std::int64_t reply) { return reply + 1; });
    pipe.execute();
    return value + *more;
  });
  one.execute();
  CHECK(*sum == 13);
}

TEST_CASE("promise 4: a continuation may end the context that is executing, whose callbacks run all the same") {
  ScriptedClient client;
  client.reply(":5\r\n");
  auto pipe = std::make_unique<PipelineContext>(client);
  int calls = 0;
  pipe->on_execute([&] { ++calls; });
  const auto done = pipe->incr("k").then([&](std::int64_t) { pipe.reset(); });
  pipe->execute();
  CHECK(done.has_value());
  CHECK(pipe == nullptr);
  CHECK(calls == 1);
}
