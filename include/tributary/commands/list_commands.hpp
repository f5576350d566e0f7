#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/list_options.hpp>
#include <tributary/commands/popped.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Lists. Every command of Redis 7.0 but RPOPLPUSH, which LMOVE replaces, and the blocking ones.
///
/// Indexes count from 0 at the left end, negative ones from -1 at the right end. A list without elements does not
/// exist. Where T can be chosen it is what the bytes are decoded to; bytes that are not a T make a decode error in the
/// result, and an element that was taken from the list is lost then. A key that holds no list makes WRONGTYPE.
class TRIBUTARY_API ListCommands : public detail::CommandGroup<ListCommands> {
 public:
  /// Reads the element at an index.
  ///
  /// Sends:    LINDEX key index
  /// Reply:    bulk string -> T, nil -> std::nullopt when there is no such element
  /// Cost:     O(N) for N elements between it and the nearer end
  /// Source:   redis.io/commands/lindex, since 1.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> lindex(std::string_view key, std::int64_t index) {
    return detail::deferred<std::optional<T>>(lindex_as(detail::result_type<std::optional<T>>, key, index));
  }

  /// Inserts an element beside the first one that equals `pivot`.
  ///
  /// Sends:    LINSERT key BEFORE|AFTER pivot element
  /// Reply:    integer -> std::int64_t, the new length; -1 when there is no pivot, 0 when the key does not exist
  /// Cost:     O(N) for N elements left of the pivot
  /// Source:   redis.io/commands/linsert, since 2.2.0
  DeferredResult<std::int64_t> linsert(std::string_view key, InsertAt where, const Argument& pivot,
                                       const Argument& element);

  /// Counts the elements.
  ///
  /// Sends:    LLEN key
  /// Reply:    integer -> std::int64_t, 0 when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/llen, since 1.0.0
  DeferredResult<std::int64_t> llen(std::string_view key);

  /// Moves the element at one end of a list to an end of another, or of the same list.
  ///
  /// Sends:    LMOVE source destination LEFT|RIGHT LEFT|RIGHT
  /// Reply:    bulk string -> T, the element; nil -> std::nullopt when the source does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/lmove, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> lmove(std::string_view source, std::string_view destination, ListEnd from,
                                         ListEnd to) {
    return detail::deferred<std::optional<T>>(
        lmove_as(detail::result_type<std::optional<T>>, source, destination, from, to));
  }

  /// Takes up to `count` elements from one end of the first list that exists.
  ///
  /// Sends:    LMPOP numkeys key... LEFT|RIGHT COUNT count
  /// Reply:    array of key and elements -> Popped<T>, nil -> std::nullopt when no list exists
  /// Errors:   std::invalid_argument for an empty list of keys, and when count is below 1
  /// Cost:     O(N + M) for N keys and M elements taken
  /// Source:   redis.io/commands/lmpop, since 7.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<Popped<T>>> lmpop(KeyList keys, ListEnd from, std::int64_t count = 1) {
    using Result = std::optional<Popped<T>>;
    return detail::deferred<Result>(lmpop_as(detail::result_type<Result>, keys, from, count));
  }

  /// Takes the leftmost element.
  ///
  /// Sends:    LPOP key
  /// Reply:    bulk string -> T, nil -> std::nullopt when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/lpop, since 1.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> lpop(std::string_view key) {
    return detail::deferred<std::optional<T>>(lpop_as(detail::result_type<std::optional<T>>, key));
  }
  /// Takes up to `count` elements from the left end, the leftmost first.
  ///
  /// Sends:    LPOP key count
  /// Reply:    array of bulk strings, or nil when the key does not exist -> std::vector<T>, empty then
  /// Errors:   ERR when count is negative
  /// Cost:     O(N) for N elements taken
  /// Source:   redis.io/commands/lpop, with a count since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> lpop(std::string_view key, std::int64_t count) {
    return detail::deferred<std::vector<T>>(lpop_as(list_type<T>, key, count));
  }

  /// Finds an element by its value.
  ///
  /// Sends:    LPOS key element [RANK rank] [MAXLEN max_compared]
  /// Reply:    integer -> std::int64_t, its index; nil -> std::nullopt when there is none
  /// Errors:   std::invalid_argument when max_compared is below 1; ERR when rank is 0
  /// Cost:     O(N) for N elements compared
  /// Source:   redis.io/commands/lpos, since 6.0.6
  DeferredResult<std::optional<std::int64_t>> lpos(std::string_view key, const Argument& element,
                                                   const LposOptions& options = {});
  /// Finds up to `count` elements of that value, all of them for std::nullopt, which is sent as 0.
  ///
  /// Sends:    LPOS key element [RANK rank] COUNT count [MAXLEN max_compared]
  /// Reply:    array of integers -> std::vector<std::int64_t>, their indexes in the order in which they were found
  /// Errors:   std::invalid_argument when count or max_compared is below 1; ERR when rank is 0
  /// Cost:     O(N) for N elements compared
  /// Source:   redis.io/commands/lpos, since 6.0.6
  DeferredResult<std::vector<std::int64_t>> lpos(std::string_view key, const Argument& element,
                                                 std::optional<std::int64_t> count, const LposOptions& options = {});

  /// Adds an element at the left end; creates the list.
  ///
  /// Sends:    LPUSH key element
  /// Reply:    integer -> std::int64_t, the new length
  /// Cost:     O(1)
  /// Source:   redis.io/commands/lpush, since 1.0.0
  template <SingleArgument Element>
  DeferredResult<std::int64_t> lpush(std::string_view key, const Element& element) {
    return lpush_one(key, element);
  }
  /// Adds several, one after another: the last of them becomes the leftmost.
  ///
  /// Sends:    LPUSH key element...
  /// Reply:    integer -> std::int64_t, the new length
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N elements
  /// Source:   redis.io/commands/lpush, several elements since 2.4.0
  DeferredResult<std::int64_t> lpush(std::string_view key, Arguments elements);

  /// Adds an element at the left end of a list that exists.
  ///
  /// Sends:    LPUSHX key element
  /// Reply:    integer -> std::int64_t, the new length; 0 when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/lpushx, since 2.2.0
  template <SingleArgument Element>
  DeferredResult<std::int64_t> lpushx(std::string_view key, const Element& element) {
    return lpushx_one(key, element);
  }
  /// Adds several, one after another: the last of them becomes the leftmost.
  ///
  /// Sends:    LPUSHX key element...
  /// Reply:    integer -> std::int64_t, the new length; 0 when the key does not exist
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N elements
  /// Source:   redis.io/commands/lpushx, several elements since 4.0.0
  DeferredResult<std::int64_t> lpushx(std::string_view key, Arguments elements);

  /// Reads the elements from `start` to `stop`, both included; 0 and -1 are all.
  ///
  /// Sends:    LRANGE key start stop
  /// Reply:    array of bulk strings -> std::vector<T>, empty when there are none
  /// Cost:     O(S + N) for N elements, S away from the nearer end
  /// Source:   redis.io/commands/lrange, since 1.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> lrange(std::string_view key, std::int64_t start, std::int64_t stop) {
    return detail::deferred<std::vector<T>>(lrange_as(detail::result_type<std::vector<T>>, key, start, stop));
  }

  /// Removes the first `count` elements of that value, the last `-count` when it is negative, all of them when it is 0.
  ///
  /// Sends:    LREM key count element
  /// Reply:    integer -> std::int64_t, how many were removed
  /// Cost:     O(N) for N elements of the list
  /// Source:   redis.io/commands/lrem, since 1.0.0
  DeferredResult<std::int64_t> lrem(std::string_view key, std::int64_t count, const Argument& element);

  /// Replaces the element at an index.
  ///
  /// Sends:    LSET key index element
  /// Reply:    status OK -> Ok
  /// Errors:   ERR when there is no such key or no such index
  /// Cost:     O(N) for N elements between it and the nearer end
  /// Source:   redis.io/commands/lset, since 1.0.0
  DeferredResult<Ok> lset(std::string_view key, std::int64_t index, const Argument& element);

  /// Removes all but the elements from `start` to `stop`, both included.
  ///
  /// Sends:    LTRIM key start stop
  /// Reply:    status OK -> Ok
  /// Cost:     O(N) for N elements removed
  /// Source:   redis.io/commands/ltrim, since 1.0.0
  DeferredResult<Ok> ltrim(std::string_view key, std::int64_t start, std::int64_t stop);

  /// Takes the rightmost element.
  ///
  /// Sends:    RPOP key
  /// Reply:    bulk string -> T, nil -> std::nullopt when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/rpop, since 1.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> rpop(std::string_view key) {
    return detail::deferred<std::optional<T>>(rpop_as(detail::result_type<std::optional<T>>, key));
  }
  /// Takes up to `count` elements from the right end, the rightmost first.
  ///
  /// Sends:    RPOP key count
  /// Reply:    array of bulk strings, or nil when the key does not exist -> std::vector<T>, empty then
  /// Errors:   ERR when count is negative
  /// Cost:     O(N) for N elements taken
  /// Source:   redis.io/commands/rpop, with a count since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> rpop(std::string_view key, std::int64_t count) {
    return detail::deferred<std::vector<T>>(rpop_as(list_type<T>, key, count));
  }

  /// Adds an element at the right end; creates the list.
  ///
  /// Sends:    RPUSH key element
  /// Reply:    integer -> std::int64_t, the new length
  /// Cost:     O(1)
  /// Source:   redis.io/commands/rpush, since 1.0.0
  template <SingleArgument Element>
  DeferredResult<std::int64_t> rpush(std::string_view key, const Element& element) {
    return rpush_one(key, element);
  }
  /// Adds several, in their order.
  ///
  /// Sends:    RPUSH key element...
  /// Reply:    integer -> std::int64_t, the new length
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N elements
  /// Source:   redis.io/commands/rpush, several elements since 2.4.0
  DeferredResult<std::int64_t> rpush(std::string_view key, Arguments elements);

  /// Adds an element at the right end of a list that exists.
  ///
  /// Sends:    RPUSHX key element
  /// Reply:    integer -> std::int64_t, the new length; 0 when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/rpushx, since 2.2.0
  template <SingleArgument Element>
  DeferredResult<std::int64_t> rpushx(std::string_view key, const Element& element) {
    return rpushx_one(key, element);
  }
  /// Adds several, in their order.
  ///
  /// Sends:    RPUSHX key element...
  /// Reply:    integer -> std::int64_t, the new length; 0 when the key does not exist
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N elements
  /// Source:   redis.io/commands/rpushx, several elements since 4.0.0
  DeferredResult<std::int64_t> rpushx(std::string_view key, Arguments elements);

 private:
  friend struct detail::FamilyAccess;  // keyspaces, which get ids where these functions get keys

  DeferredResult<std::int64_t> lpush_one(std::string_view key, const Argument& element);
  DeferredResult<std::int64_t> lpushx_one(std::string_view key, const Argument& element);
  DeferredResult<std::int64_t> rpush_one(std::string_view key, const Argument& element);
  DeferredResult<std::int64_t> rpushx_one(std::string_view key, const Argument& element);

  template <class T>
  static constexpr const detail::ResultType& list_type =
      detail::custom_result_type<std::vector<T>, &detail::nil_as_empty<T>>;

  detail::SlotHandle lindex_as(const detail::ResultType& type, std::string_view key, std::int64_t index);
  detail::SlotHandle lmove_as(const detail::ResultType& type, std::string_view source, std::string_view destination,
                              ListEnd from, ListEnd to);
  detail::SlotHandle lmpop_as(const detail::ResultType& type, const Arguments& keys, ListEnd from, std::int64_t count);
  detail::SlotHandle lpop_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle lpop_as(const detail::ResultType& type, std::string_view key, std::int64_t count);
  detail::SlotHandle lrange_as(const detail::ResultType& type, std::string_view key, std::int64_t start,
                               std::int64_t stop);
  detail::SlotHandle rpop_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle rpop_as(const detail::ResultType& type, std::string_view key, std::int64_t count);
};

}  // namespace tributary
