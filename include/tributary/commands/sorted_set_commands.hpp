#pragma once

#include <tributary/codec/exact_double.hpp>
#include <tributary/commands/command_group.hpp>
#include <tributary/commands/member_scores.hpp>
#include <tributary/commands/popped.hpp>
#include <tributary/commands/rank_and_score.hpp>
#include <tributary/commands/scored_member.hpp>
#include <tributary/commands/sorted_set_options.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Sorted sets: members, each with a score. With SortedSetRangeCommands and SortedSetCombineCommands these are all
/// commands of Redis 7.0 but the blocking ones, ZSCAN, and those that ZRANGE replaces: ZRANGEBYLEX, ZRANGEBYSCORE,
/// ZREVRANGE, ZREVRANGEBYLEX and ZREVRANGEBYSCORE.
///
/// Scores are doubles; infinity is one. NaN is refused with std::invalid_argument, and so is an integer that no
/// double is, such as 2^53 + 1 (see ExactDouble). Members of equal score are ordered byte by byte. A sorted set
/// without members does not exist. Where T can be chosen it is what the bytes are decoded to; bytes that are not a T
/// make a decode error in the result, and a member that was taken from the set is lost then. A key that holds no
/// sorted set makes WRONGTYPE.
class TRIBUTARY_API SortedSetCommands : public detail::CommandGroup<SortedSetCommands> {
 public:
  /// Adds one member, or moves it to the new score.
  ///
  /// Sends:    ZADD key [NX|XX] [GT|LT] [CH] score member
  /// Reply:    integer 0 or 1 -> bool, true when the member is new; with .changed also when its score changed
  /// Errors:   std::invalid_argument for NaN, an integer that no double is, and options that contradict each other
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/zadd, since 1.2.0, options since 3.0.2
  DeferredResult<bool> zadd(std::string_view key, const Argument& member, ExactDouble score,
                            const ZaddOptions& options = {});
  /// Adds several members, or moves them: `zadd(key, {{"alice", 1}, {"bob", 2.5}})`, or those of a map.
  ///
  /// Sends:    ZADD key [NX|XX] [GT|LT] [CH] (score member)...
  /// Reply:    integer -> std::int64_t, the number of new members; with .changed also of changed scores
  /// Errors:   std::invalid_argument for an empty list, NaN, and options that contradict each other
  /// Cost:     O(M log N) for M of N members
  /// Source:   redis.io/commands/zadd, several members since 2.4.0, options since 3.0.2
  DeferredResult<std::int64_t> zadd(std::string_view key, MemberScores members, const ZaddOptions& options = {});

  /// Adds to a score under a condition; a member that is not there has score 0. Use zincrby() without conditions.
  ///
  /// Sends:    ZADD key [NX|XX] [GT|LT] [CH] INCR by member
  /// Reply:    bulk string -> double, the new score; nil -> std::nullopt when the condition kept it as it was
  /// Errors:   std::invalid_argument for NaN, and for options that contradict each other; ERR when the sum is NaN
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/zadd, INCR since 3.0.2
  DeferredResult<std::optional<double>> zadd_incr(std::string_view key, const Argument& member, ExactDouble by,
                                                  const ZaddOptions& options = {});

  /// Counts the members.
  ///
  /// Sends:    ZCARD key
  /// Reply:    integer -> std::int64_t, 0 when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/zcard, since 1.2.0
  DeferredResult<std::int64_t> zcard(std::string_view key);

  /// Adds to a score; a member that is not there is added with score 0 before.
  ///
  /// Sends:    ZINCRBY key by member
  /// Reply:    bulk string -> double, the new score
  /// Errors:   std::invalid_argument for NaN; ERR when the sum is NaN
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/zincrby, since 1.2.0
  DeferredResult<double> zincrby(std::string_view key, const Argument& member, ExactDouble by);

