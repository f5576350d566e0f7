#pragma once

#include "link/deadline.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace tributary::detail {

/// How long an exchange may take. It ends when nothing moves for `silence`; and altogether after as much for each of
/// its first hundred commands and each hundred behind them, and a millisecond for each KiB that moved: nobody escapes
/// by moving slowly.
class Patience {
 public:
  explicit Patience(std::chrono::milliseconds silence, std::size_t commands = 1) noexcept
      : silence_{std::min<std::chrono::milliseconds>(silence, kLongest)},
        whole_{std::min<std::chrono::milliseconds>(silence_ * shares_of(commands), kLongest)},
        begin_{Clock::now()},
        last_move_{begin_} {}

  /// Of a conversation without an end: what comes next has as long as what came before.
  void renew() noexcept {
    begin_ = Clock::now();
    moved_ = 0;
  }

  /// So many bytes were written or read.
  void note_move(std::size_t bytes, Clock::time_point now) noexcept {
    moved_ += bytes;
    last_move_ = now;
  }

  std::chrono::milliseconds silence() const noexcept { return silence_; }
  /// How long it may take altogether, as far as it has come.
  std::chrono::milliseconds whole() const noexcept { return whole_ + std::chrono::milliseconds{moved_ / 1024}; }
  Clock::time_point end() const noexcept { return std::min(limit_, std::min(last_move_ + silence_, begin_ + whole())); }
  /// Whoever waits stops then, whatever moves.
  void limit(Clock::time_point until) noexcept { limit_ = until; }
  bool has_limit() const noexcept { return limit_ != Clock::time_point::max(); }
  bool ends_by_limit() const noexcept { return has_limit() && end() == limit_; }
  /// True when it ends by silence, and not by its whole length.
  bool ends_silent() const noexcept { return last_move_ + silence_ <= begin_ + whole(); }
  int left_ms() const noexcept { return detail::left_ms(end()); }
  bool is_over() const noexcept { return Clock::now() >= end(); }

 private:
  // Many blocking commands can add up to more than the clock counts.
  static constexpr std::chrono::hours kLongest{100 * 365 * 24};

  static std::chrono::milliseconds::rep shares_of(std::size_t commands) noexcept {
    constexpr std::size_t kMost = 1'000'000;
    const std::size_t shares = std::max<std::size_t>(1, std::min<std::size_t>(commands, 100)) + commands / 100;
    return static_cast<std::chrono::milliseconds::rep>(std::min(shares, kMost));
  }

  std::chrono::milliseconds silence_;
  std::chrono::milliseconds whole_;
  std::size_t moved_ = 0;
  Clock::time_point begin_;
  Clock::time_point last_move_;
  Clock::time_point limit_ = Clock::time_point::max();
};

}  // namespace tributary::detail
