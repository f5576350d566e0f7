#pragma once

#include <tributary/codec/key.hpp>
#include <tributary/commands/script.hpp>
#include <tributary/keyspace/family_call.hpp>
#include <tributary/keyspace/keyspace.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tributary {

/// One key of a keyspace, and what can be done with any key: part of every structure. See KeyFamily.
class TRIBUTARY_API BoundKey {
 public:
  using sys_milliseconds = std::chrono::sys_time<std::chrono::milliseconds>;

  /// What Redis calls it.
  std::string_view key() const noexcept TRIBUTARY_LIFETIME_BOUND { return key_.view(); }
  Commands& redis() const noexcept { return *redis_; }

  /// DEL. True when the key existed.
  DeferredResult<bool> del() const;
  /// UNLINK. True when the key existed.
  DeferredResult<bool> unlink() const;
  /// EXISTS.
  DeferredResult<bool> exists() const;
  /// TOUCH. True when the key exists.
  DeferredResult<bool> touch() const;
  /// TYPE.
  DeferredResult<KeyType> type() const;
  /// MOVE. See KeyCommands::move().
  DeferredResult<bool> move(std::int64_t db) const;

  /// EXPIRE. See KeyCommands::expire().
  DeferredResult<bool> expire(std::chrono::seconds ttl, ExpireIf condition = ExpireIf::always) const;
  /// PEXPIRE.
  DeferredResult<bool> pexpire(std::chrono::milliseconds ttl, ExpireIf condition = ExpireIf::always) const;
  /// EXPIREAT.
  DeferredResult<bool> expireat(std::chrono::sys_seconds time, ExpireIf condition = ExpireIf::always) const;
  /// PEXPIREAT.
  DeferredResult<bool> pexpireat(sys_milliseconds time, ExpireIf condition = ExpireIf::always) const;
  /// PERSIST. The next write of a family with an expiry sets that again.
  DeferredResult<bool> persist() const;
  /// TTL.
  DeferredResult<Expiry<std::chrono::seconds>> ttl() const;
  /// PTTL.
  DeferredResult<Expiry<std::chrono::milliseconds>> pttl() const;
  /// EXPIRETIME.
  DeferredResult<Expiry<std::chrono::sys_seconds>> expiretime() const;
  /// PEXPIRETIME.
  DeferredResult<Expiry<sys_milliseconds>> pexpiretime() const;

  /// OBJECT ENCODING.
  DeferredResult<std::optional<std::string>> object_encoding() const;
  /// OBJECT FREQ.
  DeferredResult<std::optional<std::int64_t>> object_freq() const;
  /// OBJECT IDLETIME.
  DeferredResult<std::optional<std::chrono::seconds>> object_idletime() const;
  /// OBJECT REFCOUNT.
  DeferredResult<std::optional<std::int64_t>> object_refcount() const;

  /// DUMP. See KeyCommands::dump().
  DeferredResult<std::optional<std::string>> dump() const;
  /// RESTORE. With the family's expiry unless the options have another one.
  DeferredResult<Ok> restore(std::string_view dumped, const RestoreOptions& options = {}) const;
  /// RESTORE where no key is, by a script: true when it was restored, false when the key existed and stays as it is.
  ///
  /// Errors:   std::invalid_argument for options that contradict each other or are out of range, and for `.replace`,
  ///           `.idle_time` and `.frequency`
  DeferredResult<bool> restore_if_absent(std::string_view dumped, const RestoreOptions& options = {}) const;

  /// Runs a script whose only key is this one. It does not renew an expiry.
  template <Decodable R>
  DeferredResult<R> eval(const Script<R>& script, Arguments args = {}) const {
    return read([&](Commands& redis) { return script(redis, {key()}, detail::hand_on(args)); });
  }

 protected:
  BoundKey(Commands& redis, const Keyspace& keyspace, const Argument& id)
      : redis_{&redis}, keyspace_{&keyspace}, key_{detail::compose_key(keyspace, id)} {}
  ~BoundKey() = default;
  BoundKey(const BoundKey&) = default;
  BoundKey& operator=(const BoundKey&) = default;
  BoundKey(BoundKey&&) = default;
  BoundKey& operator=(BoundKey&&) = default;

  template <class F>
  auto read(F&& command) const {
    return detail::call_family(*redis_, *keyspace_, command);
  }
  template <class F>
  auto write(F&& command) const {
    const std::string_view keys[] = {key()};
    return detail::write_family(*redis_, *keyspace_, std::span{keys}, command);
  }
  /// A command that writes another key of the family, too.
  template <class F>
  auto write_both(std::string_view other, F&& command) const {
    const std::string_view keys[] = {key(), other};
    return detail::write_family(*redis_, *keyspace_, std::span{keys}, command);
  }

 private:
  Commands* redis_;
  const Keyspace* keyspace_;
  ComposedKey key_;
};

}  // namespace tributary
