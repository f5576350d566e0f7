#pragma once

#include <tributary/codec/codec.hpp>
#include <tributary/commands/slot_range.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

enum class NodeRole : std::uint8_t { master, replica };

/// `other` is what later servers may add.
enum class NodeHealth : std::uint8_t { online, failed, loading, other };

/// A node of a shard.
struct ShardNode {
  std::string id{};
  std::optional<std::string> endpoint{};  ///< where to connect to; nothing: to where the reply came from
  std::string ip{};
  std::string hostname{};                  ///< empty when it announces none
  std::optional<std::int64_t> port{};      ///< nothing when it has none without TLS
  std::optional<std::int64_t> tls_port{};  ///< nothing when it has none with TLS
  NodeRole role = NodeRole::master;
  std::int64_t replication_offset = 0;
  NodeHealth health = NodeHealth::online;

  friend bool operator==(const ShardNode&, const ShardNode&) = default;
};

/// A master with its replicas, and the slots they serve.
struct ClusterShard {
  std::vector<SlotRange> slots{};
  std::vector<ShardNode> nodes{};

  friend bool operator==(const ClusterShard&, const ClusterShard&) = default;
};

template <>
struct Codec<NodeRole> {
  TRIBUTARY_API static NodeRole decode(std::string_view name);
};
template <>
struct Codec<NodeHealth> {
  TRIBUTARY_API static NodeHealth decode(std::string_view name);
};
template <>
struct Codec<ShardNode> {
  TRIBUTARY_API static ShardNode from_reply(const ReplyView& reply);
};
template <>
struct Codec<ClusterShard> {
  TRIBUTARY_API static ClusterShard from_reply(const ReplyView& reply);
};

}  // namespace tributary
