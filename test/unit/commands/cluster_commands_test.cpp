#include <tributary/commands/cluster_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"
#include "unit/commands/resp_reply.hpp"

#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

TEST_CASE("CLUSTER commands send nodes, slots and keys") {
  CHECK(sent_by([](Commands& redis) { redis.cluster_info(); }) == resp_command({"CLUSTER", "INFO"}));
  CHECK(sent_by([](Commands& redis) { redis.cluster_links(); }) == resp_command({"CLUSTER", "LINKS"}));
  CHECK(sent_by([](Commands& redis) { redis.cluster_myid(); }) == resp_command({"CLUSTER", "MYID"}));
  CHECK(sent_by([](Commands& redis) { redis.cluster_myshardid(); }) == resp_command({"CLUSTER", "MYSHARDID"}));
  CHECK(sent_by([](Commands& redis) { redis.cluster_nodes(); }) == resp_command({"CLUSTER", "NODES"}));
  CHECK(sent_by([](Commands& redis) { redis.cluster_shards(); }) == resp_command({"CLUSTER", "SHARDS"}));
  CHECK(sent_by([](Commands& redis) { redis.cluster_slots(); }) == resp_command({"CLUSTER", "SLOTS"}));
  CHECK(sent_by([](Commands& redis) { redis.cluster_keyslot("k"); }) == resp_command({"CLUSTER", "KEYSLOT", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.cluster_replicas("a1"); }) == resp_command({"CLUSTER", "REPLICAS", "a1"}));
  CHECK(sent_by([](Commands& redis) { redis.cluster_count_failure_reports("a1"); }) ==
        resp_command({"CLUSTER", "COUNT-FAILURE-REPORTS", "a1"}));
  CHECK(sent_by([](Commands& redis) { redis.cluster_countkeysinslot(5); }) ==
        resp_command({"CLUSTER", "COUNTKEYSINSLOT", "5"}));
  CHECK(sent_by([](Commands& redis) { redis.cluster_getkeysinslot(5, 10); }) ==
        resp_command({"CLUSTER", "GETKEYSINSLOT", "5", "10"}));
  CHECK(sent_by([](Commands& redis) { redis.role(); }) == resp_command({"ROLE"}));
}

TEST_CASE("the state of a cluster is numbers, and fields that are kept as text") {
  const auto info = [](Commands& redis) { return redis.cluster_info(); };
  CHECK(*answered(bulk("cluster_state:ok\r\ncluster_slots_assigned:9\r\ncluster_slots_ok:8\r\ncluster_slots_pfail:7\r\n"
                       "cluster_slots_fail:6\r\ncluster_known_nodes:5\r\ncluster_size:4\r\ncluster_current_epoch:3\r\n"
                       "cluster_my_epoch:2\r\ncluster_stats_messages_ping_sent:1\r\ncluster_stats_messages_sent:10\r\n"
                       "cluster_stats_messages_received:11\r\n"),
                  info) == ClusterInfo{.ok = true,
                                       .slots_assigned = 9,
                                       .slots_ok = 8,
                                       .slots_pfail = 7,
                                       .slots_fail = 6,
                                       .known_nodes = 5,
                                       .size = 4,
                                       .current_epoch = 3,
                                       .my_epoch = 2,
                                       .messages_sent = 10,
                                       .messages_received = 11,
                                       .others = {{"cluster_stats_messages_ping_sent", "1"}}});
  CHECK(answered(bulk("cluster_state:fail\r\n"), info)->ok == false);
  CHECK_THROWS_AS(answered(bulk("cluster_state:maybe\r\n"), info).result(), DecodeError);
  CHECK_THROWS_AS(answered(bulk("cluster_size:x\r\n"), info).result(), DecodeError);
  CHECK_THROWS_AS(answered(bulk("nonsense\r\n"), info).result(), DecodeError);
}

TEST_CASE("nodes come as the lines of one string, replicas as strings of one line") {
  const std::string line = "a 1.2.3.4:1@2 master - 0 0 1 connected 7";
  const auto nodes = [](Commands& redis) { return redis.cluster_nodes(); };
  const auto two = answered(bulk(line + "\n" + line + "\n"), nodes);
  REQUIRE(two->size() == 2);
  CHECK((*two)[1].slots == std::vector<SlotRange>{{7, 7}});
  CHECK_THROWS_AS(answered(bulk(line + "\n\n"), nodes).result(), DecodeError);
  const auto replicas = answered(texts({line}), [](Commands& redis) { return redis.cluster_replicas("a"); });
  REQUIRE(replicas->size() == 1);
  CHECK(replicas->front().id == "a");
}

