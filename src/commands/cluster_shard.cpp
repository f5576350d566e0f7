#include <tributary/commands/cluster_shard.hpp>

#include "commands/reply_fields.hpp"

#include <utility>

namespace tributary {

using namespace detail;

namespace {

using NodeField = ReplyField<ShardNode>;

constexpr std::array kNodeFields{
    NodeField{"id", &read_member<&ShardNode::id>, kRequired},
    NodeField{"endpoint", &read_member<&ShardNode::endpoint>, kRequired},
    NodeField{"ip", &read_member<&ShardNode::ip>, kRequired},
    NodeField{"hostname", &read_member<&ShardNode::hostname>},
    NodeField{"port", &read_member<&ShardNode::port>},
    NodeField{"tls-port", &read_member<&ShardNode::tls_port>},
    NodeField{"role", &read_member<&ShardNode::role>, kRequired},
    NodeField{"replication-offset", &read_member<&ShardNode::replication_offset>, kRequired},
    NodeField{"health", &read_member<&ShardNode::health>, kRequired},
};

void read_slot_ranges(ClusterShard& out, const ReplyView& reply) {
  for (const auto& [first, last] : tributary::decode<std::vector<std::pair<std::int64_t, std::int64_t>>>(reply)) {
    out.slots.push_back({first, last});
  }
}

constexpr std::array kShardFields{
    ReplyField<ClusterShard>{"slots", &read_slot_ranges, kRequired},
    ReplyField<ClusterShard>{"nodes", &read_member<&ClusterShard::nodes>, kRequired},
};

}  // namespace

NodeRole Codec<NodeRole>::decode(std::string_view name) {
  if (name == "master") return NodeRole::master;
  if (name == "replica") return NodeRole::replica;
  throw_unexpected_text("\"master\" or \"replica\"", name);
}

NodeHealth Codec<NodeHealth>::decode(std::string_view name) {
  if (name == "online") return NodeHealth::online;
  if (name == "fail" || name == "failed")
    return NodeHealth::failed;  // servers say the one, their documentation the other
  if (name == "loading") return NodeHealth::loading;
  return NodeHealth::other;
}

ShardNode Codec<ShardNode>::from_reply(const ReplyView& reply) { return struct_from(reply, kNodeFields); }

ClusterShard Codec<ClusterShard>::from_reply(const ReplyView& reply) { return struct_from(reply, kShardFields); }

}  // namespace tributary
