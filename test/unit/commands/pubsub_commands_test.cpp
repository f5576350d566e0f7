#include <tributary/commands/pubsub_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <cstdint>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

TEST_CASE("messages are published with their channel") {
  CHECK(sent_by([](Commands& redis) { redis.publish("c", 5); }) == resp_command({"PUBLISH", "c", "5"}));
  CHECK(sent_by([](Commands& redis) { redis.spublish("c", "m"); }) == resp_command({"SPUBLISH", "c", "m"}));
}

TEST_CASE("questions about channels take a pattern, or one channel, or several") {
  CHECK(sent_by([](Commands& redis) { redis.pubsub_channels(); }) == resp_command({"PUBSUB", "CHANNELS"}));
  CHECK(sent_by([](Commands& redis) { redis.pubsub_channels("n*"); }) == resp_command({"PUBSUB", "CHANNELS", "n*"}));
  CHECK(sent_by([](Commands& redis) { redis.pubsub_shardchannels("n*"); }) ==
        resp_command({"PUBSUB", "SHARDCHANNELS", "n*"}));
  CHECK(sent_by([](Commands& redis) { redis.pubsub_numpat(); }) == resp_command({"PUBSUB", "NUMPAT"}));
  CHECK(sent_by([](Commands& redis) { redis.pubsub_numsub("c"); }) == resp_command({"PUBSUB", "NUMSUB", "c"}));
  CHECK(sent_by([](Commands& redis) {
          redis.pubsub_numsub({"a", "b"});
        }) == resp_command({"PUBSUB", "NUMSUB", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.pubsub_shardnumsub("c"); }) ==
        resp_command({"PUBSUB", "SHARDNUMSUB", "c"}));
  CHECK(sent_by([](Commands& redis) {
          redis.pubsub_shardnumsub({"a", "b"});
        }) == resp_command({"PUBSUB", "SHARDNUMSUB", "a", "b"}));
}

TEST_CASE("the numbers of subscribers come in the places of their channels") {
  CHECK(*answered("*4\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n:2\r\n", [](Commands& redis) {
    return redis.pubsub_numsub({"a", "b"});
  }) == std::vector<std::int64_t>{1, 2});
  CHECK(*answered("*2\r\n$1\r\na\r\n:4\r\n", [](Commands& redis) { return redis.pubsub_shardnumsub("a"); }) == 4);
  CHECK(answered("*3\r\n$1\r\na\r\n:4\r\n:5\r\n",
                 [](Commands& redis) {
                   return redis.pubsub_numsub({"a", "b"});
                 })
            .error()
            ->kind == ErrorKind::decode);
}

TEST_CASE("questions about no channel are refused") {
  const std::vector<std::string> nothing;
  CHECK(refusal_of([&](Commands& redis) { redis.pubsub_numsub(nothing); }) ==
        "PUBSUB NUMSUB needs at least one channel");
  CHECK(refusal_of([&](Commands& redis) { redis.pubsub_shardnumsub(nothing); }) ==
        "PUBSUB SHARDNUMSUB needs at least one channel");
}
