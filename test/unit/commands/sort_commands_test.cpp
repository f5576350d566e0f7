#include <tributary/commands/sort_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <optional>
#include <string>
#include <tuple>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

std::string sent_by_sort(const SortOptions& options) {
  return sent_by([&](Commands& redis) { redis.sort("k", options); });
}

}  // namespace

TEST_CASE("SORT sends only the options it is given") {
  CHECK(sent_by_sort({}) == resp_command({"SORT", "k"}));
  CHECK(sent_by_sort({.by = "w_*"}) == resp_command({"SORT", "k", "BY", "w_*"}));
  CHECK(sent_by_sort({.offset = 2}) == resp_command({"SORT", "k", "LIMIT", "2", "-1"}));
  CHECK(sent_by_sort({.count = 0}) == resp_command({"SORT", "k", "LIMIT", "0", "0"}));
  CHECK(sent_by_sort({.by = "weight_*", .order = ElementOrder::descending, .count = 10}) ==
        resp_command({"SORT", "k", "BY", "weight_*", "LIMIT", "0", "10", "DESC"}));
  CHECK(sent_by_sort({.by = "w_*", .order = ElementOrder::descending, .offset = 1, .count = 3, .alpha = true}) ==
        resp_command({"SORT", "k", "BY", "w_*", "LIMIT", "1", "3", "DESC", "ALPHA"}));
  CHECK(sent_by([](Commands& redis) { redis.sort_ro("k", {.alpha = true}); }) ==
        resp_command({"SORT_RO", "k", "ALPHA"}));
}

TEST_CASE("every pattern is sent behind a GET of its own") {
  CHECK(sent_by([](Commands& redis) { redis.sort_get("k", {"n_*"}); }) == resp_command({"SORT", "k", "GET", "n_*"}));
  CHECK(sent_by([](Commands& redis) {
          redis.sort_get<std::string, int>("k", {"#", "n_*"}, {.count = 2, .alpha = true});
        }) == resp_command({"SORT", "k", "LIMIT", "0", "2", "ALPHA", "GET", "#", "GET", "n_*"}));
  CHECK(sent_by([](Commands& redis) {
          redis.sort_ro_get<std::string, int>("k", {"#", "n_*"});
        }) == resp_command({"SORT_RO", "k", "GET", "#", "GET", "n_*"}));
}

TEST_CASE("the destination of SORT comes last") {
  CHECK(sent_by([](Commands& redis) { redis.sort_store("d", "k", {.alpha = true}); }) ==
        resp_command({"SORT", "k", "ALPHA", "STORE", "d"}));
  CHECK(sent_by([](Commands& redis) {
          redis.sort_get_store("d", "k", {"#", "n_*"});
        }) == resp_command({"SORT", "k", "GET", "#", "GET", "n_*", "STORE", "d"}));
}

TEST_CASE("what several patterns lead to is a row, each value of its own type") {
  const auto rows = answered("*4\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n$-1\r\n", [](Commands& redis) {
    return redis.sort_get<std::string, int>("k", {"#", "n_*"});
  });
  using Row = std::tuple<std::optional<std::string>, std::optional<int>>;
  CHECK(*rows == std::vector<Row>{{"a", 1}, {"b", std::nullopt}});
}

TEST_CASE("a reply that is no number of whole rows is a decode error") {
  const auto get = [](Commands& redis) { return redis.sort_get<int, int>("k", {"#", "n_*"}); };
  CHECK_THROWS_AS(answered("*3\r\n:1\r\n:2\r\n:3\r\n", get).result(), DecodeError);
  CHECK_THROWS_AS(answered(":1\r\n", get).result(), DecodeError);
}

TEST_CASE("SORT refuses another number of patterns than of types") {
  CHECK(refusal_of([](Commands& redis) {
          redis.sort_get("k", {"#", "n_*"});
        }) == "SORT: 2 patterns of GET, but 1 types of values");
  CHECK(refusal_of([](Commands& redis) { redis.sort_ro_get<int, int>("k", kNothing); }) ==
        "SORT_RO: 0 patterns of GET, but 2 types of values");
  CHECK(refusal_of([](Commands& redis) { redis.sort_get_store("d", "k", kNothing); }) ==
        "SORT needs at least one pattern of GET");
}
