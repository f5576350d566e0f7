#pragma once

#include <tributary/keyspace/key_family.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace tributary {

/// What SORT can do with lists, sets and sorted sets.
///
/// Patterns in `by` and in the lists of sort_get() are keys of any family: those of another one are its
/// `key_of("*")`, as long as its name holds no `*`.
template <Keyspace K, Storable T, Storable Id>
class SortableFamily : public KeyFamily<K, Id> {
 public:
  using KeyFamily<K, Id>::KeyFamily;

  /// SORT. See SortCommands::sort().
  DeferredResult<std::vector<T>> sort(const SortOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.sort<T>(this->key(), options); });
  }
  /// SORT_RO.
  DeferredResult<std::vector<T>> sort_ro(const SortOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.sort_ro<T>(this->key(), options); });
  }
  /// SORT with GET: what the patterns lead to. See SortCommands::sort_get().
  template <Decodable First = std::string, Decodable... Others>
  DeferredResult<std::vector<typename detail::SortRow<First, Others...>::Type>> sort_get(
      Arguments patterns, const SortOptions& options = {}) const {
    return this->read([&](Commands& redis) {
      return redis.sort_get<First, Others...>(this->key(), detail::hand_on(patterns), options);
    });
  }
  /// SORT_RO with GET.
  template <Decodable First = std::string, Decodable... Others>
  DeferredResult<std::vector<typename detail::SortRow<First, Others...>::Type>> sort_ro_get(
      Arguments patterns, const SortOptions& options = {}) const {
    return this->read([&](Commands& redis) {
      return redis.sort_ro_get<First, Others...>(this->key(), detail::hand_on(patterns), options);
    });
  }
};

}  // namespace tributary
