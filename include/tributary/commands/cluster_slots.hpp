#pragma once

#include <tributary/codec/codec.hpp>
#include <tributary/commands/slot_range.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// A node that serves slots.
struct SlotNode {
  std::optional<std::string> endpoint{};  ///< where to connect to; nothing: to where the reply came from
  std::int64_t port = 0;
  std::string id{};                             ///< since 4.0.0
  std::map<std::string, std::string> metadata;  ///< its other addresses: "ip", "hostname" (since 7.0.0)

  friend bool operator==(const SlotNode&, const SlotNode&) = default;
};

/// Who serves a range of slots.
struct ClusterSlots {
  SlotRange slots{};
  SlotNode master{};
  std::vector<SlotNode> replicas{};

  friend bool operator==(const ClusterSlots&, const ClusterSlots&) = default;
};

template <>
struct Codec<SlotNode> {
  TRIBUTARY_API static SlotNode from_reply(const ReplyView& reply);
};
template <>
struct Codec<ClusterSlots> {
  TRIBUTARY_API static ClusterSlots from_reply(const ReplyView& reply);
};

}  // namespace tributary
