#pragma once

#include <tributary/keyspace/sortable_family.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tributary {

/// A family of sets with members of type T. See KeyFamily for what all families have, SetCommands for what a command
/// does.
///
/// Functions that store a combination store it in the key that they are called on: `s1.sunionstore({"2", "3"})`.
template <Keyspace K, Storable T = std::string, Storable IdType = std::string>
class Set : public SortableFamily<K, T, IdType> {
 public:
  using Id = IdType;
  using Member = T;
  using SortableFamily<K, T, Id>::SortableFamily;

  /// SADD. True when the member is new.
  template <GivenAs<T> One>
  DeferredResult<bool> sadd(const One& member) const {
    const Given<T> given = member;
    return this->write([&](Commands& redis) { return redis.sadd(this->key(), given); });
  }
  /// SADD. How many are new.
  DeferredResult<std::int64_t> sadd(Many<T> members) const {
    return this->write([&](Commands& redis) { return redis.sadd(this->key(), detail::hand_on(members)); });
  }
  /// SREM. True when it was a member.
  template <GivenAs<T> One>
  DeferredResult<bool> srem(const One& member) const {
    const Given<T> given = member;
    return this->write([&](Commands& redis) { return redis.srem(this->key(), given); });
  }
  /// SREM. How many were members.
  DeferredResult<std::int64_t> srem(Many<T> members) const {
    return this->write([&](Commands& redis) { return redis.srem(this->key(), detail::hand_on(members)); });
  }
  /// SPOP.
  DeferredResult<std::optional<T>> spop() const {
    return this->write([&](Commands& redis) { return redis.spop<T>(this->key()); });
  }
  /// SPOP with a count.
  DeferredResult<std::vector<T>> spop(std::int64_t count) const {
    return this->write([&](Commands& redis) { return redis.spop<T>(this->key(), count); });
  }
  /// SMOVE to the set of another id.
  DeferredResult<bool> smove(Given<Id> destination, Given<T> member) const {
    const std::string other = Set::key_of(destination);
    return this->write_both(other, [&](Commands& redis) { return redis.smove(this->key(), other, member); });
  }

  /// SCARD.
  DeferredResult<std::int64_t> scard() const {
    return this->read([&](Commands& redis) { return redis.scard(this->key()); });
  }
  /// SISMEMBER.
  DeferredResult<bool> sismember(Given<T> member) const {
    return this->read([&](Commands& redis) { return redis.sismember(this->key(), member); });
  }
  /// SMISMEMBER.
  DeferredResult<std::vector<bool>> smismember(Many<T> members) const {
    return this->read([&](Commands& redis) { return redis.smismember(this->key(), detail::hand_on(members)); });
  }
  /// SMEMBERS.
  DeferredResult<std::vector<T>> smembers() const {
    return this->read([&](Commands& redis) { return redis.smembers<T>(this->key()); });
  }
  /// SRANDMEMBER.
  DeferredResult<std::optional<T>> srandmember() const {
    return this->read([&](Commands& redis) { return redis.srandmember<T>(this->key()); });
  }
  /// SRANDMEMBER with a count; a negative one may repeat members.
  DeferredResult<std::vector<T>> srandmember(std::int64_t count) const {
    return this->read([&](Commands& redis) { return redis.srandmember<T>(this->key(), count); });
  }
  /// SSCAN: a page. See ScanCommands.
  DeferredResult<ScanPage<T>> sscan(std::uint64_t cursor, const ScanOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.sscan<T>(this->key(), cursor, options); });
  }
  /// All members, page by page. See ScanRange.
  ScanRange<T> scan_members(const Deployment& client, ScanRangeOptions options = {}) const {
    return tributary::scan_members<T>(client, this->key(), std::move(options));
  }

  /// SDIFF.
  static DeferredResult<std::vector<T>> sdiff(Commands& redis, Many<Id> ids) {
    return Set::read_keys(redis, ids, [&](Commands& to, const auto& keys) { return to.sdiff<T>(keys); });
  }
  /// SDIFFSTORE into this key.
  DeferredResult<std::int64_t> sdiffstore(Many<Id> ids) const {
    return this->write_from(ids,
                            [&](Commands& redis, const auto& keys) { return redis.sdiffstore(this->key(), keys); });
  }
  /// SINTER.
  static DeferredResult<std::vector<T>> sinter(Commands& redis, Many<Id> ids) {
    return Set::read_keys(redis, ids, [&](Commands& to, const auto& keys) { return to.sinter<T>(keys); });
  }
  /// SINTERSTORE into this key.
  DeferredResult<std::int64_t> sinterstore(Many<Id> ids) const {
    return this->write_from(ids,
                            [&](Commands& redis, const auto& keys) { return redis.sinterstore(this->key(), keys); });
  }
  /// SUNION.
  static DeferredResult<std::vector<T>> sunion(Commands& redis, Many<Id> ids) {
    return Set::read_keys(redis, ids, [&](Commands& to, const auto& keys) { return to.sunion<T>(keys); });
  }
  /// SUNIONSTORE into this key.
  DeferredResult<std::int64_t> sunionstore(Many<Id> ids) const {
    return this->write_from(ids,
                            [&](Commands& redis, const auto& keys) { return redis.sunionstore(this->key(), keys); });
  }
  /// SINTERCARD.
  static DeferredResult<std::int64_t> sintercard(Commands& redis, Many<Id> ids,
                                                 std::optional<std::int64_t> limit = std::nullopt) {
    return Set::read_keys(redis, ids, [&](Commands& to, const auto& keys) { return to.sintercard(keys, limit); });
  }
};

}  // namespace tributary
