#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/fsynced.hpp>
#include <tributary/commands/list_options.hpp>
#include <tributary/commands/popped.hpp>
#include <tributary/commands/scored_member.hpp>
#include <tributary/commands/served.hpp>
#include <tributary/commands/sorted_set_options.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tributary {

/// Commands that wait on the server: until there is something to take, or until replicas have what was written.
///
/// Every one has a timeout, which is positive and at most 24 days; Redis' 0, for ever, is refused with
/// std::invalid_argument. When it is over the result is std::nullopt (of wait() and waitaof(), what was reached by
/// then).
///
/// In a context such a command waits in its place: what was recorded before it is executed at once, what stands behind
/// it on the same connection not before it has ended, so the timeouts of one batch add up. ClientOptions::timeout is
/// the time that the server has besides. A batch with such a command runs on a connection apart from the pool, which
/// ClientOptions::pool_size does not limit: threads that wait do not keep out those who would wake them.
///
/// A connection that fails meanwhile makes a TransportError with TransportOutcome::maybe_applied: what was taken may be
/// lost. Use blmove(), which leaves it in another list, where that must not happen. T, the keys and wrong types are as
/// in ListCommands and SortedSetCommands.
class TRIBUTARY_API BlockingCommands : public detail::CommandGroup<BlockingCommands> {
 public:
  /// Moves one element from an end of a list to an end of another one, as soon as there is one.
  ///
  /// Sends:    BLMOVE source destination LEFT|RIGHT LEFT|RIGHT seconds
  /// Reply:    bulk string -> T, nil -> std::nullopt when the time is over
  /// Cost:     O(1)
  /// Source:   redis.io/commands/blmove, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> blmove(std::string_view source, std::string_view destination, ListEnd from,
                                          ListEnd to, std::chrono::milliseconds timeout) {
    return detail::deferred<std::optional<T>>(
        blmove_as(detail::result_type<std::optional<T>>, source, destination, from, to, timeout));
  }

  /// Takes up to `count` elements from one end of the first list that has any, as soon as one has.
  ///
  /// Sends:    BLMPOP seconds numkeys key... LEFT|RIGHT COUNT count
  /// Reply:    array of key and elements -> Popped<T>, nil -> std::nullopt when the time is over
  /// Errors:   std::invalid_argument for an empty list of keys, and when count is below 1
  /// Cost:     O(N + M) for N keys and M elements taken
  /// Source:   redis.io/commands/blmpop, since 7.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<Popped<T>>> blmpop(KeyList keys, ListEnd from, std::chrono::milliseconds timeout,
                                                  std::int64_t count = 1) {
    using Result = std::optional<Popped<T>>;
    return detail::deferred<Result>(blmpop_as(detail::result_type<Result>, keys, from, timeout, count));
  }

  /// Takes the first element of a list, as soon as there is one.
  ///
  /// Sends:    BLPOP key seconds
  /// Reply:    array of key and element -> T, nil -> std::nullopt when the time is over
  /// Cost:     O(1)
  /// Source:   redis.io/commands/blpop, since 2.0.0, fractions of a second since 6.0.0
  template <Decodable T = std::string, SingleKey Key>
  DeferredResult<std::optional<T>> blpop(const Key& key, std::chrono::milliseconds timeout) {
    return detail::deferred<std::optional<T>>(blpop_as(only_element<T>, {std::string_view{key}}, timeout));
  }
  /// Takes the first element of the first list that has any, as soon as one has.
  ///
  /// Sends:    BLPOP key... seconds
  /// Reply:    array of key and element -> Served<T>, nil -> std::nullopt when the time is over
  /// Errors:   std::invalid_argument for an empty list of keys
  /// Cost:     O(N) for N keys
  /// Source:   redis.io/commands/blpop, since 2.0.0, fractions of a second since 6.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<Served<T>>> blpop(KeyList keys, std::chrono::milliseconds timeout) {
    return detail::deferred<std::optional<Served<T>>>(blpop_as(key_and_element<T>, keys, timeout));
  }

  /// Takes the last element of a list, as soon as there is one.
  ///
  /// Sends:    BRPOP key seconds
  /// Reply:    array of key and element -> T, nil -> std::nullopt when the time is over
  /// Cost:     O(1)
  /// Source:   redis.io/commands/brpop, since 2.0.0, fractions of a second since 6.0.0
  template <Decodable T = std::string, SingleKey Key>
  DeferredResult<std::optional<T>> brpop(const Key& key, std::chrono::milliseconds timeout) {
    return detail::deferred<std::optional<T>>(brpop_as(only_element<T>, {std::string_view{key}}, timeout));
  }
  /// Takes the last element of the first list that has any, as soon as one has.
  ///
  /// Sends:    BRPOP key... seconds
  /// Reply:    array of key and element -> Served<T>, nil -> std::nullopt when the time is over
  /// Errors:   std::invalid_argument for an empty list of keys
  /// Cost:     O(N) for N keys
  /// Source:   redis.io/commands/brpop, since 2.0.0, fractions of a second since 6.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<Served<T>>> brpop(KeyList keys, std::chrono::milliseconds timeout) {
    return detail::deferred<std::optional<Served<T>>>(brpop_as(key_and_element<T>, keys, timeout));
  }

  /// Takes up to `count` members from one end of the first sorted set that has any, as soon as one has.
  ///
  /// Sends:    BZMPOP seconds numkeys key... MIN|MAX COUNT count
  /// Reply:    array of key and members -> Popped<ScoredMember<T>>, nil -> std::nullopt when the time is over
  /// Errors:   std::invalid_argument for an empty list of keys, and when count is below 1
  /// Cost:     O(K + M log N) for K keys and M of N members taken
  /// Source:   redis.io/commands/bzmpop, since 7.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<Popped<ScoredMember<T>>>> bzmpop(KeyList keys, ScoreEnd from,
                                                                std::chrono::milliseconds timeout,
                                                                std::int64_t count = 1) {
    using Result = std::optional<Popped<ScoredMember<T>>>;
    return detail::deferred<Result>(bzmpop_as(detail::result_type<Result>, keys, from, timeout, count));
  }

  /// Takes the member with the highest score, as soon as there is one.
  ///
  /// Sends:    BZPOPMAX key seconds
  /// Reply:    array of key, member and score -> ScoredMember<T>, nil -> std::nullopt when the time is over
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/bzpopmax, since 5.0.0, fractions of a second since 6.0.0
  template <Decodable T = std::string, SingleKey Key>
  DeferredResult<std::optional<ScoredMember<T>>> bzpopmax(const Key& key, std::chrono::milliseconds timeout) {
    return detail::deferred<std::optional<ScoredMember<T>>>(
        bzpopmax_as(only_element<ScoredMember<T>>, {std::string_view{key}}, timeout));
  }
  /// Takes the member with the highest score from the first sorted set that has any, as soon as one has.
  ///
  /// Sends:    BZPOPMAX key... seconds
  /// Reply:    array of key, member and score -> Served<ScoredMember<T>>, nil -> std::nullopt when the time is over
  /// Errors:   std::invalid_argument for an empty list of keys
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/bzpopmax, since 5.0.0, fractions of a second since 6.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<Served<ScoredMember<T>>>> bzpopmax(KeyList keys, std::chrono::milliseconds timeout) {
    return detail::deferred<std::optional<Served<ScoredMember<T>>>>(
        bzpopmax_as(key_and_element<ScoredMember<T>>, keys, timeout));
  }

  /// Takes the member with the lowest score, as soon as there is one.
  ///
  /// Sends:    BZPOPMIN key seconds
  /// Reply:    array of key, member and score -> ScoredMember<T>, nil -> std::nullopt when the time is over
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/bzpopmin, since 5.0.0, fractions of a second since 6.0.0
  template <Decodable T = std::string, SingleKey Key>
  DeferredResult<std::optional<ScoredMember<T>>> bzpopmin(const Key& key, std::chrono::milliseconds timeout) {
    return detail::deferred<std::optional<ScoredMember<T>>>(
        bzpopmin_as(only_element<ScoredMember<T>>, {std::string_view{key}}, timeout));
  }
  /// Takes the member with the lowest score from the first sorted set that has any, as soon as one has.
  ///
  /// Sends:    BZPOPMIN key... seconds
  /// Reply:    array of key, member and score -> Served<ScoredMember<T>>, nil -> std::nullopt when the time is over
  /// Errors:   std::invalid_argument for an empty list of keys
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/bzpopmin, since 5.0.0, fractions of a second since 6.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<Served<ScoredMember<T>>>> bzpopmin(KeyList keys, std::chrono::milliseconds timeout) {
    return detail::deferred<std::optional<Served<ScoredMember<T>>>>(
        bzpopmin_as(key_and_element<ScoredMember<T>>, keys, timeout));
  }

  /// Waits until `replicas` replicas have received the writes of this connection: record it behind them, in one
  /// context. On a client it would be about any connection of the pool.
  ///
  /// Sends:    WAIT replicas milliseconds
  /// Reply:    integer -> std::int64_t, the number of replicas that have them, also when that is too small or the time
  ///           is over
  /// Errors:   ERR on a replica
  /// Cost:     O(1)
  /// Source:   redis.io/commands/wait, since 3.0.0
  DeferredResult<std::int64_t> wait(std::int64_t replicas, std::chrono::milliseconds timeout);

  /// Waits until the writes of this connection are in append-only files on disk: `waitaof({.local = 1}, 100ms)`. Record
  /// it behind them, in one context, as wait().
  ///
  /// Sends:    WAITAOF local replicas milliseconds
  /// Reply:    array of two integers -> Fsynced, also when that is less than asked for and the time is over
  /// Errors:   ERR on a replica, and for .local when the server keeps no append-only file
  /// Cost:     O(1)
  /// Source:   redis.io/commands/waitaof, since 7.2.0
  DeferredResult<Fsynced> waitaof(const Fsynced& wanted, std::chrono::milliseconds timeout);

 private:
  friend struct detail::FamilyAccess;  // keyspaces, which get ids where these functions get keys

  template <class Element>
  static constexpr const detail::ResultType& only_element =
      detail::custom_result_type<std::optional<Element>, &detail::served_element<Element>>;
  template <class Element>
  static constexpr const detail::ResultType& key_and_element = detail::result_type<std::optional<Served<Element>>>;

  detail::SlotHandle blmove_as(const detail::ResultType& type, std::string_view source, std::string_view destination,
                               ListEnd from, ListEnd to, std::chrono::milliseconds timeout);
  detail::SlotHandle blmpop_as(const detail::ResultType& type, const Arguments& keys, ListEnd from,
                               std::chrono::milliseconds timeout, std::int64_t count);
  detail::SlotHandle blpop_as(const detail::ResultType& type, const Arguments& keys, std::chrono::milliseconds timeout);
  detail::SlotHandle brpop_as(const detail::ResultType& type, const Arguments& keys, std::chrono::milliseconds timeout);
  detail::SlotHandle bzmpop_as(const detail::ResultType& type, const Arguments& keys, ScoreEnd from,
                               std::chrono::milliseconds timeout, std::int64_t count);
  detail::SlotHandle bzpopmax_as(const detail::ResultType& type, const Arguments& keys,
                                 std::chrono::milliseconds timeout);
  detail::SlotHandle bzpopmin_as(const detail::ResultType& type, const Arguments& keys,
                                 std::chrono::milliseconds timeout);
};

}  // namespace tributary
