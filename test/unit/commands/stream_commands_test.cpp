#include <tributary/commands/stream_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

namespace {

using Entry = StreamEntry<>;
using Map = std::map<std::string, int>;

std::string sent_by_xadd(const XaddOptions& options) {
  return sent_by([&](Commands& redis) { redis.xadd("k", {{"f", 1}}, options); });
}

std::string sent_by_xtrim(const StreamTrim& trim) {
  return sent_by([&](Commands& redis) { redis.xtrim("k", trim); });
}

std::string refusal_of_xread(const XreadOptions& options) {
  return refusal_of([&](Commands& redis) { redis.xread("k", StreamId{}, options); });
}

}  // namespace

TEST_CASE("XADD sends an ID before the fields, the server's choice by default") {
  const Map fields{{"a", 1}, {"b", 2}};
  CHECK(sent_by([&](Commands& redis) { redis.xadd("k", fields); }) ==
        resp_command({"XADD", "k", "*", "a", "1", "b", "2"}));
  CHECK(sent_by_xadd({.id = StreamId{5, 3}}) == resp_command({"XADD", "k", "5-3", "f", "1"}));
  CHECK(sent_by_xadd({.id = NewStreamId::next_in(5)}) == resp_command({"XADD", "k", "5-*", "f", "1"}));
  CHECK(sent_by([&](Commands& redis) { redis.xadd_nomkstream("k", fields, {.trim = StreamTrim::max_length(9)}); }) ==
        resp_command({"XADD", "k", "NOMKSTREAM", "MAXLEN", "9", "*", "a", "1", "b", "2"}));
}

TEST_CASE("a stream is trimmed to a length or from an ID on, exactly or about") {
  CHECK(sent_by_xadd({.id = StreamId{5, 3}, .trim = StreamTrim::max_length(1000).approximate()}) ==
        resp_command({"XADD", "k", "MAXLEN", "~", "1000", "5-3", "f", "1"}));
  CHECK(sent_by_xtrim(StreamTrim::max_length(0)) == resp_command({"XTRIM", "k", "MAXLEN", "0"}));
  CHECK(sent_by_xtrim(StreamTrim::min_id({5, 3})) == resp_command({"XTRIM", "k", "MINID", "5-3"}));
  CHECK(sent_by_xtrim(StreamTrim::min_id({5, 3}).approximate(0)) ==
        resp_command({"XTRIM", "k", "MINID", "~", "5-3", "LIMIT", "0"}));
}

TEST_CASE("XDEL takes one ID, many, or what has IDs") {
  const std::vector<Entry> entries{{{1, 0}, {}}, {{2, 0}, {}}};
  CHECK(sent_by([](Commands& redis) { redis.xdel("k", StreamId{5, 3}); }) == resp_command({"XDEL", "k", "5-3"}));
  CHECK(sent_by([](Commands& redis) {
          redis.xdel("k", {{5, 3}, {6, 0}});
        }) == resp_command({"XDEL", "k", "5-3", "6-0"}));
  CHECK(sent_by([&](Commands& redis) { redis.xdel("k", entries); }) == resp_command({"XDEL", "k", "1-0", "2-0"}));
}

TEST_CASE("ranges of a stream send their ends in the order of reading") {
  const StreamRange range{.min = StreamBound::exclusive({1, 2}), .max = StreamId{3, 4}};
  CHECK(sent_by([](Commands& redis) { redis.xrange("k"); }) == resp_command({"XRANGE", "k", "-", "+"}));
  CHECK(sent_by([&](Commands& redis) { redis.xrange("k", range, 7); }) ==
        resp_command({"XRANGE", "k", "(1-2", "3-4", "COUNT", "7"}));
  CHECK(sent_by([](Commands& redis) { redis.xrevrange("k"); }) == resp_command({"XREVRANGE", "k", "+", "-"}));
  CHECK(sent_by([&](Commands& redis) { redis.xrevrange("k", range, 7); }) ==
        resp_command({"XREVRANGE", "k", "3-4", "(1-2", "COUNT", "7"}));
}

