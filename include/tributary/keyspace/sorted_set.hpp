#pragma once

#include <tributary/keyspace/sortable_family.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tributary {

/// A family of sorted sets with members of type T. See KeyFamily for what all families have, SortedSetCommands and its
/// neighbours for what a command does.
///
/// Functions that store a combination store it in the key that they are called on: `f1.zunionstore({"2", "3"})`.
template <Keyspace K, Storable T = std::string, Storable IdType = std::string>
class SortedSet : public SortableFamily<K, T, IdType> {
 public:
  using Id = IdType;
  using Member = T;
  using Scored = ScoredMember<T>;
  using SortableFamily<K, T, Id>::SortableFamily;

  /// ZADD. True when the member is new; with .changed also when its score changed.
  template <GivenAs<T> One>
  DeferredResult<bool> zadd(const One& member, ExactDouble score, const ZaddOptions& options = {}) const {
    const Given<T> given = member;
    return this->write([&](Commands& redis) { return redis.zadd(this->key(), given, score, options); });
  }
  /// ZADD. How many are new; with .changed also of changed scores.
  DeferredResult<std::int64_t> zadd(ManyScored<T> members, const ZaddOptions& options = {}) const {
    return this->write([&](Commands& redis) { return redis.zadd(this->key(), detail::hand_on(members), options); });
  }
  /// ZADD with INCR. See SortedSetCommands::zadd_incr().
  DeferredResult<std::optional<double>> zadd_incr(Given<T> member, ExactDouble by,
                                                  const ZaddOptions& options = {}) const {
    return this->write([&](Commands& redis) { return redis.zadd_incr(this->key(), member, by, options); });
  }
  /// ZINCRBY.
  DeferredResult<double> zincrby(Given<T> member, ExactDouble by) const {
    return this->write([&](Commands& redis) { return redis.zincrby(this->key(), member, by); });
  }
  /// ZREM. True when it was a member.
  template <GivenAs<T> One>
  DeferredResult<bool> zrem(const One& member) const {
    const Given<T> given = member;
    return this->write([&](Commands& redis) { return redis.zrem(this->key(), given); });
  }
  /// ZREM. How many were members.
  DeferredResult<std::int64_t> zrem(Many<T> members) const {
    return this->write([&](Commands& redis) { return redis.zrem(this->key(), detail::hand_on(members)); });
  }
  /// ZREMRANGEBYLEX.
  DeferredResult<std::int64_t> zremrangebylex(const LexRange& range) const {
    return this->write([&](Commands& redis) { return redis.zremrangebylex(this->key(), range); });
  }
  /// ZREMRANGEBYRANK.
  DeferredResult<std::int64_t> zremrangebyrank(std::int64_t start, std::int64_t stop) const {
    return this->write([&](Commands& redis) { return redis.zremrangebyrank(this->key(), start, stop); });
  }
  /// ZREMRANGEBYSCORE.
  DeferredResult<std::int64_t> zremrangebyscore(const ScoreRange& range) const {
    return this->write([&](Commands& redis) { return redis.zremrangebyscore(this->key(), range); });
  }

