#pragma once

#include <tributary/keyspace/sortable_family.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// A family of lists with elements of type T. See KeyFamily for what all families have, ListCommands for what a command
/// does.
template <Keyspace K, Storable T = std::string, Storable IdType = std::string>
class List : public SortableFamily<K, T, IdType> {
 public:
  using Id = IdType;
  using Element = T;
  using SortableFamily<K, T, Id>::SortableFamily;

  /// LPUSH. The new length.
  template <GivenAs<T> One>
  DeferredResult<std::int64_t> lpush(const One& element) const {
    const Given<T> given = element;
    return this->write([&](Commands& redis) { return redis.lpush(this->key(), given); });
  }
  DeferredResult<std::int64_t> lpush(Many<T> elements) const {
    return this->write([&](Commands& redis) { return redis.lpush(this->key(), detail::hand_on(elements)); });
  }
  /// RPUSH. The new length.
  template <GivenAs<T> One>
  DeferredResult<std::int64_t> rpush(const One& element) const {
    const Given<T> given = element;
    return this->write([&](Commands& redis) { return redis.rpush(this->key(), given); });
  }
  DeferredResult<std::int64_t> rpush(Many<T> elements) const {
    return this->write([&](Commands& redis) { return redis.rpush(this->key(), detail::hand_on(elements)); });
  }
  /// LPUSHX. The new length.
  template <GivenAs<T> One>
  DeferredResult<std::int64_t> lpushx(const One& element) const {
    const Given<T> given = element;
    return this->write([&](Commands& redis) { return redis.lpushx(this->key(), given); });
  }
  DeferredResult<std::int64_t> lpushx(Many<T> elements) const {
    return this->write([&](Commands& redis) { return redis.lpushx(this->key(), detail::hand_on(elements)); });
  }
  /// RPUSHX. The new length.
  template <GivenAs<T> One>
  DeferredResult<std::int64_t> rpushx(const One& element) const {
    const Given<T> given = element;
    return this->write([&](Commands& redis) { return redis.rpushx(this->key(), given); });
  }
  DeferredResult<std::int64_t> rpushx(Many<T> elements) const {
    return this->write([&](Commands& redis) { return redis.rpushx(this->key(), detail::hand_on(elements)); });
  }
  /// LINSERT. The new length, -1 when there is no such pivot, 0 when there is no list.
  DeferredResult<std::int64_t> linsert(InsertAt where, Given<T> pivot, Given<T> element) const {
    return this->write([&](Commands& redis) { return redis.linsert(this->key(), where, pivot, element); });
  }
  /// LSET.
  DeferredResult<Ok> lset(std::int64_t index, Given<T> element) const {
    return this->write([&](Commands& redis) { return redis.lset(this->key(), index, element); });
  }
  /// LREM. See ListCommands::lrem() for what `count` means.
  DeferredResult<std::int64_t> lrem(std::int64_t count, Given<T> element) const {
    return this->write([&](Commands& redis) { return redis.lrem(this->key(), count, element); });
  }
  /// LTRIM.
  DeferredResult<Ok> ltrim(std::int64_t start, std::int64_t stop) const {
    return this->write([&](Commands& redis) { return redis.ltrim(this->key(), start, stop); });
  }

