#pragma once

#include <tributary/codec/exact_double.hpp>
#include <tributary/commands/command_group.hpp>
#include <tributary/commands/lcs_matches.hpp>
#include <tributary/commands/set_options.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Strings, which are bytes, numbers, or whatever a Codec makes of a type of yours. Every command of Redis 7.0 but
/// SUBSTR, which is the deprecated name of GETRANGE.
///
/// Where T can be chosen it is what the bytes are decoded to; bytes that are not a T make a decode error in the result.
/// A key that holds no string makes WRONGTYPE, unless something else is said.
class TRIBUTARY_API StringCommands : public detail::CommandGroup<StringCommands> {
 public:
  /// Adds bytes to the end of a string, which is empty when the key does not exist.
  ///
  /// Sends:    APPEND key value
  /// Reply:    integer -> std::int64_t, the new length in bytes
  /// Cost:     O(1) amortized
  /// Source:   redis.io/commands/append, since 2.0.0
  DeferredResult<std::int64_t> append(std::string_view key, const Argument& value);

  /// Subtracts one from an integer, which is 0 when the key does not exist.
  ///
  /// Sends:    DECR key
  /// Reply:    integer -> std::int64_t, the new value
  /// Errors:   ERR when the value is no integer, or the difference overflows 64 bits
  /// Cost:     O(1)
  /// Source:   redis.io/commands/decr, since 1.0.0
  DeferredResult<std::int64_t> decr(std::string_view key);

  /// Subtracts from an integer, which is 0 when the key does not exist.
  ///
  /// Sends:    DECRBY key by
  /// Reply:    integer -> std::int64_t, the new value
  /// Errors:   ERR when the value is no integer, or the difference overflows 64 bits; also when `by` is the smallest
  ///           integer, which Redis cannot negate
  /// Cost:     O(1)
  /// Source:   redis.io/commands/decrby, since 1.0.0
  DeferredResult<std::int64_t> decrby(std::string_view key, std::int64_t by);