  /// ZCARD.
  DeferredResult<std::int64_t> zcard() const {
    return this->read([&](Commands& redis) { return redis.zcard(this->key()); });
  }
  /// ZSCORE.
  DeferredResult<std::optional<double>> zscore(Given<T> member) const {
    return this->read([&](Commands& redis) { return redis.zscore(this->key(), member); });
  }
  /// ZMSCORE.
  DeferredResult<std::vector<std::optional<double>>> zmscore(Many<T> members) const {
    return this->read([&](Commands& redis) { return redis.zmscore(this->key(), detail::hand_on(members)); });
  }
  /// ZRANK.
  DeferredResult<std::optional<std::int64_t>> zrank(Given<T> member) const {
    return this->read([&](Commands& redis) { return redis.zrank(this->key(), member); });
  }
  /// ZRANK with the score (since 7.2.0).
  DeferredResult<std::optional<RankAndScore>> zrank_withscore(Given<T> member) const {
    return this->read([&](Commands& redis) { return redis.zrank_withscore(this->key(), member); });
  }
  /// ZREVRANK.
  DeferredResult<std::optional<std::int64_t>> zrevrank(Given<T> member) const {
    return this->read([&](Commands& redis) { return redis.zrevrank(this->key(), member); });
  }
  /// ZREVRANK with the score (since 7.2.0).
  DeferredResult<std::optional<RankAndScore>> zrevrank_withscore(Given<T> member) const {
    return this->read([&](Commands& redis) { return redis.zrevrank_withscore(this->key(), member); });
  }
  /// ZCOUNT.
  DeferredResult<std::int64_t> zcount(const ScoreRange& range) const {
    return this->read([&](Commands& redis) { return redis.zcount(this->key(), range); });
  }
  /// ZLEXCOUNT.
  DeferredResult<std::int64_t> zlexcount(const LexRange& range) const {
    return this->read([&](Commands& redis) { return redis.zlexcount(this->key(), range); });
  }
  /// ZRANGE by index. See SortedSetRangeCommands::zrange().
  DeferredResult<std::vector<T>> zrange(std::int64_t start, std::int64_t stop,
                                        ElementOrder order = ElementOrder::ascending) const {
    return this->read([&](Commands& redis) { return redis.zrange<T>(this->key(), start, stop, order); });
  }
  /// ZRANGE by score or bytes.
  DeferredResult<std::vector<T>> zrange(MemberRange range, const ZrangeOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.zrange<T>(this->key(), detail::hand_on(range), options); });
  }
  /// ZRANGE by index, with the scores.
  DeferredResult<std::vector<Scored>> zrange_withscores(std::int64_t start, std::int64_t stop,
                                                        ElementOrder order = ElementOrder::ascending) const {
    return this->read([&](Commands& redis) { return redis.zrange_withscores<T>(this->key(), start, stop, order); });
  }
  /// ZRANGE by score, with the scores.
  DeferredResult<std::vector<Scored>> zrange_withscores(const ScoreRange& range,
                                                        const ZrangeOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.zrange_withscores<T>(this->key(), range, options); });
  }
  /// ZRANDMEMBER.
  DeferredResult<std::optional<T>> zrandmember() const {
    return this->read([&](Commands& redis) { return redis.zrandmember<T>(this->key()); });
  }
  /// ZRANDMEMBER with a count; a negative one may repeat members.
  DeferredResult<std::vector<T>> zrandmember(std::int64_t count) const {
    return this->read([&](Commands& redis) { return redis.zrandmember<T>(this->key(), count); });
  }
  /// ZRANDMEMBER with a count and the scores.
  DeferredResult<std::vector<Scored>> zrandmember_withscores(std::int64_t count) const {
    return this->read([&](Commands& redis) { return redis.zrandmember_withscores<T>(this->key(), count); });
  }
  /// ZSCAN: a page. See ScanCommands.
  DeferredResult<ScanPage<Scored>> zscan(std::uint64_t cursor, const ScanOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.zscan<T>(this->key(), cursor, options); });
  }
  /// All members with their scores, page by page. See ScanRange.
  ScanRange<Scored> scan_members(const Deployment& client, ScanRangeOptions options = {}) const {
    return scan_scored_members<T>(client, this->key(), std::move(options));
  }

  /// ZPOPMAX: takes the member with the highest score.
  DeferredResult<std::optional<Scored>> zpopmax() const {
    return this->write([&](Commands& redis) { return redis.zpopmax<T>(this->key()); });
  }
  /// ZPOPMAX with a count.
  DeferredResult<std::vector<Scored>> zpopmax(std::int64_t count) const {
    return this->write([&](Commands& redis) { return redis.zpopmax<T>(this->key(), count); });
  }
  /// BZPOPMAX: waits for a member. See BlockingCommands.
  DeferredResult<std::optional<Scored>> bzpopmax(std::chrono::milliseconds timeout) const {
    return this->write([&](Commands& redis) { return redis.bzpopmax<T>(this->key(), timeout); });
  }
  /// BZPOPMAX of the first of several ids that has members.
  static DeferredResult<std::optional<WithId<Id, Scored>>> bzpopmax(Commands& redis, Many<Id> ids,
                                                                    std::chrono::milliseconds timeout) {
    return SortedSet::template answered<&detail::served_with_id<K, Id, Scored>>(
        redis, ids, [&](Commands& to, const detail::ResultType& type, const auto& keys) {
          return detail::FamilyAccess::bzpopmax(to, type, keys, timeout);
        });
  }
  /// ZPOPMIN: takes the member with the lowest score.
  DeferredResult<std::optional<Scored>> zpopmin() const {
    return this->write([&](Commands& redis) { return redis.zpopmin<T>(this->key()); });
  }
  /// ZPOPMIN with a count.
  DeferredResult<std::vector<Scored>> zpopmin(std::int64_t count) const {
    return this->write([&](Commands& redis) { return redis.zpopmin<T>(this->key(), count); });
  }
  /// BZPOPMIN: waits for a member. See BlockingCommands.
  DeferredResult<std::optional<Scored>> bzpopmin(std::chrono::milliseconds timeout) const {
    return this->write([&](Commands& redis) { return redis.bzpopmin<T>(this->key(), timeout); });
  }
  /// BZPOPMIN of the first of several ids that has members.
  static DeferredResult<std::optional<WithId<Id, Scored>>> bzpopmin(Commands& redis, Many<Id> ids,
                                                                    std::chrono::milliseconds timeout) {
    return SortedSet::template answered<&detail::served_with_id<K, Id, Scored>>(
        redis, ids, [&](Commands& to, const detail::ResultType& type, const auto& keys) {
          return detail::FamilyAccess::bzpopmin(to, type, keys, timeout);
        });
  }
  /// ZMPOP: takes members of the first id that has some.
  static DeferredResult<std::optional<WithId<Id, std::vector<Scored>>>> zmpop(Commands& redis, Many<Id> ids,
                                                                              ScoreEnd from, std::int64_t count = 1) {
    return SortedSet::template answered<&detail::popped_with_id<K, Id, Scored>>(
        redis, ids, [&](Commands& to, const detail::ResultType& type, const auto& keys) {
          return detail::FamilyAccess::zmpop(to, type, keys, from, count);
        });
  }
  /// BZMPOP: waits for members.
  static DeferredResult<std::optional<WithId<Id, std::vector<Scored>>>> bzmpop(Commands& redis, Many<Id> ids,
                                                                               ScoreEnd from,
                                                                               std::chrono::milliseconds timeout,
                                                                               std::int64_t count = 1) {
    return SortedSet::template answered<&detail::popped_with_id<K, Id, Scored>>(
        redis, ids, [&](Commands& to, const detail::ResultType& type, const auto& keys) {
          return detail::FamilyAccess::bzmpop(to, type, keys, from, timeout, count);
        });
  }

  /// ZDIFF.
  static DeferredResult<std::vector<T>> zdiff(Commands& redis, Many<Id> ids) {
    return SortedSet::read_keys(redis, ids, [&](Commands& to, const auto& keys) { return to.zdiff<T>(keys); });
  }
  /// ZDIFF with the scores.
  static DeferredResult<std::vector<Scored>> zdiff_withscores(Commands& redis, Many<Id> ids) {
    return SortedSet::read_keys(redis, ids,
                                [&](Commands& to, const auto& keys) { return to.zdiff_withscores<T>(keys); });
  }
  /// ZDIFFSTORE into this key.
  DeferredResult<std::int64_t> zdiffstore(Many<Id> ids) const {
    return this->write_from(ids,
                            [&](Commands& redis, const auto& keys) { return redis.zdiffstore(this->key(), keys); });
  }
  /// ZINTER.
  static DeferredResult<std::vector<T>> zinter(Commands& redis, Many<Id> ids, const CombineOptions& options = {}) {
    return SortedSet::read_keys(redis, ids,
                                [&](Commands& to, const auto& keys) { return to.zinter<T>(keys, options); });
  }
  /// ZINTER with the scores.
  static DeferredResult<std::vector<Scored>> zinter_withscores(Commands& redis, Many<Id> ids,
                                                               const CombineOptions& options = {}) {
    return SortedSet::read_keys(redis, ids,
                                [&](Commands& to, const auto& keys) { return to.zinter_withscores<T>(keys, options); });
  }
  /// ZINTERSTORE into this key.
  DeferredResult<std::int64_t> zinterstore(Many<Id> ids, const CombineOptions& options = {}) const {
    return this->write_from(
        ids, [&](Commands& redis, const auto& keys) { return redis.zinterstore(this->key(), keys, options); });
  }
  /// ZUNION.
  static DeferredResult<std::vector<T>> zunion(Commands& redis, Many<Id> ids, const CombineOptions& options = {}) {
    return SortedSet::read_keys(redis, ids,
                                [&](Commands& to, const auto& keys) { return to.zunion<T>(keys, options); });
  }
  /// ZUNION with the scores.
  static DeferredResult<std::vector<Scored>> zunion_withscores(Commands& redis, Many<Id> ids,
                                                               const CombineOptions& options = {}) {
    return SortedSet::read_keys(redis, ids,
                                [&](Commands& to, const auto& keys) { return to.zunion_withscores<T>(keys, options); });
  }
  /// ZUNIONSTORE into this key.
  DeferredResult<std::int64_t> zunionstore(Many<Id> ids, const CombineOptions& options = {}) const {
    return this->write_from(
        ids, [&](Commands& redis, const auto& keys) { return redis.zunionstore(this->key(), keys, options); });
  }
  /// ZINTERCARD.
  static DeferredResult<std::int64_t> zintercard(Commands& redis, Many<Id> ids,
                                                 std::optional<std::int64_t> limit = std::nullopt) {
    return SortedSet::read_keys(redis, ids, [&](Commands& to, const auto& keys) { return to.zintercard(keys, limit); });
  }
  /// ZRANGESTORE into this key, by index.
  DeferredResult<std::int64_t> zrangestore(Given<Id> source, std::int64_t start, std::int64_t stop,
                                           ElementOrder order = ElementOrder::ascending) const {
    return this->write(
        [&](Commands& redis) { return redis.zrangestore(this->key(), SortedSet::key_of(source), start, stop, order); });
  }
  /// ZRANGESTORE into this key, by score or bytes.
  DeferredResult<std::int64_t> zrangestore(Given<Id> source, MemberRange range,
                                           const ZrangeOptions& options = {}) const {
    return this->write([&](Commands& redis) {
      return redis.zrangestore(this->key(), SortedSet::key_of(source), detail::hand_on(range), options);
    });
  }

  // What is not here, for the reader of the compiler's message, which shows these lines.
  template <class... Args>
  void zrangebylex(Args&&...) = delete;  // zrange() with a LexRange
  template <class... Args>
  void zrangebyscore(Args&&...) = delete;  // zrange() with a ScoreRange
  template <class... Args>
  void zrevrange(Args&&...) = delete;  // zrange() with ElementOrder::descending
  template <class... Args>
  void zrevrangebylex(Args&&...) = delete;  // zrange() with a LexRange and ElementOrder::descending
  template <class... Args>
  void zrevrangebyscore(Args&&...) = delete;  // zrange() with a ScoreRange and ElementOrder::descending
};

}  // namespace tributary
