#pragma once

#include <tributary/codec/codec.hpp>
#include <tributary/commands/slot_range.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// A slot on its way to or from another node.
struct SlotMove {
  std::int64_t slot = 0;
  std::string node{};  ///< the other node's id

  friend bool operator==(const SlotMove&, const SlotMove&) = default;
};

/// A node of a cluster, as another one sees it.
struct ClusterNode {
  using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;

  std::string id{};
  std::string ip{};  ///< empty when it is not known
  std::int64_t port = 0;
  std::int64_t bus_port = 0;
  std::string hostname{};                    ///< that it announces (since 7.0.0); empty when there is none
  std::vector<std::string> flags{};          ///< such as "myself", "master", "slave", "fail?", "fail", "noaddr"
  std::optional<std::string> master{};       ///< of a replica: its master's id, when that is known
  std::optional<TimePoint> ping_sent{};      ///< of a ping that is not answered yet
  std::optional<TimePoint> pong_received{};  ///< the last one
  std::int64_t config_epoch = 0;
  bool connected = false;
  std::vector<SlotRange> slots{};
  std::vector<SlotMove> migrating{};  ///< slots that leave this node; only a node itself tells
  std::vector<SlotMove> importing{};  ///< slots that come to this node; only a node itself tells
  /// What a node tells about its address besides, such as "shard-id" (since 7.2.0).
  std::map<std::string, std::string> others;

  friend bool operator==(const ClusterNode&, const ClusterNode&) = default;
};

/// From one line of CLUSTER NODES.
template <>
struct Codec<ClusterNode> {
  TRIBUTARY_API static ClusterNode decode(std::string_view line);
};

}  // namespace tributary
