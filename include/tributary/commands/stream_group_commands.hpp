#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/popped.hpp>
#include <tributary/commands/stream_entry.hpp>
#include <tributary/commands/stream_group_info.hpp>
#include <tributary/commands/stream_group_options.hpp>
#include <tributary/commands/stream_ids.hpp>
#include <tributary/commands/stream_pending.hpp>
#include <tributary/commands/stream_position.hpp>
#include <tributary/commands/stream_range.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tributary {

/// Groups of consumers of streams. Each entry is delivered to one consumer of a group, and is pending for it until it
/// is acknowledged; pending entries can be read again, and claimed by another consumer.
///
/// All of XGROUP, XINFO and XREADGROUP but HELP, and reading new and pending entries by one command. XCLAIM is without
/// LASTID, which is for replication. Fields and counts are as in StreamCommands; entries whose fields are no Fields
/// were delivered or claimed all the same, and are pending. NOGROUP is the error when there is no such group.
class TRIBUTARY_API StreamGroupCommands : public detail::CommandGroup<StreamGroupCommands> {
 public:
  /// Acknowledges one entry.
  ///
  /// Sends:    XACK key group id
  /// Reply:    integer 0 or 1 -> bool, true when it was pending; false also when there is no such group
  /// Cost:     O(1)
  /// Source:   redis.io/commands/xack, since 5.0.0
  template <std::same_as<StreamId> Id>
  DeferredResult<bool> xack(std::string_view key, std::string_view group, const Id& id) {
    return xack_one(key, group, id);
  }
  /// Acknowledges several entries: `xack(key, group, *entries)`.
  ///
  /// Sends:    XACK key group id...
  /// Reply:    integer -> std::int64_t, the number of those that were pending
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N IDs
  /// Source:   redis.io/commands/xack, since 5.0.0
  DeferredResult<std::int64_t> xack(std::string_view key, std::string_view group, StreamIds ids);

  /// Gives a consumer up to `count` entries, 100 by default, that have been pending for any consumer for at least
  /// `min_idle`; looks through the pending entries from `start` on.
  ///
  /// Sends:    XAUTOCLAIM key group consumer min_idle start [COUNT count]
  /// Reply:    array of ID, entries and IDs -> Autoclaimed<StreamEntry<Fields>>
  /// Errors:   std::invalid_argument when min_idle is negative or count below 1; NOGROUP
  /// Cost:     O(1) for a small count
  /// Source:   redis.io/commands/xautoclaim, since 6.2.0, this form of the reply since 7.0.0
  template <Decodable Fields = StreamFields>
  DeferredResult<Autoclaimed<StreamEntry<Fields>>> xautoclaim(std::string_view key, std::string_view group,
                                                              std::string_view consumer,
                                                              std::chrono::milliseconds min_idle,
                                                              const StreamId& start = {},
                                                              std::optional<std::int64_t> count = std::nullopt) {
    using Result = Autoclaimed<StreamEntry<Fields>>;
    return detail::deferred<Result>(
        xautoclaim_as(detail::result_type<Result>, key, group, consumer, min_idle, start, count));
  }
  /// The same for the IDs alone; does not count as a delivery.
  ///
  /// Sends:    XAUTOCLAIM key group consumer min_idle start [COUNT count] JUSTID
  /// Reply:    array of ID, IDs and IDs -> Autoclaimed<StreamId>
  /// Errors:   as xautoclaim()
  /// Cost:     O(1) for a small count
  /// Source:   redis.io/commands/xautoclaim, since 6.2.0, this form of the reply since 7.0.0
  DeferredResult<Autoclaimed<StreamId>> xautoclaim_justid(std::string_view key, std::string_view group,
                                                          std::string_view consumer, std::chrono::milliseconds min_idle,
                                                          const StreamId& start = {},
                                                          std::optional<std::int64_t> count = std::nullopt);

