// What composing costs: each command is recorded by a reusable function that opens a context of its own and calls the
// next such function. With the batch's root, the command is recorded four contexts deep.

#include "modes/modes.hpp"
#include "workloads/recorded_workloads.hpp"

#include <cstddef>
#include <vector>

namespace tributary::bench {
namespace {

constexpr int kDepth = 3;  // contexts below the root

// Not inlined: reusable functions live in other files.
template <class Record>
[[gnu::noinline]] typename Record::Result record_nested(Commands& redis, Record& record, const Step& step, int depth) {
  PipelineContext pipe{redis};
  auto result = depth == 1 ? record(pipe, step) : record_nested(pipe, record, step, depth - 1);
  pipe.execute();
  return result;
}

template <class Record>
class Nested final : public Mode {
 public:
  explicit Nested(const ModeSetup& setup) : record_{setup.workload}, traffic_{setup}, redis_{setup.endpoint.uri} {}

  void prepare(std::int64_t batch) override {
    traffic_.restart();
    results_.reserve(static_cast<std::size_t>(batch));
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto since = begin(batch);
      PipelineContext pipe{redis_};
      for (std::int64_t j = 0; j < batch; ++j) {
        results_.push_back(record_nested(pipe, record_, traffic_.requests.next(), kDepth));
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

}  // namespace

std::unique_ptr<Mode> make_nested4(const ModeSetup& setup) { return make_recorded<Nested>(setup); }

}  // namespace tributary::bench
