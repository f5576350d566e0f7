#pragma once

#include <chrono>

namespace tributary::detail {

using Clock = std::chrono::steady_clock;

/// A point in time after which nobody waits any longer.
class Deadline {
 public:
  explicit Deadline(std::chrono::milliseconds from_now) noexcept : begin_{Clock::now()}, end_{begin_ + from_now} {}

  Clock::time_point begin() const noexcept { return begin_; }
  Clock::time_point end() const noexcept { return end_; }
  std::chrono::milliseconds length() const noexcept {
    return std::chrono::duration_cast<std::chrono::milliseconds>(end_ - begin_);
  }
  /// Whole milliseconds that are left, rounded up, as poll() wants them; 0 when it has passed.
  int left_ms() const noexcept {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now()).count();
    return left > 0 ? static_cast<int>(left) : 0;
  }

 private:
  Clock::time_point begin_;
  Clock::time_point end_;
};

}  // namespace tributary::detail
