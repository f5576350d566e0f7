#pragma once

#include <tributary/keyspace/key_family.hpp>

#include <cstdint>
#include <string>

namespace tributary {

/// A family of HyperLogLogs of elements of type T. See KeyFamily for what all families have, HyperLogLogCommands for
/// what a command does.
template <Keyspace K, Storable T = std::string, Storable IdType = std::string>
class HyperLogLog : public KeyFamily<K, IdType> {
 public:
  using Id = IdType;
  using Element = T;
  using KeyFamily<K, Id>::KeyFamily;

  /// PFADD. True when the estimate changed.
  template <GivenAs<T> One>
  DeferredResult<bool> pfadd(const One& element) const {
    const Given<T> given = element;
    return this->write([&](Commands& redis) { return redis.pfadd(this->key(), given); });
  }
  DeferredResult<bool> pfadd(Many<T> elements) const {
    return this->write([&](Commands& redis) { return redis.pfadd(this->key(), detail::hand_on(elements)); });
  }
  /// PFCOUNT.
  DeferredResult<std::int64_t> pfcount() const {
    return this->read([&](Commands& redis) { return redis.pfcount(this->key()); });
  }
  /// PFCOUNT of the union of several ids.
  static DeferredResult<std::int64_t> pfcount(Commands& redis, Many<Id> ids) {
    return HyperLogLog::read_keys(redis, ids, [&](Commands& to, const auto& keys) { return to.pfcount(keys); });
  }
  /// PFMERGE of others into this one.
  DeferredResult<Ok> pfmerge(Many<Id> ids) const {
    return this->write_from(ids, [&](Commands& redis, const auto& keys) { return redis.pfmerge(this->key(), keys); });
  }
};

}  // namespace tributary