  /// Gives a consumer those of the entries that have been pending for any consumer for at least `min_idle`.
  ///
  /// Sends:    XCLAIM key group consumer min_idle id... [IDLE ms|TIME unix_ms] [RETRYCOUNT deliveries] [FORCE]
  /// Reply:    array of entries -> std::vector<StreamEntry<Fields>>, those it got; one that was deleted from the stream
  ///           is not among them, and pending no more
  /// Errors:   std::invalid_argument for an empty list, for a negative number or time, and when idle contradicts
  ///           delivered_at; NOGROUP
  /// Cost:     O(log N) for each ID, N entries pending
  /// Source:   redis.io/commands/xclaim, since 5.0.0, deleted entries as told since 7.0.0
  template <Decodable Fields = StreamFields>
  DeferredResult<std::vector<StreamEntry<Fields>>> xclaim(std::string_view key, std::string_view group,
                                                          std::string_view consumer, std::chrono::milliseconds min_idle,
                                                          StreamIds ids, const XclaimOptions& options = {}) {
    using Result = std::vector<StreamEntry<Fields>>;
    return detail::deferred<Result>(
        xclaim_as(detail::result_type<Result>, key, group, consumer, min_idle, ids, options));
  }
  /// The same for the IDs alone; does not count as a delivery.
  ///
  /// Sends:    XCLAIM key group consumer min_idle id... [IDLE ms|TIME unix_ms] [RETRYCOUNT deliveries] [FORCE] JUSTID
  /// Reply:    array of IDs -> std::vector<StreamId>, those of the entries it got
  /// Errors:   as xclaim()
  /// Cost:     O(log N) for each ID, N entries pending
  /// Source:   redis.io/commands/xclaim, since 5.0.0
  DeferredResult<std::vector<StreamId>> xclaim_justid(std::string_view key, std::string_view group,
                                                      std::string_view consumer, std::chrono::milliseconds min_idle,
                                                      StreamIds ids, const XclaimOptions& options = {});

  /// Creates a group, which is delivered what comes behind a position.
  ///
  /// Sends:    XGROUP CREATE key group $|id [MKSTREAM] [ENTRIESREAD entries_read]
  /// Reply:    status OK -> Ok
  /// Errors:   BUSYGROUP when there is such a group; ERR when the key does not exist, without .make_stream
  /// Cost:     O(1)
  /// Source:   redis.io/commands/xgroup-create, since 5.0.0, ENTRIESREAD since 7.0.0
  DeferredResult<Ok> xgroup_create(std::string_view key, std::string_view group, const StreamPosition& after,
                                   const XgroupCreateOptions& options = {});

  /// Creates a consumer. Reading and claiming do so too.
  ///
  /// Sends:    XGROUP CREATECONSUMER key group consumer
  /// Reply:    integer 0 or 1 -> bool, true when it is new
  /// Errors:   NOGROUP; ERR when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/xgroup-createconsumer, since 6.2.0
  DeferredResult<bool> xgroup_createconsumer(std::string_view key, std::string_view group, std::string_view consumer);

  /// Deletes a consumer. What was pending for it cannot be claimed any more: claim it before.
  ///
  /// Sends:    XGROUP DELCONSUMER key group consumer
  /// Reply:    integer -> std::int64_t, how many entries were pending for it
  /// Errors:   NOGROUP; ERR when the key does not exist
  /// Cost:     O(N) for N entries pending for it
  /// Source:   redis.io/commands/xgroup-delconsumer, since 5.0.0
  DeferredResult<std::int64_t> xgroup_delconsumer(std::string_view key, std::string_view group,
                                                  std::string_view consumer);

  /// Deletes a group with its consumers and what is pending for them.
  ///
  /// Sends:    XGROUP DESTROY key group
  /// Reply:    integer 0 or 1 -> bool, true when there was such a group
  /// Errors:   ERR when the key does not exist
  /// Cost:     O(N) for N entries pending
  /// Source:   redis.io/commands/xgroup-destroy, since 5.0.0
  DeferredResult<bool> xgroup_destroy(std::string_view key, std::string_view group);

