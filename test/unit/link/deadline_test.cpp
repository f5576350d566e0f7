#include "link/deadline.hpp"

#include "support/catch.hpp"

#include <chrono>
#include <limits>

using namespace tributary::detail;
using namespace std::chrono_literals;

TEST_CASE("a deadline that is later than poll() can count is as late as poll() can count") {
  constexpr int kMost = std::numeric_limits<int>::max();
  CHECK(Deadline{24h * 48}.left_ms() == kMost);
  CHECK(Deadline{std::chrono::milliseconds::max()}.left_ms() == kMost);
  CHECK(Deadline{std::chrono::milliseconds::max()}.end() > Clock::now());
}

TEST_CASE("a deadline that has passed has nothing left") {
  CHECK(Deadline{0ms}.left_ms() == 0);
  CHECK(Deadline{-5ms}.left_ms() == 0);
  CHECK(Deadline{1h}.left_ms() > 0);
}
