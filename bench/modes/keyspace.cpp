// Like flat, but through a String of a keyspace, which makes each key from an id.

#include "modes/flat.hpp"
#include "modes/modes.hpp"

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

struct Incrby {
  using Result = DeferredResult<std::int64_t>;

  explicit Incrby(const Workload&) {}
  Result operator()(Commands& redis, std::string_view key) const {
    return String<kFamily, std::int64_t>{redis, id_of(key)}.incrby(1);
  }
  static void verify(const Result& result, Verifier& verifier) { verifier.integer(result.result()); }
};

struct Get {
  using Result = DeferredResult<std::optional<std::string>>;

  explicit Get(const Workload&) {}
  Result operator()(Commands& redis, std::string_view key) const { return String<kFamily>{redis, id_of(key)}.get(); }
  static void verify(const Result& result, Verifier& verifier) { verifier.bulk(result.result().value_or("")); }
};

struct Set {
  using Result = DeferredResult<bool>;

  explicit Set(const Workload& workload) : payload{workload.payload} {}
  Result operator()(Commands& redis, std::string_view key) const {
    return String<kFamily>{redis, id_of(key)}.set(payload);
  }
  static void verify(const Result& result, Verifier& verifier) { verifier.ok(result.result()); }

  std::string_view payload;
};

}  // namespace

std::unique_ptr<Mode> make_keyspace(const ModeSetup& setup) {
  switch (setup.workload.command) {
    case Command::incrby: return std::make_unique<Flat<Incrby>>(setup);
    case Command::get: return std::make_unique<Flat<Get>>(setup);
    case Command::set: return std::make_unique<Flat<Set>>(setup);
  }
  return nullptr;
}

}  // namespace tributary::bench
