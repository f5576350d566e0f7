// The reply of ROLE:
//
//   "master"   offset (ip port offset)*
//   "slave"    ip port state offset
//   "sentinel" (name)*

#include <tributary/commands/replication_role.hpp>

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>

#include <tuple>
#include <utility>

namespace tributary {

ConnectedReplica Codec<ConnectedReplica>::from_reply(const ReplyView& reply) {
  auto [ip, port, offset] = tributary::decode<std::tuple<std::string, std::int64_t, std::int64_t>>(reply);
  return {std::move(ip), port, offset};
}

ReplicationRole Codec<ReplicationRole>::from_reply(const ReplyView& reply) {
  constexpr std::string_view kExpected = "the role of a server";
  if (reply.size() < 2) throw_unexpected_reply(kExpected, reply);
  const auto name = tributary::decode<std::string>(reply[0]);
  ReplicationRole out;
  if (name == "master" && reply.size() >= 3) {
    out.master = MasterRole{.offset = tributary::decode<std::int64_t>(reply[1]),
                            .replicas = tributary::decode<std::vector<ConnectedReplica>>(reply[2])};
  } else if (name == "slave" && reply.size() >= 5) {
    out.replica = ReplicaRole{.master_ip = tributary::decode<std::string>(reply[1]),
                              .master_port = tributary::decode<std::int64_t>(reply[2]),
                              .state = tributary::decode<std::string>(reply[3]),
                              .offset = tributary::decode<std::int64_t>(reply[4])};
  } else if (name == "sentinel") {
    out.sentinel = SentinelRole{tributary::decode<std::vector<std::string>>(reply[1])};
  } else {
    throw_unexpected_text(kExpected, name);
  }
  return out;
}

}  // namespace tributary
