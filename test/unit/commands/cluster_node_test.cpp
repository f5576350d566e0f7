#include <tributary/commands/cluster_node.hpp>

#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace tributary;
using namespace std::chrono_literals;

namespace {

ClusterNode node_from(std::string_view line) { return Codec<ClusterNode>::decode(line); }

}  // namespace

TEST_CASE("a line about a master tells its slots, and those that move") {
  CHECK(node_from("664b 127.0.0.1:7911@7921 myself,master - 0 0 1 connected 0-5000 5002 [93->-adcf] [77-<-beef]") ==
        ClusterNode{.id = "664b",
                    .ip = "127.0.0.1",
                    .port = 7911,
                    .bus_port = 7921,
                    .flags = {"myself", "master"},
                    .config_epoch = 1,
                    .connected = true,
                    .slots = {{0, 5000}, {5002, 5002}},
                    .migrating = {{93, "adcf"}},
                    .importing = {{77, "beef"}},
                    .others = {}});
}

TEST_CASE("a line about a replica tells its master") {
  CHECK(node_from("adcf ::1:7912@7922,host.example,shard-id=42 slave,fail? 664b 12 1795263954849 1 disconnected\n") ==
        ClusterNode{.id = "adcf",
                    .ip = "::1",
                    .port = 7912,
                    .bus_port = 7922,
                    .hostname = "host.example",
                    .flags = {"slave", "fail?"},
                    .master = "664b",
                    .ping_sent = ClusterNode::TimePoint{12ms},
                    .pong_received = ClusterNode::TimePoint{1795263954849ms},
                    .config_epoch = 1,
                    .others = {{"shard-id", "42"}}});
}

TEST_CASE("a node without an address, or with the short one of old servers, is read") {
  CHECK(node_from("a :0@0 noaddr - 0 0 0 disconnected").ip.empty());
  const ClusterNode old = node_from("a 10.0.0.1:6379 master - 0 0 0 connected");
  CHECK(old.ip == "10.0.0.1");
  CHECK(old.port == 6379);
  CHECK(old.bus_port == 0);
}

TEST_CASE("lines that describe no node are refused") {
  const std::string start = "a 1.2.3.4:1@2 master - 0 0 1 connected";
  CHECK(node_from(start).slots.empty());
  for (std::size_t size = 0; size < start.size() - 8; ++size) {
    INFO(start.substr(0, size));
    CHECK_THROWS_AS(node_from(start.substr(0, size)), CodecError);
  }
  for (const char* slots : {"x", "1-", "-1-", "[5", "[5]", "[5->-]", "[5->-", "[x->-a]", "[5-x-a]", "1-2-3"}) {
    INFO(slots);
    CHECK_THROWS_AS(node_from(start + " " + slots), CodecError);
  }
  CHECK_THROWS_AS(node_from("a nowhere master - 0 0 1 connected"), CodecError);
  CHECK_THROWS_AS(node_from("a 1.2.3.4:1@2,,x master - 0 0 1 connected"), CodecError);
}
