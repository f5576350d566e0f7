#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/popped.hpp>
#include <tributary/commands/stream_entry.hpp>
#include <tributary/commands/stream_ids.hpp>
#include <tributary/commands/stream_info.hpp>
#include <tributary/commands/stream_options.hpp>
#include <tributary/commands/stream_position.hpp>
#include <tributary/commands/stream_range.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tributary {

/// Streams: logs of entries, each with an ID and fields. Groups of consumers are in StreamGroupCommands.
///
/// An entry's ID is above all those before it, also of entries that were deleted. A stream may be empty. Where Fields
/// can be chosen it is what the fields of each entry are decoded to; fields that are no Fields make a decode error in
/// the result. Counts are at least 1: what Redis makes of less differs from command to command. A key that holds no
/// stream makes WRONGTYPE.
class TRIBUTARY_API StreamCommands : public detail::CommandGroup<StreamCommands> {
 public:
  /// Adds an entry: `xadd(key, {{"name", "Joe"}, {"age", 31}})`, or the pairs of a map. Creates the stream.
  ///
  /// Sends:    XADD key [MAXLEN|MINID [~] threshold [LIMIT limit]] *|id field value...
  /// Reply:    bulk string -> StreamId, that of the entry
  /// Errors:   std::invalid_argument for an entry without fields; ERR when a chosen ID is 0-0 or not above the last one
  /// Cost:     O(1), and O(N) for N entries trimmed
  /// Source:   redis.io/commands/xadd, since 5.0.0
  DeferredResult<StreamId> xadd(std::string_view key, ArgumentPairs fields, const XaddOptions& options = {});

  /// Adds an entry to a stream that exists.
  ///
  /// Sends:    XADD key NOMKSTREAM [MAXLEN|MINID [~] threshold [LIMIT limit]] *|id field value...
  /// Reply:    bulk string -> StreamId, that of the entry; nil -> std::nullopt when the key does not exist
  /// Errors:   as xadd()
  /// Cost:     O(1), and O(N) for N entries trimmed
  /// Source:   redis.io/commands/xadd, NOMKSTREAM since 6.2.0
  DeferredResult<std::optional<StreamId>> xadd_nomkstream(std::string_view key, ArgumentPairs fields,
                                                          const XaddOptions& options = {});

  /// Deletes one entry.
  ///
  /// Sends:    XDEL key id
  /// Reply:    integer 0 or 1 -> bool, true when it was there
  /// Cost:     O(1)
  /// Source:   redis.io/commands/xdel, since 5.0.0
  template <std::same_as<StreamId> Id>
  DeferredResult<bool> xdel(std::string_view key, const Id& id) {
    return xdel_one(key, id);
  }
  /// Deletes several entries.
  ///
  /// Sends:    XDEL key id...
  /// Reply:    integer -> std::int64_t, the number of those that were there
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N IDs
  /// Source:   redis.io/commands/xdel, since 5.0.0
  DeferredResult<std::int64_t> xdel(std::string_view key, StreamIds ids);

  /// Describes a stream.
  ///
  /// Sends:    XINFO STREAM key
  /// Reply:    array of names and values -> StreamInfo<Fields>
  /// Errors:   ERR when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/xinfo-stream, since 5.0.0; some values of the reply since 7.0.0
  template <Decodable Fields = StreamFields>
  DeferredResult<StreamInfo<Fields>> xinfo_stream(std::string_view key) {
    return detail::deferred<StreamInfo<Fields>>(xinfo_stream_as(detail::result_type<StreamInfo<Fields>>, key));
  }
  /// Describes a stream with its first entries, and with its groups, their consumers and what is pending for each; up
  /// to `count` of each list of entries, all of them for std::nullopt, which is sent as 0.
  ///
  /// Sends:    XINFO STREAM key FULL COUNT count
  /// Reply:    array of names and values -> StreamInfoFull<Fields>
  /// Errors:   std::invalid_argument when count is below 1; ERR when the key does not exist; UsageError in an atomic
  ///           context: within EXEC's array the reply would nest deeper than hiredis can read
  /// Cost:     O(N) for N entries, groups and consumers listed
  /// Source:   redis.io/commands/xinfo-stream, FULL since 6.0.0; some values of the reply since 7.0.0
  template <Decodable Fields = StreamFields>
  DeferredResult<StreamInfoFull<Fields>> xinfo_stream_full(std::string_view key,
                                                           std::optional<std::int64_t> count = 10) {
    return detail::deferred<StreamInfoFull<Fields>>(
        xinfo_stream_full_as(detail::result_type<StreamInfoFull<Fields>>, key, count));
  }

  /// Counts the entries.
  ///
  /// Sends:    XLEN key
  /// Reply:    integer -> std::int64_t, 0 when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/xlen, since 5.0.0
  DeferredResult<std::int64_t> xlen(std::string_view key);

  /// Reads the entries of a range, up to `count` of them, in their order.
  ///
  /// Sends:    XRANGE key min max [COUNT count]
  /// Reply:    array of entries -> std::vector<StreamEntry<Fields>>, empty when there are none
  /// Errors:   std::invalid_argument when count is below 1; ERR for what is above StreamId::max() or below 0-0
  /// Cost:     O(N) for N entries read
  /// Source:   redis.io/commands/xrange, since 5.0.0, exclusive ends since 6.2.0
  template <Decodable Fields = StreamFields>
  DeferredResult<std::vector<StreamEntry<Fields>>> xrange(std::string_view key, const StreamRange& range = {},
                                                          std::optional<std::int64_t> count = std::nullopt) {
    return detail::deferred<std::vector<StreamEntry<Fields>>>(
        xrange_as(detail::result_type<std::vector<StreamEntry<Fields>>>, key, range, count));
  }

