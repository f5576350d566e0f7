#include "latency_histogram.hpp"

#include <algorithm>
#include <cmath>

namespace tributary::bench {

void LatencyHistogram::clear() noexcept {
  std::fill(counts_.begin(), counts_.end(), 0);
  count_ = 0;
  longest_ = 0;
}

void LatencyHistogram::add(const LatencyHistogram& others) noexcept {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += others.counts_[i];
  count_ += others.count_;
  longest_ = std::max(longest_, others.longest_);
}

double LatencyHistogram::percentile(double share) const noexcept {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (counts_[i] != 0 && seen >= wanted) return static_cast<double>(std::min(longest_in(i), longest_)) / 1000;
  }
  return 0;
}

// A class's number is its doublings times 1024, plus its eleven first bits, of which the first is always set.
std::uint64_t LatencyHistogram::longest_in(std::size_t index) noexcept {
  constexpr std::size_t kPerDoubling = std::size_t{1} << kDigits;
  const std::size_t doublings = index < 2 * kPerDoubling ? 0 : index / kPerDoubling - 1;
  return ((std::uint64_t{index - doublings * kPerDoubling} + 1) << doublings) - 1;
}

}  // namespace tributary::bench
