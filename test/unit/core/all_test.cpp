// Promise 4: many results as one.
#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/scripted_executor.hpp"

#include <array>
#include <cstdint>
#include <list>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

using namespace tributary;
using tributary::test::ScriptedClient;

namespace {

using Numbers = std::vector<std::int64_t>;

/// A pipeline of counters, answered with `resp`.
struct Counters {
  Counters(int count, std::string_view resp) {
    client.reply(resp);
    for (int i = 0; i < count; ++i) results.push_back(pipe.incr("k"));
  }
  void execute() { pipe.execute(Errors::in_results); }

  ScriptedClient client;
  PipelineContext pipe{client};
  std::vector<DeferredResult<std::int64_t>> results;
};

/// Throws when it is copied while it is armed.
struct FragileSum {
  explicit FragileSum(bool is_armed) : armed{is_armed} {}
  FragileSum(const FragileSum& other) : armed{other.armed} {
    if (armed) throw std::runtime_error{"fragile"};
  }
  FragileSum(FragileSum&&) = default;
  bool armed;
};

}  // namespace

TEST_CASE("promise 4: all() of a range has the values in the range's order") {
  Counters counters{3, ":1\r\n:2\r\n:3\r\n"};
  std::swap(counters.results[0], counters.results[2]);
  const auto together = all(counters.results);
  CHECK_FALSE(together.ready());
  counters.execute();
  CHECK(*together == Numbers{3, 2, 1});
}

TEST_CASE("promise 4: all() takes any sized range") {
  Counters counters{2, ":1\r\n:2\r\n"};
  const auto& r = counters.results;
  const auto of_array = all(std::array{r[0], r[1]});
  const auto of_list = all(std::list{r[0], r[1]});
  counters.execute();
  CHECK(*of_array == Numbers{1, 2});
  CHECK(*of_list == Numbers{1, 2});
}

TEST_CASE("promise 4: all() of arguments is a tuple of their types") {
  ScriptedClient client;
  client.reply(":1\r\n$1\r\na\r\n$-1\r\n");
  PipelineContext pipe{client};
  const auto number = pipe.incr("k");
  const auto text = pipe.echo("a");
  const auto absent = pipe.get("none");
  const auto together = all(number, text, absent);
  pipe.execute();
  CHECK(*together == std::tuple{std::int64_t{1}, std::string{"a"}, std::optional<std::string>{}});
}

TEST_CASE("promise 4: all() of nothing is an empty vector, at once") {
  const auto nothing = all(std::vector<DeferredResult<int>>{});
  REQUIRE(nothing.ready());
  CHECK(nothing->empty());
}

TEST_CASE("promise 4: all() of results that are there is there at once") {
  Counters counters{2, ":1\r\n:2\r\n"};
  counters.execute();
  CHECK(*all(counters.results) == Numbers{1, 2});
  CHECK(*all(counters.results[0], counters.results[1]) == std::tuple{std::int64_t{1}, std::int64_t{2}});
}

TEST_CASE("promise 4: all() of several executes waits for the last") {
  Counters first{1, ":1\r\n"};
  Counters second{1, ":2\r\n"};
  const auto together = all(first.results[0], second.results[0]);
  second.execute();
  CHECK_FALSE(together.ready());
  first.execute();
  CHECK(*together == std::tuple{std::int64_t{1}, std::int64_t{2}});
}

TEST_CASE("promise 4: the first error in order is the error of all(), whichever comes first") {
  Counters early{1, "-ERR early\r\n"};
  Counters late{1, "-ERR late\r\n"};
  const auto by_range = all(std::vector{late.results[0], early.results[0]});
  const auto by_arguments = all(late.results[0], early.results[0]);
  early.execute();
  CHECK_FALSE(by_range.ready());
  late.execute();
  CHECK(by_range.error()->message == "ERR late");
  CHECK(by_arguments.error()->message == "ERR late");
}

TEST_CASE("promise 4: one error among values is the error of all()") {
  const std::size_t at = GENERATE(0U, 1U, 2U);
  std::string replies;
  for (std::size_t i = 0; i < 3; ++i) replies += i == at ? "-ERR no\r\n" : ":1\r\n";
  Counters counters{3, replies};
  const auto together = all(counters.results);
  counters.execute();
  CHECK_THROWS_AS(together.result(), ServerError);
  CHECK(together.error()->position == at);
}

TEST_CASE("promise 4: the inputs of all() may be dropped, and one of them may come twice") {
  Counters counters{1, ":4\r\n"};
  const auto together = all(std::vector{counters.results[0], counters.results[0]});
  counters.results.clear();
  counters.execute();
  CHECK(*together == Numbers{4, 4});
}

TEST_CASE("promise 4: all() of bools is a vector<bool>") {
  ScriptedClient client;
  client.reply(":1\r\n:0\r\n");
  PipelineContext pipe{client};
  const auto together = all(std::vector{pipe.command<bool>("A"), pipe.command<bool>("B")});
  pipe.execute();
  CHECK(*together == std::vector<bool>{true, false});
}

TEST_CASE("promise 4: all() and then() sum up many counters") {
  Counters counters{3, ":1\r\n:2\r\n:3\r\n"};
  const auto sum = all(counters.results).then([](const Numbers& values) {
    return std::accumulate(values.begin(), values.end(), std::int64_t{0});
  });
  counters.execute();
  CHECK(*sum == 6);
}

TEST_CASE("promise 4: a value that cannot be copied into all() is its error") {
  DeferredResult<FragileSum> sound;
  DeferredResult<FragileSum> fragile;
  const auto by_range = all(std::vector{sound, fragile});
  const auto by_arguments = all(sound, fragile);
  sound.set(FragileSum{false});
  fragile.set(FragileSum{true});
  CHECK_THROWS_WITH(by_range.result(), "fragile");
  CHECK_THROWS_WITH(by_arguments.result(), "fragile");
}

TEST_CASE("promise 4: a fold of any length does not use up the stack") {
  constexpr int kTerms = 40'000;
  std::vector<DeferredResult<int>> terms(kTerms);
  DeferredResult<int> sum;
  const auto first = sum;
  for (const auto& term : terms) {
    sum = all(sum, term).then([](const std::tuple<int, int>& pair) { return std::get<0>(pair) + std::get<1>(pair); });
  }
  for (const auto& term : terms) term.set(1);
  CHECK_FALSE(sum.ready());
  first.set(0);
  CHECK(*sum == kTerms);
}

TEST_CASE("promise 3: all() of a result that was moved away is refused") {
  DeferredResult<int> first;
  DeferredResult<int> second;
  const auto moved = std::move(second);
  CHECK_THROWS_AS(all(first, second), UsageError);  // NOLINT(bugprone-use-after-move): the subject
  CHECK_THROWS_AS(all(std::vector{first, second}), UsageError);
}
