#pragma once

#include <chrono>
#include <random>

namespace tributary::detail {

/// Pauses between attempts that grow, and that differ between those who failed together: each is anything from nothing to
/// a bound that doubles ("full jitter": M. Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015).
class Backoff {
 public:
  using Duration = std::chrono::microseconds;

  Backoff(Duration first, Duration longest) : first_{first}, longest_{longest}, bound_{first} {}

  Duration next() {
    const Duration pause{std::uniform_int_distribution<Duration::rep>{0, bound_.count()}(random_)};
    bound_ = bound_ > longest_ / 2 ? longest_ : 2 * bound_;
    return pause;
  }
  /// After a success: the next pause is short again.
  void reset() noexcept { bound_ = first_; }

 private:
  Duration first_;
  Duration longest_;
  Duration bound_;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace tributary::detail