  /// Takes up to `count` members from one end of the first sorted set that exists.
  ///
  /// Sends:    ZMPOP numkeys key... MIN|MAX COUNT count
  /// Reply:    array of key and members -> Popped<ScoredMember<T>>, nil -> std::nullopt when no sorted set exists
  /// Errors:   std::invalid_argument for an empty list of keys, and when count is below 1
  /// Cost:     O(K + M log N) for K keys and M of N members taken
  /// Source:   redis.io/commands/zmpop, since 7.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<Popped<ScoredMember<T>>>> zmpop(KeyList keys, ScoreEnd from, std::int64_t count = 1) {
    using Result = std::optional<Popped<ScoredMember<T>>>;
    return detail::deferred<Result>(zmpop_as(detail::result_type<Result>, keys, from, count));
  }

  /// Reads the scores of several members, each in the place of its member.
  ///
  /// Sends:    ZMSCORE key member...
  /// Reply:    array of bulk strings -> std::vector<std::optional<double>>, std::nullopt for what is not a member
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N members asked for
  /// Source:   redis.io/commands/zmscore, since 6.2.0
  DeferredResult<std::vector<std::optional<double>>> zmscore(std::string_view key, Arguments members);

  /// Takes the member with the highest score.
  ///
  /// Sends:    ZPOPMAX key
  /// Reply:    array of member and score -> ScoredMember<T>, empty -> std::nullopt when the key does not exist
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/zpopmax, since 5.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<ScoredMember<T>>> zpopmax(std::string_view key) {
    return detail::deferred<std::optional<ScoredMember<T>>>(zpopmax_as(one_member<T>, key));
  }
  /// Takes up to `count` members, the one with the highest score first.
  ///
  /// Sends:    ZPOPMAX key count
  /// Reply:    array of members and scores -> std::vector<ScoredMember<T>>, empty when the key does not exist
  /// Errors:   ERR when count is negative
  /// Cost:     O(M log N) for M of N members
  /// Source:   redis.io/commands/zpopmax, since 5.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<ScoredMember<T>>> zpopmax(std::string_view key, std::int64_t count) {
    return detail::deferred<std::vector<ScoredMember<T>>>(zpopmax_as(many_members<T>, key, count));
  }

  /// Takes the member with the lowest score.
  ///
  /// Sends:    ZPOPMIN key
  /// Reply:    array of member and score -> ScoredMember<T>, empty -> std::nullopt when the key does not exist
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/zpopmin, since 5.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<ScoredMember<T>>> zpopmin(std::string_view key) {
    return detail::deferred<std::optional<ScoredMember<T>>>(zpopmin_as(one_member<T>, key));
  }
  /// Takes up to `count` members, the one with the lowest score first.
  ///
  /// Sends:    ZPOPMIN key count
  /// Reply:    array of members and scores -> std::vector<ScoredMember<T>>, empty when the key does not exist
  /// Errors:   ERR when count is negative
  /// Cost:     O(M log N) for M of N members
  /// Source:   redis.io/commands/zpopmin, since 5.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<ScoredMember<T>>> zpopmin(std::string_view key, std::int64_t count) {
    return detail::deferred<std::vector<ScoredMember<T>>>(zpopmin_as(many_members<T>, key, count));
  }

  /// Picks a member at random.
  ///
  /// Sends:    ZRANDMEMBER key
  /// Reply:    bulk string -> T, nil -> std::nullopt when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/zrandmember, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> zrandmember(std::string_view key) {
    return detail::deferred<std::optional<T>>(zrandmember_as(detail::result_type<std::optional<T>>, key));
  }
  /// Picks several members at random: at most `count` different ones, or exactly `-count` that may repeat when it is
  /// negative.
  ///
  /// Sends:    ZRANDMEMBER key count
  /// Reply:    array of bulk strings -> std::vector<T>, empty when the key does not exist
  /// Cost:     O(N) for N members picked
  /// Source:   redis.io/commands/zrandmember, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> zrandmember(std::string_view key, std::int64_t count) {
    return detail::deferred<std::vector<T>>(zrandmember_as(detail::result_type<std::vector<T>>, key, count));
  }
  /// Picks several members at random, with their scores; `count` as in zrandmember().
  ///
  /// Sends:    ZRANDMEMBER key count WITHSCORES
  /// Reply:    array of members and scores -> std::vector<ScoredMember<T>>, empty when the key does not exist
  /// Cost:     O(N) for N members picked
  /// Source:   redis.io/commands/zrandmember, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<ScoredMember<T>>> zrandmember_withscores(std::string_view key, std::int64_t count) {
    return detail::deferred<std::vector<ScoredMember<T>>>(zrandmember_withscores_as(many_members<T>, key, count));
  }

  /// Tells how many members come before one, from the lowest score.
  ///
  /// Sends:    ZRANK key member
  /// Reply:    integer -> std::int64_t, 0 for the first; nil -> std::nullopt when it is not a member
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/zrank, since 2.0.0
  DeferredResult<std::optional<std::int64_t>> zrank(std::string_view key, const Argument& member);
  /// The same with the member's score.
  ///
  /// Sends:    ZRANK key member WITHSCORE
  /// Reply:    array of integer and score -> RankAndScore; nil -> std::nullopt when it is not a member
  /// Errors:   ERR from an older server
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/zrank, WITHSCORE since 7.2.0
  DeferredResult<std::optional<RankAndScore>> zrank_withscore(std::string_view key, const Argument& member);

  /// Removes one member.
  ///
  /// Sends:    ZREM key member
  /// Reply:    integer 0 or 1 -> bool, true when it was a member
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/zrem, since 1.2.0
  template <SingleArgument Member>
  DeferredResult<bool> zrem(std::string_view key, const Member& member) {
    return zrem_one(key, member);
  }
  /// Removes several members.
  ///
  /// Sends:    ZREM key member...
  /// Reply:    integer -> std::int64_t, the number of those that were members
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(M log N) for M of N members
  /// Source:   redis.io/commands/zrem, several members since 2.4.0
  DeferredResult<std::int64_t> zrem(std::string_view key, Arguments members);

  /// Tells how many members come before one, from the highest score.
  ///
  /// Sends:    ZREVRANK key member
  /// Reply:    integer -> std::int64_t, 0 for the first; nil -> std::nullopt when it is not a member
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/zrevrank, since 2.0.0
  DeferredResult<std::optional<std::int64_t>> zrevrank(std::string_view key, const Argument& member);
  /// The same with the member's score.
  ///
  /// Sends:    ZREVRANK key member WITHSCORE
  /// Reply:    array of integer and score -> RankAndScore; nil -> std::nullopt when it is not a member
  /// Errors:   ERR from an older server
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/zrevrank, WITHSCORE since 7.2.0
  DeferredResult<std::optional<RankAndScore>> zrevrank_withscore(std::string_view key, const Argument& member);

  /// Reads the score of a member.
  ///
  /// Sends:    ZSCORE key member
  /// Reply:    bulk string -> double, nil -> std::nullopt when it is not a member
  /// Cost:     O(1)
  /// Source:   redis.io/commands/zscore, since 1.2.0
  DeferredResult<std::optional<double>> zscore(std::string_view key, const Argument& member);

 private:
  friend struct detail::FamilyAccess;  // keyspaces, which get ids where these functions get keys

  DeferredResult<bool> zrem_one(std::string_view key, const Argument& member);

  template <class T>
  static constexpr const detail::ResultType& one_member =
      detail::custom_result_type<std::optional<ScoredMember<T>>, &detail::empty_as_nullopt<T>>;
  template <class T>
  static constexpr const detail::ResultType& many_members = detail::result_type<std::vector<ScoredMember<T>>>;

  detail::SlotHandle zmpop_as(const detail::ResultType& type, const Arguments& keys, ScoreEnd from, std::int64_t count);
  detail::SlotHandle zpopmax_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle zpopmax_as(const detail::ResultType& type, std::string_view key, std::int64_t count);
  detail::SlotHandle zpopmin_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle zpopmin_as(const detail::ResultType& type, std::string_view key, std::int64_t count);
  detail::SlotHandle zrandmember_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle zrandmember_as(const detail::ResultType& type, std::string_view key, std::int64_t count);
  detail::SlotHandle zrandmember_withscores_as(const detail::ResultType& type, std::string_view key,
                                               std::int64_t count);
};

}  // namespace tributary
