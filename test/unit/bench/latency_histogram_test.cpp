#include "latency_histogram.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

using tributary::bench::LatencyHistogram;
using namespace std::chrono_literals;

TEST_CASE("A histogram of nothing has no latencies") {
  const LatencyHistogram histogram;
  CHECK(histogram.count() == 0);
  CHECK(histogram.percentile(0.5) == 0);
  CHECK(histogram.max() == 0);
}

TEST_CASE("Percentiles of a histogram are those of the sorted values, within a thousandth") {
  std::mt19937_64 random{7};
  LatencyHistogram histogram;
  std::vector<double> values;
  for (int i = 0; i < 20'000; ++i) {
    // From 1 ns to minutes, each length as often as every other.
    const auto value =
        std::int64_t{1} + static_cast<std::int64_t>(std::exp(std::uniform_real_distribution{0.0, 25.0}(random)));
    histogram.add(std::chrono::nanoseconds{value});
    values.push_back(static_cast<double>(value) / 1000);
  }
  std::sort(values.begin(), values.end());
  for (const double share : {0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const double exact = values[static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size()))) - 1];
    CAPTURE(share, exact);
    CHECK(histogram.percentile(share) >= exact);
    CHECK(histogram.percentile(share) <= exact * 1.001);
  }
  CHECK(histogram.max() == values.back());
  CHECK(histogram.count() == values.size());
}

TEST_CASE("A histogram takes durations below nothing and beyond an hour") {
  LatencyHistogram histogram;
  histogram.add(-5ns);
  CHECK(histogram.percentile(1) == 0);
  histogram.add(24h);
  CHECK(histogram.max() == 24 * 3600e6);
  CHECK(histogram.percentile(1) > 3600e6);
}

TEST_CASE("The histogram of several threads is the sum of theirs, and can be cleared") {
  LatencyHistogram one;
  LatencyHistogram other;
  for (int i = 0; i < 9; ++i) one.add(1us);
  other.add(50us);
  one.add(other);
  CHECK(one.count() == 10);
  CHECK(one.percentile(0.9) == 1);
  CHECK(one.percentile(0.91) == 50);
  one.clear();
  CHECK(one.count() == 0);
  CHECK(one.max() == 0);
}
