#include "core/backoff.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

using namespace std::chrono_literals;
using tributary::detail::Backoff;

namespace {

/// The longest wait of many backoffs at each attempt.
std::vector<std::chrono::milliseconds> longest_waits(std::size_t attempts) {
  std::vector<std::chrono::milliseconds> longest(attempts);
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    Backoff backoff{100ms, 350ms, seed};
    for (auto& wait : longest) wait = std::max(wait, backoff.next());
  }
  return longest;
}

}  // namespace

TEST_CASE("a backoff waits a random time, up to a bound that doubles and then stays") {
  const auto longest = longest_waits(5);
  const std::vector bounds{100ms, 200ms, 350ms, 350ms, 350ms};
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    CAPTURE(i);
    CHECK(longest[i] <= bounds[i]);
    CHECK(longest[i] > bounds[i] * 9 / 10);
  }
}

TEST_CASE("clients that were lost together do not come back together") {
  CHECK(Backoff{10'000ms, 10'000ms, 1}.next() != Backoff{10'000ms, 10'000ms, 2}.next());
  CHECK(Backoff{10'000ms, 10'000ms, 1}.next() == Backoff{10'000ms, 10'000ms, 1}.next());
}

TEST_CASE("a backoff that is reset begins with its first bound") {
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    Backoff backoff{10ms, 10'000ms, seed};
    for (int i = 0; i < 10; ++i) backoff.next();
    backoff.reset();
    CHECK(backoff.next() <= 10ms);
  }
}
