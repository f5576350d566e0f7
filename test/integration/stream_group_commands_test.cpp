#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"

#include <chrono>
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

template <class Fields>
Ids ids_of_entries(const std::vector<StreamEntry<Fields>>& entries) {
  Ids ids;
  for (const auto& entry : entries) ids.push_back(entry.id);
  return ids;
}

/// A client of a server that holds the stream "s" with the entries 1-0, 2-0 and 3-0, and its group "g", which has read
/// nothing.
struct Groups {
  Groups() {
    for (const StreamId id : Ids{{1, 0}, {2, 0}, {3, 0}}) redis.xadd("s", {{"n", id.ms}}, {.id = id});
    redis.xgroup_create("s", "g", StreamId{});
  }

  Client redis = emptied_client();
};

}  // namespace

TEST_CASE_METHOD(Groups, "xgroup_create makes a group behind a position, and the stream when it shall") {
  CHECK_NOTHROW(redis.xgroup_create("s", "late", StreamPosition::latest()).result());
  CHECK_NOTHROW(redis.xgroup_create("s", "middle", StreamId{1, 0}).result());
  CHECK(redis.xreadgroup("late", "c", "s")->empty());
  CHECK(ids_of_entries(*redis.xreadgroup("middle", "c", "s")) == Ids{{2, 0}, {3, 0}});
  CHECK(server_error_of([&] { redis.xgroup_create("s", "g", StreamId{}).result(); }) == "BUSYGROUP");
  CHECK(server_error_of([&] { redis.xgroup_create("missing", "g", StreamId{}).result(); }) == "ERR");
  CHECK_NOTHROW(redis.xgroup_create("missing", "g", StreamId{}, {.make_stream = true}).result());
  CHECK(*redis.xlen("missing") == 0);
}

TEST_CASE_METHOD(Groups, "xgroup_destroy deletes a group that is there") {
  CHECK(*redis.xgroup_destroy("s", "g") == true);
  CHECK(*redis.xgroup_destroy("s", "g") == false);
  CHECK(server_error_of([&] { redis.xgroup_destroy("missing", "g").result(); }) == "ERR");
}

TEST_CASE_METHOD(Groups, "xgroup_setid makes a group read again, or skip") {
  CHECK_NOTHROW(redis.xgroup_setid("s", "g", StreamPosition::latest()).result());
  CHECK(redis.xreadgroup("g", "c", "s")->empty());
  CHECK_NOTHROW(redis.xgroup_setid("s", "g", StreamId{2, 0}, {.entries_read = 2}).result());
  CHECK(redis.xinfo_groups("s")->at(0).entries_read == 2);
  CHECK(ids_of_entries(*redis.xreadgroup("g", "c", "s")) == Ids{{3, 0}});
  CHECK(server_error_of([&] { redis.xgroup_setid("s", "nobody", StreamId{}).result(); }) == "NOGROUP");
}

TEST_CASE_METHOD(Groups, "consumers are created and deleted, with what is pending for them") {
  CHECK(*redis.xgroup_createconsumer("s", "g", "c") == true);
  CHECK(*redis.xgroup_createconsumer("s", "g", "c") == false);
  redis.xreadgroup("g", "c", "s", {.count = 2});
  CHECK(*redis.xgroup_delconsumer("s", "g", "c") == 2);
  CHECK(*redis.xgroup_delconsumer("s", "g", "c") == 0);
  CHECK(server_error_of([&] { redis.xgroup_createconsumer("s", "nobody", "c").result(); }) == "NOGROUP");
  CHECK(server_error_of([&] { redis.xgroup_delconsumer("s", "nobody", "c").result(); }) == "NOGROUP");
}

