#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>

namespace tributary::detail {

/// How long to wait before the next attempt: a random part of a bound that doubles with each attempt, so that clients
/// which a server lost together do not come back together ("full jitter").
class Backoff {
 public:
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds longest, std::uint32_t seed)
      : first_{first}, longest_{longest}, bound_{first}, random_{seed} {}

  std::chrono::milliseconds next() {
    std::uniform_int_distribution<std::chrono::milliseconds::rep> any{0, bound_.count()};
    const std::chrono::milliseconds wait{any(random_)};
    bound_ = std::min(2 * bound_, longest_);
    return wait;
  }
  void reset() noexcept { bound_ = first_; }

 private:
  std::chrono::milliseconds first_;
  std::chrono::milliseconds longest_;
  std::chrono::milliseconds bound_;
  std::mt19937 random_;
};

}  // namespace tributary::detail
