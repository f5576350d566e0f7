// hiredis as its documentation shows pipelining, in the faster form: argument vectors instead of a format string.

#include "hiredis_connection.hpp"
#include "modes/modes.hpp"
#include "pipelined_commands.hpp"
#include "seen_by_hiredis.hpp"
#include "workloads/workload_entry.hpp"

#include <cstdint>

namespace tributary::bench {
namespace {

class Hiredis final : public Mode {
 public:
  explicit Hiredis(const ModeSetup& setup)
      : workload_{setup.workload},
        entry_{workload_entry(setup.workload.command)},
        traffic_{setup},
        redis_{setup.endpoint} {}

  void prepare(std::int64_t) override { traffic_.restart(); }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto since = begin(batch);
      for (std::int64_t j = 0; j < batch; ++j) {
        words_.clear();
        entry_.words(workload_, traffic_.requests.next(), words_);
        recorder_.append(redis_, words_);
      }
      for (std::int64_t j = 0; j < batch; ++j) {
        entry_.verify(seen(*redis_.reply()), traffic_.verifier);
      }
      latencies().add_since(since);
    }
    return traffic_.verifier.verified();
  }

 private:
  const Workload& workload_;
  const WorkloadEntry& entry_;
  Traffic traffic_;
  HiredisConnection redis_;
  HiredisRecorder recorder_;
  Words words_;
};

}  // namespace

std::unique_ptr<Mode> make_hiredis(const ModeSetup& setup) { return std::make_unique<Hiredis>(setup); }

}  // namespace tributary::bench
