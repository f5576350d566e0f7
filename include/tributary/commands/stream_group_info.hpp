#pragma once

#include <tributary/commands/stream_id.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace tributary {

/// A group of consumers, as XINFO GROUPS lists it.
struct StreamGroupInfo {
  std::string name{};
  /// How many consumers it has.
  std::int64_t consumers = 0;
  /// How many entries they have not acknowledged.
  std::int64_t pending = 0;
  StreamId last_delivered_id{};
  /// How many entries the group has read; nothing when the server cannot know.
  std::optional<std::int64_t> entries_read{};
  /// How many entries it has yet to read; nothing when the server cannot know.
  std::optional<std::int64_t> lag{};

  friend bool operator==(const StreamGroupInfo&, const StreamGroupInfo&) = default;
};

/// A consumer, as XINFO CONSUMERS lists it.
struct StreamConsumerInfo {
  std::string name{};
  /// How many entries it has not acknowledged.
  std::int64_t pending = 0;
  /// How long ago it tried to read or claim last.
  std::chrono::milliseconds idle{};
  /// How long ago it got an entry last; nothing when it never did, and before Redis 7.2.0.
  std::optional<std::chrono::milliseconds> inactive{};

  friend bool operator==(const StreamConsumerInfo&, const StreamConsumerInfo&) = default;
};

template <>
struct Codec<StreamGroupInfo> {
  TRIBUTARY_API static StreamGroupInfo from_reply(const ReplyView& reply);
};

template <>
struct Codec<StreamConsumerInfo> {
  TRIBUTARY_API static StreamConsumerInfo from_reply(const ReplyView& reply);
};

}  // namespace tributary
