// One coroutine that executes batches like flat: what the event loop costs.

#include "modes/modes.hpp"
#include "modes/recorded_command.hpp"
#include "modes/run_coroutines.hpp"

#include <tributary/asio.hpp>

#include <cstddef>
#include <vector>

namespace tributary::bench {
namespace {

template <class Record>
class Async final : public Mode {
 public:
  explicit Async(const ModeSetup& setup)
      : record_{setup.workload}, keys_{setup.keys}, verifier_{setup.workload}, redis_{context_, setup.endpoint.uri} {}

  void prepare(std::int64_t batch) override {
    keys_.restart();
    verifier_.restart();
    results_.reserve(static_cast<std::size_t>(batch));
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    run_coroutines(context_, 1, [&](std::size_t) { return execute(batches, batch); });
    return verifier_.verified();
  }

 private:
  boost::asio::awaitable<void> execute(std::int64_t batches, std::int64_t batch) {
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto begin = LatencyHistogram::Clock::now();
      PipelineContext pipe{redis_};
      for (std::int64_t j = 0; j < batch; ++j) results_.push_back(record_(pipe, keys_.next()));
      co_await async_execute(pipe);
      for (const auto& result : results_) record_.verify(result, verifier_);
      latencies().add_since(begin);
      results_.clear();
    }
  }

  Record record_;
  KeyCursor keys_;
  Verifier verifier_;
  boost::asio::io_context context_{1};
  AsyncClient redis_;
  std::vector<typename Record::Result> results_;
};

}  // namespace

std::unique_ptr<Mode> make_async(const ModeSetup& setup) { return make_recorded<Async>(setup); }

}  // namespace tributary::bench
