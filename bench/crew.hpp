#pragma once

#include "latency_histogram.hpp"
#include "load.hpp"
#include "mode.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace tributary::bench {

/// One mode as many times as the load needs, each on a thread of its own when that is more than once. They share the
/// keys, and each begins elsewhere in the sequence of requests.
class Crew {
 public:
  /// What `setup` says of clients is for all together.
  Crew(const ModeEntry& entry, const ModeSetup& setup, const Load& load);

  /// Gets ready for `commands_per_second` of all together; 0 for a closed loop. Not measured.
  void prepare(std::int64_t batch, double commands_per_second);
  /// Issues `batches` batches, as many of each as of every other. Returns how many replies were right. Measured.
  /// Errors: what the first mode that failed has thrown
  std::int64_t run(std::int64_t batches, std::int64_t batch);

  /// Of the last run.
  [[nodiscard]] const LatencyHistogram& latencies();

 private:
  std::vector<std::unique_ptr<Mode>> modes_;
  LatencyHistogram together_;
};

}  // namespace tributary::bench