  /// Reads a string.
  ///
  /// Sends:    GET key
  /// Reply:    bulk string -> T, nil -> std::nullopt when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/get, since 1.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> get(std::string_view key) {
    return detail::deferred<std::optional<T>>(get_as(detail::result_type<std::optional<T>>, key));
  }

  /// Reads a string and deletes its key.
  ///
  /// Sends:    GETDEL key
  /// Reply:    bulk string -> T, nil -> std::nullopt when the key does not exist
  /// Errors:   with a decode error the key is gone all the same
  /// Cost:     O(1)
  /// Source:   redis.io/commands/getdel, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> getdel(std::string_view key) {
    return detail::deferred<std::optional<T>>(getdel_as(detail::result_type<std::optional<T>>, key));
  }

  /// Reads a string and changes when its key expires: `getex("session", {.ttl = 30min})`.
  ///
  /// Sends:    GETEX key [EX seconds | PX milliseconds | EXAT time | PXAT time | PERSIST]
  /// Reply:    bulk string -> T, nil -> std::nullopt when the key does not exist
  /// Errors:   std::invalid_argument for options that contradict each other, and a time that is not positive
  /// Cost:     O(1)
  /// Source:   redis.io/commands/getex, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> getex(std::string_view key, const GetexOptions& options = {}) {
    return detail::deferred<std::optional<T>>(getex_as(detail::result_type<std::optional<T>>, key, options));
  }

  /// Reads a part of a string.
  ///
  /// Sends:    GETRANGE key start stop
  /// Reply:    bulk string -> T, the empty string when the key does not exist or the range is empty
  /// Units:    byte indexes, both included; -1 is the last byte
  /// Cost:     O(N) for N bytes returned
  /// Source:   redis.io/commands/getrange, since 2.4.0
  template <Decodable T = std::string>
  DeferredResult<T> getrange(std::string_view key, std::int64_t start, std::int64_t stop) {
    return detail::deferred<T>(getrange_as(detail::result_type<T>, key, start, stop));
  }

  /// Stores a string and reads what was there before. The key never expires afterwards. See set_get(), which replaces
  /// this since 6.2.0.
  ///
  /// Sends:    GETSET key value
  /// Reply:    bulk string -> T, nil -> std::nullopt when the key did not exist
  /// Errors:   with a decode error the new value is stored all the same
  /// Cost:     O(1)
  /// Source:   redis.io/commands/getset, since 1.0.0, deprecated since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> getset(std::string_view key, const Argument& value) {
    return detail::deferred<std::optional<T>>(getset_as(detail::result_type<std::optional<T>>, key, value));
  }

  /// Adds one to an integer, which is 0 when the key does not exist.
  ///
  /// Sends:    INCR key
  /// Reply:    integer -> std::int64_t, the new value
  /// Errors:   ERR when the value is no integer, or the sum overflows 64 bits
  /// Cost:     O(1)
  /// Source:   redis.io/commands/incr, since 1.0.0
  DeferredResult<std::int64_t> incr(std::string_view key);

  /// Adds to an integer, which is 0 when the key does not exist.
  ///
  /// Sends:    INCRBY key by
  /// Reply:    integer -> std::int64_t, the new value
  /// Errors:   ERR when the value is no integer, or the sum overflows 64 bits
  /// Cost:     O(1)
  /// Source:   redis.io/commands/incrby, since 1.0.0
  DeferredResult<std::int64_t> incrby(std::string_view key, std::int64_t by);

  /// Adds to a floating point number, which is 0 when the key does not exist.
  ///
  /// Sends:    INCRBYFLOAT key by
  /// Reply:    bulk string -> double, the new value
  /// Units:    the server adds in long double and stores 17 digits behind the point
  /// Errors:   std::invalid_argument for NaN and infinity; ERR when the value is no number
  /// Cost:     O(1)
  /// Source:   redis.io/commands/incrbyfloat, since 2.6.0
  DeferredResult<double> incrbyfloat(std::string_view key, ExactDouble by);

  /// The longest common subsequence of two strings: bytes in the same order in both, not necessarily neighbours.
  ///
  /// Sends:    LCS key1 key2
  /// Reply:    bulk string -> std::string, empty when a key does not exist
  /// Errors:   ERR when a key holds no string
  /// Cost:     O(N*M) for strings of N and M bytes, in time and in the server's memory
  /// Source:   redis.io/commands/lcs, since 7.0.0
  DeferredResult<std::string> lcs(std::string_view key1, std::string_view key2);

  /// The length of the longest common subsequence.
  ///
  /// Sends:    LCS key1 key2 LEN
  /// Reply:    integer -> std::int64_t
  /// Errors:   ERR when a key holds no string
  /// Cost:     as lcs()
  /// Source:   redis.io/commands/lcs, since 7.0.0
  DeferredResult<std::int64_t> lcs_len(std::string_view key1, std::string_view key2);

  /// Where the longest common subsequence is in both strings. Matches shorter than `min_match_len` are left out.
  ///
  /// Sends:    LCS key1 key2 IDX [MINMATCHLEN min_match_len] WITHMATCHLEN
  /// Reply:    array -> LcsMatches
  /// Errors:   ERR when a key holds no string
  /// Cost:     as lcs()
  /// Source:   redis.io/commands/lcs, since 7.0.0
  DeferredResult<LcsMatches> lcs_idx(std::string_view key1, std::string_view key2, std::int64_t min_match_len = 0);

  /// Reads many strings.
  ///
  /// Sends:    MGET key [key ...]
  /// Reply:    array -> one std::optional<T> for each key, in their order; std::nullopt when the key does not exist or
  ///           holds no string
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N keys
  /// Source:   redis.io/commands/mget, since 1.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<std::optional<T>>> mget(KeyList keys) {
    using Values = std::vector<std::optional<T>>;
    return detail::deferred<Values>(mget_as(detail::result_type<Values>, keys));
  }

  /// Stores many strings in one step, whatever the keys held before. The keys never expire afterwards.
  ///
  /// Sends:    MSET key value [key value ...]
  /// Reply:    status OK -> Ok
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N keys
  /// Source:   redis.io/commands/mset, since 1.0.1
  DeferredResult<Ok> mset(KeyValues values);

  /// Stores many strings in one step, or none when one of the keys exists.
  ///
  /// Sends:    MSETNX key value [key value ...]
  /// Reply:    integer 0 or 1 -> bool, true when they were stored
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N keys
  /// Source:   redis.io/commands/msetnx, since 1.0.1
  DeferredResult<bool> msetnx(KeyValues values);

  /// Stores a string that expires. See set(), which replaces this since 2.6.12.
  ///
  /// Sends:    PSETEX key ttl value
  /// Reply:    status OK -> Ok
  /// Errors:   std::invalid_argument for a ttl that is not positive
  /// Cost:     O(1)
  /// Source:   redis.io/commands/psetex, since 2.6.0, deprecated since 2.6.12
  DeferredResult<Ok> psetex(std::string_view key, std::chrono::milliseconds ttl, const Argument& value);

  /// Stores a string, whatever the key held before: `set("k", "v", {.ttl = 5s, .only_if = Exists::no})`.
  ///
  /// SET's GET option would make the reply something else; it is a function of its own, set_get().
  ///
  /// Sends:    SET key value [NX | XX | IFEQ old] [EX seconds | PX milliseconds | EXAT time | PXAT time | KEEPTTL]
  /// Reply:    status OK -> true; nil -> false when only_if or if_equal forbade it, never otherwise
  /// Errors:   std::invalid_argument for options that contradict each other, and a time that is not positive; WRONGTYPE
  ///           with if_equal where no string is
  /// Cost:     O(1)
  /// Source:   redis.io/commands/set, since 1.0.0
  DeferredResult<bool> set(std::string_view key, const Argument& value, const SetOptions& options = {});

  /// Stores a string, and reads what was there before.
  ///
  /// Whether only_if or if_equal forbade storing follows from the result: something was there, or not, or that value.
  ///
  /// Sends:    SET key value [NX | XX | IFEQ old] GET [EX seconds | PX milliseconds | EXAT time | PXAT time | KEEPTTL]
  /// Reply:    bulk string -> T, nil -> std::nullopt when the key did not exist
  /// Errors:   std::invalid_argument as set(); with WRONGTYPE nothing is stored, with a decode error it is all the same
  /// Cost:     O(1)
  /// Source:   redis.io/commands/set, GET since 6.2.0, together with NX since 7.0.0
  template <Decodable T = std::string>
  DeferredResult<std::optional<T>> set_get(std::string_view key, const Argument& value,
                                           const SetOptions& options = {}) {
    return detail::deferred<std::optional<T>>(set_get_as(detail::result_type<std::optional<T>>, key, value, options));
  }

  /// Stores a string that expires. See set(), which replaces this since 2.6.12.
  ///
  /// Sends:    SETEX key ttl value
  /// Reply:    status OK -> Ok
  /// Errors:   std::invalid_argument for a ttl that is not positive
  /// Cost:     O(1)
  /// Source:   redis.io/commands/setex, since 2.0.0, deprecated since 2.6.12
  DeferredResult<Ok> setex(std::string_view key, std::chrono::seconds ttl, const Argument& value);

  /// Stores a string unless the key exists. See set(), which replaces this since 2.6.12.
  ///
  /// Sends:    SETNX key value
  /// Reply:    integer 0 or 1 -> bool, true when it was stored
  /// Cost:     O(1)
  /// Source:   redis.io/commands/setnx, since 1.0.0, deprecated since 2.6.12
  DeferredResult<bool> setnx(std::string_view key, const Argument& value);

  /// Overwrites a part of a string, which grows as needed; a gap is filled with zero bytes.
  ///
  /// Sends:    SETRANGE key offset value
  /// Reply:    integer -> std::int64_t, the new length in bytes
  /// Units:    offset in bytes
  /// Errors:   std::invalid_argument for a negative offset; ERR when the string would exceed proto-max-bulk-len (512
  ///           MiB)
  /// Cost:     O(N) for N bytes written, and the gap
  /// Source:   redis.io/commands/setrange, since 2.2.0
  DeferredResult<std::int64_t> setrange(std::string_view key, std::int64_t offset, const Argument& value);

  /// The length of a string.
  ///
  /// Sends:    STRLEN key
  /// Reply:    integer -> std::int64_t, in bytes; 0 when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/strlen, since 2.2.0
  DeferredResult<std::int64_t> strlen(std::string_view key);

 private:
  friend struct detail::FamilyAccess;  // keyspaces, whose sums have their types

  detail::SlotHandle decr_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle decrby_as(const detail::ResultType& type, std::string_view key, std::int64_t by);
  detail::SlotHandle get_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle getdel_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle getex_as(const detail::ResultType& type, std::string_view key, const GetexOptions& options);
  detail::SlotHandle getrange_as(const detail::ResultType& type, std::string_view key, std::int64_t start,
                                 std::int64_t stop);
  detail::SlotHandle getset_as(const detail::ResultType& type, std::string_view key, const Argument& value);
  detail::SlotHandle incr_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle incrby_as(const detail::ResultType& type, std::string_view key, std::int64_t by);
  detail::SlotHandle incrbyfloat_as(const detail::ResultType& type, std::string_view key, double by);
  detail::SlotHandle mget_as(const detail::ResultType& type, const Arguments& keys);
  detail::SlotHandle set_get_as(const detail::ResultType& type, std::string_view key, const Argument& value,
                                const SetOptions& options);
};

}  // namespace tributary
