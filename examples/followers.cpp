// Keyspaces: who follows whom, and what they read.     followers <uri>

#include <tributary/keyspaces.hpp>
#include <tributary/tributary.hpp>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using tributary::ByteWriter;
using tributary::Client;
using tributary::Codec;
using tributary::Commands;
using tributary::DeferredResult;
using tributary::Field;
using tributary::Fields;
using tributary::Hash;
using tributary::HashedString;
using tributary::Keyspace;
using tributary::List;
using tributary::PipelineContext;
using tributary::Script;
using tributary::SortedSet;
using namespace std::chrono_literals;

namespace {

// [families]
struct Followers : SortedSet<"F", std::string> {
  using SortedSet::SortedSet;
};

struct Post {
  std::int64_t number = 0;
  std::string text;
};
// [/families]

}  // namespace

template <>
struct tributary::Codec<Post> {
  static void encode(const Post& post, ByteWriter& out) { out.append(fmt::format("{} {}", post.number, post.text)); }
  static Post decode(std::string_view bytes) {
    const auto space = bytes.find(' ');
    if (space == std::string_view::npos) throw_unexpected_text("a post", bytes);
    return {Codec<std::int64_t>::decode(bytes.substr(0, space)), std::string{bytes.substr(space + 1)}};
  }
};

namespace {

// [options]
/// What somebody reads: the newest first, of numbers instead of names, gone when nothing was posted for a month.
struct Timeline : List<Keyspace{"timeline", {.expiry = 30 * 24h}}, Post, std::int64_t> {
  using List::List;
};
// [/options]

// [fields]
struct Users : Hash<"U", Fields<Field<"name", std::string>, Field<"posts", int>>, std::string, std::int64_t> {
  using Hash::Hash;
};
// [/fields]

struct Emails : HashedString<"email"> {
  using HashedString::HashedString;
};

void bound(Client& redis) {
  // [bound]
  PipelineContext pipe{redis};
  Followers f1{pipe, "1"};
  f1.zadd("alice", 1.0);
  f1.zadd({{"bob", 2.0}, {"carol", 3.0}});
  auto members = f1.zrange(0, -1);  // DeferredResult<std::vector<std::string>>
  pipe.execute();
  // [/bound]
  fmt::print("followers of 1: {}\n", fmt::join(*members, ", "));
}

void unbound(Client& redis) {
  Followers{redis, "2"}.zadd("bob", 1.0);
  // [unbound]
  auto common = Followers::zinter(redis, {"1", "2"});
  auto known = Followers::exists(redis, {"1", "2", "3"});
  Followers{redis, "all"}.zunionstore({"1", "2"});
  Followers::rename(redis, "2", "two");

  std::vector<std::string> ids;
  for (const std::string& id : Followers::scan_ids(redis)) ids.push_back(id);
  Followers::del(redis, ids);
  // [/unbound]
  std::sort(ids.begin(), ids.end());
  fmt::print("both: {}; {} known; ids: {}\n", fmt::join(*common, ", "), *known, fmt::join(ids, ", "));
}

// [post]
// A reusable function: it records into whatever it is given, in one round trip in all.
DeferredResult<int> post(Commands& redis, std::int64_t author, std::string text,
                         const std::vector<std::int64_t>& readers) {
  PipelineContext pipe{redis};
  Users user{pipe, author};
  auto posts = user.hincrby<"posts">(1);  // DeferredResult<int>: the type of the field
  const Post entry{author, std::move(text)};
  for (const std::int64_t reader : readers) {
    Timeline timeline{pipe, reader};
    timeline.lpush(entry);
    timeline.ltrim(0, 99);
  }
  pipe.execute();
  return posts;
}
// [/post]

void timelines(Client& redis) {
  // [timelines]
  Users{redis, 7}.hset<"name">("Joe");
  PipelineContext pipe{redis};
  post(pipe, 7, "hello", {1, 2});
  auto posts = post(pipe, 7, "again", {1});
  auto read = Timeline{pipe, 1}.lrange(0, -1);  // DeferredResult<std::vector<Post>>
  auto joe = Users{pipe, 7}.hgetall();
  auto life = Timeline{pipe, 1}.ttl();
  pipe.execute();

  auto next = Timeline::blpop(redis, {8, 2}, 100ms);  // which of several ids had something, and what
  // [/timelines]
  for (const Post& entry : *read) fmt::print("1 reads: {} of {}\n", entry.text, entry.number);
  fmt::print("{} posts of {}, {} by the hash\n", *posts, joe->get<"name">().value(), joe->get<"posts">().value());
  fmt::print("kept for {} days\n", std::chrono::ceil<std::chrono::days>(*life->time).count());
  fmt::print("{} got {}\n", next->value().id, next->value().value.text);
}

void hashed(Client& redis) {
  // [hashed]
  Emails emails{redis};
  emails.mset({{"joe", "joe@example.com"}, {"jill", "jill@example.com"}});
  auto found = emails.mget({"jill", "nobody", "joe"});  // one round trip, in this order

  std::size_t entries = 0;
  for (const auto& [name, address] : Emails::scan_entries(redis)) entries += address.empty() ? 0U : 1U;
  // [/hashed]
  for (const auto& address : *found) fmt::print("{}\n", address.value_or("(none)"));
  fmt::print("{} entries, joe is in {}\n", entries, Emails::key_of_shard(Emails::shard_of("joe")));
}

void scripted(Client& redis) {
  // [scripted]
  static const Script<std::int64_t> lengths{R"(
    local total = 0
    for _, key in ipairs(KEYS) do total = total + redis.call('LLEN', key) end
    return total)"};
  auto total = Timeline::eval(redis, lengths, {1, 2});

  auto dumped = Timeline{redis, 1}.dump();
  auto restored = Timeline{redis, 3}.restore_if_absent(dumped->value());
  // [/scripted]
  fmt::print("{} posts wait, {}\n", *total, *restored ? "copied" : "not copied");
}

void run(Client& redis) {
  bound(redis);
  unbound(redis);
  timelines(redis);
  hashed(redis);
  scripted(redis);
  for (const std::int64_t id : Timeline::scan_ids(redis)) Timeline::unlink(redis, id);
  Users::unlink(redis, 7);
  Emails{redis}.clear();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Client redis{argc > 1 ? argv[1] : "redis://localhost:6379"};
    run(redis);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
