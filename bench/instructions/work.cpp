#include "instructions/work.hpp"

#include "endpoint.hpp"
#include "hiredis_connection.hpp"
#include "mode.hpp"
#include "modes/bench_user.hpp"
#include "modes/chain.hpp"
#include "record.hpp"
#include "server_keys.hpp"
#include "workload.hpp"

#include <tributary/keyspaces.hpp>
#include <tributary/tributary.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <vector>

namespace tributary::bench {
namespace {

constexpr std::size_t kPayload = 100;

void require(bool is_right) {
  if (!is_right) throw std::runtime_error{"a result is wrong"};
}

/// The keys of all workloads and what they hold at first.
class Store {
 public:
  Store(const WorkSetup& setup, Command command, Subject subject)
      : endpoint_{parse_endpoint("unix://" + setup.socket)},
        workload_{make_workload(command, kPayload, kUsualKeys)},
        keys_{'i', workload_.key_count},
        cursor_{keys_},
        redis_{endpoint_.uri} {
    HiredisConnection other{endpoint_};
    reset_keys(other, keys_, workload_, subject);
  }
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  Client& redis() noexcept { return redis_; }
  std::string_view next_key() noexcept { return cursor_.next(); }
  const Keys& keys() const noexcept { return keys_; }
  std::string_view payload() const noexcept { return workload_.payload; }

 private:
  Endpoint endpoint_;
  Workload workload_;
  Keys keys_;
  KeyCursor cursor_;
  Client redis_;
};

struct Incrby {
  using Result = DeferredResult<std::int64_t>;
  static constexpr auto kCommand = Command::incrby;
  static constexpr auto kSubject = Subject::values;

  explicit Incrby(Store& store) noexcept : store_{store} {}
  Result record(Commands& redis) { return redis.incrby(store_.next_key(), 1); }
  static bool is_right(const Result& result) { return result.result() > kFirstCounter; }

 protected:
  Store& store_;
};

/// Four contexts deep, as by functions that call one another.
struct Nested : Incrby {
  using Incrby::Incrby;
  Result record(Commands& redis) { return record_below(redis, 3); }

 private:
  // Not inlined: reusable functions live in other files.
  [[gnu::noinline]] Result record_below(Commands& redis, int levels) {
    PipelineContext pipe{redis};
    auto result = levels == 1 ? Incrby::record(pipe) : record_below(pipe, levels - 1);
    pipe.execute();
    return result;
  }
};

struct OfKeyspace : Incrby {
  static constexpr Keyspace kFamily{"tributary", {.key = "$name:$id"}};

  using Incrby::Incrby;
  Result record(Commands& redis) {
    return String<kFamily, std::int64_t>{redis, store_.next_key().substr(kFamily.prefix.size)}.incrby(1);
  }
};

/// What callers pay who put the key together. These keys are not of the store, and count from 1.
struct FormattedKey : Incrby {
  using Incrby::Incrby;
  Result record(Commands& redis) { return redis.incrby(fmt::format("tributary:i{}", next()), 1); }
  static bool is_right(const Result& result) { return result.result() > 0; }

 protected:
  std::int64_t next() noexcept { return kFirst + ++number_ % 900; }

 private:
  static constexpr std::int64_t kFirst = 10000;  // five digits, as all keys have
  std::int64_t number_ = 0;
};

struct ComposedKeys : FormattedKey {
  using FormattedKey::FormattedKey;
  Result record(Commands& redis) { return redis.incrby(key("tributary:i", next()), 1); }
};

struct Get {
  using Result = DeferredResult<std::optional<std::string>>;
  static constexpr auto kCommand = Command::get;
  static constexpr auto kSubject = Subject::values;

  explicit Get(Store& store) noexcept : store_{store} {}
  Result record(Commands& redis) { return redis.get(store_.next_key()); }
  static bool is_right(const Result& result) { return result.result()->size() == kPayload; }

 private:
  Store& store_;
};

struct Set {
  using Result = DeferredResult<bool>;
  static constexpr auto kCommand = Command::set;
  static constexpr auto kSubject = Subject::values;

  explicit Set(Store& store) noexcept : store_{store} {}
  Result record(Commands& redis) { return redis.set(store_.next_key(), store_.payload()); }
  static bool is_right(const Result& result) { return result.result(); }

 private:
  Store& store_;
};

template <class Pairs>
struct Hgetall {
  using Result = DeferredResult<Pairs>;
  static constexpr auto kCommand = Command::get;
  static constexpr auto kSubject = Subject::read_records;

  explicit Hgetall(Store& store) noexcept : store_{store} {}
  Result record(Commands& redis) { return redis.hgetall<Pairs>(store_.next_key()); }
  static bool is_right(const Result& result) { return result.result().size() == 10; }

 private:
  Store& store_;
};

struct ModelLoad {
  using Result = DeferredResult<std::optional<BenchUser>>;
  static constexpr auto kCommand = Command::get;
  static constexpr auto kSubject = Subject::read_records;

  explicit ModelLoad(Store& store) noexcept : store_{store} {}
  Result record(Commands& redis) { return BenchUser::load(redis, BenchUser::keyspace.id_in(store_.next_key())); }
  static bool is_right(const Result& result) { return result.result()->logins == record_content(0).logins; }

 private:
  Store& store_;
};

struct ModelSave {
  using Result = DeferredResult<bool>;
  static constexpr auto kCommand = Command::get;
  static constexpr auto kSubject = Subject::written_records;

