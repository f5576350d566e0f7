// Random programs of operations of one record. Whatever was recorded in whatever contexts: when all has executed, the
// record is what a load gives.

#include <tributary/models.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <utility>

using namespace tributary;

namespace {

struct Plain : Model<Plain> {
  using Model::Model;
  static constexpr Keyspace keyspace{"R"};
  Field<"name", std::string> name;
  Field<"count", int> count{3};
  Field<"note", std::string> note;
  static constexpr auto fields = std::tuple{&Plain::name, &Plain::count, &Plain::note};
};

struct Versioned : Model<Versioned> {
  using Model::Model;
  static constexpr Keyspace keyspace{"V", {.key = "{$name}:$id"}};
  Field<"name", std::string, Indexed> name;
  Field<"count", int> count{3};
  Field<"note", std::string, Unique> note;
  Field<"version", std::int64_t, RecordVersion> version;
  static constexpr auto fields = std::tuple{&Versioned::name, &Versioned::count, &Versioned::note, &Versioned::version};
};

template <class M>
class Program {
 public:
  Program(Client& redis, std::uint64_t seed) : redis_{redis}, random_{seed} {}

  /// Some batches of operations; after each the record must be what is stored.
  void run() {
    std::optional<M> record{std::in_place, 1};
    record->clear(redis_);  // from here on it knows what is there
    for (int batch = 0; batch < 4; ++batch) {
      steps_ += "| ";
      record_.swap(record);
      {
        PipelineContext pipe{redis_, {.flush_every = any(4) == 0 ? 2U : 0U}};
        record_operations(pipe, 0);
        record_->save(pipe);
        INFO(steps_);
        REQUIRE_NOTHROW(pipe.execute());
      }
      record_.swap(record);
      compare(*record);
    }
  }

 private:
  std::uint64_t any(std::uint64_t below) { return random_() % below; }

  void record_operations(Commands& redis, int depth) {
    const std::uint64_t count = 1 + any(6);
    for (std::uint64_t i = 0; i < count; ++i) operate(redis, depth);
  }

  void operate(Commands& redis, int depth) {
    const std::uint64_t what = any(12);
    steps_ += fmt::format("{} ", what);
    switch (what) {
      case 0: record_->name = fmt::format("n{}", any(3)); return;
      case 1: record_->name.reset(); return;
      case 2: record_->count = static_cast<int>(any(5)); return;
      case 3: record_->note = fmt::format("x{}", any(2)); return;
      case 4: record_->save(redis); return;
      case 5: record_->incr(redis, &M::count); return;
      case 6: record_->remove(redis, &M::name, &M::note); return;
      case 7: record_->pop(redis, &M::note); return;
      case 8: record_->clear(redis); return;
      case 9: {
        M moved = std::move(*record_);
        record_.emplace(std::move(moved));
        return;
      }
      default: nest(redis, depth);
    }
  }

  void nest(Commands& redis, int depth) {
    if (depth == 3) return;
    steps_ += "( ";
    PipelineContext pipe{redis};
    record_operations(pipe, depth + 1);
    pipe.execute();
    steps_ += ") ";
  }

  void compare(const M& record) {
    CAPTURE(steps_);
    const auto stored = M::load(redis_, 1);
    const M expected = stored->value_or(M{1});
    CHECK(record == expected);
    CHECK_FALSE(record.name.changed());
    CHECK_FALSE(record.count.changed());
    CHECK_FALSE(record.note.changed());
  }

  Client& redis_;
  std::mt19937_64 random_;
  std::optional<M> record_;
  std::string steps_;
};

}  // namespace

TEMPLATE_TEST_CASE("Whatever is done to a record in one batch, it ends as what is stored", "", Plain, Versioned) {
  Client redis = test::emptied_client();
  const std::uint64_t first = test::random_seed();
  for (std::uint64_t seed = first; seed < first + 150; ++seed) {
    CAPTURE(seed);
    Program<TestType>{redis, seed}.run();
  }
}
