#pragma once

#include <tributary/codec/codec.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// A replica that is connected to a master.
struct ConnectedReplica {
  std::string ip{};
  std::int64_t port = 0;
  std::int64_t offset = 0;  ///< how far it has acknowledged the master's data

  friend bool operator==(const ConnectedReplica&, const ConnectedReplica&) = default;
};

struct MasterRole {
  std::int64_t offset = 0;  ///< in the stream of its data
  std::vector<ConnectedReplica> replicas{};

  friend bool operator==(const MasterRole&, const MasterRole&) = default;
};

struct ReplicaRole {
  std::string master_ip{};
  std::int64_t master_port = 0;
  std::string state{};      ///< "connect", "connecting", "handshake", "sync" or "connected"
  std::int64_t offset = 0;  ///< how far it has the master's data; -1 before it has any

  friend bool operator==(const ReplicaRole&, const ReplicaRole&) = default;
};

struct SentinelRole {
  std::vector<std::string> masters{};  ///< the names of those it watches

  friend bool operator==(const SentinelRole&, const SentinelRole&) = default;
};

/// What a server is in a replication: exactly one of the three is there.
struct ReplicationRole {
  std::optional<MasterRole> master{};
  std::optional<ReplicaRole> replica{};
  std::optional<SentinelRole> sentinel{};

  friend bool operator==(const ReplicationRole&, const ReplicationRole&) = default;
};

template <>
struct Codec<ConnectedReplica> {
  TRIBUTARY_API static ConnectedReplica from_reply(const ReplyView& reply);
};
template <>
struct Codec<ReplicationRole> {
  TRIBUTARY_API static ReplicationRole from_reply(const ReplyView& reply);
};

}  // namespace tributary
