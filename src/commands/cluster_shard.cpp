#include <tributary/commands/cluster_shard.hpp>

#include "commands/reply_fields.hpp"

#include <utility>

namespace tributary {

using namespace detail;

namespace {

using N = ShardNode;
using F = ReplyField<ShardNode>;

constexpr std::array kNodeFields{
    F{"id", &read_member<&N::id>, kRequired},
    F{"endpoint", &read_member<&N::endpoint>, kRequired},
    F{"ip", &read_member<&N::ip>, kRequired},
    F{"hostname", &read_member<&N::hostname>},
    F{"port", &read_member<&N::port>},
    F{"tls-port", &read_member<&N::tls_port>},
    F{"role", &read_member<&N::role>, kRequired},
    F{"replication-offset", &read_member<&N::replication_offset>, kRequired},
    F{"health", &read_member<&N::health>, kRequired},
};

void read_slots(ClusterShard& out, const ReplyView& reply) {
  for (const auto& [first, last] : tributary::decode<std::vector<std::pair<std::int64_t, std::int64_t>>>(reply)) {
    out.slots.push_back({first, last});
  }
}

constexpr std::array kShardFields{
    ReplyField<ClusterShard>{"slots", &read_slots, kRequired},
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
