#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

using Entry = StreamEntry<>;
using Ids = std::vector<StreamId>;
using Map = std::map<std::string, int>;

constexpr std::chrono::sys_days kLongAgo{std::chrono::year{2020} / 1 / 1};
constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

Ids ids_of(const DeferredResult<std::vector<Entry>>& entries) {
  Ids ids;
  for (const Entry& entry : *entries) ids.push_back(entry.id);
  return ids;
}

/// A client of a server that holds the stream "s": 1-0, 1-1, 2-0, 3-0, each with the field n, and a string "text".
struct Streams {
  Streams() {
    for (const StreamId id : Ids{{1, 0}, {1, 1}, {2, 0}, {3, 0}}) redis.xadd("s", {{"n", id.ms}}, {.id = id});
    redis.set("text", "text");
  }

  Client redis = emptied_client();
};

}  // namespace

TEST_CASE_METHOD(Streams, "xadd gives an entry the next ID, one of a millisecond, or the one that is chosen") {
  const StreamId first = *redis.xadd("new", {{"f", "v"}});
  const StreamId second = *redis.xadd("new", {{"f", "v"}});
  CHECK(second > first);
  CHECK(first.time() > kLongAgo);
  CHECK(*redis.xadd("s", {{"n", 3}}, {.id = NewStreamId::next_in(3)}) == StreamId{3, 1});
  CHECK(*redis.xadd("s", {{"n", 4}}, {.id = StreamId{4, 5}}) == StreamId{4, 5});
  CHECK(*redis.xlen("s") == 6);
}

TEST_CASE_METHOD(Streams, "IDs that are 0-0, taken or too small are errors, and so is what comes after the last ID") {
  const auto add = [&](const StreamId& id) {
    return server_error_of([&] { redis.xadd("s", {{"n", 0}}, {.id = id}).result(); });
  };
  CHECK(add({}) == "ERR");
  CHECK(add({3, 0}) == "ERR");
  CHECK(add({2, 9}) == "ERR");
  CHECK(*redis.xlen("s") == 4);
  CHECK(add(StreamId::max()) == "");
  CHECK(ids_of(redis.xrevrange("s", {}, 1)) == Ids{StreamId::max()});
  CHECK(server_error_of([&] { redis.xadd("s", {{"n", 0}}).result(); }) == "ERR");
}

TEST_CASE_METHOD(Streams, "xadd_nomkstream adds to a stream that exists, and creates none") {
  CHECK(*redis.xadd_nomkstream("missing", {{"f", 1}}) == std::nullopt);
  CHECK(*redis.exists("missing") == false);
  CHECK(*redis.xadd_nomkstream("s", {{"f", 1}}, {.id = StreamId{4, 0}}) == StreamId{4, 0});
}

TEST_CASE_METHOD(Streams, "keys and fields are bytes, and fields keep their order and their repetitions") {
  const std::string bytes{"\0\r\n\xff", 4};
  const StreamFields fields{{bytes, ""}, {"", bytes}, {bytes, bytes}};
  const StreamId id = *redis.xadd(bytes, fields);
  CHECK(*redis.xrange(bytes) == std::vector<Entry>{{id, fields}});
  CHECK(*redis.xread({{bytes, StreamId{}}}) == std::vector<StreamEntries<>>{{bytes, {{id, fields}}}});
}

