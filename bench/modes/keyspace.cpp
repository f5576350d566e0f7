// Like flat, but through a String of a keyspace, which makes each key from an id.

#include "modes/flat.hpp"
#include "modes/modes.hpp"
#include "workloads/recorded_workloads.hpp"

#include <tributary/keyspaces.hpp>
#include <tributary/tributary.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tributary::bench {
namespace {

inline constexpr Keyspace kFamily{"tributary", {.key = "$name:$id"}};

/// The bytes of a key behind the family's name.
std::string_view id_of(std::string_view key) { return kFamily.id_in(key); }

struct IncrbyOf {
  using Result = DeferredResult<std::int64_t>;

  explicit IncrbyOf(const Workload&) {}
  static constexpr Command kCommand = Command::incrby;
  Result operator()(Commands& redis, const Step& step) const {
    return String<kFamily, std::int64_t>{redis, id_of(step.key)}.incrby(1);
  }
  static void verify(const Result& result, Verifier& verifier) { verifier.integer(result.result()); }
};

struct GetOf {
  using Result = DeferredResult<std::optional<std::string>>;

  explicit GetOf(const Workload&) {}
  static constexpr Command kCommand = Command::get;
  Result operator()(Commands& redis, const Step& step) const { return String<kFamily>{redis, id_of(step.key)}.get(); }
  static void verify(const Result& result, Verifier& verifier) { verifier.bulk(result.result().value_or("")); }
};

struct SetOf {
  using Result = DeferredResult<bool>;

  explicit SetOf(const Workload&) {}
  static constexpr Command kCommand = Command::set;
  Result operator()(Commands& redis, const Step& step) const {
    return String<kFamily>{redis, id_of(step.key)}.set(step.value);
  }
  static void verify(const Result& result, Verifier& verifier) { verifier.ok(result.result()); }
};

template <class Record>
using FlatKeyspace = Flat<Record>;

}  // namespace

std::unique_ptr<Mode> make_keyspace(const ModeSetup& setup) {
  return make_recorded<FlatKeyspace>(setup, WorkloadTypes<IncrbyOf, GetOf, SetOf>{});
}

}  // namespace tributary::bench
