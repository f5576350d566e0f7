// What threads keep of what is free, and how it goes from those that give back to those that take.
#include "core/stock.hpp"

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <set>
#include <thread>

using tributary::detail::Stock;

namespace {

struct Thing {
  Thing* next = nullptr;
  std::size_t bytes = 1;
};

template <int test>  // each has a depot of its own
struct Things {
  using Object = Thing;
  static constexpr std::size_t kList = 4;
  static constexpr std::size_t kListBytes = 100;
  static constexpr std::size_t kLists = 2;
  static constexpr std::size_t kListsBytes = 200;
  static Thing*& next(Thing& thing) noexcept { return thing.next; }
  static std::size_t bytes(const Thing& thing) noexcept { return thing.bytes; }
};

template <class Kind>
std::size_t keep_all(Stock<Kind>& stock, std::array<Thing, 40>& things) {
  std::size_t kept = 0;
  for (Thing& thing : things) kept += stock.keep(&thing) ? 1U : 0U;
  return kept;
}

}  // namespace

TEST_CASE("the last one that was kept is the first one that is taken") {
  Stock<Things<1>> stock;
  std::array<Thing, 8> things;
  for (Thing& thing : things) REQUIRE(stock.keep(&thing));
  CHECK(stock.take() == &things[7]);
  CHECK(stock.take() == &things[6]);
}

TEST_CASE("what one thread gives back another one takes, whole lists of it") {
  std::array<Thing, 40> things;
  std::size_t kept = 0;
  std::set<Thing*> taken;
  std::thread{[&] {
    Stock<Things<2>> giving;
    kept = keep_all(giving, things);
    std::size_t left = 0;
    giving.end_all([&](Thing*) { ++left; });
    CHECK(left == 8);  // two lists of its own
  }}.join();
  CHECK(kept == 16);  // those, and the two in the depot: it is bounded
  Stock<Things<2>> taking;
  while (Thing* thing = taking.take()) taken.insert(thing);
  CHECK(taken.size() == 8);
}

TEST_CASE("a stock is bounded by what its objects hold, too") {
  Stock<Things<3>> stock;
  std::array<Thing, 40> things;
  for (Thing& thing : things) thing.bytes = 60;
  // One in each list of the thread, and one in each of the depot, until these hold too much.
  CHECK(keep_all(stock, things) == 4);
  things[39].bytes = 1000;
  stock.end_all([](Thing*) {});
  CHECK_FALSE(stock.keep(&things[39]));
}
