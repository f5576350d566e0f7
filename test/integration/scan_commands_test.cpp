#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/server_version.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

constexpr int kMany = 1000;

/// A client of a server that holds the numbers below kMany as the set "set", the hash "hash" (twice the number as
/// value) and the sorted set "sorted" (half of it as score), and nothing else.
struct Collections {
  Collections() {
    PipelineContext pipe{redis};
    for (int i = 0; i < kMany; ++i) {
      numbers.insert(i);
      pipe.sadd("set", i);
      pipe.hset("hash", i, 2 * i);
      pipe.zadd("sorted", i, i / 2.0);
    }
    pipe.execute();
  }

  Client redis = emptied_client();
  std::set<int> numbers;
};

/// All pages, by `read(cursor)`.
template <class F>
auto all_pages(F&& read) {
  auto page = read(std::uint64_t{0}).result();
  auto elements = page.elements;
  while (!page.is_last()) {
    page = read(page.cursor).result();
    elements.insert(elements.end(), page.elements.begin(), page.elements.end());
  }
  return elements;
}

}  // namespace

TEST_CASE_METHOD(Collections, "pages lead through a whole collection") {
  const auto members = all_pages([&](auto cursor) { return redis.sscan<int>("set", cursor); });
  CHECK(std::set<int>(members.begin(), members.end()) == numbers);

  std::set<int> fields;
  for (const auto& [field, value] :
       all_pages([&](auto cursor) { return redis.hscan<int, int>("hash", cursor, {.count = 100}); })) {
    CHECK(value == 2 * field);
    fields.insert(field);
  }
  CHECK(fields == numbers);

  std::set<int> scored;
  for (const auto& [member, score] : all_pages([&](auto cursor) { return redis.zscan<int>("sorted", cursor); })) {
    CHECK(score == member / 2.0);
    scored.insert(member);
  }
  CHECK(scored == numbers);
}

TEST_CASE_METHOD(Collections, "a page is a part, as large as asked for") {
  const auto page = redis.sscan("set", 0, {.count = 100}).result();
  CHECK_FALSE(page.is_last());
  CHECK(page.elements.size() >= 100);
  CHECK(page.elements.size() < kMany);
}

TEST_CASE_METHOD(Collections, "pages contain what matches, and keys of a type") {
  const auto matching = all_pages([&](auto cursor) { return redis.sscan<int>("set", cursor, {.match = "99?"}); });
  CHECK(std::set<int>(matching.begin(), matching.end()) == std::set{990, 991, 992, 993, 994, 995, 996, 997, 998, 999});
  const auto keys_of = [&](const KeyScanOptions& options) {
    const auto keys = all_pages([&](auto cursor) { return redis.scan(cursor, options); });
    return std::set<std::string>(keys.begin(), keys.end());
  };
  CHECK(keys_of({}) == std::set<std::string>{"hash", "set", "sorted"});
  CHECK(keys_of({.match = "s*"}) == std::set<std::string>{"set", "sorted"});
  CHECK(keys_of({.type = KeyType::sorted_set}) == std::set<std::string>{"sorted"});
}

TEST_CASE_METHOD(Collections, "a page of what is not there is empty, of another type WRONGTYPE, of no count ERR") {
  CHECK(*redis.sscan("missing", 0) == ScanPage<>{});
  CHECK(*redis.hscan("missing", 0) == ScanPage<std::pair<std::string, std::string>>{});
  CHECK(server_error_of([&] { redis.zscan("set", 0); }) == "WRONGTYPE");
}

TEST_CASE_METHOD(Collections, "hscan_novalues gives the fields alone; before 7.4 it is a syntax error") {
  if (version_of(redis).has({.redis = {7, 4}, .valkey = {8, 0}})) {
    const auto page = redis.hscan_novalues<int>("hash", 0).result();
    CHECK_FALSE(page.elements.empty());
    CHECK(std::ranges::all_of(page.elements, [](int field) { return 0 <= field && field < kMany; }));
  } else {
    CHECK(server_error_of([&] { redis.hscan_novalues("hash", 0); }) == "ERR");
  }
}

TEST_CASE_METHOD(Collections, "ranges go through whole collections, typed") {
  std::set<int> members;
  for (const int member : scan_members<int>(redis, "set")) members.insert(member);
  CHECK(members == numbers);

  std::map<int, int> fields;
  for (const auto& [field, value] : scan_fields<int, int>(redis, "hash", {.count = 300})) fields[field] = value;
  CHECK(fields.size() == kMany);
  CHECK(std::ranges::all_of(fields, [](const auto& entry) { return entry.second == 2 * entry.first; }));

  std::map<int, double> scores;
  for (const auto& [member, score] : scan_scored_members<int>(redis, "sorted")) scores[member] = score;
  CHECK(scores.size() == kMany);
  CHECK(scores[999] == 499.5);

  for ([[maybe_unused]] const auto& member : scan_members(redis, "missing")) FAIL("there is none");
}

TEST_CASE_METHOD(Collections, "a unique range shows every element once, and few of many pages hold what matches") {
  std::vector<int> members;
  for (const int member : scan_members<int>(redis, "set", {.count = 7, .unique = true})) members.push_back(member);
  CHECK(members.size() == kMany);
  std::vector<int> matching;
  for (const int member : scan_members<int>(redis, "set", {.match = "77?", .unique = true})) matching.push_back(member);
  CHECK(matching.size() == 10);
}

TEST_CASE("within the loop over a range the client is free, also to change what is scanned") {
  shared_server().command({"FLUSHALL"});
  ClientOptions options = ClientOptions::from_uri(shared_server().uri());
  options.pool_size = 1;
  Client redis{options};
  PipelineContext pipe{redis};
  for (int i = 0; i < kMany; ++i) {
    pipe.set("U" + std::to_string(i), i);
    pipe.set("V" + std::to_string(i), i);
  }
  pipe.execute();
  for (const std::string& key : scan_keys(redis, {.match = "U*", .count = 50})) redis.del(key);
  CHECK(*redis.dbsize() == kMany);
}

TEST_CASE_METHOD(Collections, "a range of another type throws WRONGTYPE from its beginning") {
  auto range = scan_fields(redis, "set");
  CHECK(server_error_of([&] { range.begin(); }) == "WRONGTYPE");
}
