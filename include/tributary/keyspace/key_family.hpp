#pragma once

#include <tributary/keyspace/bound_key.hpp>
#include <tributary/keyspace/family_access.hpp>
#include <tributary/keyspace/family_ids.hpp>
#include <tributary/keyspace/typed_arguments.hpp>
#include <tributary/keyspace/with_id.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tributary {

/// A family of keys that all hold the same structure, and one of its keys: the base of String, Hash, List and the rest.
///
///     struct Followers : SortedSet<"F", std::string> { using SortedSet::SortedSet; };
///     Followers f1{pipe, "1"};              // bound to one id: the key F{1}
///     Followers::del(pipe, {"1", "2"});     // unbound: functions that take ids
///
/// Bound to a client each call runs at once; to a context it is recorded there. Commands go to the keyspace's own
/// connection when it names one and the outermost context was made from Connections; a client, and a context of one
/// client, are used as they are.
///
/// With KeyspaceOptions::expiry every call that writes is followed by an EXPIRE of what it wrote, in the same batch and
/// also when it changed nothing; SET and RESTORE carry the time themselves. Reading, what takes from one of several ids
/// or reads several for a group, and scripts do not renew it. RENAME, RENAMENX and COPY keep the time that the key had.
///
/// A bound object is cheap and may be copied. It refers to its client or context and must not outlive it; one thread at
/// a time may use it, as its context.
template <Keyspace K, Storable IdType = std::string>
class KeyFamily : public BoundKey {
 public:
  using Id = IdType;
  static constexpr Keyspace keyspace = K;

  KeyFamily(Commands& redis, Given<Id> id) : BoundKey{redis, keyspace, id} {}

  [[nodiscard]] Id id() const { return detail::id_from<Id>(K, key()); }
  /// What Redis calls the key of an id.
  [[nodiscard]] static std::string key_of(Given<Id> id) { return K.key(id); }

  using BoundKey::del;
  /// DEL. True when it existed.
  template <GivenAs<Id> One>
  static DeferredResult<bool> del(Commands& redis, const One& id) {
    return KeyFamily{redis, id}.del();
  }
  /// DEL. How many existed.
  static DeferredResult<std::int64_t> del(Commands& redis, Many<Id> ids) {
    return read_keys(redis, ids, [](Commands& to, const auto& keys) { return to.del(keys); });
  }

  using BoundKey::unlink;
  /// UNLINK. True when it existed.
  template <GivenAs<Id> One>
  static DeferredResult<bool> unlink(Commands& redis, const One& id) {
    return KeyFamily{redis, id}.unlink();
  }
  /// UNLINK. How many existed.
  static DeferredResult<std::int64_t> unlink(Commands& redis, Many<Id> ids) {
    return read_keys(redis, ids, [](Commands& to, const auto& keys) { return to.unlink(keys); });
  }

  using BoundKey::exists;
  /// EXISTS.
  template <GivenAs<Id> One>
  static DeferredResult<bool> exists(Commands& redis, const One& id) {
    return KeyFamily{redis, id}.exists();
  }
  /// EXISTS. How many exist; an id that is named twice counts twice.
  static DeferredResult<std::int64_t> exists(Commands& redis, Many<Id> ids) {
    return read_keys(redis, ids, [](Commands& to, const auto& keys) { return to.exists(keys); });
  }

  using BoundKey::touch;
  /// TOUCH. True when it exists.
  template <GivenAs<Id> One>
  static DeferredResult<bool> touch(Commands& redis, const One& id) {
    return KeyFamily{redis, id}.touch();
  }
  /// TOUCH. How many exist.
  static DeferredResult<std::int64_t> touch(Commands& redis, Many<Id> ids) {
    return read_keys(redis, ids, [](Commands& to, const auto& keys) { return to.touch(keys); });
  }

