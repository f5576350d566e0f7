#pragma once

#include <tributary/codec/exact_double.hpp>
#include <tributary/commands/command_group.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary {

/// Hashes: maps from field to value. Every command of Redis 7.0 but HMSET, which is the deprecated name of HSET, and
/// HSCAN.
///
/// Where T can be chosen it is what the bytes are decoded to; bytes that are not a T make a decode error in the result.
/// A key that holds no hash makes WRONGTYPE. A hash without fields does not exist.
class TRIBUTARY_API HashCommands : public detail::CommandGroup<HashCommands> {
 public:
  /// Removes one field.
  ///
  /// Sends:    HDEL key field
  /// Reply:    integer 0 or 1 -> bool, true when the field was there
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hdel, since 2.0.0
  template <SingleArgument Field>
  DeferredResult<bool> hdel(std::string_view key, const Field& field) {
    return hdel_one(key, field);
  }
  /// Removes several fields.
  ///
  /// Sends:    HDEL key field...
  /// Reply:    integer -> std::int64_t, the number of those that were there
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N fields
  /// Source:   redis.io/commands/hdel, several fields since 2.4.0
  DeferredResult<std::int64_t> hdel(std::string_view key, Arguments fields);

  /// Tells whether a field is there.
  ///
  /// Sends:    HEXISTS key field
  /// Reply:    integer 0 or 1 -> bool
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hexists, since 2.0.0
  DeferredResult<bool> hexists(std::string_view key, const Argument& field);

