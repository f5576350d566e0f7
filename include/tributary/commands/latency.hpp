#pragma once

#include <tributary/codec/codec.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace tributary {

/// A time at which the server was slow, and for how long.
struct LatencySample {
  std::chrono::sys_time<std::chrono::seconds> time{};
  std::chrono::milliseconds latency{0};

  friend bool operator==(const LatencySample&, const LatencySample&) = default;
};

/// What is known about one kind of slowness, such as "command" or "fork".
struct LatencyEvent {
  std::string event{};
  LatencySample latest{};
  std::chrono::milliseconds max{0};  ///< since the event was last reset

  friend bool operator==(const LatencyEvent&, const LatencyEvent&) = default;
};

/// How long the calls of one command took.
struct CommandLatency {
  std::int64_t calls = 0;
  /// Upper bound of a bucket -> calls that took no longer, those of the buckets below included.
  std::map<std::chrono::microseconds, std::int64_t> histogram;

  friend bool operator==(const CommandLatency&, const CommandLatency&) = default;
};

template <>
struct Codec<LatencySample> {
  TRIBUTARY_API static LatencySample from_reply(const ReplyView& reply);
};
template <>
struct Codec<LatencyEvent> {
  TRIBUTARY_API static LatencyEvent from_reply(const ReplyView& reply);
};
template <>
struct Codec<CommandLatency> {
  TRIBUTARY_API static CommandLatency from_reply(const ReplyView& reply);
};

}  // namespace tributary
