#pragma once

#include <tributary/keyspace/key_family.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary {

namespace detail {

template <class T, class Id>
concept IdPositionRange = requires(const T& range) {
  { std::size(range) } -> std::convertible_to<std::size_t>;
  { std::begin(range)->first } -> std::convertible_to<Given<Id>>;
  { std::begin(range)->second } -> std::convertible_to<StreamPosition>;
};

}  // namespace detail

/// A family of streams whose entries are read as Fields: a container of pairs, or a type of yours whose codec has a
/// `from_reply`. See KeyFamily for what all families have, StreamCommands and StreamGroupCommands for what a command
/// does.
template <Keyspace K, Decodable Fields = StreamFields, Storable IdType = std::string>
class Stream : public KeyFamily<K, IdType> {
 public:
  using Id = IdType;
  using Entry = StreamEntry<Fields>;
  using Entries = std::vector<Entry>;
  using KeyFamily<K, Id>::KeyFamily;

  /// XADD. See StreamCommands::xadd().
  DeferredResult<StreamId> xadd(ArgumentPairs fields, const XaddOptions& options = {}) const {
    return this->write([&](Commands& redis) { return redis.xadd(this->key(), detail::hand_on(fields), options); });
  }
  /// XADD with NOMKSTREAM: std::nullopt when there is no stream.
  DeferredResult<std::optional<StreamId>> xadd_nomkstream(ArgumentPairs fields, const XaddOptions& options = {}) const {
    return this->write(
        [&](Commands& redis) { return redis.xadd_nomkstream(this->key(), detail::hand_on(fields), options); });
  }
  /// XDEL.
  template <std::same_as<StreamId> One>
  DeferredResult<bool> xdel(const One& id) const {
    return this->write([&](Commands& redis) { return redis.xdel(this->key(), id); });
  }
  DeferredResult<std::int64_t> xdel(StreamIds ids) const {
    return this->write([&](Commands& redis) { return redis.xdel(this->key(), detail::hand_on(ids)); });
  }
  /// XTRIM.
  DeferredResult<std::int64_t> xtrim(const StreamTrim& trim) const {
    return this->write([&](Commands& redis) { return redis.xtrim(this->key(), trim); });
  }
  /// XSETID.
  DeferredResult<Ok> xsetid(const StreamId& last, const XsetidOptions& options = {}) const {
    return this->write([&](Commands& redis) { return redis.xsetid(this->key(), last, options); });
  }

