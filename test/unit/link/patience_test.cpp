#include "link/patience.hpp"

#include "support/catch.hpp"

#include <chrono>
#include <cstddef>
#include <limits>

using namespace std::chrono_literals;
using tributary::detail::Clock;
using tributary::detail::Patience;

namespace {

constexpr auto kSilence = 100s;  // far from what the test itself takes

Clock::time_point begin_of(const Patience& patience) { return patience.end() - kSilence; }

}  // namespace

TEST_CASE("promise 15: silence ends an exchange, and what moves keeps it going") {
  Patience patience{kSilence, 1000};
  const auto begin = begin_of(patience);
  CHECK_FALSE(patience.is_over());
  CHECK(patience.ends_silent());
  for (int i = 1; i <= 10; ++i) {
    patience.note_move(1, begin + i * 90s);
    CHECK(patience.end() == begin + i * 90s + kSilence);
  }
}

TEST_CASE("promise 15: who moves slowly does not escape") {
  CHECK(Patience{kSilence, 0}.whole() == kSilence);
  CHECK(Patience{kSilence, 1}.whole() == kSilence);
  CHECK(Patience{kSilence, 1000}.whole() == 110 * kSilence);
  Patience patience{kSilence, 3};
  const auto begin = begin_of(patience);
  CHECK(patience.whole() == 300s);
  patience.note_move(1023, begin + 299s);
  CHECK(patience.end() == begin + 300s);
  CHECK_FALSE(patience.ends_silent());
}

TEST_CASE("a large reply has as long as its bytes take at a megabyte a second") {
  Patience patience{kSilence, 1};
  const auto begin = begin_of(patience);
  patience.note_move(std::size_t{500} << 20, begin + 500s);
  CHECK(patience.whole() == kSilence + 512'000ms);
  CHECK(patience.end() == begin + 600s);
}

TEST_CASE("more than the clock counts is as long as it counts") {
  const Patience patience{std::chrono::milliseconds::max(), 1'000'000'000};
  CHECK(patience.left_ms() == std::numeric_limits<int>::max());
}