  /// Reads what comes behind a position of one stream.
  ///
  /// With .block it waits until there is an entry. In a context it waits in its place: what stands behind it on the
  /// connection, whoever recorded it, is executed afterwards. The deadline of the batch grows by the time, and the
  /// batch runs on a connection apart from the pool. StreamPosition::latest() makes sense with .block only, and only at
  /// first: go on with the ID of the last entry read, or what is added between two calls is missed.
  ///
  /// Sends:    XREAD [COUNT count] [BLOCK milliseconds] STREAMS key $|id
  /// Reply:    array of entries, or nil when there are none -> std::vector<StreamEntry<Fields>>, empty then
  /// Errors:   std::invalid_argument when count is below 1, and when block is below 1 ms or beyond 24 days
  /// Cost:     O(N) for N entries read
  /// Source:   redis.io/commands/xread, since 5.0.0
  template <Decodable Fields = StreamFields, std::convertible_to<std::string_view> Key>
  DeferredResult<std::vector<StreamEntry<Fields>>> xread(const Key& key, const StreamPosition& after,
                                                         const XreadOptions& options = {}) {
    using Result = std::vector<StreamEntry<Fields>>;
    return detail::deferred<Result>(
        xread_one_as(detail::custom_result_type<Result, &detail::entries_of_one<Fields>>, key, after, options));
  }
  /// Reads what comes behind a position of each of several streams: `xread({{"a", StreamId{}}, {"b", last_seen}})`.
  /// With .block it waits until one of them has an entry; see above.
  ///
  /// Sends:    XREAD [COUNT count] [BLOCK milliseconds] STREAMS key... ($|id)...
  /// Reply:    array of keys and entries, nil when there are none -> std::vector<StreamEntries<Fields>>, of the streams
  ///           that have some
  /// Errors:   as above, and std::invalid_argument for an empty list
  /// Cost:     O(N) for N entries read
  /// Source:   redis.io/commands/xread, since 5.0.0
  template <Decodable Fields = StreamFields>
  DeferredResult<std::vector<StreamEntries<Fields>>> xread(StreamPositions streams, const XreadOptions& options = {}) {
    using Entries = StreamEntries<Fields>;
    return detail::deferred<std::vector<Entries>>(
        xread_as(detail::custom_result_type<std::vector<Entries>, &detail::nil_as_empty<Entries>>, streams, options));
  }

  /// Reads the entries of a range, up to `count` of them, the last one first.
  ///
  /// Sends:    XREVRANGE key max min [COUNT count]
  /// Reply:    array of entries -> std::vector<StreamEntry<Fields>>, empty when there are none
  /// Errors:   as xrange()
  /// Cost:     O(N) for N entries read
  /// Source:   redis.io/commands/xrevrange, since 5.0.0, exclusive ends since 6.2.0
  template <Decodable Fields = StreamFields>
  DeferredResult<std::vector<StreamEntry<Fields>>> xrevrange(std::string_view key, const StreamRange& range = {},
                                                             std::optional<std::int64_t> count = std::nullopt) {
    return detail::deferred<std::vector<StreamEntry<Fields>>>(
        xrevrange_as(detail::result_type<std::vector<StreamEntry<Fields>>>, key, range, count));
  }

  /// Sets the ID above which the next entry must be, as when a stream is copied.
  ///
  /// Sends:    XSETID key id [ENTRIESADDED entries_added] [MAXDELETEDID id]
  /// Reply:    status OK -> Ok
  /// Errors:   ERR when the key does not exist, and when the stream has an entry above it, or more entries than were
  ///           added
  /// Cost:     O(1)
  /// Source:   redis.io/commands/xsetid, since 5.0.0, options since 7.0.0
  DeferredResult<Ok> xsetid(std::string_view key, const StreamId& last, const XsetidOptions& options = {});

  /// Removes the oldest entries.
  ///
  /// Sends:    XTRIM key MAXLEN|MINID [~] threshold [LIMIT limit]
  /// Reply:    integer -> std::int64_t, how many were removed
  /// Cost:     O(N) for N entries removed
  /// Source:   redis.io/commands/xtrim, since 5.0.0, MINID and LIMIT since 6.2.0
  DeferredResult<std::int64_t> xtrim(std::string_view key, const StreamTrim& trim);

 private:
  friend struct detail::FamilyAccess;  // keyspaces, which get ids where these functions get keys

  DeferredResult<bool> xdel_one(std::string_view key, const StreamId& id);

  detail::SlotHandle xinfo_stream_as(const detail::ResultType& type, std::string_view key);
  detail::SlotHandle xinfo_stream_full_as(const detail::ResultType& type, std::string_view key,
                                          std::optional<std::int64_t> count);
  detail::SlotHandle xrange_as(const detail::ResultType& type, std::string_view key, const StreamRange& range,
                               std::optional<std::int64_t> count);
  detail::SlotHandle xread_as(const detail::ResultType& type, const StreamPositions& streams,
                              const XreadOptions& options);
  detail::SlotHandle xread_one_as(const detail::ResultType& type, std::string_view key, const StreamPosition& after,
                                  const XreadOptions& options);
  detail::SlotHandle xrevrange_as(const detail::ResultType& type, std::string_view key, const StreamRange& range,
                                  std::optional<std::int64_t> count);
};

}  // namespace tributary
