// HSET of ten fields: from a list of pairs, and by a model of which all fields were assigned. The records live as long
// as the mode, as those of an application would.

#include "modes/bench_user.hpp"
#include "modes/modes.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace tributary::bench {
namespace {

/// A record that is no more than its key.
class RawRecord {
 public:
  using Result = DeferredResult<std::int64_t>;

  explicit RawRecord(std::string_view key) : key_{key} {}

  Result save(Commands& redis) {
    const RecordContent content = record_content(++saves_);
    using Pair = ArgumentPairs::Pair;
    return redis.hset(key_, {Pair{"name", content.name}, Pair{"email", content.email}, Pair{"city", content.city},
                             Pair{"country", content.country}, Pair{"age", content.age}, Pair{"logins", content.logins},
                             Pair{"balance", content.balance}, Pair{"admin", content.admin}, Pair{"seen", content.seen},
                             Pair{kSavesField, content.saves}});
  }
  static bool is_right(const Result& result) {
    const std::int64_t added = result.result();
    return added == 0 || added == 10;
  }

 private:
  std::string_view key_;
  std::int64_t saves_ = 0;
};

class ModelRecord {
 public:
  using Result = DeferredResult<bool>;

  explicit ModelRecord(std::string_view key) : user_{BenchUser::keyspace.id_in(key)} {}

  Result save(Commands& redis) {
    const RecordContent content = record_content(++saves_);
    user_.name = content.name;
    user_.email = content.email;
    user_.city = content.city;
    user_.country = content.country;
    user_.age = content.age;
    user_.logins = content.logins;
    user_.balance = content.balance;
    user_.admin = content.admin;
    user_.seen = std::chrono::sys_seconds{std::chrono::seconds{content.seen}};
    user_.saves = content.saves;
    return user_.save(redis);
  }
  static bool is_right(const Result& result) { return result.result(); }

 private:
  BenchUser user_;
  std::int64_t saves_ = 0;
};

template <class Record>
class Saving final : public Mode {
 public:
  explicit Saving(const ModeSetup& setup) : keys_{setup.keys}, redis_{setup.endpoint.uri} {}

  void prepare(std::int64_t batch) override {
    records_.clear();
    for (std::size_t i = 0; i < keys_.size(); ++i) records_.emplace_back(keys_[i]);
    next_ = 0;
    results_.reserve(static_cast<std::size_t>(batch));
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    std::int64_t verified = 0;
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto since = begin(batch);
      PipelineContext pipe{redis_};
      for (std::int64_t j = 0; j < batch; ++j) {
        results_.push_back(records_[next_].save(pipe));
        if (++next_ == records_.size()) next_ = 0;
      }
      pipe.execute();
      for (const auto& result : results_) {
        if (!Record::is_right(result)) throw std::runtime_error{"a record was not saved"};
        ++verified;
      }
      latencies().add_since(since);
      results_.clear();
    }
    return verified;
  }

 private:
  const Keys& keys_;
  Client redis_;
  std::vector<Record> records_;
  std::size_t next_ = 0;
  std::vector<typename Record::Result> results_;
};

}  // namespace

std::unique_ptr<Mode> make_map_save(const ModeSetup& setup) { return std::make_unique<Saving<RawRecord>>(setup); }
std::unique_ptr<Mode> make_model_save(const ModeSetup& setup) { return std::make_unique<Saving<ModelRecord>>(setup); }

}  // namespace tributary::bench