TEST_CASE_METHOD(Groups, "xreadgroup delivers each entry to one consumer") {
  CHECK(*redis.xreadgroup<Map>("g", "c", "s", {.count = 2}) ==
        std::vector<StreamEntry<Map>>{{{1, 0}, {{"n", 1}}}, {{2, 0}, {{"n", 2}}}});
  CHECK(ids_of_entries(*redis.xreadgroup("g", "d", "s")) == Ids{{3, 0}});
  CHECK(redis.xreadgroup("g", "d", "s")->empty());
  CHECK(server_error_of([&] { redis.xreadgroup("nobody", "c", "s").result(); }) == "NOGROUP");
  CHECK(server_error_of([&] { redis.xreadgroup("g", "c", "missing").result(); }) == "NOGROUP");
}

TEST_CASE_METHOD(Groups, "xreadgroup of several streams answers those that have new entries") {
  redis.xgroup_create("t", "g", StreamId{}, {.make_stream = true});
  redis.xgroup_create("u", "g", StreamId{}, {.make_stream = true});
  redis.xadd("u", {{"n", 7}}, {.id = StreamId{7, 0}});
  const std::vector<StreamEntries<Map>> expected{{"u", {{{7, 0}, {{"n", 7}}}}}, {"s", {{{1, 0}, {{"n", 1}}}}}};
  CHECK(*redis.xreadgroup<Map>("g", "c", {"u", "t", "s"}, {.count = 1}) == expected);
  CHECK(redis.xreadgroup("g", "c", {"u", "t"})->empty());
}

TEST_CASE_METHOD(Groups, "what was delivered is pending until it is acknowledged, unless noack was set") {
  const auto read = redis.xreadgroup("g", "c", "s", {.count = 2});
  CHECK(redis.xreadgroup("g", "c", "s", {.noack = true})->size() == 1);
  CHECK(redis.xpending("s", "g")->count == 2);
  CHECK(*redis.xack("s", "g", StreamId{1, 0}) == true);
  CHECK(*redis.xack("s", "g", StreamId{1, 0}) == false);
  CHECK(*redis.xack("s", "g", *read) == 1);
  CHECK(redis.xpending("s", "g")->count == 0);
  CHECK(*redis.xack("s", "nobody", {{1, 0}, {2, 0}}) == 0);
}

TEST_CASE_METHOD(Groups, "xreadgroup_pending reads again what is pending, without the fields of what was deleted") {
  redis.xreadgroup("g", "c", "s");
  redis.xdel("s", StreamId{2, 0});
  const std::vector<StreamEntry<std::optional<Map>>> all{
      {{1, 0}, Map{{"n", 1}}}, {{2, 0}, std::nullopt}, {{3, 0}, Map{{"n", 3}}}};
  CHECK(*redis.xreadgroup_pending<Map>("g", "c", "s") == all);
  CHECK(ids_of_entries(*redis.xreadgroup_pending("g", "c", "s", {1, 0}, 1)) == Ids{{2, 0}});
  CHECK(redis.xreadgroup_pending("g", "c", "s", {3, 0})->empty());
  CHECK(redis.xreadgroup_pending("g", "d", "s")->empty());
  CHECK(server_error_of([&] { redis.xreadgroup_pending("nobody", "c", "s").result(); }) == "NOGROUP");
}

TEST_CASE_METHOD(Groups, "entries that are not what was asked for can be read again") {
  using Wrong = std::map<int, int>;
  CHECK_THROWS_AS(redis.xreadgroup<Wrong>("g", "c", "s").result(), DecodeError);
  CHECK(redis.xreadgroup_pending("g", "c", "s")->size() == 3);
}

TEST_CASE_METHOD(Groups, "a blocking xreadgroup gets the entry that comes while it waits") {
  redis.xgroup_create("t", "g", StreamId{}, {.make_stream = true});
  redis.xgroup_setid("s", "g", StreamPosition::latest());
  const bool several = GENERATE(false, true);
  CAPTURE(several);
  Ids read;
  std::thread reader{[&] {
    if (several) {
      for (const auto& stream : *redis.xreadgroup("g", "c", {"t", "s"}, {.block = 60s}))
        read = ids_of_entries(stream.entries);
    } else {
      read = ids_of_entries(*redis.xreadgroup("g", "c", "s", {.block = 60s}));
    }
  }};
  const bool waited = eventually_blocked(shared_server());
  redis.xadd("s", {{"n", 4}}, {.id = StreamId{4, 0}});
  reader.join();
  CHECK(waited);
  CHECK(read == Ids{{4, 0}});
  CHECK(redis.xpending("s", "g")->count == 1);
}

