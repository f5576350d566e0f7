#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"

#include <optional>
#include <string>
#include <tuple>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

using Numbers = std::vector<int>;
using Words = std::vector<std::string>;

/// A client of a server that holds the list "l": 3 1 2, with weights 30, none and 50 for 1, 2, 3 in "w_1" and "w_3",
/// and names in the hashes "h_1" and "h_2"; and the set "letters": a b c.
struct Sortable {
  Sortable() {
    redis.rpush("l", {3, 1, 2});
    redis.mset({{"w_1", 30}, {"w_3", 50}});
    redis.hset("h_1", "name", "one");
    redis.hset("h_2", "name", "two");
    redis.sadd("letters", {"b", "c", "a"});
  }

  Client redis = emptied_client();
};

}  // namespace

TEST_CASE_METHOD(Sortable, "sort reads elements in order, and only a part of them when asked") {
  CHECK(*redis.sort<int>("l") == Numbers{1, 2, 3});
  CHECK(*redis.sort("l", {.order = ElementOrder::descending}) == Words{"3", "2", "1"});
  CHECK(*redis.sort<int>("l", {.offset = 1}) == Numbers{2, 3});
  CHECK(*redis.sort<int>("l", {.offset = 1, .count = 1}) == Numbers{2});
  CHECK(*redis.sort("letters", {.order = ElementOrder::descending, .alpha = true}) == Words{"c", "b", "a"});
  CHECK(redis.sort("missing")->empty());
}

TEST_CASE_METHOD(Sortable, "sort compares the values of other keys, or nothing at all") {
  CHECK(*redis.sort<int>("l", {.by = "w_*"}) == Numbers{2, 1, 3});
  CHECK(*redis.sort<int>("l", {.by = "h_*->name", .alpha = true}) == Numbers{3, 1, 2});
  CHECK(*redis.sort<int>("l", {.by = "nosort"}) == Numbers{3, 1, 2});
}

TEST_CASE_METHOD(Sortable, "sort_get reads rows of other keys") {
  using Row = std::tuple<std::optional<int>, std::optional<std::string>, std::optional<int>>;
  CHECK(*redis.sort_get<int, std::string, int>("l", {"#", "h_*->name", "w_*"}) ==
        std::vector<Row>{{1, "one", 30}, {2, "two", std::nullopt}, {3, std::nullopt, 50}});
  CHECK(*redis.sort_get<int>("l", {"w_*"}, {.order = ElementOrder::descending}) ==
        std::vector<std::optional<int>>{50, std::nullopt, 30});
  CHECK(redis.sort_get("missing", {"w_*"})->empty());
}

TEST_CASE_METHOD(Sortable, "sort_ro and sort_ro_get read the same") {
  CHECK(*redis.sort_ro<int>("l", {.count = 2}) == Numbers{1, 2});
  CHECK(*redis.sort_ro_get("l", {"h_*->name"}) == std::vector<std::optional<std::string>>{"one", "two", std::nullopt});
}

TEST_CASE_METHOD(Sortable, "sort_store and sort_get_store replace a key by a list") {
  redis.set("d", "text");
  CHECK(*redis.sort_store("d", "l") == 3);
  CHECK(*redis.lrange<int>("d", 0, -1) == Numbers{1, 2, 3});
  CHECK(*redis.sort_get_store("d", "l", {"#", "h_*->name"}, {.offset = 1}) == 4);
  CHECK(*redis.lrange("d", 0, -1) == Words{"2", "two", "3", ""});
  CHECK(*redis.sort_store("d", "missing") == 0);
  CHECK(*redis.exists("d") == false);
}

TEST_CASE_METHOD(Sortable, "elements that are no numbers and keys of other types are errors") {
  redis.set("s", "text");
  CHECK(server_error_of([&] { redis.sort("letters"); }) == "ERR");
  CHECK(server_error_of([&] { redis.sort_store("d", "letters"); }) == "ERR");
  CHECK(server_error_of([&] { redis.sort_ro("s"); }) == "WRONGTYPE");
}