  /// Makes a group go on behind another position; pending entries stay so.
  ///
  /// Sends:    XGROUP SETID key group $|id [ENTRIESREAD entries_read]
  /// Reply:    status OK -> Ok
  /// Errors:   NOGROUP; ERR when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/xgroup-setid, since 5.0.0, ENTRIESREAD since 7.0.0
  DeferredResult<Ok> xgroup_setid(std::string_view key, std::string_view group, const StreamPosition& after,
                                  const XgroupSetidOptions& options = {});

  /// Lists the consumers of a group.
  ///
  /// Sends:    XINFO CONSUMERS key group
  /// Reply:    array of arrays of names and values -> std::vector<StreamConsumerInfo>
  /// Errors:   NOGROUP; ERR when the key does not exist
  /// Cost:     O(N) for N consumers
  /// Source:   redis.io/commands/xinfo-consumers, since 5.0.0
  DeferredResult<std::vector<StreamConsumerInfo>> xinfo_consumers(std::string_view key, std::string_view group);

  /// Lists the groups of a stream.
  ///
  /// Sends:    XINFO GROUPS key
  /// Reply:    array of arrays of names and values -> std::vector<StreamGroupInfo>
  /// Errors:   ERR when the key does not exist
  /// Cost:     O(N) for N groups
  /// Source:   redis.io/commands/xinfo-groups, since 5.0.0, entries_read and lag since 7.0.0
  DeferredResult<std::vector<StreamGroupInfo>> xinfo_groups(std::string_view key);

  /// Sums up what is pending in a group.
  ///
  /// Sends:    XPENDING key group
  /// Reply:    array of number, IDs and consumers -> PendingSummary
  /// Errors:   NOGROUP
  /// Cost:     O(N) for N consumers
  /// Source:   redis.io/commands/xpending, since 5.0.0
  DeferredResult<PendingSummary> xpending(std::string_view key, std::string_view group);
  /// Lists up to `count` of the entries that are pending in a group.
  ///
  /// Sends:    XPENDING key group [IDLE min_idle] min max count [consumer]
  /// Reply:    array of arrays -> std::vector<PendingEntry>
  /// Errors:   std::invalid_argument when count is below 1 or min_idle negative; NOGROUP
  /// Cost:     O(N) for N entries looked at
  /// Source:   redis.io/commands/xpending, since 5.0.0, exclusive ends since 6.2.0
  DeferredResult<std::vector<PendingEntry>> xpending_range(std::string_view key, std::string_view group,
                                                           const StreamRange& range, std::int64_t count,
                                                           const XpendingOptions& options = {});

