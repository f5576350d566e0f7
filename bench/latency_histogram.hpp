#pragma once

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tributary::bench {

/// How long something took, any number of times, in 132 KiB.
///
/// Counts in classes, each no wider than a thousandth of what it holds: every nanosecond up to 2047 has its own, each
/// doubling beyond has 1024. That is an HDR histogram of three digits; Debian has none for C or C++. More than an hour
/// counts as an hour.
/// Source: hdrhistogram.org
class LatencyHistogram {
 public:
  using Clock = std::chrono::steady_clock;

  LatencyHistogram() : counts_(class_of(kLongest) + 1) {}

  void clear() noexcept;
  void add(std::chrono::nanoseconds duration) noexcept {
    const auto value = static_cast<std::uint64_t>(duration.count() < 0 ? 0 : duration.count());
    ++counts_[class_of(value < kLongest ? value : kLongest)];
    ++count_;
    longest_ = value > longest_ ? value : longest_;
  }
  void add_since(Clock::time_point begin) noexcept { add(Clock::now() - begin); }
  void add(const LatencyHistogram& others) noexcept;

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// The shortest that `share` of all do not exceed, in microseconds, as the upper end of its class; 0 of none.
  [[nodiscard]] double percentile(double share) const noexcept;
  /// Exact, in microseconds.
  [[nodiscard]] double max() const noexcept { return static_cast<double>(longest_) / 1000; }

 private:
  static constexpr int kDigits = 10;  // bits of a value that its class knows, below the first one
  static constexpr std::uint64_t kLongest = (std::uint64_t{1} << 42U) - 1;

  static constexpr std::size_t class_of(std::uint64_t value) noexcept {
    const int doublings = static_cast<int>(std::bit_width(value | (std::uint64_t{1} << kDigits))) - 1 - kDigits;
    return (static_cast<std::size_t>(doublings) << kDigits) + static_cast<std::size_t>(value >> doublings);
  }
  static std::uint64_t longest_in(std::size_t index) noexcept;

  std::vector<std::uint32_t> counts_;
  std::uint64_t count_ = 0;
  std::uint64_t longest_ = 0;
};

}  // namespace tributary::bench