TEST_CASE_METHOD(Groups, "a blocking xreadgroup ends with its time, with an entry that is there, and with the group") {
  CHECK(redis.xreadgroup("g", "c", "s", {.block = 60s})->size() == 3);
  CHECK(redis.xreadgroup("g", "c", "s", {.block = 1ms})->empty());
  CHECK(redis.xreadgroup("g", "c", {"s"}, {.block = 1ms})->empty());
  std::string error;
  std::thread reader{
      [&] { error = server_error_of([&] { redis.xreadgroup("g", "c", "s", {.block = 60s}).result(); }); }};
  const bool waited = eventually_blocked(shared_server());
  redis.xgroup_destroy("s", "g");
  reader.join();
  CHECK(waited);
  CHECK(error == "NOGROUP");
}

TEST_CASE_METHOD(Groups, "xpending sums up what is pending, and for whom") {
  CHECK(*redis.xpending("s", "g") == PendingSummary{});
  redis.xreadgroup("g", "c", "s", {.count = 2});
  redis.xreadgroup("g", "d", "s");
  CHECK(*redis.xpending("s", "g") == PendingSummary{3, StreamId{1, 0}, StreamId{3, 0}, {{"c", 2}, {"d", 1}}});
  CHECK(server_error_of([&] { redis.xpending("s", "nobody").result(); }) == "NOGROUP");
}

TEST_CASE_METHOD(Groups, "xpending_range lists what is pending, of one consumer or of all, and since long") {
  redis.xreadgroup("g", "c", "s", {.count = 2});
  redis.xreadgroup("g", "d", "s");
  redis.xclaim_justid("s", "g", "c", 0ms, {{1, 0}}, {.idle = 1h, .deliveries = 7});
  const auto old = redis.xpending_range("s", "g", {}, 10, {.min_idle = 1h});
  REQUIRE(old->size() == 1);
  CHECK(old->front() == PendingEntry{{1, 0}, "c", old->front().idle, 7});
  CHECK(old->front().idle >= 1h);
  const auto rest = redis.xpending_range("s", "g", {.min = StreamBound::exclusive({1, 0})}, 1);
  REQUIRE(rest->size() == 1);
  CHECK(rest->front() == PendingEntry{{2, 0}, "c", rest->front().idle, 1});
  CHECK(redis.xpending_range("s", "g", {}, 10, {.consumer = "d"})->size() == 1);
  CHECK(redis.xpending_range("s", "g", {}, 10, {.consumer = "nobody"})->empty());
  CHECK(server_error_of([&] { redis.xpending_range("s", "nobody", {}, 1).result(); }) == "NOGROUP");
}

TEST_CASE_METHOD(Groups, "xclaim gives pending entries to another consumer, those that are old enough") {
  redis.xreadgroup("g", "c", "s", {.count = 2});
  CHECK(redis.xclaim("s", "g", "d", 1h, {{1, 0}})->empty());
  CHECK(*redis.xclaim<Map>("s", "g", "d", 0ms, {{1, 0}, {3, 0}}) ==
        std::vector<StreamEntry<Map>>{{{1, 0}, {{"n", 1}}}});
  CHECK(redis.xpending("s", "g")->consumers == std::vector<ConsumerPending>{{"c", 1}, {"d", 1}});
  CHECK(*redis.xclaim_justid("s", "g", "d", 0ms, {{1, 0}, {2, 0}, {3, 0}}, {.force = true}) ==
        Ids{{1, 0}, {2, 0}, {3, 0}});
  const auto pending = redis.xpending_range("s", "g", {.max = StreamId{1, 0}}, 1);
  CHECK(pending->at(0).consumer == "d");
  CHECK(pending->at(0).deliveries == 2);
  CHECK(server_error_of([&] { redis.xclaim("s", "nobody", "c", 0ms, {{1, 0}}).result(); }) == "NOGROUP");
}

