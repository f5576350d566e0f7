#include <tributary/commands/cluster_slots.hpp>

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>

namespace tributary {

SlotNode Codec<SlotNode>::from_reply(const ReplyView& reply) {
  // Since 4.0.0 an id follows, since 7.0.0 the metadata.
  if (reply.size() < 2) throw_unexpected_reply("a node: endpoint, port, ...", reply);
  SlotNode out{.endpoint = tributary::decode<std::optional<std::string>>(reply[0]),
               .port = tributary::decode<std::int64_t>(reply[1]),
               .metadata = {}};
  if (reply.size() > 2) out.id = tributary::decode<std::string>(reply[2]);
  if (reply.size() > 3) out.metadata = tributary::decode<std::map<std::string, std::string>>(reply[3]);
  return out;
}

ClusterSlots Codec<ClusterSlots>::from_reply(const ReplyView& reply) {
  if (reply.size() < 3) throw_unexpected_reply("a range of slots: first, last, master, replicas", reply);
  ClusterSlots out{.slots = {tributary::decode<std::int64_t>(reply[0]), tributary::decode<std::int64_t>(reply[1])},
                   .master = tributary::decode<SlotNode>(reply[2])};
  for (std::size_t i = 3; i < reply.size(); ++i) out.replicas.push_back(tributary::decode<SlotNode>(reply[i]));
  return out;
}

}  // namespace tributary
