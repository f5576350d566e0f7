// Like flat, but through a String of a keyspace, which makes each key from an id.

#include "modes/modes.hpp"

#include <tributary/keyspaces.hpp>
#include <tributary/tributary.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::bench {
namespace {

inline constexpr Keyspace kFamily{"tributary", {.key = "$name:$id"}};

/// The bytes of a key behind the family's name.
std::string_view id_of(std::string_view key) { return kFamily.id_in(key); }

struct Incrby {
  using Family = String<kFamily, std::int64_t>;
  using Result = DeferredResult<std::int64_t>;

  explicit Incrby(const Workload&) {}
  Result operator()(const Family& counter) const { return counter.incrby(1); }
  static void verify(const Result& result, Verifier& verifier) { verifier.integer(result.result()); }
};

struct Get {
  using Family = String<kFamily>;
  using Result = DeferredResult<std::optional<std::string>>;

  explicit Get(const Workload&) {}
  Result operator()(const Family& text) const { return text.get(); }
  static void verify(const Result& result, Verifier& verifier) { verifier.bulk(result.result().value_or("")); }
};

struct Set {
  using Family = String<kFamily>;
  using Result = DeferredResult<bool>;

  explicit Set(const Workload& workload) : payload{workload.payload} {}
  Result operator()(const Family& text) const { return text.set(payload); }
  static void verify(const Result& result, Verifier& verifier) { verifier.ok(result.result()); }

  std::string_view payload;
};

template <class Command>
class ThroughKeyspace final : public Mode {
 public:
  explicit ThroughKeyspace(const ModeSetup& setup)
      : command_{setup.workload}, keys_{setup.keys}, verifier_{setup.workload}, redis_{setup.endpoint.uri} {}

  void prepare(std::int64_t batch) override {
    keys_.restart();
    verifier_.restart();
    results_.reserve(static_cast<std::size_t>(batch));
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    for (std::int64_t i = 0; i < batches; ++i) {
      PipelineContext pipe{redis_};
      for (std::int64_t j = 0; j < batch; ++j) {
        results_.push_back(command_(typename Command::Family{pipe, id_of(keys_.next())}));
      }
      pipe.execute();
      for (const auto& result : results_) {
        Command::verify(result, verifier_);
      }
      results_.clear();
    }
    return verifier_.verified();
  }

 private:
  Command command_;
  KeyCursor keys_;
  Verifier verifier_;
  Client redis_;
  std::vector<typename Command::Result> results_;
};

}  // namespace

std::unique_ptr<Mode> make_keyspace(const ModeSetup& setup) {
  switch (setup.workload.command) {
    case tributary::bench::Command::incrby: return std::make_unique<ThroughKeyspace<Incrby>>(setup);
    case tributary::bench::Command::get: return std::make_unique<ThroughKeyspace<Get>>(setup);
    case tributary::bench::Command::set: return std::make_unique<ThroughKeyspace<Set>>(setup);
  }
  return nullptr;
}

}  // namespace tributary::bench
