#pragma once

#include <tributary/codec/codec.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace tributary {

/// How the server uses its memory. Most values are bytes; others are counts, such as "keys.count", percentages, such as
/// "peak.percentage", and ratios, such as "fragmentation" and "allocator-fragmentation.ratio".
struct MemoryStats {
  /// By Redis' own names, such as "peak.allocated". Which there are depends on the version of the server.
  std::map<std::string, double> values;
  /// What databases need beside their keys and values, by their numbers. Those without keys are not there.
  std::map<std::int64_t, std::map<std::string, std::int64_t>> databases;

  friend bool operator==(const MemoryStats&, const MemoryStats&) = default;
};

template <>
struct Codec<MemoryStats> {
  TRIBUTARY_API static MemoryStats from_reply(const ReplyView& reply);
};

}  // namespace tributary
