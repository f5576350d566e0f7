#include <tributary/commands/stream_group_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

namespace {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

std::string sent_by_xclaim(const XclaimOptions& options) {
  return sent_by([&](Commands& redis) { redis.xclaim("k", "g", "c", 1s, {{5, 3}}, options); });
}

std::string refusal_of_xclaim(const XclaimOptions& options) {
  return refusal_of([&](Commands& redis) { redis.xclaim_justid("k", "g", "c", 1s, {{5, 3}}, options); });
}

}  // namespace

TEST_CASE("XGROUP sends the key behind its subcommand") {
  CHECK(sent_by([](Commands& redis) {
          redis.xgroup_create("k", "g", StreamId{5, 3});
        }) == resp_command({"XGROUP", "CREATE", "k", "g", "5-3"}));
  CHECK(sent_by([](Commands& redis) {
          redis.xgroup_create("k", "g", StreamPosition::latest(), {.make_stream = true, .entries_read = 7});
        }) == resp_command({"XGROUP", "CREATE", "k", "g", "$", "MKSTREAM", "ENTRIESREAD", "7"}));
  CHECK(sent_by([](Commands& redis) { redis.xgroup_createconsumer("k", "g", "c"); }) ==
        resp_command({"XGROUP", "CREATECONSUMER", "k", "g", "c"}));
  CHECK(sent_by([](Commands& redis) { redis.xgroup_delconsumer("k", "g", "c"); }) ==
        resp_command({"XGROUP", "DELCONSUMER", "k", "g", "c"}));
  CHECK(sent_by([](Commands& redis) { redis.xgroup_destroy("k", "g"); }) ==
        resp_command({"XGROUP", "DESTROY", "k", "g"}));
  CHECK(sent_by([](Commands& redis) { redis.xgroup_setid("k", "g", StreamPosition::latest()); }) ==
        resp_command({"XGROUP", "SETID", "k", "g", "$"}));
  CHECK(sent_by([](Commands& redis) { redis.xgroup_setid("k", "g", StreamId{}, {.entries_read = 7}); }) ==
        resp_command({"XGROUP", "SETID", "k", "g", "0-0", "ENTRIESREAD", "7"}));
  CHECK(sent_by([](Commands& redis) { redis.xinfo_groups("k"); }) == resp_command({"XINFO", "GROUPS", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.xinfo_consumers("k", "g"); }) ==
        resp_command({"XINFO", "CONSUMERS", "k", "g"}));
}

TEST_CASE("XREADGROUP asks each stream for new entries, or one stream for pending ones") {
  const std::vector<std::string> keys{"a", "b"};
  CHECK(sent_by([](Commands& redis) { redis.xreadgroup("g", "c", "k"); }) ==
        resp_command({"XREADGROUP", "GROUP", "g", "c", "STREAMS", "k", ">"}));
  CHECK(sent_by([](Commands& redis) { redis.xreadgroup("g", "c", {"k"}); }) ==
        resp_command({"XREADGROUP", "GROUP", "g", "c", "STREAMS", "k", ">"}));
  CHECK(sent_by([&](Commands& redis) { redis.xreadgroup("g", "c", keys, {.count = 7, .noack = true, .block = 2s}); }) ==
        resp_command(
            {"XREADGROUP", "GROUP", "g", "c", "COUNT", "7", "BLOCK", "2000", "NOACK", "STREAMS", "a", "b", ">", ">"}));
  CHECK(sent_by([](Commands& redis) { redis.xreadgroup_pending("g", "c", "k"); }) ==
        resp_command({"XREADGROUP", "GROUP", "g", "c", "STREAMS", "k", "0-0"}));
  CHECK(sent_by([](Commands& redis) {
          redis.xreadgroup_pending("g", "c", "k", {5, 3}, 7);
        }) == resp_command({"XREADGROUP", "GROUP", "g", "c", "COUNT", "7", "STREAMS", "k", "5-3"}));
}