TEST_CASE("a shard is its slots and its nodes") {
  const auto shards = [](Commands& redis) { return redis.cluster_shards(); };
  const auto reply = [](const std::string& role, const std::string& health) {
    return array({array(
        {bulk("slots"), array({integer(0), integer(5), integer(7), integer(7)}), bulk("nodes"),
         array({array({bulk("id"),       bulk("a"),      bulk("port"),    integer(1),       bulk("tls-port"),
                       integer(2),       bulk("ip"),     bulk("1.2.3.4"), bulk("endpoint"), bulk("e"),
                       bulk("hostname"), bulk("h"),      bulk("role"),    bulk(role),       bulk("replication-offset"),
                       integer(14),      bulk("health"), bulk(health),    bulk("later"),    nil()}),
                array({bulk("id"), bulk("b"), bulk("endpoint"), nil(), bulk("ip"), bulk(""), bulk("role"),
                       bulk("replica"), bulk("replication-offset"), integer(0), bulk("health"), bulk("online")})})})});
  };
  CHECK(*answered(reply("replica", "fail"), shards) ==
        std::vector<ClusterShard>{{.slots = {{0, 5}, {7, 7}},
                                   .nodes = {{.id = "a",
                                              .endpoint = "e",
                                              .ip = "1.2.3.4",
                                              .hostname = "h",
                                              .port = 1,
                                              .tls_port = 2,
                                              .role = NodeRole::replica,
                                              .replication_offset = 14,
                                              .health = NodeHealth::failed},
                                             {.id = "b", .role = NodeRole::replica, .health = NodeHealth::online}}}});
  CHECK(answered(reply("master", "loading"), shards)->front().nodes.front().health == NodeHealth::loading);
  CHECK(answered(reply("master", "odd"), shards)->front().nodes.front().health == NodeHealth::other);
  CHECK_THROWS_AS(answered(reply("king", "online"), shards).result(), DecodeError);
}

TEST_CASE("ranges of slots have a master, replicas, and as much about each as the server knows") {
  const auto slots = [](Commands& redis) { return redis.cluster_slots(); };
  CHECK(*answered(array({array({integer(0), integer(5), array({nil(), integer(1), bulk("a"), texts({"ip", "1.2.3.4"})}),
                                array({bulk("5.6.7.8"), integer(2), bulk("b")}), array({bulk("e"), integer(3)})})}),
                  slots) ==
        std::vector<ClusterSlots>{{.slots = {0, 5},
                                   .master = {.port = 1, .id = "a", .metadata = {{"ip", "1.2.3.4"}}},
                                   .replicas = {{.endpoint = "5.6.7.8", .port = 2, .id = "b", .metadata = {}},
                                                {.endpoint = "e", .port = 3, .metadata = {}}}}});
  CHECK_THROWS_AS(answered(array({array({integer(0), integer(5)})}), slots).result(), DecodeError);
  CHECK_THROWS_AS(answered(array({array({integer(0), integer(5), array({bulk("e")})})}), slots).result(), DecodeError);
}

TEST_CASE("links have a direction") {
  const auto links = [](Commands& redis) { return redis.cluster_links(); };
  const auto reply = [](const std::string& direction) {
    return array({array({bulk("direction"), bulk(direction), bulk("node"), bulk("a"), bulk("create-time"),
                         integer(1'700'000'000'123), bulk("events"), bulk("rw"), bulk("send-buffer-allocated"),
                         integer(9), bulk("send-buffer-used"), integer(8)})});
  };
  ClusterLink expected{.direction = LinkDirection::from,
                       .node = "a",
                       .created = std::chrono::sys_time<std::chrono::milliseconds>{1'700'000'000'123ms},
                       .events = "rw",
                       .send_buffer_allocated = 9,
                       .send_buffer_used = 8};
  CHECK(*answered(reply("from"), links) == std::vector<ClusterLink>{expected});
  CHECK(answered(reply("to"), links)->front().direction == LinkDirection::to);
  CHECK_THROWS_AS(answered(reply("up"), links).result(), DecodeError);
}

TEST_CASE("a server is a master, a replica or a sentinel") {
  const auto role = [](Commands& redis) { return redis.role(); };
  CHECK(*answered(array({bulk("master"), integer(9), array({texts({"1.2.3.4", "6380", "8"})})}), role) ==
        ReplicationRole{.master = MasterRole{.offset = 9, .replicas = {{.ip = "1.2.3.4", .port = 6380, .offset = 8}}}});
  CHECK(*answered(array({bulk("slave"), bulk("1.2.3.4"), integer(6379), bulk("sync"), integer(-1)}), role) ==
        ReplicationRole{.replica =
                            ReplicaRole{.master_ip = "1.2.3.4", .master_port = 6379, .state = "sync", .offset = -1}});
  CHECK(*answered(array({bulk("sentinel"), texts({"a", "b"})}), role) ==
        ReplicationRole{.sentinel = SentinelRole{.masters = {"a", "b"}}});
  for (const std::string& reply : {texts({"master"}), texts({"master", "9"}), texts({"slave", "1.2.3.4"}),
                                   texts({"king", "9"}), array({}), bulk("master")}) {
    INFO(reply);
    CHECK_THROWS_AS(answered(reply, role).result(), DecodeError);
  }
}
