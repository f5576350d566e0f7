// Functions of three dependent steps: a GET names the key of the next. A batch has so many functions, each counts as
// one command of the report, and the batch takes three round trips: as coroutines, as continuations, and written by
// hand as three batches.

#include "modes/chain.hpp"
#include "modes/modes.hpp"
#include "workload.hpp"

#include <tributary/tributary.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace tributary::bench {
namespace {

/// What every mode of chains has in common: `Run` sends a batch and gives each function's result.
template <class Run>
class Chains final : public Mode {
 public:
  explicit Chains(const ModeSetup& setup) : keys_{setup.keys}, cursor_{setup.keys}, redis_{setup.endpoint.uri} {}

  void prepare(std::int64_t) override { cursor_.restart(); }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    std::int64_t verified = 0;
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto since = begin(batch);
      const std::size_t first = cursor_.position();
      run_(redis_, cursor_, static_cast<std::size_t>(batch));
      for (std::size_t j = 0; j < static_cast<std::size_t>(batch); ++j) {
        if (run_.result(j) != keys_[(first + j + 3) % keys_.size()]) throw std::runtime_error{"a chain ends elsewhere"};
        ++verified;
      }
      latencies().add_since(since);
    }
    return verified;
  }

 private:
  const Keys& keys_;
  KeyCursor cursor_;
  Client redis_;
  Run run_;
};

class Waves {
 public:
  void operator()(Client& redis, KeyCursor& keys, std::size_t functions) {
    results_.clear();
    PipelineContext pipe{redis};
    for (std::size_t i = 0; i < functions; ++i) results_.push_back(third_of(pipe, KeyName{keys.next()}));
    pipe.execute();
  }
  std::string_view result(std::size_t index) const { return results_[index].result(); }

 private:
  std::vector<DeferredResult<KeyName>> results_;
};

class Thens {
 public:
  void operator()(Client& redis, KeyCursor& keys, std::size_t functions) {
    constexpr auto step = [](const Name& name, Pipe next) { return next->get<KeyName>(name.value()); };
    results_.clear();
    PipelineContext pipe{redis};
    for (std::size_t i = 0; i < functions; ++i) {
      results_.push_back(pipe.get<KeyName>(keys.next()).then(step).then(step));
    }
    pipe.execute();
  }
  std::string_view result(std::size_t index) const { return results_[index]->value(); }

 private:
  std::vector<DeferredResult<Name>> results_;
};

class ByHand {
 public:
  void operator()(Client& redis, KeyCursor& keys, std::size_t functions) {
    results_.clear();
    PipelineContext pipe{redis};
    for (std::size_t i = 0; i < functions; ++i) results_.push_back(pipe.get<KeyName>(keys.next()));
    pipe.execute();
    for (int step = 0; step < 2; ++step) {
      for (auto& result : results_) result = pipe.get<KeyName>(result->value());
      pipe.execute();
    }
  }
  std::string_view result(std::size_t index) const { return results_[index]->value(); }

 private:
  std::vector<DeferredResult<Name>> results_;
};

}  // namespace

std::unique_ptr<Mode> make_waves3(const ModeSetup& setup) { return std::make_unique<Chains<Waves>>(setup); }
std::unique_ptr<Mode> make_then3(const ModeSetup& setup) { return std::make_unique<Chains<Thens>>(setup); }
std::unique_ptr<Mode> make_by_hand3(const ModeSetup& setup) { return std::make_unique<Chains<ByHand>>(setup); }

}  // namespace tributary::bench