TEST_CASE("entries are acknowledged and claimed by their IDs") {
  const std::vector<StreamEntry<>> entries{{{1, 0}, {}}, {{2, 0}, {}}};
  CHECK(sent_by([](Commands& redis) {
          redis.xack("k", "g", StreamId{5, 3});
        }) == resp_command({"XACK", "k", "g", "5-3"}));
  CHECK(sent_by([&](Commands& redis) { redis.xack("k", "g", entries); }) ==
        resp_command({"XACK", "k", "g", "1-0", "2-0"}));
  CHECK(sent_by([&](Commands& redis) { redis.xclaim_justid("k", "g", "c", 1s, entries, {.force = true}); }) ==
        resp_command({"XCLAIM", "k", "g", "c", "1000", "1-0", "2-0", "FORCE", "JUSTID"}));
  CHECK(sent_by_xclaim({}) == resp_command({"XCLAIM", "k", "g", "c", "1000", "5-3"}));
  CHECK(sent_by_xclaim({.idle = 2s, .deliveries = 7}) ==
        resp_command({"XCLAIM", "k", "g", "c", "1000", "5-3", "IDLE", "2000", "RETRYCOUNT", "7"}));
  CHECK(sent_by_xclaim({.delivered_at = Time{5s}}) ==
        resp_command({"XCLAIM", "k", "g", "c", "1000", "5-3", "TIME", "5000"}));
}

TEST_CASE("XAUTOCLAIM and XPENDING send where they start and how far they go") {
  CHECK(sent_by([](Commands& redis) { redis.xautoclaim("k", "g", "c", 1s); }) ==
        resp_command({"XAUTOCLAIM", "k", "g", "c", "1000", "0-0"}));
  CHECK(sent_by([](Commands& redis) {
          redis.xautoclaim_justid("k", "g", "c", 0ms, {5, 3}, 7);
        }) == resp_command({"XAUTOCLAIM", "k", "g", "c", "0", "5-3", "COUNT", "7", "JUSTID"}));
  CHECK(sent_by([](Commands& redis) { redis.xpending("k", "g"); }) == resp_command({"XPENDING", "k", "g"}));
  CHECK(sent_by([](Commands& redis) { redis.xpending_range("k", "g", {}, 7); }) ==
        resp_command({"XPENDING", "k", "g", "-", "+", "7"}));
  CHECK(sent_by([](Commands& redis) {
          redis.xpending_range("k", "g", {.min = StreamBound::exclusive({5, 3})}, 7, {.min_idle = 1s, .consumer = ""});
        }) == resp_command({"XPENDING", "k", "g", "IDLE", "1000", "(5-3", "+", "7", ""}));
}

TEST_CASE("pending entries that were deleted have no fields") {
  const char* const reply =
      "*1\r\n*2\r\n$1\r\nk\r\n*2\r\n*2\r\n$3\r\n1-0\r\n*-1\r\n"
      "*2\r\n$3\r\n2-0\r\n*2\r\n$1\r\nf\r\n$1\r\n7\r\n";
  using Numbered = std::map<std::string, int>;
  CHECK(*answered(reply, [](Commands& redis) { return redis.xreadgroup_pending<Numbered>("g", "c", "k"); }) ==
        std::vector<StreamEntry<std::optional<Numbered>>>{{{1, 0}, std::nullopt}, {{2, 0}, Numbered{{"f", 7}}}});
}

TEST_CASE("XREADGROUP answers by stream, one stream without its key, and nothing for nil") {
  const char* const reply = "*1\r\n*2\r\n$1\r\nk\r\n*1\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n";
  const std::vector<StreamEntry<>> entries{{{1, 0}, {{"f", "v"}}}};
  const auto one = [](Commands& redis) { return redis.xreadgroup("g", "c", "k"); };
  const auto many = [](Commands& redis) { return redis.xreadgroup("g", "c", {"j", "k"}); };
  CHECK(*answered(reply, one) == entries);
  CHECK(*answered(reply, many) == std::vector<StreamEntries<>>{{"k", entries}});
  CHECK(answered("*-1\r\n", one)->empty());
  CHECK(answered("*-1\r\n", many)->empty());
}

TEST_CASE("XAUTOCLAIM answers where to go on, and nothing at the end") {
  const auto claim = [](Commands& redis) { return redis.xautoclaim_justid("k", "g", "c", 1s); };
  CHECK(*answered("*3\r\n$3\r\n2-0\r\n*1\r\n$3\r\n1-0\r\n*1\r\n$3\r\n1-5\r\n", claim) ==
        Autoclaimed<StreamId>{StreamId{2, 0}, {{1, 0}}, {{1, 5}}});
  CHECK(*answered("*3\r\n$3\r\n0-0\r\n*0\r\n*0\r\n", claim) == Autoclaimed<StreamId>{});
}

