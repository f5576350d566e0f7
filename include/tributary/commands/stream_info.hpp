#pragma once

#include <tributary/commands/named_field.hpp>
#include <tributary/commands/stream_entry.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// What XINFO STREAM tells of a stream, with FULL and without.
struct StreamCounts {
  std::int64_t length = 0;
  std::int64_t radix_tree_keys = 0;
  std::int64_t radix_tree_nodes = 0;
  StreamId last_generated_id{};
  /// 0-0 when no entry was deleted.
  StreamId max_deleted_entry_id{};
  /// How many were ever added.
  std::int64_t entries_added = 0;
  /// 0-0 when there is none.
  StreamId recorded_first_entry_id{};

  friend bool operator==(const StreamCounts&, const StreamCounts&) = default;
};

/// The reply of XINFO STREAM.
template <class Fields = StreamFields>
struct StreamInfo : StreamCounts {
  /// How many groups of consumers there are.
  std::int64_t groups = 0;
  /// Nothing when the stream has no entry.
  std::optional<StreamEntry<Fields>> first_entry{};
  std::optional<StreamEntry<Fields>> last_entry{};

  friend bool operator==(const StreamInfo&, const StreamInfo&) = default;
};

/// An entry that was delivered and not acknowledged, as XINFO STREAM FULL tells it.
struct StreamDelivery {
  using Time = std::chrono::sys_time<std::chrono::milliseconds>;

  StreamId id{};
  std::string consumer{};
  /// When it was delivered last.
  Time delivered_at{};
  /// How often it was delivered.
  std::int64_t deliveries = 0;

  friend bool operator==(const StreamDelivery&, const StreamDelivery&) = default;
};

/// A consumer, as XINFO STREAM FULL tells it.
struct StreamConsumerDetails {
  std::string name{};
  /// When it tried to read or claim last.
  StreamDelivery::Time seen_at{};
  /// When it got an entry last; nothing when it never did, and before Redis 7.2.0.
  std::optional<StreamDelivery::Time> active_at{};
  /// How many entries it has not acknowledged.
  std::int64_t pending_count = 0;
  /// The first of them.
  std::vector<StreamDelivery> pending{};

  friend bool operator==(const StreamConsumerDetails&, const StreamConsumerDetails&) = default;
};

/// A group of consumers, as XINFO STREAM FULL tells it.
struct StreamGroupDetails {
  std::string name{};
  StreamId last_delivered_id{};
  /// How many entries the group has read; nothing when the server cannot know.
  std::optional<std::int64_t> entries_read{};
  /// How many entries it has yet to read; nothing when the server cannot know.
  std::optional<std::int64_t> lag{};
  /// How many entries its consumers have not acknowledged.
  std::int64_t pending_count = 0;
  /// The first of them.
  std::vector<StreamDelivery> pending{};
  std::vector<StreamConsumerDetails> consumers{};

  friend bool operator==(const StreamGroupDetails&, const StreamGroupDetails&) = default;
};

/// The reply of XINFO STREAM FULL.
template <class Fields = StreamFields>
struct StreamInfoFull : StreamCounts {
  /// The first entries.
  std::vector<StreamEntry<Fields>> entries{};
  std::vector<StreamGroupDetails> groups{};

  friend bool operator==(const StreamInfoFull&, const StreamInfoFull&) = default;
};

template <>
struct Codec<StreamCounts> {
  TRIBUTARY_API static StreamCounts from_reply(const ReplyView& reply);
};

template <>
struct Codec<StreamDelivery> {
  TRIBUTARY_API static StreamDelivery from_reply(const ReplyView& reply);
};

template <>
struct Codec<StreamConsumerDetails> {
  TRIBUTARY_API static StreamConsumerDetails from_reply(const ReplyView& reply);
};

template <>
struct Codec<StreamGroupDetails> {
  TRIBUTARY_API static StreamGroupDetails from_reply(const ReplyView& reply);
};

template <Decodable Fields>
struct Codec<StreamInfo<Fields>> {
  static StreamInfo<Fields> from_reply(const ReplyView& reply) {
    using Entry = std::optional<StreamEntry<Fields>>;
    return {decode<StreamCounts>(reply), detail::field<std::int64_t>(reply, "groups"),
            detail::field<Entry>(reply, "first-entry"), detail::field<Entry>(reply, "last-entry")};
  }
};

template <Decodable Fields>
struct Codec<StreamInfoFull<Fields>> {
  static StreamInfoFull<Fields> from_reply(const ReplyView& reply) {
    return {decode<StreamCounts>(reply), detail::field<std::vector<StreamEntry<Fields>>>(reply, "entries"),
            detail::field<std::vector<StreamGroupDetails>>(reply, "groups")};
  }
};

}  // namespace tributary
