#pragma once

#include <tributary/keyspace/key_family.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Fields that expire: the part of Hash that needs Redis 7.4.0. See HashExpiryCommands.
template <Keyspace K, Storable Default, Storable Id>
class FieldExpiryFamily : public KeyFamily<K, Id> {
 public:
  using KeyFamily<K, Id>::KeyFamily;

  /// HEXPIRE.
  template <GivenAs<std::string> One>
  DeferredResult<HexpireReply> hexpire(const One& field, std::chrono::seconds ttl,
                                       ExpireIf condition = ExpireIf::always) const {
    const Given<std::string> given = field;
    return this->read([&](Commands& redis) { return redis.hexpire(this->key(), given, ttl, condition); });
  }
  DeferredResult<std::vector<HexpireReply>> hexpire(Many<std::string> fields, std::chrono::seconds ttl,
                                                    ExpireIf condition = ExpireIf::always) const {
    return this->read(
        [&](Commands& redis) { return redis.hexpire(this->key(), detail::hand_on(fields), ttl, condition); });
  }
  /// HPEXPIRE.
  template <GivenAs<std::string> One>
  DeferredResult<HexpireReply> hpexpire(const One& field, std::chrono::milliseconds ttl,
                                        ExpireIf condition = ExpireIf::always) const {
    const Given<std::string> given = field;
    return this->read([&](Commands& redis) { return redis.hpexpire(this->key(), given, ttl, condition); });
  }
  DeferredResult<std::vector<HexpireReply>> hpexpire(Many<std::string> fields, std::chrono::milliseconds ttl,
                                                     ExpireIf condition = ExpireIf::always) const {
    return this->read(
        [&](Commands& redis) { return redis.hpexpire(this->key(), detail::hand_on(fields), ttl, condition); });
  }
  /// HEXPIREAT.
  template <GivenAs<std::string> One>
  DeferredResult<HexpireReply> hexpireat(const One& field, std::chrono::sys_seconds time,
                                         ExpireIf condition = ExpireIf::always) const {
    const Given<std::string> given = field;
    return this->read([&](Commands& redis) { return redis.hexpireat(this->key(), given, time, condition); });
  }
  DeferredResult<std::vector<HexpireReply>> hexpireat(Many<std::string> fields, std::chrono::sys_seconds time,
                                                      ExpireIf condition = ExpireIf::always) const {
    return this->read(
        [&](Commands& redis) { return redis.hexpireat(this->key(), detail::hand_on(fields), time, condition); });
  }
  /// HPEXPIREAT.
  template <GivenAs<std::string> One>
  DeferredResult<HexpireReply> hpexpireat(const One& field, BoundKey::sys_milliseconds time,
                                          ExpireIf condition = ExpireIf::always) const {
    const Given<std::string> given = field;
    return this->read([&](Commands& redis) { return redis.hpexpireat(this->key(), given, time, condition); });
  }
  DeferredResult<std::vector<HexpireReply>> hpexpireat(Many<std::string> fields, BoundKey::sys_milliseconds time,
                                                       ExpireIf condition = ExpireIf::always) const {
    return this->read(
        [&](Commands& redis) { return redis.hpexpireat(this->key(), detail::hand_on(fields), time, condition); });
  }
  /// HPERSIST.
  template <GivenAs<std::string> One>
  DeferredResult<HpersistReply> hpersist(const One& field) const {
    const Given<std::string> given = field;
    return this->read([&](Commands& redis) { return redis.hpersist(this->key(), given); });
  }
  DeferredResult<std::vector<HpersistReply>> hpersist(Many<std::string> fields) const {
    return this->read([&](Commands& redis) { return redis.hpersist(this->key(), detail::hand_on(fields)); });
  }
  /// HTTL.
  template <GivenAs<std::string> One>
  DeferredResult<Expiry<std::chrono::seconds>> httl(const One& field) const {
    const Given<std::string> given = field;
    return this->read([&](Commands& redis) { return redis.httl(this->key(), given); });
  }
  DeferredResult<std::vector<Expiry<std::chrono::seconds>>> httl(Many<std::string> fields) const {
    return this->read([&](Commands& redis) { return redis.httl(this->key(), detail::hand_on(fields)); });
  }
  /// HPTTL.
  template <GivenAs<std::string> One>
  DeferredResult<Expiry<std::chrono::milliseconds>> hpttl(const One& field) const {
    const Given<std::string> given = field;
    return this->read([&](Commands& redis) { return redis.hpttl(this->key(), given); });
  }
  DeferredResult<std::vector<Expiry<std::chrono::milliseconds>>> hpttl(Many<std::string> fields) const {
    return this->read([&](Commands& redis) { return redis.hpttl(this->key(), detail::hand_on(fields)); });
  }
  /// HEXPIRETIME.
  template <GivenAs<std::string> One>
  DeferredResult<Expiry<std::chrono::sys_seconds>> hexpiretime(const One& field) const {
    const Given<std::string> given = field;
    return this->read([&](Commands& redis) { return redis.hexpiretime(this->key(), given); });
  }
  DeferredResult<std::vector<Expiry<std::chrono::sys_seconds>>> hexpiretime(Many<std::string> fields) const {
    return this->read([&](Commands& redis) { return redis.hexpiretime(this->key(), detail::hand_on(fields)); });
  }
  /// HPEXPIRETIME.
  template <GivenAs<std::string> One>
  DeferredResult<Expiry<BoundKey::sys_milliseconds>> hpexpiretime(const One& field) const {
    const Given<std::string> given = field;
    return this->read([&](Commands& redis) { return redis.hpexpiretime(this->key(), given); });
  }
  DeferredResult<std::vector<Expiry<BoundKey::sys_milliseconds>>> hpexpiretime(Many<std::string> fields) const {
    return this->read([&](Commands& redis) { return redis.hpexpiretime(this->key(), detail::hand_on(fields)); });
  }

  /// HGETDEL (since 8.0.0).
  template <GivenAs<std::string> One>
  DeferredResult<std::optional<Default>> hgetdel(const One& field) const {
    const Given<std::string> given = field;
    return this->write([&](Commands& redis) { return redis.hgetdel<Default>(this->key(), given); });
  }
  DeferredResult<std::vector<std::optional<Default>>> hgetdel(Many<std::string> fields) const {
    return this->write([&](Commands& redis) { return redis.hgetdel<Default>(this->key(), detail::hand_on(fields)); });
  }
  /// HGETEX (since 8.0.0).
  template <GivenAs<std::string> One>
  DeferredResult<std::optional<Default>> hgetex(const One& field, const GetexOptions& options = {}) const {
    const Given<std::string> given = field;
    return this->read([&](Commands& redis) { return redis.hgetex<Default>(this->key(), given, options); });
  }
  DeferredResult<std::vector<std::optional<Default>>> hgetex(Many<std::string> fields,
                                                             const GetexOptions& options = {}) const {
    return this->read(
        [&](Commands& redis) { return redis.hgetex<Default>(this->key(), detail::hand_on(fields), options); });
  }
};

}  // namespace tributary