  /// XLEN.
  DeferredResult<std::int64_t> xlen() const {
    return this->read([&](Commands& redis) { return redis.xlen(this->key()); });
  }
  /// XRANGE.
  DeferredResult<std::vector<StreamEntry<Fields>>> xrange(const StreamRange& range = {},
                                                          std::optional<std::int64_t> count = std::nullopt) const {
    return this->read([&](Commands& redis) { return redis.xrange<Fields>(this->key(), range, count); });
  }
  /// XREVRANGE.
  DeferredResult<std::vector<StreamEntry<Fields>>> xrevrange(const StreamRange& range = {},
                                                             std::optional<std::int64_t> count = std::nullopt) const {
    return this->read([&](Commands& redis) { return redis.xrevrange<Fields>(this->key(), range, count); });
  }
  /// XREAD. See StreamCommands::xread().
  DeferredResult<std::vector<StreamEntry<Fields>>> xread(const StreamPosition& after,
                                                         const XreadOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.xread<Fields>(this->key(), after, options); });
  }
  /// XREAD of several ids, each with a position: those of which something was read.
  template <detail::IdPositionRange<Id> Range>
  static DeferredResult<std::vector<WithId<Id, Entries>>> xread(Commands& redis, const Range& positions,
                                                                const XreadOptions& options = {}) {
    std::vector<std::pair<std::string, StreamPosition>> keys;
    keys.reserve(std::size(positions));
    for (const auto& [id, position] : positions) keys.emplace_back(Stream::key_of(id), position);
    return Stream::template call_as<&detail::entries_with_ids<K, Id, Fields>>(
        redis, [&](Commands& to, const detail::ResultType& type) {
          return detail::FamilyAccess::xread(to, type, keys, options);
        });
  }
  static DeferredResult<std::vector<WithId<Id, Entries>>> xread(
      Commands& redis, const std::initializer_list<std::pair<detail::Listed<Id>, StreamPosition>>& positions,
      const XreadOptions& options = {}) {
    return xread<std::initializer_list<std::pair<detail::Listed<Id>, StreamPosition>>>(redis, positions, options);
  }
  /// XINFO STREAM.
  DeferredResult<StreamInfo<Fields>> xinfo_stream() const {
    return this->read([&](Commands& redis) { return redis.xinfo_stream<Fields>(this->key()); });
  }
  /// XINFO STREAM with FULL.
  DeferredResult<StreamInfoFull<Fields>> xinfo_stream_full(std::int64_t count = 10) const {
    return this->read([&](Commands& redis) { return redis.xinfo_stream_full<Fields>(this->key(), count); });
  }

  /// XGROUP CREATE.
  DeferredResult<Ok> xgroup_create(std::string_view group, const StreamPosition& after,
                                   const XgroupCreateOptions& options = {}) const {
    return this->write([&](Commands& redis) { return redis.xgroup_create(this->key(), group, after, options); });
  }
  /// XGROUP SETID.
  DeferredResult<Ok> xgroup_setid(std::string_view group, const StreamPosition& after,
                                  const XgroupSetidOptions& options = {}) const {
    return this->write([&](Commands& redis) { return redis.xgroup_setid(this->key(), group, after, options); });
  }
  /// XGROUP DESTROY.
  DeferredResult<bool> xgroup_destroy(std::string_view group) const {
    return this->write([&](Commands& redis) { return redis.xgroup_destroy(this->key(), group); });
  }
  /// XGROUP CREATECONSUMER.
  DeferredResult<bool> xgroup_createconsumer(std::string_view group, std::string_view consumer) const {
    return this->write([&](Commands& redis) { return redis.xgroup_createconsumer(this->key(), group, consumer); });
  }
  /// XGROUP DELCONSUMER.
  DeferredResult<std::int64_t> xgroup_delconsumer(std::string_view group, std::string_view consumer) const {
    return this->write([&](Commands& redis) { return redis.xgroup_delconsumer(this->key(), group, consumer); });
  }
  /// XINFO GROUPS.
  DeferredResult<std::vector<StreamGroupInfo>> xinfo_groups() const {
    return this->read([&](Commands& redis) { return redis.xinfo_groups(this->key()); });
  }
  /// XINFO CONSUMERS.
  DeferredResult<std::vector<StreamConsumerInfo>> xinfo_consumers(std::string_view group) const {
    return this->read([&](Commands& redis) { return redis.xinfo_consumers(this->key(), group); });
  }
  /// XREADGROUP: new entries. See StreamGroupCommands::xreadgroup().
  DeferredResult<std::vector<StreamEntry<Fields>>> xreadgroup(std::string_view group, std::string_view consumer,
                                                              const XreadgroupOptions& options = {}) const {
    return this->write(
        [&](Commands& redis) { return redis.xreadgroup<Fields>(group, consumer, this->key(), options); });
  }
  /// XREADGROUP of several ids: those of which something was read. It does not renew an expiry of the family.
  static DeferredResult<std::vector<WithId<Id, Entries>>> xreadgroup(Commands& redis, std::string_view group,
                                                                     std::string_view consumer, Many<Id> ids,
                                                                     const XreadgroupOptions& options = {}) {
    return Stream::template answered<&detail::entries_with_ids<K, Id, Fields>>(
        redis, ids, [&](Commands& to, const detail::ResultType& type, const auto& keys) {
          return detail::FamilyAccess::xreadgroup(to, type, group, consumer, keys, options);
        });
  }
  /// XREADGROUP of what this consumer has not acknowledged.
  DeferredResult<std::vector<StreamEntry<std::optional<Fields>>>> xreadgroup_pending(
      std::string_view group, std::string_view consumer, const StreamId& after = {},
      std::optional<std::int64_t> count = std::nullopt) const {
    return this->write(
        [&](Commands& redis) { return redis.xreadgroup_pending<Fields>(group, consumer, this->key(), after, count); });
  }
  /// XACK.
  template <std::same_as<StreamId> One>
  DeferredResult<bool> xack(std::string_view group, const One& id) const {
    return this->write([&](Commands& redis) { return redis.xack(this->key(), group, id); });
  }
  DeferredResult<std::int64_t> xack(std::string_view group, StreamIds ids) const {
    return this->write([&](Commands& redis) { return redis.xack(this->key(), group, detail::hand_on(ids)); });
  }
  /// XPENDING.
  DeferredResult<PendingSummary> xpending(std::string_view group) const {
    return this->read([&](Commands& redis) { return redis.xpending(this->key(), group); });
  }
  /// XPENDING with a range.
  DeferredResult<std::vector<PendingEntry>> xpending_range(std::string_view group, const StreamRange& range,
                                                           std::int64_t count,
                                                           const XpendingOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.xpending_range(this->key(), group, range, count, options); });
  }
  /// XCLAIM.
  DeferredResult<std::vector<StreamEntry<Fields>>> xclaim(std::string_view group, std::string_view consumer,
                                                          std::chrono::milliseconds min_idle, StreamIds ids,
                                                          const XclaimOptions& options = {}) const {
    return this->write([&](Commands& redis) {
      return redis.xclaim<Fields>(this->key(), group, consumer, min_idle, detail::hand_on(ids), options);
    });
  }
  /// XCLAIM with JUSTID.
  DeferredResult<std::vector<StreamId>> xclaim_justid(std::string_view group, std::string_view consumer,
                                                      std::chrono::milliseconds min_idle, StreamIds ids,
                                                      const XclaimOptions& options = {}) const {
    return this->write([&](Commands& redis) {
      return redis.xclaim_justid(this->key(), group, consumer, min_idle, detail::hand_on(ids), options);
    });
  }
  /// XAUTOCLAIM.
  DeferredResult<Autoclaimed<StreamEntry<Fields>>> xautoclaim(std::string_view group, std::string_view consumer,
                                                              std::chrono::milliseconds min_idle,
                                                              const StreamId& start = {},
                                                              std::optional<std::int64_t> count = std::nullopt) const {
    return this->write([&](Commands& redis) {
      return redis.xautoclaim<Fields>(this->key(), group, consumer, min_idle, start, count);
    });
  }
  /// XAUTOCLAIM with JUSTID.
  DeferredResult<Autoclaimed<StreamId>> xautoclaim_justid(std::string_view group, std::string_view consumer,
                                                          std::chrono::milliseconds min_idle,
                                                          const StreamId& start = {},
                                                          std::optional<std::int64_t> count = std::nullopt) const {
    return this->write(
        [&](Commands& redis) { return redis.xautoclaim_justid(this->key(), group, consumer, min_idle, start, count); });
  }
};

}  // namespace tributary
