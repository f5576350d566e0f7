#pragma once

// One context a batch, as a request handler would use it; the handles' vector is kept.

#include "mode.hpp"

#include <tributary/tributary.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tributary::bench {

/// `Record` says what is recorded; see recorded_command.hpp.
template <class Record>
class Flat final : public Mode {
 public:
  explicit Flat(const ModeSetup& setup)
      : record_{setup.workload}, keys_{setup.keys}, verifier_{setup.workload}, redis_{setup.endpoint.uri} {}

  void prepare(std::int64_t batch) override {
    keys_.restart();
    verifier_.restart();
    results_.reserve(static_cast<std::size_t>(batch));
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto begin = LatencyHistogram::Clock::now();
      PipelineContext pipe{redis_};
      for (std::int64_t j = 0; j < batch; ++j) {
        results_.push_back(record_(pipe, keys_.next()));
      }
      pipe.execute();
      for (const auto& result : results_) {
        record_.verify(result, verifier_);
      }
      latencies().add_since(begin);
      results_.clear();
    }
    return verifier_.verified();
  }

 private:
  Record record_;
  KeyCursor keys_;
  Verifier verifier_;
  Client redis_;
  std::vector<typename Record::Result> results_;
};

}  // namespace tributary::bench