  /// RENAME to another id, with the time to live that the key had. This object stays bound to the old one.
  DeferredResult<Ok> rename(Given<Id> new_id) const {
    return read([&](Commands& to) { return to.rename(key(), key_of(new_id)); });
  }
  static DeferredResult<Ok> rename(Commands& redis, Given<Id> id, Given<Id> new_id) {
    return KeyFamily{redis, id}.rename(new_id);
  }
  /// RENAMENX: false when the new id is taken.
  DeferredResult<bool> renamenx(Given<Id> new_id) const {
    return read([&](Commands& to) { return to.renamenx(key(), key_of(new_id)); });
  }
  static DeferredResult<bool> renamenx(Commands& redis, Given<Id> id, Given<Id> new_id) {
    return KeyFamily{redis, id}.renamenx(new_id);
  }
  /// COPY to another id, with the time to live that the key had. See KeyCommands::copy().
  DeferredResult<bool> copy(Given<Id> destination, const CopyOptions& options = {}) const {
    return read([&](Commands& to) { return to.copy(key(), key_of(destination), options); });
  }
  static DeferredResult<bool> copy(Commands& redis, Given<Id> id, Given<Id> destination,
                                   const CopyOptions& options = {}) {
    return KeyFamily{redis, id}.copy(destination, options);
  }

  using BoundKey::eval;
  /// Runs a script whose keys are just those of the ids. It does not renew an expiry.
  template <Decodable R>
  static DeferredResult<R> eval(Commands& redis, const Script<R>& script, Many<Id> ids, Arguments args = {}) {
    return read_keys(redis, ids,
                     [&](Commands& to, const auto& keys) { return script(to, keys, detail::hand_on(args)); });
  }

  /// A page of the ids of the family, in no order. `match` is a pattern for ids. Pages may be empty although others
  /// follow, the more so as the server looks at the keys of all families.
  ///
  /// Sends:    SCAN cursor MATCH pattern COUNT count [TYPE type]
  /// Errors:   a decode error when an id is no Id
  static DeferredResult<ScanPage<Id>> scan(Commands& redis, std::uint64_t cursor, const KeyScanOptions& options = {}) {
    KeyScanOptions of_keys = options;
    of_keys.match = K.pattern(options.match);
    return call_as<&detail::page_of_ids<K, Id>>(redis, [&](Commands& to, const detail::ResultType& type) {
      return detail::FamilyAccess::scan(to, type, cursor, of_keys);
    });
  }
  /// All ids of the family, page by page: `for (const std::string& id : Followers::scan_ids(client)) ...`. `match` is a
  /// pattern for ids. The client is that of the keyspace's own connection, when it names one.
  static FamilyIds<K, Id> scan_ids(const Deployment& client, KeyScanRangeOptions options = {}) {
    options.match = K.pattern(options.match);
    return FamilyIds<K, Id>{scan_keys(client, std::move(options))};
  }
  template <class... T>
  static void scan_ids(const PipelineContext&, KeyScanRangeOptions = {}) = delete;  // scan with the context's client

 protected:
  /// `command(commands, keys)`.
  template <class F>
  static auto read_keys(Commands& redis, const Arguments& ids, F&& command) {
    const std::vector<std::string> keys = detail::keys_of(K, ids);
    return detail::call_family(redis, K, [&](Commands& to) { return command(to, keys); });
  }
  /// `command(commands, type)` with the type of what `from_reply` returns.
  template <auto from_reply, class F>
  static auto call_as(Commands& redis, F&& command) {
    using Result = decltype(from_reply(std::declval<const ReplyView&>()));
    return detail::call_family(redis, K, [&](Commands& to) {
      return detail::deferred<Result>(command(to, detail::custom_result_type<Result, from_reply>));
    });
  }
  /// Both: `command(commands, type, keys)`.
  template <auto from_reply, class F>
  static auto answered(Commands& redis, const Arguments& ids, F&& command) {
    const std::vector<std::string> keys = detail::keys_of(K, ids);
    return call_as<from_reply>(redis,
                               [&](Commands& to, const detail::ResultType& type) { return command(to, type, keys); });
  }
  /// `command(commands, keys)`, which writes this key from others.
  template <class F>
  auto write_from(const Arguments& ids, F&& command) const {
    const std::vector<std::string> keys = detail::keys_of(K, ids);
    return write([&](Commands& to) { return command(to, keys); });
  }
  /// `command(commands, pairs)`, which writes many keys.
  template <class F>
  static auto write_pairs(Commands& redis, const ArgumentPairs& values, F&& command) {
    const detail::KeysAndValues made = detail::keys_and_values_of(K, values);
    return detail::write_family(redis, K, made.keys, [&](Commands& to) { return command(to, made.pairs); });
  }
};

}  // namespace tributary
