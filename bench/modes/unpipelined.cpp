// What everybody starts with: the client runs each command at once. The batch size only sets how many.

#include "modes/modes.hpp"
#include "workloads/recorded_workloads.hpp"

namespace tributary::bench {
namespace {

template <class Record>
class Unpipelined final : public Mode {
 public:
  explicit Unpipelined(const ModeSetup& setup) : record_{setup.workload}, traffic_{setup}, redis_{setup.endpoint.uri} {}

  void prepare(std::int64_t) override { traffic_.restart(); }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    for (std::int64_t i = 0; i < batches * batch; ++i) {
      const auto since = begin(1);
      record_.verify(record_(redis_, traffic_.requests.next()), traffic_.verifier);
      latencies().add_since(since);
    }
    return traffic_.verifier.verified();
  }

 private:
  Record record_;
  Traffic traffic_;
  Client redis_;
};

}  // namespace

std::unique_ptr<Mode> make_unpipelined(const ModeSetup& setup) { return make_recorded<Unpipelined>(setup); }

}  // namespace tributary::bench
