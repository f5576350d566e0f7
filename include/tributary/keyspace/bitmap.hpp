#pragma once

#include <tributary/keyspace/string.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// A family of arrays of bits: strings of bytes, with the commands of those and of BitmapCommands.
template <Keyspace K, Storable IdType = std::string>
class Bitmap : public String<K, std::string, IdType> {
 public:
  using Id = IdType;
  using String<K, std::string, Id>::String;

  /// SETBIT. What the bit was before.
  DeferredResult<bool> setbit(std::int64_t offset, bool bit) const {
    return this->write([&](Commands& redis) { return redis.setbit(this->key(), offset, bit); });
  }
  /// GETBIT.
  DeferredResult<bool> getbit(std::int64_t offset) const {
    return this->read([&](Commands& redis) { return redis.getbit(this->key(), offset); });
  }
  /// BITCOUNT.
  DeferredResult<std::int64_t> bitcount(const BitRange& range = {}) const {
    return this->read([&](Commands& redis) { return redis.bitcount(this->key(), range); });
  }
  /// BITPOS. See BitmapCommands::bitpos().
  DeferredResult<std::optional<std::int64_t>> bitpos(bool bit, const BitRange& range = {}) const {
    return this->read([&](Commands& redis) { return redis.bitpos(this->key(), bit, range); });
  }
  /// BITFIELD.
  DeferredResult<std::vector<std::optional<std::int64_t>>> bitfield(const Bitfield& program) const {
    return this->write([&](Commands& redis) { return redis.bitfield(this->key(), program); });
  }
  /// BITFIELD_RO.
  DeferredResult<std::vector<std::int64_t>> bitfield_ro(const Bitfield& program) const {
    return this->read([&](Commands& redis) { return redis.bitfield_ro(this->key(), program); });
  }
  /// BITOP of others into this one. The length in bytes.
  DeferredResult<std::int64_t> bitop(BitOperation operation, Many<Id> ids) const {
    return this->write_from(
        ids, [&](Commands& redis, const auto& keys) { return redis.bitop(operation, this->key(), keys); });
  }
};

}  // namespace tributary
