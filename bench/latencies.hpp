#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tributary::bench {

/// How long single commands took, from the call to the value.
class Latencies {
 public:
  using Clock = std::chrono::steady_clock;

  void restart(std::size_t expected) {
    nanoseconds_.clear();
    nanoseconds_.reserve(expected);
  }
  void add(Clock::time_point begin) {
    nanoseconds_.push_back(std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - begin).count());
  }
  void add(const Latencies& others) {
    nanoseconds_.insert(nanoseconds_.end(), others.nanoseconds_.begin(), others.nanoseconds_.end());
  }

  /// That of which `share` are no longer, in microseconds; 0 when none was measured.
  [[nodiscard]] double percentile(double share) {
    if (nanoseconds_.empty()) return 0;
    const auto at = static_cast<std::size_t>(share * static_cast<double>(nanoseconds_.size() - 1));
    const auto wanted = nanoseconds_.begin() + static_cast<std::ptrdiff_t>(at);
    std::nth_element(nanoseconds_.begin(), wanted, nanoseconds_.end());
    return static_cast<double>(*wanted) / 1000;
  }

 private:
  std::vector<std::int64_t> nanoseconds_;
};

}  // namespace tributary::bench