TEST_CASE_METHOD(Streams, "xrange and xrevrange read between bounds, in their orders, as the type asked for") {
  CHECK(ids_of(redis.xrange("s")) == Ids{{1, 0}, {1, 1}, {2, 0}, {3, 0}});
  CHECK(ids_of(redis.xrevrange("s")) == Ids{{3, 0}, {2, 0}, {1, 1}, {1, 0}});
  CHECK(ids_of(redis.xrange("s", {.min = StreamId{1, 1}, .max = StreamBound::exclusive({3, 0})})) ==
        Ids{{1, 1}, {2, 0}});
  CHECK(ids_of(redis.xrevrange("s", {.min = StreamBound::exclusive({1, 0})}, 2)) == Ids{{3, 0}, {2, 0}});
  CHECK(ids_of(redis.xrange("s", {}, 1)) == Ids{{1, 0}});
  CHECK(redis.xrange("s", {.min = StreamId{3, 0}, .max = StreamId{1, 0}})->empty());
  CHECK(redis.xrange("missing")->empty());
  CHECK(*redis.xrange<Map>("s", {.min = StreamId{2, 0}}) ==
        std::vector<StreamEntry<Map>>{{{2, 0}, {{"n", 2}}}, {{3, 0}, {{"n", 3}}}});
  CHECK(server_error_of([&] { redis.xrange("s", {.min = StreamBound::exclusive(StreamId::max())}).result(); }) ==
        "ERR");
}

TEST_CASE_METHOD(Streams, "the largest numbers of an ID come back as they went") {
  for (const StreamId id : Ids{{5, kMax}, {kMax, 0}, StreamId::max()}) {
    CHECK(*redis.xadd("s", {{"n", 1}}, {.id = id}) == id);
    CHECK(ids_of(redis.xrange("s", {.min = id, .max = id})) == Ids{id});
    CHECK(ids_of(redis.xread("s", id.previous())) == Ids{id});
  }
}

TEST_CASE_METHOD(Streams, "xdel tells whether the entry was there, and of several how many") {
  CHECK(*redis.xdel("s", StreamId{1, 0}) == true);
  CHECK(*redis.xdel("s", StreamId{1, 0}) == false);
  CHECK(*redis.xdel("s", {{1, 0}, {1, 1}, {2, 0}}) == 2);
  CHECK(*redis.xdel("s", *redis.xrange("s")) == 1);
  CHECK(*redis.xlen("s") == 0);
  CHECK(*redis.xdel("missing", StreamId{1, 0}) == false);
}

TEST_CASE_METHOD(Streams, "xtrim and xadd remove the oldest entries, by number or by ID") {
  CHECK(*redis.xtrim("s", StreamTrim::max_length(3)) == 1);
  CHECK(*redis.xtrim("s", StreamTrim::min_id({2, 0})) == 1);
  CHECK(ids_of(redis.xrange("s")) == Ids{{2, 0}, {3, 0}});
  redis.xadd("s", {{"n", 4}}, {.id = StreamId{4, 0}, .trim = StreamTrim::max_length(1)});
  CHECK(ids_of(redis.xrange("s")) == Ids{{4, 0}});
  CHECK(*redis.xtrim("missing", StreamTrim::max_length(0)) == 0);
}

TEST_CASE_METHOD(Streams, "an approximate trim takes whole nodes, and no more than its limit") {
  PipelineContext pipe{redis};
  for (std::uint64_t i = 1; i <= 250; ++i) pipe.xadd("long", {{"n", i}}, {.id = StreamId{i, 0}});
  pipe.execute();
  CHECK(*redis.xtrim("long", StreamTrim::max_length(60).approximate(99)) == 0);
  CHECK(*redis.xtrim("long", StreamTrim::max_length(60).approximate(100)) == 100);
  CHECK(*redis.xtrim("long", StreamTrim::min_id({200, 0}).approximate(0)) == 0);
  CHECK(*redis.xtrim("long", StreamTrim::min_id({201, 0}).approximate()) == 100);
  CHECK(*redis.xlen("long") == 50);
}

TEST_CASE_METHOD(Streams, "xread goes on behind an ID of one stream, or of several") {
  CHECK(ids_of(redis.xread("s", StreamId{1, 1})) == Ids{{2, 0}, {3, 0}});
  CHECK(ids_of(redis.xread("s", StreamId{}, {.count = 1})) == Ids{{1, 0}});
  CHECK(redis.xread("s", StreamId{3, 0})->empty());
  CHECK(redis.xread("s", StreamPosition::latest())->empty());
  CHECK(redis.xread("missing", StreamId{})->empty());
  redis.xadd("t", {{"n", 7}}, {.id = StreamId{7, 0}});
  const std::vector<StreamEntries<Map>> expected{{"t", {{{7, 0}, {{"n", 7}}}}}, {"s", {{{3, 0}, {{"n", 3}}}}}};
  CHECK(*redis.xread<Map>({{"t", StreamId{}}, {"missing", StreamId{}}, {"s", StreamId{2, 0}}}) == expected);
  CHECK(redis.xread({{"s", StreamPosition::latest()}, {"t", StreamId{7, 0}}})->empty());
}

