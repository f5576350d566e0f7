#pragma once

#include <tributary/keyspace/family_access.hpp>
#include <tributary/keyspace/key_family.hpp>
#include <tributary/keyspace/sums.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// A family of strings that hold a T each. See KeyFamily for what all families have, StringCommands for what a command
/// does.
template <Keyspace K, Storable T = std::string, Storable IdType = std::string>
class String : public KeyFamily<K, IdType> {
 public:
  using Id = IdType;
  using Value = T;
  using KeyFamily<K, Id>::KeyFamily;

  /// SET, with the family's expiry unless the options say something of it. See StringCommands::set().
  DeferredResult<bool> set(Given<T> value, const SetOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.set(this->key(), value, with_expiry(options)); });
  }
  /// SET with GET: reads what was there before.
  DeferredResult<std::optional<T>> set_get(Given<T> value, const SetOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.set_get<T>(this->key(), value, with_expiry(options)); });
  }
  /// SETNX; SET with NX and the expiry when the family has one, so that a key which was not set keeps its time. True
  /// when it was stored.
  DeferredResult<bool> setnx(Given<T> value) const {
    return this->read([&](Commands& redis) {
      if constexpr (K.expiry_seconds > 0) return redis.set(this->key(), value, with_expiry({.only_if = Exists::no}));
      return redis.setnx(this->key(), value);
    });
  }
  /// SETEX: with this expiry, not that of the family.
  DeferredResult<Ok> setex(std::chrono::seconds ttl, Given<T> value) const {
    return this->read([&](Commands& redis) { return redis.setex(this->key(), ttl, value); });
  }
  /// PSETEX: with this expiry, not that of the family.
  DeferredResult<Ok> psetex(std::chrono::milliseconds ttl, Given<T> value) const {
    return this->read([&](Commands& redis) { return redis.psetex(this->key(), ttl, value); });
  }
  /// GETSET.
  DeferredResult<std::optional<T>> getset(Given<T> value) const {
    return this->write([&](Commands& redis) { return redis.getset<T>(this->key(), value); });
  }

  /// GET.
  DeferredResult<std::optional<T>> get() const {
    return this->read([&](Commands& redis) { return redis.get<T>(this->key()); });
  }
  /// GETDEL.
  DeferredResult<std::optional<T>> getdel() const {
    return this->read([&](Commands& redis) { return redis.getdel<T>(this->key()); });
  }
  /// GETEX. See StringCommands::getex().
  DeferredResult<std::optional<T>> getex(const GetexOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.getex<T>(this->key(), options); });
  }
  /// STRLEN.
  DeferredResult<std::int64_t> strlen() const {
    return this->read([&](Commands& redis) { return redis.strlen(this->key()); });
  }

  // The sum is a T; of text a std::int64_t or a double. One that T cannot hold is stored all the same, and a decode
  // error.

  /// INCR.
  template <detail::Countable N = T>
  DeferredResult<detail::CountOf<N>> incr() const {
    return this->write([&](Commands& redis) {
      return detail::deferred<detail::CountOf<N>>(
          detail::FamilyAccess::incr(redis, detail::result_type<detail::CountOf<N>>, this->key()));
    });
  }
  /// DECR.
  template <detail::Countable N = T>
  DeferredResult<detail::CountOf<N>> decr() const {
    return this->write([&](Commands& redis) {
      return detail::deferred<detail::CountOf<N>>(
          detail::FamilyAccess::decr(redis, detail::result_type<detail::CountOf<N>>, this->key()));
    });
  }
  /// INCRBY.
  template <detail::Countable N = T>
  DeferredResult<detail::CountOf<N>> incrby(std::int64_t by) const {
    return this->write([&](Commands& redis) {
      return detail::deferred<detail::CountOf<N>>(
          detail::FamilyAccess::incrby(redis, detail::result_type<detail::CountOf<N>>, this->key(), by));
    });
  }
  /// DECRBY.
  template <detail::Countable N = T>
  DeferredResult<detail::CountOf<N>> decrby(std::int64_t by) const {
    return this->write([&](Commands& redis) {
      return detail::deferred<detail::CountOf<N>>(
          detail::FamilyAccess::decrby(redis, detail::result_type<detail::CountOf<N>>, this->key(), by));
    });
  }
  /// INCRBYFLOAT.
  template <detail::Addable N = T>
  DeferredResult<detail::SumOf<N>> incrbyfloat(ExactDouble by) const {
    return this->write([&](Commands& redis) {
      return detail::deferred<detail::SumOf<N>>(
          detail::FamilyAccess::incrbyfloat(redis, detail::result_type<detail::SumOf<N>>, this->key(), by));
    });
  }

  /// APPEND of bytes, whatever T is. The new length.
  DeferredResult<std::int64_t> append(std::string_view bytes) const {
    return this->write([&](Commands& redis) { return redis.append(this->key(), bytes); });
  }
  /// GETRANGE: bytes, whatever T is.
  DeferredResult<std::string> getrange(std::int64_t first, std::int64_t last) const {
    return this->read([&](Commands& redis) { return redis.getrange(this->key(), first, last); });
  }
  /// SETRANGE of bytes, whatever T is. The new length.
  DeferredResult<std::int64_t> setrange(std::int64_t offset, std::string_view bytes) const {
    return this->write([&](Commands& redis) { return redis.setrange(this->key(), offset, bytes); });
  }
  /// LCS with the string of another id (since 7.0.0).
  DeferredResult<std::string> lcs(Given<Id> other) const {
    return this->read([&](Commands& redis) { return redis.lcs(this->key(), String::key_of(other)); });
  }
  /// LCS with LEN.
  DeferredResult<std::int64_t> lcs_len(Given<Id> other) const {
    return this->read([&](Commands& redis) { return redis.lcs_len(this->key(), String::key_of(other)); });
  }
  /// LCS with IDX. See StringCommands::lcs_idx().
  DeferredResult<LcsMatches> lcs_idx(Given<Id> other, std::int64_t min_match_len = 0) const {
    return this->read(
        [&](Commands& redis) { return redis.lcs_idx(this->key(), String::key_of(other), min_match_len); });
  }

  /// MGET: each in the place of its id.
  static DeferredResult<std::vector<std::optional<T>>> mget(Commands& redis, Many<Id> ids) {
    return String::read_keys(redis, ids, [&](Commands& to, const auto& keys) { return to.mget<T>(keys); });
  }
  /// MSET.
  static DeferredResult<Ok> mset(Commands& redis, ManyPairs<Id, T> values) {
    return String::write_pairs(redis, values, [](Commands& to, const auto& pairs) { return to.mset(pairs); });
  }
  /// MSETNX: all or, when one of the ids exists, none. An expiry of the family is renewed also when none was set.
  static DeferredResult<bool> msetnx(Commands& redis, ManyPairs<Id, T> values) {
    return String::write_pairs(redis, values, [](Commands& to, const auto& pairs) { return to.msetnx(pairs); });
  }

  // What is not here, for the reader of the compiler's message, which shows these lines.
  template <class... Args>
  void substr(Args&&...) = delete;  // getrange()

 private:
  static SetOptions with_expiry(const SetOptions& options) {
    SetOptions all = options;
    if (K.expiry_seconds > 0 && !all.ttl && !all.expire_at && !all.keep_ttl) all.ttl = K.expiry();
    return all;
  }
};

}  // namespace tributary
