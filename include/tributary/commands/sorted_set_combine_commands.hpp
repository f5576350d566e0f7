#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/scored_member.hpp>
#include <tributary/commands/sorted_set_options.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Several sorted sets combined into one. The rest that holds for all of them stands at SortedSetCommands.
///
/// Ordinary sets can be among the keys: their members have score 1. An empty list of keys, weights that are not as many
/// as the keys, and NaN as a weight are refused with std::invalid_argument.
class TRIBUTARY_API SortedSetCombineCommands : public detail::CommandGroup<SortedSetCombineCommands> {
 public:
  /// Reads the members of the first set that are in none of the others.
  ///
  /// Sends:    ZDIFF numkeys key...
  /// Reply:    array of bulk strings -> std::vector<T>, by ascending score
  /// Cost:     O(L + (N - K) log N) at worst for L members of all sets, N of the first, K of the result
  /// Source:   redis.io/commands/zdiff, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> zdiff(KeyList keys) {
    return detail::deferred<std::vector<T>>(zdiff_as(detail::result_type<std::vector<T>>, keys, Scores::no));
  }
  /// The same with their scores in the first set.
  ///
  /// Sends:    ZDIFF numkeys key... WITHSCORES
  /// Reply:    array of members and scores -> std::vector<ScoredMember<T>>, by ascending score
  /// Cost:     as zdiff()
  /// Source:   redis.io/commands/zdiff, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<ScoredMember<T>>> zdiff_withscores(KeyList keys) {
    using Members = std::vector<ScoredMember<T>>;
    return detail::deferred<Members>(zdiff_as(detail::result_type<Members>, keys, Scores::yes));
  }

  /// Replaces whatever `destination` holds by what zdiff() gives; an empty result removes it.
  ///
  /// Sends:    ZDIFFSTORE destination numkeys key...
  /// Reply:    integer -> std::int64_t, the number of members
  /// Cost:     as zdiff()
  /// Source:   redis.io/commands/zdiffstore, since 6.2.0
  DeferredResult<std::int64_t> zdiffstore(std::string_view destination, KeyList keys);

  /// Reads the members that are in every set.
  ///
  /// Sends:    ZINTER numkeys key... [WEIGHTS weight...] [AGGREGATE MIN|MAX]
  /// Reply:    array of bulk strings -> std::vector<T>, by ascending combined score
  /// Cost:     O(N K + M log M) at worst for K sets, N members of the smallest, M of the result
  /// Source:   redis.io/commands/zinter, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> zinter(KeyList keys, const CombineOptions& options = {}) {
    return detail::deferred<std::vector<T>>(zinter_as(detail::result_type<std::vector<T>>, keys, options, Scores::no));
  }
  /// The same with their combined scores.
  ///
  /// Sends:    ZINTER numkeys key... [WEIGHTS weight...] [AGGREGATE MIN|MAX] WITHSCORES
  /// Reply:    array of members and scores -> std::vector<ScoredMember<T>>, by ascending score
  /// Cost:     as zinter()
  /// Source:   redis.io/commands/zinter, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<ScoredMember<T>>> zinter_withscores(KeyList keys, const CombineOptions& options = {}) {
    using Members = std::vector<ScoredMember<T>>;
    return detail::deferred<Members>(zinter_as(detail::result_type<Members>, keys, options, Scores::yes));
  }

  /// Counts the members that are in every set, up to `limit`.
  ///
  /// Sends:    ZINTERCARD numkeys key... [LIMIT limit]
  /// Reply:    integer -> std::int64_t
  /// Errors:   std::invalid_argument when limit is below 1
  /// Cost:     O(N K) at worst for K sets and N members of the smallest
  /// Source:   redis.io/commands/zintercard, since 7.0.0
  DeferredResult<std::int64_t> zintercard(KeyList keys, std::optional<std::int64_t> limit = std::nullopt);

  /// Replaces whatever `destination` holds by what zinter() gives; an empty result removes it.
  ///
  /// Sends:    ZINTERSTORE destination numkeys key... [WEIGHTS weight...] [AGGREGATE MIN|MAX]
  /// Reply:    integer -> std::int64_t, the number of members
  /// Cost:     as zinter()
  /// Source:   redis.io/commands/zinterstore, since 2.0.0
  DeferredResult<std::int64_t> zinterstore(std::string_view destination, KeyList keys,
                                           const CombineOptions& options = {});

  /// Reads the members that are in any of the sets, each once.
  ///
  /// Sends:    ZUNION numkeys key... [WEIGHTS weight...] [AGGREGATE MIN|MAX]
  /// Reply:    array of bulk strings -> std::vector<T>, by ascending combined score
  /// Cost:     O(N + M log M) for N members of all sets together, M of the result
  /// Source:   redis.io/commands/zunion, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> zunion(KeyList keys, const CombineOptions& options = {}) {
    return detail::deferred<std::vector<T>>(zunion_as(detail::result_type<std::vector<T>>, keys, options, Scores::no));
  }
  /// The same with their combined scores.
  ///
  /// Sends:    ZUNION numkeys key... [WEIGHTS weight...] [AGGREGATE MIN|MAX] WITHSCORES
  /// Reply:    array of members and scores -> std::vector<ScoredMember<T>>, by ascending score
  /// Cost:     as zunion()
  /// Source:   redis.io/commands/zunion, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<ScoredMember<T>>> zunion_withscores(KeyList keys, const CombineOptions& options = {}) {
    using Members = std::vector<ScoredMember<T>>;
    return detail::deferred<Members>(zunion_as(detail::result_type<Members>, keys, options, Scores::yes));
  }

  /// Replaces whatever `destination` holds by what zunion() gives; an empty result removes it.
  ///
  /// Sends:    ZUNIONSTORE destination numkeys key... [WEIGHTS weight...] [AGGREGATE MIN|MAX]
  /// Reply:    integer -> std::int64_t, the number of members
  /// Cost:     as zunion()
  /// Source:   redis.io/commands/zunionstore, since 2.0.0
  DeferredResult<std::int64_t> zunionstore(std::string_view destination, KeyList keys,
                                           const CombineOptions& options = {});

 private:
  enum class Scores : bool { no, yes };

  detail::SlotHandle zdiff_as(const detail::ResultType& type, const Arguments& keys, Scores scores);
  detail::SlotHandle zinter_as(const detail::ResultType& type, const Arguments& keys, const CombineOptions& options,
                               Scores scores);
  detail::SlotHandle zunion_as(const detail::ResultType& type, const Arguments& keys, const CombineOptions& options,
                               Scores scores);
};

}  // namespace tributary
