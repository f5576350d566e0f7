#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/member_range.hpp>
#include <tributary/commands/scored_member.hpp>
#include <tributary/commands/sorted_set_options.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Ranges of one sorted set: by index, by score (ScoreRange), or by the members' bytes (LexRange). The rest that holds
/// for all of them stands at SortedSetCommands.
///
/// Indexes count from 0 at the first member in the order asked for, negative ones from -1 at the last.
class TRIBUTARY_API SortedSetRangeCommands : public detail::CommandGroup<SortedSetRangeCommands> {
 public:
  /// Counts the members in a range of scores.
  ///
  /// Sends:    ZCOUNT key min max
  /// Reply:    integer -> std::int64_t
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/zcount, since 2.0.0
  DeferredResult<std::int64_t> zcount(std::string_view key, const ScoreRange& range);

  /// Counts the members in a range of their bytes.
  ///
  /// Sends:    ZLEXCOUNT key min max
  /// Reply:    integer -> std::int64_t
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/zlexcount, since 2.8.9
  DeferredResult<std::int64_t> zlexcount(std::string_view key, const LexRange& range);

  /// Reads the members from index `start` to `stop`, both included; 0 and -1 are all.
  ///
  /// Sends:    ZRANGE key start stop [REV]
  /// Reply:    array of bulk strings -> std::vector<T>, empty when there are none
  /// Cost:     O(log N + M) for M of N members
  /// Source:   redis.io/commands/zrange, since 1.2.0, descending since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> zrange(std::string_view key, std::int64_t start, std::int64_t stop,
                                        ElementOrder order = ElementOrder::ascending) {
    return detail::deferred<std::vector<T>>(
        zrange_as(detail::result_type<std::vector<T>>, key, start, stop, order, Scores::no));
  }
  /// Reads the members in a range of scores or bytes: `zrange(key, ScoreRange{.min = 10}, {.count = 5})`.
  ///
  /// Sends:    ZRANGE key min max BYSCORE|BYLEX [LIMIT offset count]; max min and REV if descending
  /// Reply:    array of bulk strings -> std::vector<T>, empty when there are none
  /// Cost:     O(log N + M) for M of N members, the skipped ones included
  /// Source:   redis.io/commands/zrange, by score and bytes since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> zrange(std::string_view key, MemberRange range, const ZrangeOptions& options = {}) {
    return detail::deferred<std::vector<T>>(
        zrange_as(detail::result_type<std::vector<T>>, key, range, options, Scores::no));
  }
  /// Reads the members from index `start` to `stop` with their scores.
  ///
  /// Sends:    ZRANGE key start stop [REV] WITHSCORES
  /// Reply:    array of members and scores -> std::vector<ScoredMember<T>>, empty when there are none
  /// Cost:     O(log N + M) for M of N members
  /// Source:   redis.io/commands/zrange, since 1.2.0, descending since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<ScoredMember<T>>> zrange_withscores(std::string_view key, std::int64_t start,
                                                                 std::int64_t stop,
                                                                 ElementOrder order = ElementOrder::ascending) {
    using Members = std::vector<ScoredMember<T>>;
    return detail::deferred<Members>(zrange_as(detail::result_type<Members>, key, start, stop, order, Scores::yes));
  }
  /// Reads the members in a range of scores with their scores. Redis has no such form for a LexRange.
  ///
  /// Sends:    ZRANGE key min max BYSCORE [LIMIT offset count] WITHSCORES; max min and REV if descending
  /// Reply:    array of members and scores -> std::vector<ScoredMember<T>>, empty when there are none
  /// Cost:     O(log N + M) for M of N members, the skipped ones included
  /// Source:   redis.io/commands/zrange, by score since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<ScoredMember<T>>> zrange_withscores(std::string_view key, const ScoreRange& range,
                                                                 const ZrangeOptions& options = {}) {
    using Members = std::vector<ScoredMember<T>>;
    return detail::deferred<Members>(zrange_as(detail::result_type<Members>, key, range, options, Scores::yes));
  }

  /// Replaces whatever `destination` holds by the members from index `start` to `stop`; none remove it.
  ///
  /// Sends:    ZRANGESTORE destination source start stop [REV]
  /// Reply:    integer -> std::int64_t, the number of members
  /// Cost:     O(log N + M) for M of N members
  /// Source:   redis.io/commands/zrangestore, since 6.2.0
  DeferredResult<std::int64_t> zrangestore(std::string_view destination, std::string_view source, std::int64_t start,
                                           std::int64_t stop, ElementOrder order = ElementOrder::ascending);
  /// Replaces whatever `destination` holds by the members in a range of scores or bytes; none remove it.
  ///
  /// Sends:    ZRANGESTORE destination source min max BYSCORE|BYLEX [LIMIT offset count]; max min and REV if descending
  /// Reply:    integer -> std::int64_t, the number of members
  /// Cost:     O(log N + M) for M of N members, the skipped ones included
  /// Source:   redis.io/commands/zrangestore, since 6.2.0
  DeferredResult<std::int64_t> zrangestore(std::string_view destination, std::string_view source, MemberRange range,
                                           const ZrangeOptions& options = {});

  /// Removes the members in a range of their bytes.
  ///
  /// Sends:    ZREMRANGEBYLEX key min max
  /// Reply:    integer -> std::int64_t, how many were removed
  /// Cost:     O(log N + M) for M of N members
  /// Source:   redis.io/commands/zremrangebylex, since 2.8.9
  DeferredResult<std::int64_t> zremrangebylex(std::string_view key, const LexRange& range);

  /// Removes the members from index `start` to `stop`, both included, in ascending order.
  ///
  /// Sends:    ZREMRANGEBYRANK key start stop
  /// Reply:    integer -> std::int64_t, how many were removed
  /// Cost:     O(log N + M) for M of N members
  /// Source:   redis.io/commands/zremrangebyrank, since 2.0.0
  DeferredResult<std::int64_t> zremrangebyrank(std::string_view key, std::int64_t start, std::int64_t stop);

  /// Removes the members in a range of scores.
  ///
  /// Sends:    ZREMRANGEBYSCORE key min max
  /// Reply:    integer -> std::int64_t, how many were removed
  /// Cost:     O(log N + M) for M of N members
  /// Source:   redis.io/commands/zremrangebyscore, since 1.2.0
  DeferredResult<std::int64_t> zremrangebyscore(std::string_view key, const ScoreRange& range);

 private:
  enum class Scores : bool { no, yes };

  detail::SlotHandle zrange_as(const detail::ResultType& type, std::string_view key, std::int64_t start,
                               std::int64_t stop, ElementOrder order, Scores scores);
  detail::SlotHandle zrange_as(const detail::ResultType& type, std::string_view key, const MemberRange& range,
                               const ZrangeOptions& options, Scores scores);
};

}  // namespace tributary
