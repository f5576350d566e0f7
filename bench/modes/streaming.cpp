// One context for all commands of a run: `flush_every` lets them leave early, and results are read as they come.
//
// The handles wait in a ring, which also checks that streaming keeps memory bounded: what may be unanswered is what the
// library and the socket buffers hold, so much less than kMostWaiting and 16 batches together.

#include "modes/modes.hpp"
#include "workloads/recorded_workloads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace tributary::bench {
namespace {

constexpr std::size_t kMostBatches = 16;
constexpr std::size_t kMostWaiting = 100'000;

template <class Record>
class Streaming final : public Mode {
 public:
  explicit Streaming(const ModeSetup& setup) : record_{setup.workload}, traffic_{setup}, redis_{setup.endpoint.uri} {}

  void prepare(std::int64_t batch) override {
    traffic_.restart();
    if (batch != batch_) {
      batch_ = batch;
      needed_ = 0;
    }
    most_ = static_cast<std::size_t>(batch) * kMostBatches + kMostWaiting;
    ring_.clear();  // begins small and stays in the cache; the warm-up has shown before what it needs
    ring_.resize(std::max(needed_, 2 * static_cast<std::size_t>(batch)));
    oldest_ = 0;
    waiting_ = 0;
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    PipelineContext pipe{redis_, PipelineOptions{.flush_every = static_cast<std::size_t>(batch)}};
    for (std::int64_t i = 0; i < batches; ++i) {
      begin(batch);
      for (std::int64_t j = 0; j < batch; ++j) {
        push(record_(pipe, traffic_.requests.next()));
      }
      take_ready();
    }
    pipe.execute();
    take_ready();
    return traffic_.verifier.verified();
  }

 private:
  using Result = typename Record::Result;

  void push(Result result) {
    if (waiting_ == ring_.size()) {
      grow();
    }
    std::size_t place = oldest_ + waiting_;
    place -= place < ring_.size() ? 0 : ring_.size();
    ring_[place] = std::move(result);
    ++waiting_;
  }

  void grow() {
    if (waiting_ >= most_) {
      throw std::runtime_error{fmt::format("{} results are unanswered: streaming does not bound memory", waiting_)};
    }
    std::rotate(ring_.begin(), ring_.begin() + static_cast<std::ptrdiff_t>(oldest_), ring_.end());
    oldest_ = 0;
    ring_.resize(2 * ring_.size());
    needed_ = ring_.size();
  }

  void take_ready() {
    while (waiting_ > 0 && ring_[oldest_]->ready()) {
      record_.verify(*ring_[oldest_], traffic_.verifier);
      ring_[oldest_].reset();
      oldest_ = oldest_ + 1 == ring_.size() ? 0 : oldest_ + 1;
      --waiting_;
    }
  }

  Record record_;
  Traffic traffic_;
  Client redis_;
  std::vector<std::optional<Result>> ring_;
  std::size_t oldest_ = 0;
  std::size_t waiting_ = 0;
  std::size_t most_ = 0;
  std::size_t needed_ = 0;  // how far the ring grew for batches of this size
  std::int64_t batch_ = 0;
};

}  // namespace

std::unique_ptr<Mode> make_streaming(const ModeSetup& setup) { return make_recorded<Streaming>(setup); }

}  // namespace tributary::bench