  explicit ModelSave(Store& store) {
    for (std::size_t i = 0; i < store.keys().size(); ++i) {
      users_.emplace_back(BenchUser::keyspace.id_in(store.keys()[i]));
    }
  }
  Result record(Commands& redis) {
    const RecordContent content = record_content(++saves_ / static_cast<std::int64_t>(users_.size()));
    BenchUser& user = users_[static_cast<std::size_t>(saves_) % users_.size()];
    user.name = content.name;
    user.email = content.email;
    user.city = content.city;
    user.country = content.country;
    user.age = content.age;
    user.logins = content.logins;
    user.balance = content.balance;
    user.admin = content.admin;
    user.seen = std::chrono::sys_seconds{std::chrono::seconds{content.seen}};
    user.saves = content.saves;
    return user.save(redis);
  }
  static bool is_right(const Result& result) { return result.result(); }

 private:
  std::vector<BenchUser> users_;
  std::int64_t saves_ = 0;
};

/// Functions of three dependent steps: one counts as one command.
struct Waves {
  using Result = DeferredResult<KeyName>;
  static constexpr auto kCommand = Command::get;
  static constexpr auto kSubject = Subject::chains;

  explicit Waves(Store& store) noexcept : store_{store} {}
  Result record(Commands& redis) { return third_of(redis, KeyName{store_.next_key()}); }
  static bool is_right(const Result& result) { return result.has_value(); }

 private:
  Store& store_;
};

/// The first of the same steps; the others are batches of their own.
struct ByHand {
  using Result = DeferredResult<Name>;
  static constexpr auto kCommand = Command::get;
  static constexpr auto kSubject = Subject::chains;

  explicit ByHand(Store& store) noexcept : store_{store} {}
  Result record(Commands& redis) { return redis.get<KeyName>(store_.next_key()); }
  static void execute(PipelineContext& pipe, std::vector<Result>& results) {
    pipe.execute();
    for (int step = 0; step < 2; ++step) {
      for (auto& result : results) result = pipe.get<KeyName>(result->value());
      pipe.execute();
    }
  }
  static bool is_right(const Result& result) { return result->has_value(); }

 private:
  Store& store_;
};

/// `Recorded` says what is recorded, and how it is executed when that is more than one call.
template <class Recorded>
class Batch final : public Work {
 public:
  explicit Batch(const WorkSetup& setup)
      : batch_{setup.batch}, store_{setup, Recorded::kCommand, Recorded::kSubject}, recorded_{store_} {
    results_.reserve(batch_);
  }

  void record() override {
    pipe_.emplace(store_.redis());
    for (std::size_t i = 0; i < batch_; ++i) results_.push_back(recorded_.record(*pipe_));
  }
  void execute() override {
    if constexpr (requires { Recorded::execute(*pipe_, results_); }) {
      Recorded::execute(*pipe_, results_);
    } else {
      pipe_->execute();
    }
    pipe_.reset();
  }
  void release() override {
    for (const auto& result : results_) require(Recorded::is_right(result));
    results_.clear();
  }

 private:
  std::size_t batch_;
  Store store_;
  Recorded recorded_;
  std::optional<PipelineContext> pipe_;
  std::vector<typename Recorded::Result> results_;
};

/// Each command alone: the client runs it at once.
template <class Recorded>
class Lone final : public Work {
 public:
  explicit Lone(const WorkSetup& setup)
      : batch_{setup.batch}, store_{setup, Recorded::kCommand, Recorded::kSubject}, recorded_{store_} {}

  void record() override {}
  void execute() override {
    for (std::size_t i = 0; i < batch_; ++i) require(Recorded::is_right(recorded_.record(store_.redis())));
  }
  void release() override {}

 private:
  std::size_t batch_;
  Store store_;
  Recorded recorded_;
};

template <class Work_>
std::unique_ptr<Work> make(const WorkSetup& setup) {
  return std::make_unique<Work_>(setup);
}

using Map = std::map<std::string, std::string>;
using Vector = std::vector<std::pair<std::string, std::string>>;

struct Entry {
  std::string_view name;
  std::unique_ptr<Work> (*make)(const WorkSetup& setup);
};

constexpr Entry kWorks[] = {
    {"incrby", &make<Batch<Incrby>>},
    {"nested", &make<Batch<Nested>>},
    {"keyspace", &make<Batch<OfKeyspace>>},
    {"key-formatted", &make<Batch<FormattedKey>>},
    {"key-composed", &make<Batch<ComposedKeys>>},
    {"get", &make<Batch<Get>>},
    {"set", &make<Batch<Set>>},
    {"hgetall-map", &make<Batch<Hgetall<Map>>>},
    {"hgetall-vector", &make<Batch<Hgetall<Vector>>>},
    {"model-load", &make<Batch<ModelLoad>>},
    {"model-save", &make<Batch<ModelSave>>},
    {"waves3", &make<Batch<Waves>>},
    {"by-hand3", &make<Batch<ByHand>>},
    {"lone", &make<Lone<Incrby>>},
};

}  // namespace

std::unique_ptr<Work> make_work(std::string_view name, const WorkSetup& setup) {
  constexpr std::string_view kByHiredis = "hiredis-";
  if (name.starts_with(kByHiredis)) return make_hiredis_work(name.substr(kByHiredis.size()), setup);
  for (const Entry& entry : kWorks) {
    if (entry.name == name) return entry.make(setup);
  }
  throw std::invalid_argument{fmt::format("no workload is named '{}'", name)};
}

}  // namespace tributary::bench
