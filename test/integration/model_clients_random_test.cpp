// Random programs of two clients of one record, with operations that fail, in interleaved, nested and atomic contexts.
// What each answers is told by a model of the record: a write makes another state of it, and an operation that compares
// succeeds exactly when its client knows the state that is stored.

#include <tributary/models.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using namespace tributary;

namespace {

struct Counted : Model<Counted> {
  using Model::Model;
  static constexpr Keyspace keyspace{"C", {.key = "{$name}:$id"}};
  static constexpr bool is_versioned = true;
  static constexpr bool is_required = false;
  Field<"name", std::string, Indexed> name;
  Field<"count", int> count{3};
  Field<"note", std::string, Unique> note;
  Field<"version", std::int64_t, RecordVersion> version;
  static constexpr auto fields = std::tuple{&Counted::name, &Counted::count, &Counted::note, &Counted::version};
};

struct CountedAndRequired : Model<CountedAndRequired> {
  using Model::Model;
  static constexpr Keyspace keyspace{"Q", {.key = "{$name}:$id"}};
  static constexpr bool is_versioned = true;
  static constexpr bool is_required = true;
  static constexpr std::int64_t schema_version = 1;
  static void migrate(StoredFields&, std::int64_t) {}
  Field<"name", std::string, Required> name;
  Field<"count", int> count;
  Field<"note", std::string, Unique> note;
  Field<"version", std::int64_t, RecordVersion> version;
  static constexpr auto fields = std::tuple{&CountedAndRequired::name, &CountedAndRequired::count,
                                            &CountedAndRequired::note, &CountedAndRequired::version};
};

struct Uncounted : Model<Uncounted> {
  using Model::Model;
  static constexpr Keyspace keyspace{"N", {.key = "{$name}:$id"}};
  static constexpr bool is_versioned = false;
  static constexpr bool is_required = true;
  Field<"name", std::string, Required> name;
  Field<"count", int> count{3};
  Field<"note", std::string, Unique> note;
  static constexpr auto fields = std::tuple{&Uncounted::name, &Uncounted::count, &Uncounted::note};
};

/// The record 1 as it must be.
struct StoredRecord {
  std::uint64_t state = 0;  ///< another one after each write; 0: there is none
  std::int64_t version = 0;
  std::string name;

  bool is_there() const { return state != 0; }
};

/// What an operation takes for known when it is recorded.
struct Expectation {
  bool compares;
  bool allows_none;
};

/// What a client has of it.
template <class M>
struct RecordClient {
  std::optional<M> record{std::in_place, 1};
  std::uint64_t state = 0;  ///< the one that it knows
  bool seen = false;        ///< it compares
  bool will_see = false;    ///< so do operations behind those that wait
  bool will_store = false;  ///< they expect a record
  bool knows_version = false;
  bool is_current = false;  ///< nobody else has written since it was loaded
  int waiting = 0;
};

template <class M>
class ClientsProgram {
 public:
  ClientsProgram(Client& redis, std::uint64_t seed) : redis_{redis}, random_{seed} {}

  void run() {
    M other{2};
    other.name = "other";
    other.note = "taken";
    other.save(redis_);
    for (int batch = 0; batch < 6; ++batch) {
      steps_ += "\n";
      for (auto& client : clients_) {
        if (any(3) != 0) continue;
        steps_ += &client == &clients_[0] ? "a.load " : "b.load ";
        load(client);
      }
      record_and_execute();
      for (const auto& client : clients_) compare(client);
    }
  }

 private:
  using Judge = std::function<void()>;
  struct Frame {
    std::unique_ptr<PipelineContext> pipe;
    std::vector<Judge> judges;
  };

  std::uint64_t any(std::uint64_t below) { return random_() % below; }

  void load(RecordClient<M>& client) {
    auto loaded = M::load(redis_, 1).result();
    const bool found = loaded.has_value();
    client.record = found ? std::move(*loaded) : M{1};
    client.state = stored_.state;
    client.seen = client.will_see = client.will_store = client.knows_version = found;
    client.is_current = true;
  }

  /// Two batches at once, of which each may be dropped.
  void record_and_execute() {
    std::array<Frame, 2> roots;
    for (Frame& root : roots) {
      root.pipe = any(3) == 0 ? std::make_unique<PipelineContext>(redis_, atomically)
                              : std::make_unique<PipelineContext>(redis_);
    }
    const std::uint64_t count = 1 + any(7);
    for (std::uint64_t i = 0; i < count; ++i) operate(roots[any(2)], 0);
    if (any(2) == 0) std::swap(roots[0], roots[1]);
    for (Frame& root : roots) {
      if (any(6) == 0) {
        steps_ += "dropped ";
        root.pipe.reset();
      } else {
        steps_ += "executed ";
        root.pipe->execute(Errors::in_results);
      }
      for (const Judge& judge : root.judges) judge();
    }
  }

