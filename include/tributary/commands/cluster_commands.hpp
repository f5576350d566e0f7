#pragma once

#include <tributary/commands/cluster_info.hpp>
#include <tributary/commands/cluster_link.hpp>
#include <tributary/commands/cluster_node.hpp>
#include <tributary/commands/cluster_shard.hpp>
#include <tributary/commands/cluster_slots.hpp>
#include <tributary/commands/command_group.hpp>
#include <tributary/commands/replication_role.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// A cluster, and what a server is in a replication. A server that belongs to no cluster answers the CLUSTER commands
/// with ERR. Those that change a cluster are for operators and left out, as are READONLY, READWRITE and ASKING, which
/// change their connection, and CLUSTER SLAVES, which CLUSTER REPLICAS replaces.
class TRIBUTARY_API ClusterCommands : public detail::CommandGroup<ClusterCommands> {
 public:
  /// Counts the nodes that have told this one lately that a node has failed.
  ///
  /// Sends:    CLUSTER COUNT-FAILURE-REPORTS id
  /// Reply:    integer -> std::int64_t
  /// Errors:   ERR when there is no such node
  /// Cost:     O(N) for N reports
  /// Source:   redis.io/commands/cluster-count-failure-reports, since 3.0.0
  DeferredResult<std::int64_t> cluster_count_failure_reports(std::string_view id);

  /// Counts the keys of a slot that this node holds.
  ///
  /// Sends:    CLUSTER COUNTKEYSINSLOT slot
  /// Reply:    integer -> std::int64_t
  /// Errors:   ERR unless slot is from 0 to 16383
  /// Cost:     O(1)
  /// Source:   redis.io/commands/cluster-countkeysinslot, since 3.0.0
  DeferredResult<std::int64_t> cluster_countkeysinslot(std::int64_t slot);

  /// Up to `count` keys of a slot that this node holds.
  ///
  /// Sends:    CLUSTER GETKEYSINSLOT slot count
  /// Reply:    array of bulk strings -> std::vector<T>
  /// Errors:   ERR unless slot is from 0 to 16383, and when count is negative
  /// Cost:     O(N) for N keys
  /// Source:   redis.io/commands/cluster-getkeysinslot, since 3.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> cluster_getkeysinslot(std::int64_t slot, std::int64_t count) {
    return detail::deferred<std::vector<T>>(cluster_getkeysinslot_as(detail::result_type<std::vector<T>>, slot, count));
  }

  /// The state of the cluster as this node sees it.
  ///
  /// Sends:    CLUSTER INFO
  /// Reply:    bulk string -> ClusterInfo
  /// Cost:     O(1)
  /// Source:   redis.io/commands/cluster-info, since 3.0.0
  DeferredResult<ClusterInfo> cluster_info();

  /// The slot that a key belongs to.
  ///
  /// Sends:    CLUSTER KEYSLOT key
  /// Reply:    integer -> std::int64_t, from 0 to 16383
  /// Cost:     O(N) for N bytes
  /// Source:   redis.io/commands/cluster-keyslot, since 3.0.0
  DeferredResult<std::int64_t> cluster_keyslot(std::string_view key);

  /// The connections between this node and the others.
  ///
  /// Sends:    CLUSTER LINKS
  /// Reply:    array -> std::vector<ClusterLink>
  /// Cost:     O(N) for N nodes
  /// Source:   redis.io/commands/cluster-links, since 7.0.0
  DeferredResult<std::vector<ClusterLink>> cluster_links();

  /// The id of this node.
  ///
  /// Sends:    CLUSTER MYID
  /// Reply:    bulk string -> std::string
  /// Cost:     O(1)
  /// Source:   redis.io/commands/cluster-myid, since 3.0.0
  DeferredResult<std::string> cluster_myid();

  /// The id of the shard of this node: a master and its replicas have the same.
  ///
  /// Sends:    CLUSTER MYSHARDID
  /// Reply:    bulk string -> std::string
  /// Cost:     O(1)
  /// Source:   redis.io/commands/cluster-myshardid, since 7.2.0
  DeferredResult<std::string> cluster_myshardid();

  /// The nodes as this one sees them, itself included.
  ///
  /// Sends:    CLUSTER NODES
  /// Reply:    bulk string, a line for each node -> std::vector<ClusterNode>
  /// Cost:     O(N) for N nodes
  /// Source:   redis.io/commands/cluster-nodes, since 3.0.0
  DeferredResult<std::vector<ClusterNode>> cluster_nodes();

  /// The replicas of a master.
  ///
  /// Sends:    CLUSTER REPLICAS id
  /// Reply:    array of lines as those of CLUSTER NODES -> std::vector<ClusterNode>
  /// Errors:   ERR when there is no such node, or it is no master
  /// Cost:     O(N) for N replicas
  /// Source:   redis.io/commands/cluster-replicas, since 5.0.0
  DeferredResult<std::vector<ClusterNode>> cluster_replicas(std::string_view id);

  /// The masters, each with its replicas and its slots.
  ///
  /// Sends:    CLUSTER SHARDS
  /// Reply:    array -> std::vector<ClusterShard>
  /// Cost:     O(N) for N nodes
  /// Source:   redis.io/commands/cluster-shards, since 7.0.0
  DeferredResult<std::vector<ClusterShard>> cluster_shards();

  /// Who serves which slots. Servers since 7.0.0 have cluster_shards(), which tells more.
  ///
  /// Sends:    CLUSTER SLOTS
  /// Reply:    array -> std::vector<ClusterSlots>
  /// Cost:     O(N) for N nodes
  /// Source:   redis.io/commands/cluster-slots, since 3.0.0
  DeferredResult<std::vector<ClusterSlots>> cluster_slots();

  /// What the server is in a replication: a master, a replica, or a sentinel that watches masters.
  ///
  /// Sends:    ROLE
  /// Reply:    array -> ReplicationRole
  /// Cost:     O(1)
  /// Source:   redis.io/commands/role, since 2.8.12
  DeferredResult<ReplicationRole> role();

 private:
  detail::SlotHandle cluster_getkeysinslot_as(const detail::ResultType& type, std::int64_t slot, std::int64_t count);
};

}  // namespace tributary
