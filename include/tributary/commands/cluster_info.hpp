#pragma once

#include <tributary/codec/codec.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace tributary {

/// The state of a cluster as one of its nodes sees it.
struct ClusterInfo {
  bool ok = false;  ///< false: the node refuses commands on keys
  std::int64_t slots_assigned = 0;
  std::int64_t slots_ok = 0;
  std::int64_t slots_pfail = 0;  ///< of nodes that do not answer this one
  std::int64_t slots_fail = 0;   ///< of nodes that have failed
  std::int64_t known_nodes = 0;
  std::int64_t size = 0;  ///< masters that serve slots
  std::int64_t current_epoch = 0;
  std::int64_t my_epoch = 0;
  std::int64_t messages_sent = 0;
  std::int64_t messages_received = 0;
  /// The other fields, by Redis' own names.
  std::map<std::string, std::string> others;

  friend bool operator==(const ClusterInfo&, const ClusterInfo&) = default;
};

/// From lines of `name:value`.
template <>
struct Codec<ClusterInfo> {
  TRIBUTARY_API static ClusterInfo decode(std::string_view text);
};

}  // namespace tributary
