#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

using Names = std::vector<std::string>;
using Counts = std::vector<std::int64_t>;

TEST_CASE("messages reach those who are subscribed, and who that is can be asked") {
  RedisServer server;  // of its own: its connection for control becomes a subscriber
  Client redis{server.uri()};
  CHECK(*redis.publish("news", "nobody hears it") == 0);
  CHECK(*redis.spublish("shard", "nobody hears it") == 0);
  server.command({"SUBSCRIBE", "news"});
  server.command({"PSUBSCRIBE", "n*"});
  server.command({"SSUBSCRIBE", "shard"});

  CHECK(*redis.pubsub_channels() == Names{"news"});
  CHECK(*redis.pubsub_channels("x*") == Names{});
  CHECK(*redis.pubsub_numpat() == 1);
  CHECK(*redis.pubsub_numsub("news") == 1);
  CHECK(*redis.pubsub_numsub({"other", "news"}) == Counts{0, 1});
  CHECK(*redis.pubsub_shardchannels() == Names{"shard"});
  CHECK(*redis.pubsub_shardchannels("news") == Names{});
  CHECK(*redis.pubsub_shardnumsub("shard") == 1);
  CHECK(*redis.pubsub_shardnumsub({"shard", "news"}) == Counts{1, 0});
  CHECK(*redis.publish("news", "by channel and by pattern") == 2);
  CHECK(*redis.publish("nobody knows it", "by pattern") == 1);
  CHECK(*redis.spublish("shard", 5) == 1);
}

TEST_CASE("who may not publish on a channel is told NOPERM") {
  shared_server().command({"ACL", "SETUSER", "reader", "on", ">secret", "+publish", "resetchannels"});
  ClientOptions options = ClientOptions::from_uri(shared_server().uri());
  options.username = "reader";
  options.password = "secret";
  CHECK(server_error_of([&] { Client{options}.publish("news", "x"); }) == "NOPERM");
  shared_server().command({"ACL", "DELUSER", "reader"});
}
