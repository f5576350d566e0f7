#pragma once

#include "latency_histogram.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tributary::bench {

/// When commands are due: an open loop, in which a server that stalls gets them late, and not fewer of them.
class Pacer {
 public:
  using Clock = LatencyHistogram::Clock;

  /// So many commands per second, all callers together, from the first call on; 0: whenever somebody asks.
  void restart(double commands_per_second) noexcept {
    interval_ = commands_per_second == 0 ? 0 : 1e9 / commands_per_second;
    issued_ = 0;
  }

  /// When the next `commands` are due, which may have been long ago. Without a rate: now.
  Clock::time_point next(std::int64_t commands) noexcept {
    if (interval_ == 0) return Clock::now();
    if (issued_ == 0) first_ = Clock::now();
    const auto due = std::chrono::nanoseconds{static_cast<std::int64_t>(interval_ * static_cast<double>(issued_))};
    issued_ += commands;
    return first_ + due;
  }

  /// For one of several callers, each with a part of the rate.
  [[nodiscard]] Pacer share(std::size_t callers) const noexcept {
    Pacer share;
    share.interval_ = interval_ * static_cast<double>(callers);
    return share;
  }

  [[nodiscard]] bool is_open_loop() const noexcept { return interval_ != 0; }

 private:
  double interval_ = 0;  // nanoseconds
  std::int64_t issued_ = 0;
  Clock::time_point first_;
};

/// Sleeps, and for the last moment looks at the clock: a sleeper is woken late.
void wait_until(Pacer::Clock::time_point due) noexcept;

}  // namespace tributary::bench