TEST_CASE("what Redis 7.2 tells of consumers is read, and its -1 for never is nothing") {
  const auto list = [](Commands& redis) { return redis.xinfo_consumers("k", "g"); };
  const std::string consumer = "$4\r\nname\r\n$1\r\nc\r\n$7\r\npending\r\n:2\r\n$4\r\nidle\r\n:30\r\n";
  CHECK(*answered("*1\r\n*6\r\n" + consumer, list) == std::vector<StreamConsumerInfo>{{"c", 2, 30ms, std::nullopt}});
  CHECK(
      *answered("*2\r\n*8\r\n" + consumer + "$8\r\ninactive\r\n:40\r\n*8\r\n" + consumer + "$8\r\ninactive\r\n:-1\r\n",
                list) == std::vector<StreamConsumerInfo>{{"c", 2, 30ms, 40ms}, {"c", 2, 30ms, std::nullopt}});
}

TEST_CASE("what a command of groups cannot mean is refused before anything is recorded") {
  const std::vector<std::string> no_keys;
  CHECK(refusal_of([](Commands& redis) { redis.xack("k", "g", std::vector<StreamId>{}); }) ==
        "XACK needs at least one ID");
  CHECK(refusal_of([](Commands& redis) { redis.xclaim("k", "g", "c", 1s, std::vector<StreamId>{}); }) ==
        "XCLAIM needs at least one ID");
  CHECK(refusal_of([](Commands& redis) { redis.xclaim_justid("k", "g", "c", 1s, std::vector<StreamId>{}); }) ==
        "XCLAIM needs at least one ID");
  CHECK(refusal_of([](Commands& redis) {
          redis.xclaim("k", "g", "c", -1ms, {{5, 3}});
        }) == "XCLAIM: min_idle must not be negative, as -1 is");
  CHECK(refusal_of_xclaim({.idle = -1ms}) == "XCLAIM: idle must not be negative, as -1 is");
  CHECK(refusal_of_xclaim({.delivered_at = Time{-1ms}}) == "XCLAIM: delivered_at must not be negative, as -1 is");
  CHECK(refusal_of_xclaim({.deliveries = -1}) == "XCLAIM: deliveries must not be negative, as -1 is");
  CHECK(refusal_of_xclaim({.idle = 1s, .delivered_at = Time{5s}}) == "XCLAIM: idle contradicts delivered_at");
  CHECK(refusal_of([](Commands& redis) { redis.xautoclaim("k", "g", "c", -1ms); }) ==
        "XAUTOCLAIM: min_idle must not be negative, as -1 is");
  CHECK(refusal_of([](Commands& redis) { redis.xautoclaim_justid("k", "g", "c", 1s, {}, 0); }) ==
        "XAUTOCLAIM: count must be at least 1, not 0");
  CHECK(refusal_of([](Commands& redis) { redis.xpending_range("k", "g", {}, 0); }) ==
        "XPENDING: count must be at least 1, not 0");
  CHECK(refusal_of([](Commands& redis) { redis.xpending_range("k", "g", {}, 1, {.min_idle = -1ms}); }) ==
        "XPENDING: min_idle must not be negative, as -1 is");
  CHECK(refusal_of([&](Commands& redis) { redis.xreadgroup("g", "c", no_keys); }) ==
        "XREADGROUP needs at least one stream");
  CHECK(refusal_of([](Commands& redis) { redis.xreadgroup("g", "c", "k", {.count = -1}); }) ==
        "XREADGROUP: count must be at least 1, not -1");
  CHECK(refusal_of([](Commands& redis) { redis.xreadgroup("g", "c", "k", {.block = 0ms}); }).substr(0, 31) ==
        "XREADGROUP cannot wait for 0 ms");
  CHECK(refusal_of([](Commands& redis) { redis.xreadgroup_pending("g", "c", "k", {}, 0); }) ==
        "XREADGROUP: count must be at least 1, not 0");
}