  /// Reads entries of one stream that were delivered to no consumer of the group yet; they are pending for this one
  /// then, unless .noack is set. Read them by xreadgroup_pending() when the result got lost.
  ///
  /// With .block it waits until there is an entry. In a context it waits in its place: what stands behind it on the
  /// connection, whoever recorded it, is executed afterwards. The deadline of the batch grows by the time, and the
  /// batch runs on a connection apart from the pool.
  ///
  /// Sends:    XREADGROUP GROUP group consumer [COUNT count] [BLOCK milliseconds] [NOACK] STREAMS key >
  /// Reply:    array of entries, or nil when there are none -> std::vector<StreamEntry<Fields>>, empty then
  /// Errors:   std::invalid_argument when count is below 1, and when block is below 1 ms or beyond 24 days; NOGROUP
  /// Cost:     O(N) for N entries read
  /// Source:   redis.io/commands/xreadgroup, since 5.0.0
  template <Decodable Fields = StreamFields, std::convertible_to<std::string_view> Key>
  DeferredResult<std::vector<StreamEntry<Fields>>> xreadgroup(std::string_view group, std::string_view consumer,
                                                              const Key& key, const XreadgroupOptions& options = {}) {
    using Result = std::vector<StreamEntry<Fields>>;
    return detail::deferred<Result>(xreadgroup_one_as(
        detail::custom_result_type<Result, &detail::entries_of_one<Fields>>, group, consumer, key, options));
  }
  /// Reads such entries of several streams, which each have a group of this name. With .block it waits until one of
  /// them has an entry; see above.
  ///
  /// Sends:    XREADGROUP GROUP group consumer [COUNT count] [BLOCK milliseconds] [NOACK] STREAMS key... >...
  /// Reply:    array of keys and entries, nil when there are none -> std::vector<StreamEntries<Fields>>, of the streams
  ///           that have some
  /// Errors:   as above, and std::invalid_argument for an empty list
  /// Cost:     O(N) for N entries read
  /// Source:   redis.io/commands/xreadgroup, since 5.0.0
  template <Decodable Fields = StreamFields>
  DeferredResult<std::vector<StreamEntries<Fields>>> xreadgroup(std::string_view group, std::string_view consumer,
                                                                KeyList keys, const XreadgroupOptions& options = {}) {
    using Entries = StreamEntries<Fields>;
    return detail::deferred<std::vector<Entries>>(
        xreadgroup_as(detail::custom_result_type<std::vector<Entries>, &detail::nil_as_empty<Entries>>, group, consumer,
                      keys, options));
  }

  /// Reads again what is pending for a consumer, behind an ID, up to `count` of it.
  ///
  /// Sends:    XREADGROUP GROUP group consumer [COUNT count] STREAMS key id
  /// Reply:    array of entries -> std::vector<StreamEntry<std::optional<Fields>>>; std::nullopt instead of the fields
  ///           of an entry that was deleted from the stream
  /// Errors:   std::invalid_argument when count is below 1; NOGROUP
  /// Cost:     O(N) for N entries read
  /// Source:   redis.io/commands/xreadgroup, since 5.0.0
  template <Decodable Fields = StreamFields>
  DeferredResult<std::vector<StreamEntry<std::optional<Fields>>>> xreadgroup_pending(
      std::string_view group, std::string_view consumer, std::string_view key, const StreamId& after = {},
      std::optional<std::int64_t> count = std::nullopt) {
    using Result = std::vector<StreamEntry<std::optional<Fields>>>;
    return detail::deferred<Result>(
        xreadgroup_pending_as(detail::custom_result_type<Result, &detail::entries_of_one<std::optional<Fields>>>, group,
                              consumer, key, after, count));
  }

 private:
  friend struct detail::FamilyAccess;  // keyspaces, which get ids where these functions get keys

  DeferredResult<bool> xack_one(std::string_view key, std::string_view group, const StreamId& id);

  detail::SlotHandle xautoclaim_as(const detail::ResultType& type, std::string_view key, std::string_view group,
                                   std::string_view consumer, std::chrono::milliseconds min_idle, const StreamId& start,
                                   std::optional<std::int64_t> count);
  detail::SlotHandle xclaim_as(const detail::ResultType& type, std::string_view key, std::string_view group,
                               std::string_view consumer, std::chrono::milliseconds min_idle, const StreamIds& ids,
                               const XclaimOptions& options);
  detail::SlotHandle xreadgroup_as(const detail::ResultType& type, std::string_view group, std::string_view consumer,
                                   const Arguments& keys, const XreadgroupOptions& options);
  detail::SlotHandle xreadgroup_one_as(const detail::ResultType& type, std::string_view group,
                                       std::string_view consumer, std::string_view key,
                                       const XreadgroupOptions& options);
  detail::SlotHandle xreadgroup_pending_as(const detail::ResultType& type, std::string_view group,
                                           std::string_view consumer, std::string_view key, const StreamId& after,
                                           std::optional<std::int64_t> count);
};

}  // namespace tributary