  /// LLEN.
  DeferredResult<std::int64_t> llen() const {
    return this->read([&](Commands& redis) { return redis.llen(this->key()); });
  }
  /// LINDEX.
  DeferredResult<std::optional<T>> lindex(std::int64_t index) const {
    return this->read([&](Commands& redis) { return redis.lindex<T>(this->key(), index); });
  }
  /// LRANGE.
  DeferredResult<std::vector<T>> lrange(std::int64_t start, std::int64_t stop) const {
    return this->read([&](Commands& redis) { return redis.lrange<T>(this->key(), start, stop); });
  }
  /// LPOS. See ListCommands::lpos().
  DeferredResult<std::optional<std::int64_t>> lpos(Given<T> element, const LposOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.lpos(this->key(), element, options); });
  }
  /// LPOS with COUNT; 0 is all.
  DeferredResult<std::vector<std::int64_t>> lpos(Given<T> element, std::optional<std::int64_t> count,
                                                 const LposOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.lpos(this->key(), element, count, options); });
  }

  /// LPOP.
  DeferredResult<std::optional<T>> lpop() const {
    return this->write([&](Commands& redis) { return redis.lpop<T>(this->key()); });
  }
  /// LPOP with a count.
  DeferredResult<std::vector<T>> lpop(std::int64_t count) const {
    return this->write([&](Commands& redis) { return redis.lpop<T>(this->key(), count); });
  }
  /// BLPOP: waits for an element. See BlockingCommands.
  DeferredResult<std::optional<T>> blpop(std::chrono::milliseconds timeout) const {
    return this->write([&](Commands& redis) { return redis.blpop<T>(this->key(), timeout); });
  }
  /// BLPOP of the first of several ids that has elements.
  static DeferredResult<std::optional<WithId<Id, T>>> blpop(Commands& redis, Many<Id> ids,
                                                            std::chrono::milliseconds timeout) {
    return List::template answered<&detail::served_with_id<K, Id, T>>(
        redis, ids, [&](Commands& to, const detail::ResultType& type, const auto& keys) {
          return detail::FamilyAccess::blpop(to, type, keys, timeout);
        });
  }
  /// RPOP.
  DeferredResult<std::optional<T>> rpop() const {
    return this->write([&](Commands& redis) { return redis.rpop<T>(this->key()); });
  }
  /// RPOP with a count.
  DeferredResult<std::vector<T>> rpop(std::int64_t count) const {
    return this->write([&](Commands& redis) { return redis.rpop<T>(this->key(), count); });
  }
  /// BRPOP: waits for an element. See BlockingCommands.
  DeferredResult<std::optional<T>> brpop(std::chrono::milliseconds timeout) const {
    return this->write([&](Commands& redis) { return redis.brpop<T>(this->key(), timeout); });
  }
  /// BRPOP of the first of several ids that has elements.
  static DeferredResult<std::optional<WithId<Id, T>>> brpop(Commands& redis, Many<Id> ids,
                                                            std::chrono::milliseconds timeout) {
    return List::template answered<&detail::served_with_id<K, Id, T>>(
        redis, ids, [&](Commands& to, const detail::ResultType& type, const auto& keys) {
          return detail::FamilyAccess::brpop(to, type, keys, timeout);
        });
  }
  /// LMPOP: takes elements of the first id that has some.
  static DeferredResult<std::optional<WithId<Id, std::vector<T>>>> lmpop(Commands& redis, Many<Id> ids, ListEnd from,
                                                                         std::int64_t count = 1) {
    return List::template answered<&detail::popped_with_id<K, Id, T>>(
        redis, ids, [&](Commands& to, const detail::ResultType& type, const auto& keys) {
          return detail::FamilyAccess::lmpop(to, type, keys, from, count);
        });
  }
  /// BLMPOP: waits for elements.
  static DeferredResult<std::optional<WithId<Id, std::vector<T>>>> blmpop(Commands& redis, Many<Id> ids, ListEnd from,
                                                                          std::chrono::milliseconds timeout,
                                                                          std::int64_t count = 1) {
    return List::template answered<&detail::popped_with_id<K, Id, T>>(
        redis, ids, [&](Commands& to, const detail::ResultType& type, const auto& keys) {
          return detail::FamilyAccess::blmpop(to, type, keys, from, timeout, count);
        });
  }
  /// LMOVE to the list of another id.
  DeferredResult<std::optional<T>> lmove(Given<Id> destination, ListEnd from, ListEnd to) const {
    const std::string other = List::key_of(destination);
    return this->write_both(other, [&](Commands& redis) { return redis.lmove<T>(this->key(), other, from, to); });
  }
  /// BLMOVE: waits for an element.
  DeferredResult<std::optional<T>> blmove(Given<Id> destination, ListEnd from, ListEnd to,
                                          std::chrono::milliseconds timeout) const {
    const std::string other = List::key_of(destination);
    return this->write_both(other,
                            [&](Commands& redis) { return redis.blmove<T>(this->key(), other, from, to, timeout); });
  }
  /// SORT of a key, of a list, set or sorted set of any family, stored in this one:
  /// `l1.sort_store(Scores::key_of("1"))`.
  DeferredResult<std::int64_t> sort_store(std::string_view source_key, const SortOptions& options = {}) const {
    return this->write([&](Commands& redis) { return redis.sort_store(this->key(), source_key, options); });
  }
  /// SORT with GET of a key, stored in this one.
  DeferredResult<std::int64_t> sort_get_store(std::string_view source_key, Arguments patterns,
                                              const SortOptions& options = {}) const {
    return this->write([&](Commands& redis) {
      return redis.sort_get_store(this->key(), source_key, detail::hand_on(patterns), options);
    });
  }

  // What is not here, for the reader of the compiler's message, which shows these lines.
  template <class... Args>
  void brpoplpush(Args&&...) = delete;  // blmove() with ListEnd::right and ListEnd::left
  template <class... Args>
  void rpoplpush(Args&&...) = delete;  // lmove() with ListEnd::right and ListEnd::left
};

}  // namespace tributary
