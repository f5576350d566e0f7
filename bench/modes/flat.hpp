#pragma once

// One context a batch, as a request handler would use it; the handles' vector is kept.

#include "mode.hpp"

#include <tributary/tributary.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tributary::bench {

/// `Record` says what is recorded: see recorded_workloads.hpp. `Context` is a PipelineContext, or makes one of its own
/// kind.
template <class Record, class Context = PipelineContext>
class Flat final : public Mode {
 public:
  explicit Flat(const ModeSetup& setup) : record_{setup.workload}, traffic_{setup}, redis_{setup.endpoint.uri} {}

  void prepare(std::int64_t batch) override {
    traffic_.restart();
    results_.reserve(static_cast<std::size_t>(batch));
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto since = begin(batch);
      Context pipe{redis_};
      for (std::int64_t j = 0; j < batch; ++j) {
        results_.push_back(record_(pipe, traffic_.requests.next()));
      }
      pipe.execute();
      for (const auto& result : results_) {
        record_.verify(result, traffic_.verifier);
      }
      latencies().add_since(since);
      results_.clear();
    }
    return traffic_.verifier.verified();
  }

 private:
  Record record_;
  Traffic traffic_;
  Client redis_;
  std::vector<typename Record::Result> results_;
};

}  // namespace tributary::bench