TEST_CASE_METHOD(Streams, "a blocking xread gets the entry that comes while it waits") {
  std::vector<Entry> read;
  std::thread reader{[&] { read = *redis.xread("s", StreamPosition::latest(), {.block = 60s}); }};
  const bool waited = eventually_blocked(shared_server());
  redis.xadd("s", {{"n", 4}}, {.id = StreamId{4, 0}});
  reader.join();
  CHECK(waited);
  CHECK(read == std::vector<Entry>{{{4, 0}, {{"n", "4"}}}});
}

TEST_CASE_METHOD(Streams, "a blocking xread of several streams gets the first entry of any") {
  std::vector<StreamEntries<>> read;
  std::thread reader{[&] {
    read = *redis.xread({{"s", StreamPosition::latest()}, {"t", StreamId{}}}, {.count = 5, .block = 60s});
  }};
  const bool waited = eventually_blocked(shared_server());
  redis.xadd("t", {{"n", 4}}, {.id = StreamId{4, 0}});
  reader.join();
  CHECK(waited);
  CHECK(read == std::vector<StreamEntries<>>{{"t", {{{4, 0}, {{"n", "4"}}}}}});
}

TEST_CASE_METHOD(Streams, "a blocking xread returns at once what is there, and nothing when its time is over") {
  CHECK(ids_of(redis.xread("s", StreamId{2, 0}, {.block = 60s})) == Ids{{3, 0}});
  CHECK(redis.xread("s", StreamPosition::latest(), {.block = 1ms})->empty());
  CHECK(redis.xread({{"s", StreamId{3, 0}}, {"t", StreamId{}}}, {.block = 1ms})->empty());
}

TEST_CASE_METHOD(Streams, "a blocking xread in a context waits in its place") {
  PipelineContext pipe{redis};
  pipe.set("before", 1);
  const auto read = pipe.xread("s", StreamPosition::latest(), {.block = 60s});
  const auto after = pipe.xlen("s");
  pipe.set("after", 1);
  std::thread executor{[&] { pipe.execute(Errors::in_results); }};
  const bool waited = eventually_blocked(shared_server());
  const bool before_was_set = *redis.exists("before");
  const bool after_was_set = *redis.exists("after");
  redis.xadd("s", {{"n", 4}}, {.id = StreamId{4, 0}});
  executor.join();
  CHECK(waited);
  CHECK(before_was_set);
  CHECK_FALSE(after_was_set);
  CHECK(ids_of(read) == Ids{{4, 0}});
  CHECK(*after == 5);
  CHECK(*redis.exists("after") == true);
}

TEST_CASE_METHOD(Streams, "xsetid sets the last ID, and what else is known of a stream") {
  CHECK_NOTHROW(redis.xsetid("s", {9, 0}, {.entries_added = 20, .max_deleted_id = StreamId{8, 0}}).result());
  const auto info = redis.xinfo_stream("s");
  CHECK(info->last_generated_id == StreamId{9, 0});
  CHECK(info->entries_added == 20);
  CHECK(info->max_deleted_entry_id == StreamId{8, 0});
  CHECK(server_error_of([&] { redis.xadd("s", {{"n", 0}}, {.id = StreamId{9, 0}}).result(); }) == "ERR");
  CHECK(server_error_of([&] { redis.xsetid("s", {2, 0}).result(); }) == "ERR");
  CHECK(server_error_of([&] { redis.xsetid("missing", {2, 0}).result(); }) == "ERR");
  CHECK_FALSE(*redis.exists("missing"));
}

