#pragma once

#include <algorithm>
#include <chrono>
#include <limits>

namespace tributary::detail {

using Clock = std::chrono::steady_clock;

/// Whole milliseconds until `end`, rounded up, as poll() wants them: at most what it can count; 0 when it has passed.
inline int left_ms(Clock::time_point end) noexcept {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
  return static_cast<int>(std::clamp<Clock::rep>(left, 0, std::numeric_limits<int>::max()));
}

/// A point in time after which nobody waits any longer.
class Deadline {
 public:
  /// Many blocking commands can add up to more than the clock counts: no deadline is later than kLatest.
  explicit Deadline(std::chrono::milliseconds from_now) noexcept
      : end_{Clock::now() + std::min<std::chrono::milliseconds>(from_now, kLatest)} {}

  /// The same, and no later than `latest`.
  Deadline(std::chrono::milliseconds from_now, Clock::time_point latest) noexcept : Deadline{from_now} {
    end_ = std::min(end_, latest);
  }

  Clock::time_point end() const noexcept { return end_; }
  int left_ms() const noexcept { return detail::left_ms(end_); }
  bool has_passed() const noexcept { return Clock::now() >= end_; }

 private:
  static constexpr std::chrono::hours kLatest{100 * 365 * 24};

  Clock::time_point end_;
};

}  // namespace tributary::detail
