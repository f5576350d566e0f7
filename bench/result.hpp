#pragma once

#include "mode.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::bench {

/// One number over all repeats.
struct Spread {
  double median = 0;
  double min = 0;
  double max = 0;
};

/// The spread of at least one value; the median of an even number is the mean of the two in the middle.
[[nodiscard]] Spread spread_of(std::vector<double> values);

/// One measurement of one mode, per command.
struct Sample {
  double commands_per_second = 0;
  double user_ns = 0;
  double system_ns = 0;
  double allocations = 0;
  double syscalls = 0;
  double server_cpu_ns = 0;  ///< this and the bytes are 0 when the server tells nothing
  double request_bytes = 0;
  double reply_bytes = 0;
  // Of what Result::timed names, in microseconds; 0 for Timed::nothing.
  double latency_p50 = 0;
  double latency_p90 = 0;
  double latency_p99 = 0;
  double latency_p999 = 0;
  double latency_max = 0;
};

/// All measurements of one mode at one batch size.
struct Result {
  std::string mode;
  std::int64_t batch = 0;
  std::int64_t commands = 0;  ///< issued, answered and verified in each sample
  Subject subject = Subject::values;
  Timed timed = Timed::batches;
  std::size_t keys = 0;  ///< that it had; fewer than asked for when values are large
  std::vector<Sample> samples{};

  /// The spread of a member, or of any function of a sample.
  template <class Function>
  [[nodiscard]] Spread spread(Function function) const {
    std::vector<double> values;
    values.reserve(samples.size());
    for (const auto& sample : samples) {
      values.push_back(function(sample));
    }
    return spread_of(std::move(values));
  }

  [[nodiscard]] Spread commands_per_second() const;
  [[nodiscard]] Spread client_cpu_ns() const;
  /// How many cores the client kept busy.
  [[nodiscard]] Spread client_cores() const;
  /// Of requests and replies together.
  [[nodiscard]] Spread mib_per_second() const;
};

/// The result of that mode and batch, or null.
[[nodiscard]] const Result* find_result(const std::vector<Result>& results, std::string_view mode, std::int64_t batch);

/// The result of the wire mode with which this one is to be compared; null without one, and for records.
[[nodiscard]] const Result* wire_of(const Result& result, const std::vector<Result>& results);

/// The result of the same mode with batches of one; null without one, and for that itself.
[[nodiscard]] const Result* batch_1_of(const Result& result, const std::vector<Result>& results);

/// 1234567 as "1,234,567".
[[nodiscard]] std::string grouped(double value);

/// "batch", "command", or nothing.
[[nodiscard]] std::string_view to_string(Timed timed) noexcept;

/// Commands per second as a multiple of `base`'s, repeat by repeat: what slows the whole machine cancels out.
[[nodiscard]] Spread speed_ratio(const Result& result, const Result& base);

/// The same for the client's CPU time.
[[nodiscard]] Spread cpu_ratio(const Result& result, const Result& base);

}  // namespace tributary::bench