  void operate(Frame& frame, int depth) {
    const std::size_t mine = any(2);
    RecordClient<M>& client = clients_[mine];
    steps_ += fmt::format("{}", static_cast<char>('a' + mine));
    switch (any(9)) {
      case 0: return save(frame, client, {});
      case 1: return save(frame, client, {});
      case 2: return save(frame, client, {.only_if = Exists::no});
      case 3: return save(frame, client, {.only_if = Exists::yes});
      case 4: return increment(frame, client);
      case 5: return remove(frame, client);
      case 6: return any(2) == 0 ? clear(frame, client) : destroy(frame);
      case 7: return move(client);
      default: nest(frame, depth);
    }
  }

  void nest(Frame& outer, int depth) {
    if (depth == 2) return;
    steps_ += "( ";
    Frame inner{any(4) == 0 ? std::make_unique<PipelineContext>(*outer.pipe, atomically)
                            : std::make_unique<PipelineContext>(*outer.pipe),
                {}};
    const std::uint64_t count = 1 + any(3);
    for (std::uint64_t i = 0; i < count; ++i) operate(inner, depth + 1);
    if (any(5) == 0) {
      steps_ += "dropped) ";
      inner.pipe.reset();
      for (const Judge& judge : inner.judges) judge();
      return;
    }
    steps_ += ") ";
    inner.pipe->execute();
    for (Judge& judge : inner.judges) outer.judges.push_back(std::move(judge));
  }

  void move(RecordClient<M>& client) {
    steps_ += ".move ";
    M moved = std::move(*client.record);
    client.record.emplace(std::move(moved));
  }

  // Each operation, and what must come of it.

  void save(Frame& frame, RecordClient<M>& client, const SaveOptions& options) {
    steps_ += !options.only_if ? ".save " : options.only_if == Exists::no ? ".create " : ".update ";
    const std::string name = fmt::format("n{}", ++names_);
    client.record->name = name;
    if (any(3) == 0) client.record->note = any(2) == 0 ? "taken" : fmt::format("x{}", any(3));
    if (any(3) == 0) client.record->count = static_cast<int>(any(5));
    const Expectation expects =
        expectation(client, options.only_if != Exists::no && (client.will_see || options.only_if != Exists::yes));
    const auto saved = client.record->save(*frame.pipe, options);
    const bool proves = expects.compares || options.only_if == Exists::no;
    client.will_store = client.will_store || options.only_if != Exists::yes;
    wait(frame, client, saved, proves, [this, &client, options, name, expects, proves, saved] {
      const bool allowed = !options.only_if || (options.only_if == Exists::yes) == stored_.is_there();
      const std::string outcome = outcome_of(saved);
      if (!allowed) {
        CHECK(outcome == "false");
        return lose(client);
      }
      if (expects.compares && !knows(client, expects)) {
        CHECK(outcome == "version_conflict");
        return lose(client);
      }
      if (outcome == "unique_conflict") return lose(client);
      CHECK(outcome == "true");
      write(client, proves);
      stored_.name = name;
    });
  }

  void increment(Frame& frame, RecordClient<M>& client) {
    steps_ += ".incr ";
    const Expectation expects = expectation(client, false);
    const auto sum = client.record->incr(*frame.pipe, &M::count);
    client.will_store = client.will_store || !M::is_required;
    wait(frame, client, sum, false, [this, &client, expects, sum] {
      if (M::is_required && !stored_.is_there()) {
        CHECK(test::state_of(sum) == "not_found");
        return lose(client);
      }
      CHECK(test::state_of(sum) == "value");
      write(client, knows(client, expects));
    });
  }

  void remove(Frame& frame, RecordClient<M>& client) {
    const Expectation expects = expectation(client, M::is_versioned && client.will_see);
    if (any(2) == 0) {
      steps_ += ".remove ";
      const auto removed = client.record->remove(*frame.pipe, &M::note);
      wait(frame, client, removed, false,
           [=, this, &client] { judge_removal(client, test::state_of(removed), expects); });
    } else {
      steps_ += ".pop ";
      const auto popped = client.record->pop(*frame.pipe, &M::note);
      wait(frame, client, popped, false,
           [=, this, &client] { judge_removal(client, test::state_of(popped), expects); });
    }
  }

  void judge_removal(RecordClient<M>& client, const std::string& outcome, const Expectation& expects) {
    if (expects.compares && !knows(client, expects)) {
      CHECK(outcome == "version_conflict");
      return lose(client);
    }
    CHECK(outcome == "value");
    if (stored_.is_there()) write(client, expects.compares);
  }

