// HGETALL of ten fields: into a std::map of texts, and into a model, which makes numbers, a flag and a time of them.

#include "modes/bench_user.hpp"
#include "modes/modes.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tributary::bench {
namespace {

struct LoadMap {
  using Result = DeferredResult<std::map<std::string, std::string>>;

  static Result load(Commands& redis, std::string_view key) {
    return redis.hgetall<std::map<std::string, std::string>>(key);
  }
  static bool is_right(const Result& result) {
    const auto& record = result.result();
    const auto email = record.find("email");
    return record.size() == 10 && email != record.end() && email->second == record_content(0).email;
  }
};

struct LoadModel {
  using Result = DeferredResult<std::optional<BenchUser>>;

  static Result load(Commands& redis, std::string_view key) {
    return BenchUser::load(redis, BenchUser::keyspace.id_in(key));
  }
  static bool is_right(const Result& result) {
    const auto& user = result.result();
    return user && user->saves == 0 && user->email == record_content(0).email;
  }
};

template <class Record>
class Loading final : public Mode {
 public:
  explicit Loading(const ModeSetup& setup) : keys_{setup.keys}, redis_{setup.endpoint.uri} {}

  void prepare(std::int64_t batch) override {
    keys_.restart();
    results_.reserve(static_cast<std::size_t>(batch));
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    std::int64_t verified = 0;
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto since = begin(batch);
      PipelineContext pipe{redis_};
      for (std::int64_t j = 0; j < batch; ++j) {
        results_.push_back(Record::load(pipe, keys_.next()));
      }
      pipe.execute();
      for (const auto& result : results_) {
        if (!Record::is_right(result)) throw std::runtime_error{"a record is not what was stored"};
        ++verified;
      }
      latencies().add_since(since);
      results_.clear();
    }
    return verified;
  }

 private:
  KeyCursor keys_;
  Client redis_;
  std::vector<typename Record::Result> results_;
};

}  // namespace

std::unique_ptr<Mode> make_map_load(const ModeSetup& setup) { return std::make_unique<Loading<LoadMap>>(setup); }
std::unique_ptr<Mode> make_model_load(const ModeSetup& setup) { return std::make_unique<Loading<LoadModel>>(setup); }

}  // namespace tributary::bench
