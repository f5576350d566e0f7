#pragma once

#include <tributary/commands/command_group.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Sets. Every command of Redis 7.0 but SSCAN.
///
/// A set without members does not exist, and a key that does not exist is an empty set. Where T can be chosen it is
/// what the bytes are decoded to; bytes that are not a T make a decode error in the result, and a member that was taken
/// from the set is lost then. A key that holds no set makes WRONGTYPE, also as one of several.
class TRIBUTARY_API SetCommands : public detail::CommandGroup<SetCommands> {
 public:
  /// Adds one member; creates the set.
  ///
  /// Sends:    SADD key member
  /// Reply:    integer 0 or 1 -> bool, true when the member is new
  /// Cost:     O(1)
  /// Source:   redis.io/commands/sadd, since 1.0.0
  template <SingleArgument Member>
  DeferredResult<bool> sadd(std::string_view key, const Member& member) {
    return sadd_one(key, member);
  }
  /// Adds several members.
  ///
  /// Sends:    SADD key member...
  /// Reply:    integer -> std::int64_t, the number of new ones
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N members
  /// Source:   redis.io/commands/sadd, several members since 2.4.0
  DeferredResult<std::int64_t> sadd(std::string_view key, Arguments members);

  /// Counts the members.
  ///
  /// Sends:    SCARD key
  /// Reply:    integer -> std::int64_t, 0 when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/scard, since 1.0.0
  DeferredResult<std::int64_t> scard(std::string_view key);