  void clear(Frame& frame, RecordClient<M>& client) {
    steps_ += ".clear ";
    const Expectation expects = expectation(client, M::is_versioned && client.will_see);
    const auto cleared = client.record->clear(*frame.pipe);
    client.will_store = false;
    wait(frame, client, cleared, true, [this, &client, expects, cleared] {
      const std::string outcome = outcome_of(cleared);
      if (expects.compares && !knows(client, expects)) {
        CHECK(outcome == "version_conflict");
        return lose(client);
      }
      CHECK(outcome == (stored_.is_there() ? "true" : "false"));
      write(client, true);
      stored_ = {};
      client.state = 0;
    });
  }

  /// By somebody who has never seen it.
  void destroy(Frame& frame) {
    steps_ += ".del ";
    const auto deleted = M::del(*frame.pipe, {1});
    frame.judges.push_back([this, deleted] {
      if (test::state_of(deleted) == "discarded") return;
      CHECK(*deleted == (stored_.is_there() ? 1 : 0));
      stored_ = {};
      for (auto& client : clients_) client.is_current = false;
    });
  }

  /// `judge` is called in the order of execution, unless the operation was dropped.
  template <class T, class F>
  void wait(Frame& frame, RecordClient<M>& client, const DeferredResult<T>& result, bool will_see, F judge) {
    client.will_see = client.will_see || will_see;
    ++client.waiting;
    frame.judges.push_back([this, &client, result, judge = std::move(judge)] {
      steps_ += fmt::format("{}:{} ", &client == &clients_[0] ? 'a' : 'b', test::state_of(result));
      INFO(steps_);
      if (test::state_of(result) != "discarded") judge();
      if (--client.waiting > 0) return;
      client.will_see = client.seen;
      client.will_store = client.state != 0;
    });
  }

  static std::string outcome_of(const DeferredResult<bool>& result) {
    const std::string state = test::state_of(result);
    return state != "value" ? state : *result ? "true" : "false";
  }

  Expectation expectation(const RecordClient<M>& client, bool compares) const { return {compares, !client.will_store}; }
  /// A record that is not there tells nobody why. An operation that expects none is content; one that expects a record
  /// takes it for deleted by others, also when a creation before it failed, or when a clear that was recorded behind it
  /// was executed before.
  bool knows(const RecordClient<M>& client, const Expectation& expects) const {
    if (!M::is_versioned) return true;
    return stored_.is_there() ? client.state == stored_.state : expects.allows_none;
  }

  static void lose(RecordClient<M>& client) { client.knows_version = false; }

  /// The client has written, and knows what it has written to.
  void write(RecordClient<M>& writer, bool knows_it) {
    stored_.state = ++states_;
    ++stored_.version;
    writer.knows_version = knows_it;
    if (knows_it) {
      writer.state = stored_.state;
      writer.seen = true;
    }
    for (auto& client : clients_) {
      if (&client != &writer) client.is_current = false;
    }
  }

  void compare(const RecordClient<M>& client) {
    INFO(steps_);
    const auto result = M::load(redis_, 1);
    REQUIRE(result->has_value() == stored_.is_there());
    const M fresh{1};
    const M& stored = result->has_value() ? **result : fresh;
    const M& record = *client.record;
    if (stored_.is_there() && !stored_.name.empty()) CHECK(stored.name == stored_.name);
    if constexpr (M::is_versioned) {
      if (stored_.is_there()) CHECK(stored.version == stored_.version);
      if (client.knows_version && client.state == stored_.state) {
        CHECK(record.version.loaded());
        CHECK(record.version == stored.version);
      }
    }
    if (!client.is_current) return;
    if (record.name.loaded()) CHECK(record.name == stored.name);
    if (record.count.loaded()) CHECK(record.count == stored.count);
    if (record.note.loaded()) CHECK(record.note == stored.note);
  }

  Client& redis_;
  std::mt19937_64 random_;
  StoredRecord stored_;
  std::array<RecordClient<M>, 2> clients_;
  std::uint64_t states_ = 0;
  int names_ = 0;
  std::string steps_;
};

}  // namespace

TEMPLATE_TEST_CASE("Of two clients of a record none overwrites what it has not seen, and none is refused without cause",
                   "", Counted, CountedAndRequired, Uncounted) {
  const std::uint64_t first = test::random_seed();
  for (std::uint64_t seed = first; seed < first + 150; ++seed) {
    CAPTURE(seed);
    Client redis = test::emptied_client();
    ClientsProgram<TestType>{redis, seed}.run();
  }
}
