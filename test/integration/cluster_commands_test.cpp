#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "integration/server_version.hpp"
#include "support/catch.hpp"

#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

/// A cluster of one node that serves all slots but the last.
struct OneNode {
  OneNode() {
    server.command({"CLUSTER", "ADDSLOTSRANGE", "0", "16382"});
    server.command({"CONFIG", "SET", "cluster-require-full-coverage", "no"});
    serves = eventually([&] { return redis.cluster_info()->ok; });
  }

  RedisServer server{{.cluster = true}};
  Client redis{server.uri()};
  const std::string id = *redis.cluster_myid();
  const std::string absent = std::string(40, '0');
  bool serves = false;
};

}  // namespace

TEST_CASE_METHOD(OneNode, "CLUSTER INFO counts slots and nodes") {
  REQUIRE(serves);
  const ClusterInfo info = *redis.cluster_info();
  CHECK(info.slots_assigned == 16383);
  CHECK(info.slots_ok == 16383);
  CHECK(info.slots_fail == 0);
  CHECK(info.known_nodes == 1);
  CHECK(info.size == 1);
  CHECK(info.others.contains("total_cluster_links_buffer_limit_exceeded"));
}

TEST_CASE_METHOD(OneNode, "CLUSTER MYSHARDID names the shard, where the server knows it") {
  if (version_of(redis).has(detail::kSince72)) {
    CHECK(redis.cluster_myshardid()->size() == 40);
    CHECK(*redis.cluster_myshardid() != id);
  } else {
    CHECK(server_error_of([&] { redis.cluster_myshardid(); }) == "ERR");
  }
}

TEST_CASE_METHOD(OneNode, "keys are found by their slots") {
  REQUIRE(serves);
  CHECK(*redis.cluster_keyslot("foo") == 12182);
  CHECK(*redis.cluster_keyslot("{foo}bar") == 12182);
  redis.set("foo", 1);
  redis.set("{foo}2", 2);
  CHECK(*redis.cluster_countkeysinslot(12182) == 2);
  CHECK(redis.cluster_getkeysinslot(12182, 10)->size() == 2);
  CHECK(redis.cluster_getkeysinslot(12182, 1)->size() == 1);
  CHECK(redis.cluster_getkeysinslot<std::string>(1, 10)->empty());
  CHECK(server_error_of([&] { redis.cluster_countkeysinslot(16384); }) == "ERR");
  CHECK(server_error_of([&] { redis.cluster_getkeysinslot(-1, 1); }) == "ERR");
}

TEST_CASE_METHOD(OneNode, "CLUSTER NODES, SHARDS and SLOTS agree about the one node") {
  REQUIRE(serves);
  const std::vector<SlotRange> all{{0, 16382}};
  const auto nodes = redis.cluster_nodes();
  REQUIRE(nodes->size() == 1);
  CHECK(nodes->front().id == id);
  CHECK(nodes->front().flags == std::vector<std::string>{"myself", "master"});
  CHECK(nodes->front().master == std::nullopt);
  CHECK(nodes->front().connected);
  CHECK(nodes->front().slots == all);

  const auto shards = redis.cluster_shards();
  REQUIRE(shards->size() == 1);
  CHECK(shards->front().slots == all);
  REQUIRE(shards->front().nodes.size() == 1);
  const ShardNode& node = shards->front().nodes.front();
  CHECK(node.id == id);
  CHECK(node.role == NodeRole::master);
  CHECK(node.health == NodeHealth::online);

  const auto slots = redis.cluster_slots();
  REQUIRE(slots->size() == 1);
  CHECK(slots->front().slots == all.front());
  CHECK(slots->front().master.id == id);
  CHECK(slots->front().replicas.empty());
}

TEST_CASE_METHOD(OneNode, "a slot that moves is told by CLUSTER NODES") {
  server.command({"CLUSTER", "MEET", "127.0.0.1", "1", "2"});  // nobody is there, but it is a node until that is known
  const auto nodes = redis.cluster_nodes();
  REQUIRE(nodes->size() == 2);
  const ClusterNode& other = nodes->front().id == id ? nodes->back() : nodes->front();
  CHECK(other.ip == "127.0.0.1");
  CHECK(other.port == 1);
  CHECK(other.bus_port == 2);
  CHECK(other.slots.empty());
  REQUIRE(server.command({"CLUSTER", "SETSLOT", "5", "MIGRATING", other.id}) == "+OK");
  REQUIRE(server.command({"CLUSTER", "SETSLOT", "16383", "IMPORTING", other.id}) == "+OK");
  for (const ClusterNode& node : *redis.cluster_nodes()) {
    if (node.id != id) continue;
    CHECK(node.migrating == std::vector<SlotMove>{{5, other.id}});
    CHECK(node.importing == std::vector<SlotMove>{{16383, other.id}});
  }
}

TEST_CASE_METHOD(OneNode, "the one node has no links, replicas or failure reports") {
  CHECK(redis.cluster_links()->empty());
  CHECK(redis.cluster_replicas(id)->empty());
  CHECK(*redis.cluster_count_failure_reports(id) == 0);
  CHECK(server_error_of([&] { redis.cluster_replicas(absent); }) == "ERR");
  CHECK(server_error_of([&] { redis.cluster_count_failure_reports(absent); }) == "ERR");
}

TEST_CASE("a server that belongs to no cluster says so") {
  Client redis = emptied_client();
  CHECK(server_error_of([&] { redis.cluster_info(); }) == "ERR");
  CHECK(server_error_of([&] { redis.cluster_shards(); }) == "ERR");
}

TEST_CASE("ROLE tells who replicates whom") {
  RedisServer master{{.tcp = true, .extra = {"--repl-diskless-sync-delay", "0"}}};
  const std::string port = std::to_string(master.tcp_port());
  RedisServer replica{{.extra = {"--replicaof", "127.0.0.1 " + port}}};
  Client of_master{master.uri()};
  Client of_replica{replica.uri()};
  REQUIRE(eventually([&] {
    const auto role = of_replica.role();
    return role->replica.has_value() && role->replica->state == "connected";
  }));
  const ReplicationRole role = *of_replica.role();
  CHECK(role.replica->master_ip == "127.0.0.1");
  CHECK(role.replica->master_port == master.tcp_port());
  CHECK(role.replica->offset >= 0);
  CHECK(!role.master.has_value());
  CHECK(eventually([&] {
    const ReplicationRole other = *of_master.role();
    return other.master.has_value() && other.master->replicas.size() == 1;
  }));
}