  /// Reads the members of the first set that are in none of the others.
  ///
  /// Sends:    SDIFF key...
  /// Reply:    array of bulk strings in no order -> std::vector<T>
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N members of all sets together
  /// Source:   redis.io/commands/sdiff, since 1.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> sdiff(KeyList keys) {
    return detail::deferred<std::vector<T>>(sdiff_as(detail::result_type<std::vector<T>>, keys));
  }

  /// Replaces whatever `destination` holds by what sdiff() gives; an empty result removes it.
  ///
  /// Sends:    SDIFFSTORE destination key...
  /// Reply:    integer -> std::int64_t, the number of members
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N members of all sets together
  /// Source:   redis.io/commands/sdiffstore, since 1.0.0
  DeferredResult<std::int64_t> sdiffstore(std::string_view destination, KeyList keys);

  /// Reads the members that are in every set.
  ///
  /// Sends:    SINTER key...
  /// Reply:    array of bulk strings in no order -> std::vector<T>
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N * M) at worst for M sets and N members of the smallest
  /// Source:   redis.io/commands/sinter, since 1.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> sinter(KeyList keys) {
    return detail::deferred<std::vector<T>>(sinter_as(detail::result_type<std::vector<T>>, keys));
  }

  /// Counts the members that are in every set, up to `limit`.
  ///
  /// Sends:    SINTERCARD numkeys key... [LIMIT limit]
  /// Reply:    integer -> std::int64_t
  /// Errors:   std::invalid_argument for an empty list, and when limit is below 1
  /// Cost:     O(N * M) at worst for M sets and N members of the smallest
  /// Source:   redis.io/commands/sintercard, since 7.0.0
  DeferredResult<std::int64_t> sintercard(KeyList keys, std::optional<std::int64_t> limit = std::nullopt);

  /// Replaces whatever `destination` holds by what sinter() gives; an empty result removes it.
  ///
  /// Sends:    SINTERSTORE destination key...
  /// Reply:    integer -> std::int64_t, the number of members
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N * M) at worst for M sets and N members of the smallest
  /// Source:   redis.io/commands/sinterstore, since 1.0.0
  DeferredResult<std::int64_t> sinterstore(std::string_view destination, KeyList keys);

  /// Tells whether something is a member.
  ///
  /// Sends:    SISMEMBER key member
  /// Reply:    integer 0 or 1 -> bool
  /// Cost:     O(1)
  /// Source:   redis.io/commands/sismember, since 1.0.0
  DeferredResult<bool> sismember(std::string_view key, const Argument& member);

  /// Reads all members.
  ///
  /// Sends:    SMEMBERS key
  /// Reply:    array of bulk strings in no order -> std::vector<T>
  /// Cost:     O(N) for N members
  /// Source:   redis.io/commands/smembers, since 1.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> smembers(std::string_view key) {
    return detail::deferred<std::vector<T>>(smembers_as(detail::result_type<std::vector<T>>, key));
  }

  /// Tells of several things whether they are members, each answer in the place of its question.
  ///
  /// Sends:    SMISMEMBER key member...
  /// Reply:    array of integers 0 or 1 -> std::vector<bool>
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N questions
  /// Source:   redis.io/commands/smismember, since 6.2.0
  DeferredResult<std::vector<bool>> smismember(std::string_view key, Arguments members);

  /// Moves a member from one set to another.
  ///
  /// Sends:    SMOVE source destination member
  /// Reply:    integer 0 or 1 -> bool, false when it was not in the source: then nothing has changed
  /// Cost:     O(1)
  /// Source:   redis.io/commands/smove, since 1.0.0
  DeferredResult<bool> smove(std::string_view source, std::string_view destination, const Argument& member);

  /// Takes a member at random.
  ///
  /// Sends:    SPOP key
  /// Reply:    bulk string -> T, nil -> std::nullopt when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/spop, since 1.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> spop(std::string_view key) {
    return detail::deferred<std::optional<T>>(spop_as(detail::result_type<std::optional<T>>, key));
  }
  /// Takes up to `count` members at random.
  ///
  /// Sends:    SPOP key count
  /// Reply:    array of bulk strings -> std::vector<T>, empty when the key does not exist
  /// Errors:   ERR when count is negative
  /// Cost:     O(N) for N members taken
  /// Source:   redis.io/commands/spop, with a count since 3.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> spop(std::string_view key, std::int64_t count) {
    return detail::deferred<std::vector<T>>(spop_as(detail::result_type<std::vector<T>>, key, count));
  }

  /// Picks a member at random.
  ///
  /// Sends:    SRANDMEMBER key
  /// Reply:    bulk string -> T, nil -> std::nullopt when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/srandmember, since 1.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> srandmember(std::string_view key) {
    return detail::deferred<std::optional<T>>(srandmember_as(detail::result_type<std::optional<T>>, key));
  }
  /// Picks several members at random: at most `count` different ones, or exactly `-count` that may repeat when it is
  /// negative.
  ///
  /// Sends:    SRANDMEMBER key count
  /// Reply:    array of bulk strings -> std::vector<T>, empty when the key does not exist
  /// Cost:     O(N) for N members picked
  /// Source:   redis.io/commands/srandmember, with a count since 2.6.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> srandmember(std::string_view key, std::int64_t count) {
    return detail::deferred<std::vector<T>>(srandmember_as(detail::result_type<std::vector<T>>, key, count));
  }

  /// Removes one member.
  ///
  /// Sends:    SREM key member
  /// Reply:    integer 0 or 1 -> bool, true when it was a member
  /// Cost:     O(1)
  /// Source:   redis.io/commands/srem, since 1.0.0
  template <SingleArgument Member>
  DeferredResult<bool> srem(std::string_view key, const Member& member) {
    return srem_one(key, member);
  }
  /// Removes several members.
  ///
  /// Sends:    SREM key member...
  /// Reply:    integer -> std::int64_t, the number of those that were members
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N members
  /// Source:   redis.io/commands/srem, several members since 2.4.0
  DeferredResult<std::int64_t> srem(std::string_view key, Arguments members);

  /// Reads the members that are in any of the sets, each once.
  ///
  /// Sends:    SUNION key...
  /// Reply:    array of bulk strings in no order -> std::vector<T>
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N members of all sets together
  /// Source:   redis.io/commands/sunion, since 1.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> sunion(KeyList keys) {
    return detail::deferred<std::vector<T>>(sunion_as(detail::result_type<std::vector<T>>, keys));
  }

  /// Replaces whatever `destination` holds by what sunion() gives; an empty result removes it.
  ///
  /// Sends:    SUNIONSTORE destination key...
  /// Reply:    integer -> std::int64_t, the number of members
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N members of all sets together
  /// Source:   redis.io/commands/sunionstore, since 1.0.0
  DeferredResult<std::int64_t> sunionstore(std::string_view destination, KeyList keys);

 private:
  DeferredResult<bool> sadd_one(std::string_view key, const Argument& member);
  DeferredResult<bool> srem_one(std::string_view key, const Argument& member);

  detail::SlotHandle sdiff_as(const detail::ResultType& type, const Arguments& keys);
  detail::SlotHandle sinter_as(const detail::ResultType& type, const Arguments& keys);
  detail::SlotHandle smembers_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle spop_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle spop_as(const detail::ResultType& type, std::string_view key, std::int64_t count);
  detail::SlotHandle srandmember_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle srandmember_as(const detail::ResultType& type, std::string_view key, std::int64_t count);
  detail::SlotHandle sunion_as(const detail::ResultType& type, const Arguments& keys);
};

}  // namespace tributary