TEST_CASE_METHOD(Groups, "xclaim sets when and how often entries shall have been delivered") {
  redis.xreadgroup("g", "c", "s");
  const auto day_ago = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now() - 24h);
  redis.xclaim("s", "g", "d", 0ms, {{1, 0}}, {.delivered_at = day_ago, .deliveries = 9});
  const auto pending = redis.xpending_range("s", "g", {}, 1);
  CHECK(pending->at(0).deliveries == 9);
  CHECK(pending->at(0).idle >= 24h);
  CHECK(ids_of_entries(*redis.xclaim("s", "g", "c", 24h, {{1, 0}, {2, 0}})) == Ids{{1, 0}});
}

TEST_CASE_METHOD(Groups, "a deleted entry is not claimed, and pending no more") {
  redis.xreadgroup("g", "c", "s");
  redis.xdel("s", {{1, 0}, {2, 0}});
  CHECK(ids_of_entries(*redis.xclaim("s", "g", "d", 0ms, {{1, 0}, {3, 0}})) == Ids{{3, 0}});
  CHECK(*redis.xautoclaim<Map>("s", "g", "d", 0ms) ==
        Autoclaimed<StreamEntry<Map>>{std::nullopt, {{{3, 0}, {{"n", 3}}}}, {{2, 0}}});
  CHECK(redis.xpending("s", "g")->count == 1);
}

TEST_CASE_METHOD(Groups, "xautoclaim goes through all that is pending, and tells where it is") {
  redis.xreadgroup("g", "c", "s");
  CHECK(*redis.xautoclaim("s", "g", "d", 1h) == Autoclaimed<Entry>{});
  const auto first = redis.xautoclaim_justid("s", "g", "d", 0ms, {}, 2);
  CHECK(*first == Autoclaimed<StreamId>{StreamId{3, 0}, {{1, 0}, {2, 0}}, {}});
  CHECK(*redis.xautoclaim("s", "g", "d", 0ms, first->next.value(), 2) ==
        Autoclaimed<Entry>{std::nullopt, {{{3, 0}, {{"n", "3"}}}}, {}});
  CHECK(server_error_of([&] { redis.xautoclaim("s", "nobody", "c", 0ms).result(); }) == "NOGROUP");
  CHECK(server_error_of([&] { redis.xautoclaim_justid("missing", "g", "c", 0ms).result(); }) == "NOGROUP");
}

TEST_CASE_METHOD(Groups, "xinfo_groups and xinfo_consumers list what there is") {
  redis.xreadgroup("g", "c", "s", {.count = 2});
  redis.xgroup_createconsumer("s", "g", "d");
  redis.xgroup_create("s", "h", StreamId{1, 0});
  CHECK(*redis.xinfo_groups("s") ==
        std::vector<StreamGroupInfo>{{"g", 2, 2, {2, 0}, 2, 1}, {"h", 0, 0, {1, 0}, std::nullopt, 2}});
  const auto consumers = redis.xinfo_consumers("s", "g");
  REQUIRE(consumers->size() == 2);
  CHECK(consumers->at(0).name == "c");
  CHECK(consumers->at(0).pending == 2);
  CHECK(consumers->at(0).idle >= 0ms);
  CHECK(consumers->at(1).name == "d");
  CHECK(consumers->at(1).pending == 0);
  CHECK(redis.xinfo_consumers("s", "h")->empty());
  CHECK(server_error_of([&] { redis.xinfo_consumers("s", "nobody").result(); }) == "NOGROUP");
  CHECK(server_error_of([&] { redis.xinfo_groups("missing").result(); }) == "ERR");
}
