#pragma once

#include <tributary/commands/commands.hpp>
#include <tributary/core/context.hpp>
#include <tributary/keyspace/keyspace.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::detail {

/// What one call of a keyspace records, when that is more than its command, or for another connection than `redis` has.
/// Executed at once: a client sends it, a context gets it handed up.
class TRIBUTARY_API FamilyCall final : public Commands {
 public:
  FamilyCall(Commands& redis, const Keyspace& keyspace);

  /// EXPIRE of each key, when the family has an expiry.
  void renew(const Keyspace& keyspace, std::span<const std::string> keys);
  void renew(const Keyspace& keyspace, std::span<const std::string_view> keys);
  void execute() { context_.execute(Errors::raise); }

 private:
  Context context_;
};

/// Calls `command(commands)` with what the family's commands go to.
template <class F>
auto call_family(Commands& redis, const Keyspace& keyspace, F&& command) {
  if (keyspace.connection.size == 0) return command(redis);
  FamilyCall call{redis, keyspace};
  auto result = command(static_cast<Commands&>(call));
  call.execute();
  return result;
}

/// The same for a command that writes `keys`, a list of strings or views.
template <class Keys, class F>
auto write_family(Commands& redis, const Keyspace& keyspace, const Keys& keys, F&& command) {
  if (keyspace.connection.size == 0 && keyspace.expiry_seconds == 0) return command(redis);
  FamilyCall call{redis, keyspace};
  auto result = command(static_cast<Commands&>(call));
  call.renew(keyspace, std::span{keys});
  call.execute();
  return result;
}

/// Calls `record(commands)`, which records several commands, in one round trip.
template <class F>
auto batch_family(Commands& redis, const Keyspace& keyspace, F&& record) {
  FamilyCall call{redis, keyspace};
  auto result = record(static_cast<Commands&>(call));
  call.execute();
  return result;
}

/// The keys of many ids.
TRIBUTARY_API std::vector<std::string> keys_of(const Keyspace& keyspace, const Arguments& ids);

/// The keys of many pairs of ids and values, and the same keys with the encoded values.
struct KeysAndValues {
  std::vector<std::string> keys;
  std::vector<std::pair<std::string_view, std::string>> pairs;
};
TRIBUTARY_API KeysAndValues keys_and_values_of(const Keyspace& keyspace, const ArgumentPairs& values);

}  // namespace tributary::detail