TEST_CASE_METHOD(Streams, "xinfo_stream describes a stream, also an empty one") {
  redis.xdel("s", StreamId{1, 0});
  const auto info = redis.xinfo_stream<Map>("s");
  CHECK(info->length == 3);
  CHECK(info->radix_tree_keys == 1);
  CHECK(info->radix_tree_nodes == 2);
  CHECK(info->last_generated_id == StreamId{3, 0});
  CHECK(info->max_deleted_entry_id == StreamId{1, 0});
  CHECK(info->entries_added == 4);
  CHECK(info->recorded_first_entry_id == StreamId{1, 1});
  CHECK(info->groups == 0);
  CHECK(info->first_entry == StreamEntry<Map>{{1, 1}, {{"n", 1}}});
  CHECK(info->last_entry == StreamEntry<Map>{{3, 0}, {{"n", 3}}});
  redis.xtrim("s", StreamTrim::max_length(0));
  const auto empty = redis.xinfo_stream("s");
  CHECK(empty->length == 0);
  CHECK(empty->first_entry == std::nullopt);
  CHECK(empty->last_entry == std::nullopt);
  CHECK(server_error_of([&] { redis.xinfo_stream("missing").result(); }) == "ERR");
}

TEST_CASE_METHOD(Streams, "xinfo_stream_full describes groups, consumers and what is pending, seven arrays deep") {
  redis.xgroup_create("s", "g", StreamId{1, 1});
  redis.xgroup_create("s", "idle", StreamPosition::latest());
  redis.xreadgroup("g", "c", "s", {.count = 1});
  redis.xgroup_createconsumer("s", "g", "d");
  const auto info = redis.xinfo_stream_full<Map>("s", 2);
  CHECK(info->length == 4);
  CHECK(info->last_generated_id == StreamId{3, 0});
  CHECK(info->entries == std::vector<StreamEntry<Map>>{{{1, 0}, {{"n", 1}}}, {{1, 1}, {{"n", 1}}}});
  REQUIRE(info->groups.size() == 2);
  const StreamGroupDetails& group = info->groups[0];
  CHECK(group.name == "g");
  CHECK(group.last_delivered_id == StreamId{2, 0});
  CHECK(group.pending_count == 1);
  REQUIRE(group.pending.size() == 1);
  CHECK(group.pending[0].id == StreamId{2, 0});
  CHECK(group.pending[0].consumer == "c");
  CHECK(group.pending[0].deliveries == 1);
  REQUIRE(group.consumers.size() == 2);
  CHECK(group.consumers[0].name == "c");
  CHECK(group.consumers[0].seen_at > kLongAgo);
  CHECK(group.pending[0].delivered_at > kLongAgo);
  CHECK(group.consumers[0].pending_count == 1);
  CHECK(group.consumers[0].pending == group.pending);
  CHECK(group.consumers[1].name == "d");
  CHECK(group.consumers[1].pending.empty());
  CHECK(info->groups[1].name == "idle");
  CHECK(info->groups[1].lag == 0);
  CHECK(info->groups[1].consumers.empty());
  CHECK(redis.xinfo_stream_full("s", std::nullopt)->entries.size() == 4);
  CHECK(server_error_of([&] { redis.xinfo_stream_full("missing").result(); }) == "ERR");
}

TEST_CASE_METHOD(Streams, "a stream command on a string is WRONGTYPE") {
  CHECK(server_error_of([&] { redis.xadd("text", {{"f", 1}}).result(); }) == "WRONGTYPE");
  CHECK(server_error_of([&] { redis.xlen("text").result(); }) == "WRONGTYPE");
  CHECK(server_error_of([&] { redis.xread("text", StreamId{}).result(); }) == "WRONGTYPE");
  CHECK(server_error_of([&] { redis.xread("text", StreamId{}, {.block = 60s}).result(); }) == "WRONGTYPE");
}