TEST_CASE("XREAD sends all keys before all positions") {
  const std::map<std::string, StreamId> seen{{"a", {1, 0}}, {"b", {2, 0}}};
  CHECK(sent_by([](Commands& redis) {
          redis.xread("k", StreamId{5, 3});
        }) == resp_command({"XREAD", "STREAMS", "k", "5-3"}));
  CHECK(sent_by([](Commands& redis) {
          redis.xread({{"a", StreamId{1, 0}}, {"b", StreamPosition::latest()}}, {.count = 7});
        }) == resp_command({"XREAD", "COUNT", "7", "STREAMS", "a", "b", "1-0", "$"}));
  CHECK(sent_by([](Commands& redis) {
          redis.xread({{"a", StreamId{}}});
        }) == resp_command({"XREAD", "STREAMS", "a", "0-0"}));
  CHECK(sent_by([&](Commands& redis) { redis.xread(seen); }) ==
        resp_command({"XREAD", "STREAMS", "a", "b", "1-0", "2-0"}));
}

TEST_CASE("XREAD waits in milliseconds") {
  CHECK(sent_by([](Commands& redis) { redis.xread("k", StreamPosition::latest(), {.count = 1, .block = 2s}); }) ==
        resp_command({"XREAD", "COUNT", "1", "BLOCK", "2000", "STREAMS", "k", "$"}));
  CHECK(sent_by([](Commands& redis) {
          redis.xread({{"k", StreamId{}}}, {.block = 1ms});
        }) == resp_command({"XREAD", "BLOCK", "1", "STREAMS", "k", "0-0"}));
}

TEST_CASE("XINFO STREAM, XLEN and XSETID send what they are given") {
  CHECK(sent_by([](Commands& redis) { redis.xlen("k"); }) == resp_command({"XLEN", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.xinfo_stream("k"); }) == resp_command({"XINFO", "STREAM", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.xinfo_stream_full("k", std::nullopt); }) ==
        resp_command({"XINFO", "STREAM", "k", "FULL", "COUNT", "0"}));
  CHECK(sent_by([](Commands& redis) { redis.xsetid("k", {5, 3}); }) == resp_command({"XSETID", "k", "5-3"}));
  CHECK(sent_by([](Commands& redis) {
          redis.xsetid("k", {5, 3}, {.entries_added = 9, .max_deleted_id = StreamId{4, 0}});
        }) == resp_command({"XSETID", "k", "5-3", "ENTRIESADDED", "9", "MAXDELETEDID", "4-0"}));
}

TEST_CASE("entries have their fields in the form that was asked for") {
  const char* const reply =
      "*2\r\n*2\r\n$3\r\n1-0\r\n*4\r\n$1\r\nb\r\n$1\r\n2\r\n$1\r\na\r\n$1\r\n1\r\n"
      "*2\r\n$3\r\n2-5\r\n*4\r\n$1\r\na\r\n$1\r\n3\r\n$1\r\na\r\n$1\r\n4\r\n";
  CHECK(*answered(reply, [](Commands& redis) { return redis.xrange("k"); }) ==
        std::vector<Entry>{{{1, 0}, {{"b", "2"}, {"a", "1"}}}, {{2, 5}, {{"a", "3"}, {"a", "4"}}}});
  CHECK(*answered(reply, [](Commands& redis) { return redis.xrange<Map>("k"); }) ==
        std::vector<StreamEntry<Map>>{{{1, 0}, {{"a", 1}, {"b", 2}}}, {{2, 5}, {{"a", 3}}}});
  CHECK(*answered(reply, [](Commands& redis) { return redis.xrevrange<std::vector<std::string>>("k"); }) ==
        std::vector<StreamEntry<std::vector<std::string>>>{{{1, 0}, {"b", "2", "a", "1"}},
                                                           {{2, 5}, {"a", "3", "a", "4"}}});
}

TEST_CASE("fields that are not what was asked for are a decode error") {
  const auto wrong = answered("*1\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\na\r\n$1\r\nx\r\n",
                              [](Commands& redis) { return redis.xrange<Map>("k"); });
  REQUIRE(wrong.error() != nullptr);
  CHECK(wrong.error()->kind == ErrorKind::decode);
}

TEST_CASE("XREAD answers by stream, one stream without its key, and nothing for nil") {
  const char* const reply = "*1\r\n*2\r\n$1\r\nk\r\n*1\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n";
  const std::vector<Entry> entries{{{1, 0}, {{"f", "v"}}}};
  const auto one = [](Commands& redis) { return redis.xread("k", StreamId{}); };
  const auto many = [](Commands& redis) { return redis.xread({{"j", StreamId{}}, {"k", StreamId{}}}); };
  CHECK(*answered(reply, one) == entries);
  CHECK(*answered(reply, many) == std::vector<StreamEntries<>>{{"k", entries}});
  CHECK(answered("*-1\r\n", one)->empty());
  CHECK(answered("*-1\r\n", many)->empty());
}