  /// Reads the value of one field.
  ///
  /// Sends:    HGET key field
  /// Reply:    bulk string -> T, nil -> std::nullopt when the field or the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hget, since 2.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> hget(std::string_view key, const Argument& field) {
    return detail::deferred<std::optional<T>>(hget_as(detail::result_type<std::optional<T>>, key, field));
  }

  /// Reads every field with its value, into a map: `hgetall<std::map<std::string, double>>(key)`.
  ///
  /// Sends:    HGETALL key
  /// Reply:    array of fields and values in no order -> Map, empty when the key does not exist
  /// Cost:     O(N) for N fields
  /// Source:   redis.io/commands/hgetall, since 2.0.0
  template <Decodable Map = std::map<std::string, std::string>>
  DeferredResult<Map> hgetall(std::string_view key) {
    return detail::deferred<Map>(hgetall_as(detail::result_type<Map>, key));
  }

  /// Adds to the integer in a field, which is 0 when it does not exist.
  ///
  /// Sends:    HINCRBY key field by
  /// Reply:    integer -> std::int64_t, the new value
  /// Errors:   ERR when the value is no integer, or the sum overflows 64 bits
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hincrby, since 2.0.0
  DeferredResult<std::int64_t> hincrby(std::string_view key, const Argument& field, std::int64_t by);

  /// Adds to the number in a field, which is 0 when it does not exist.
  ///
  /// Sends:    HINCRBYFLOAT key field by
  /// Reply:    bulk string -> double, the new value. The server adds as long double and keeps 17 digits
  /// Errors:   std::invalid_argument for NaN and infinity; ERR when the value is no number
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hincrbyfloat, since 2.6.0
  DeferredResult<double> hincrbyfloat(std::string_view key, const Argument& field, ExactDouble by);

  /// Lists the fields, in no order.
  ///
  /// Sends:    HKEYS key
  /// Reply:    array of bulk strings -> std::vector<T>, empty when the key does not exist
  /// Cost:     O(N) for N fields
  /// Source:   redis.io/commands/hkeys, since 2.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> hkeys(std::string_view key) {
    return detail::deferred<std::vector<T>>(hkeys_as(detail::result_type<std::vector<T>>, key));
  }

  /// Counts the fields.
  ///
  /// Sends:    HLEN key
  /// Reply:    integer -> std::int64_t, 0 when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hlen, since 2.0.0
  DeferredResult<std::int64_t> hlen(std::string_view key);

  /// Reads the values of several fields, each in the place of its field.
  ///
  /// Sends:    HMGET key field...
  /// Reply:    array of bulk strings -> std::vector<std::optional<T>>, std::nullopt for a field that does not exist
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N fields asked for
  /// Source:   redis.io/commands/hmget, since 2.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<std::optional<T>>> hmget(std::string_view key, Arguments fields) {
    using Values = std::vector<std::optional<T>>;
    return detail::deferred<Values>(hmget_as(detail::result_type<Values>, key, fields));
  }

  /// Picks a field at random.
  ///
  /// Sends:    HRANDFIELD key
  /// Reply:    bulk string -> T, nil -> std::nullopt when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hrandfield, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> hrandfield(std::string_view key) {
    return detail::deferred<std::optional<T>>(hrandfield_as(detail::result_type<std::optional<T>>, key));
  }
  /// Picks several fields at random: at most `count` different ones, or exactly `-count` that may repeat when it is
  /// negative.
  ///
  /// Sends:    HRANDFIELD key count
  /// Reply:    array of bulk strings -> std::vector<T>, empty when the key does not exist
  /// Cost:     O(N) for N fields picked
  /// Source:   redis.io/commands/hrandfield, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> hrandfield(std::string_view key, std::int64_t count) {
    return detail::deferred<std::vector<T>>(hrandfield_as(detail::result_type<std::vector<T>>, key, count));
  }
  /// Picks several fields with their values; `count` as in hrandfield().
  ///
  /// Sends:    HRANDFIELD key count WITHVALUES
  /// Reply:    array of fields and values -> std::vector of pairs, empty when the key does not exist
  /// Cost:     O(N) for N fields picked
  /// Source:   redis.io/commands/hrandfield, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<std::pair<std::string, T>>> hrandfield_withvalues(std::string_view key,
                                                                               std::int64_t count) {
    using Pairs = std::vector<std::pair<std::string, T>>;
    return detail::deferred<Pairs>(hrandfield_withvalues_as(detail::result_type<Pairs>, key, count));
  }

  /// Sets one field, whether it exists or not.
  ///
  /// Sends:    HSET key field value
  /// Reply:    integer 0 or 1 -> bool, true when the field is new
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hset, since 2.0.0
  DeferredResult<bool> hset(std::string_view key, const Argument& field, const Argument& value);
  /// Sets several fields: `hset(key, {{"name", "Joe"}, {"age", 31}})`, or those of a map.
  ///
  /// Sends:    HSET key (field value)...
  /// Reply:    integer -> std::int64_t, the number of new fields
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N fields
  /// Source:   redis.io/commands/hset, several fields since 4.0.0
  DeferredResult<std::int64_t> hset(std::string_view key, ArgumentPairs fields);

  /// Sets one field unless it exists.
  ///
  /// Sends:    HSETNX key field value
  /// Reply:    integer 0 or 1 -> bool, true when it was set
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hsetnx, since 2.0.0
  DeferredResult<bool> hsetnx(std::string_view key, const Argument& field, const Argument& value);

  /// Measures the value of a field.
  ///
  /// Sends:    HSTRLEN key field
  /// Reply:    integer -> std::int64_t, 0 when the field or the key does not exist
  /// Units:    bytes
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hstrlen, since 3.2.0
  DeferredResult<std::int64_t> hstrlen(std::string_view key, const Argument& field);

  /// Lists the values, in no order.
  ///
  /// Sends:    HVALS key
  /// Reply:    array of bulk strings -> std::vector<T>, empty when the key does not exist
  /// Cost:     O(N) for N fields
  /// Source:   redis.io/commands/hvals, since 2.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> hvals(std::string_view key) {
    return detail::deferred<std::vector<T>>(hvals_as(detail::result_type<std::vector<T>>, key));
  }

 private:
  friend struct detail::FamilyAccess;  // keyspaces, which read each field by its own type

  DeferredResult<bool> hdel_one(std::string_view key, const Argument& field);

  detail::SlotHandle hget_as(const detail::ResultType& type, std::string_view key, const Argument& field);
  detail::SlotHandle hgetall_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle hincrby_as(const detail::ResultType& type, std::string_view key, const Argument& field,
                                std::int64_t by);
  detail::SlotHandle hincrbyfloat_as(const detail::ResultType& type, std::string_view key, const Argument& field,
                                     double by);
  detail::SlotHandle hkeys_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle hmget_as(const detail::ResultType& type, std::string_view key, const Arguments& fields);
  detail::SlotHandle hrandfield_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle hrandfield_as(const detail::ResultType& type, std::string_view key, std::int64_t count);
  detail::SlotHandle hrandfield_withvalues_as(const detail::ResultType& type, std::string_view key, std::int64_t count);
  detail::SlotHandle hvals_as(const detail::ResultType& type, std::string_view key);
};

}  // namespace tributary
