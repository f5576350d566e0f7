// What everybody starts with: the client runs each command at once. The batch size only sets how many.

#include "modes/modes.hpp"
#include "modes/recorded_command.hpp"

namespace tributary::bench {
namespace {

template <class Record>
class Unpipelined final : public Mode {
 public:
  explicit Unpipelined(const ModeSetup& setup)
      : record_{setup.workload}, keys_{setup.keys}, verifier_{setup.workload}, redis_{setup.endpoint.uri} {}

  void prepare(std::int64_t) override {
    keys_.restart();
    verifier_.restart();
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    for (std::int64_t i = 0; i < batches * batch; ++i) {
      const auto begin = LatencyHistogram::Clock::now();
      record_.verify(record_(redis_, keys_.next()), verifier_);
      latencies().add_since(begin);
    }
    return verifier_.verified();
  }

 private:
  Record record_;
  KeyCursor keys_;
  Verifier verifier_;
  Client redis_;
};

}  // namespace

std::unique_ptr<Mode> make_unpipelined(const ModeSetup& setup) { return make_recorded<Unpipelined>(setup); }

}  // namespace tributary::bench