TEST_CASE("XADD answers the ID, and nothing for a stream that it did not create") {
  CHECK(*answered("$3\r\n5-3\r\n", [](Commands& redis) { return redis.xadd("k", {{"f", 1}}); }) == StreamId{5, 3});
  const auto existing = [](Commands& redis) { return redis.xadd_nomkstream("k", {{"f", 1}}); };
  CHECK(*answered("$3\r\n5-3\r\n", existing) == StreamId{5, 3});
  CHECK(*answered("$-1\r\n", existing) == std::nullopt);
}

TEST_CASE("XINFO STREAM is read by the names in it: unknown ones are passed over, missing ones told") {
  const std::string known =
      "$6\r\nlength\r\n:0\r\n$15\r\nradix-tree-keys\r\n:0\r\n$16\r\nradix-tree-nodes\r\n:1\r\n"
      "$17\r\nlast-generated-id\r\n$3\r\n5-3\r\n$20\r\nmax-deleted-entry-id\r\n$3\r\n4-0\r\n"
      "$13\r\nentries-added\r\n:9\r\n$23\r\nrecorded-first-entry-id\r\n$3\r\n0-0\r\n"
      "$11\r\nfirst-entry\r\n*-1\r\n$10\r\nlast-entry\r\n*-1\r\n";
  const auto xinfo = [](Commands& redis) { return redis.xinfo_stream("k"); };
  const auto info = answered("*22\r\n$3\r\nnew\r\n*1\r\n:1\r\n" + known + "$6\r\ngroups\r\n:2\r\n", xinfo);
  CHECK(info->radix_tree_nodes == 1);
  CHECK(info->last_generated_id == StreamId{5, 3});
  CHECK(info->max_deleted_entry_id == StreamId{4, 0});
  CHECK(info->entries_added == 9);
  CHECK(info->groups == 2);
  CHECK(info->first_entry == std::nullopt);
  const auto without = answered("*18\r\n" + known, xinfo);
  REQUIRE(without.error() != nullptr);
  CHECK(without.error()->message == "expected an array with a field \"groups\", got array of 18");
}

TEST_CASE("what a stream command cannot mean is refused before anything is recorded") {
  const Map no_fields;
  const std::map<std::string, StreamId> no_streams;
  CHECK(refusal_of([&](Commands& redis) { redis.xadd("k", no_fields); }) == "XADD needs at least one field");
  CHECK(refusal_of([&](Commands& redis) { redis.xadd_nomkstream("k", no_fields); }) == "XADD needs at least one field");
  CHECK(refusal_of([](Commands& redis) { redis.xdel("k", std::vector<StreamId>{}); }) == "XDEL needs at least one ID");
  CHECK(refusal_of([&](Commands& redis) { redis.xread(no_streams); }) == "XREAD needs at least one stream");
  CHECK(refusal_of([](Commands& redis) { redis.xrange("k", {}, 0); }) == "XRANGE: count must be at least 1, not 0");
  CHECK(refusal_of([](Commands& redis) { redis.xrevrange("k", {}, -1); }) ==
        "XREVRANGE: count must be at least 1, not -1");
  CHECK(refusal_of([](Commands& redis) { redis.xinfo_stream_full("k", 0); }) ==
        "XINFO STREAM: count must be at least 1, not 0");
  CHECK(refusal_of_xread({.count = 0}) == "XREAD: count must be at least 1, not 0");
  CHECK(refusal_of_xread({.block = 0ms}).substr(0, 26) == "XREAD cannot wait for 0 ms");
  CHECK(refusal_of_xread({.block = -1ms}).substr(0, 27) == "XREAD cannot wait for -1 ms");
  CHECK(refusal_of_xread({.block = std::chrono::hours{24 * 25}}).substr(0, 21) == "XREAD cannot wait for");
  CHECK_THROWS_AS(StreamTrim::max_length(-1), std::invalid_argument);
  CHECK_THROWS_AS(StreamTrim::max_length(1).approximate(-1), std::invalid_argument);
}
