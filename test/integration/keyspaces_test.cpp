// What all families have: keys of ids, many ids, scanning, moving between ids, scripts, expiry, own connections.
#include <tributary/keyspaces.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::string_view_literals;

namespace {

using Ids = std::set<std::string>;

struct Followers : SortedSet<"F", std::string> {
  using SortedSet::SortedSet;
};
struct Titles : String<"T"> {
  using String::String;
};
struct Sessions : Set<Keyspace{"S", {.expiry = 1h}}> {
  using Set::Set;
};

Ids sorted_page(const DeferredResult<ScanPage<std::string>>& page) {
  REQUIRE(page->is_last());
  return {page->elements.begin(), page->elements.end()};
}

template <class Family>
Ids scanned(const Client& redis, KeyScanRangeOptions options = {}) {
  Ids ids;
  for (const std::string& id : Family::scan_ids(redis, std::move(options))) CHECK(ids.insert(id).second);
  return ids;
}

/// Whether a key expires within the hour that Sessions have.
bool expires(Client& redis, std::string_view key) {
  const auto ttl = redis.ttl(key).result();
  return ttl.time.has_value() && *ttl.time > 3590s && *ttl.time <= 3600s;
}

}  // namespace

TEST_CASE("a family runs at once on a client, and is recorded by a context") {
  Client redis = emptied_client();
  Followers alone{redis, "1"};
  CHECK(*alone.zadd("a", 1.0) == true);
  CHECK(alone.key() == "F{1}");
  CHECK(alone.id() == "1");
  CHECK(*redis.zscore("F{1}", "a") == 1.0);

  PipelineContext pipe{redis};
  Followers f1{pipe, "1"};
  f1.zadd("b", 2.0);
  const auto members = f1.zrange(0, -1);
  CHECK_FALSE(members.ready());
  CHECK(*alone.zcard() == 1);
  pipe.execute();
  CHECK(*members == std::vector<std::string>{"a", "b"});

  // A bound object is a value: a copy means the same key.
  const Followers copy = alone;
  CHECK(*copy.zcard() == 2);
}

TEST_CASE("functions on many ids delete, count and touch them") {
  Client redis = emptied_client();
  Titles::mset(redis, {{"1", "a"}, {"2", "b"}, {"3", "c"}, {"4", "d"}});
  redis.set("1", "no key of the family");
  CHECK(*Titles::exists(redis, "1") == true);
  CHECK(*Titles::exists(redis, {"1", "2", "9"}) == 2);
  CHECK(*Titles::touch(redis, "1") == true);
  CHECK(*Titles::touch(redis, std::set<std::string>{"1", "9"}) == 1);
  CHECK(*Titles::del(redis, "1") == true);
  CHECK(*Titles::del(redis, {"1", "2"}) == 1);
  CHECK(*Titles::unlink(redis, "3") == true);
  CHECK(*Titles::unlink(redis, std::vector<std::string>{"3", "4"}) == 1);
  CHECK(*redis.keys("*") == std::vector<std::string>{"1"});
  CHECK_THROWS_AS(Titles::del(redis, {}), std::invalid_argument);
}

TEST_CASE("one key can be deleted, looked at and given an expiry") {
  Client redis = emptied_client();
  Titles text{redis, "1"};
  CHECK(*text.exists() == false);
  text.set("12");
  CHECK(*text.exists() == true);
  CHECK(*text.touch() == true);
  CHECK(*text.type() == KeyType::string);
  CHECK(*text.object_encoding() == "int");
  CHECK(text.object_refcount()->has_value());
  CHECK(text.object_idletime()->has_value());
  CHECK_THROWS_AS(text.object_freq(), ServerError);

  CHECK(*text.expire(100s) == true);
  CHECK(*text.expire(50s, ExpireIf::later) == false);
  CHECK(*text.ttl()->time <= 100s);
  CHECK(*text.pexpire(200s) == true);
  CHECK(*text.pttl()->time > 100s);
  const auto later = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now() + 1h);
  CHECK(*text.expireat(later) == true);
  CHECK(*text.expiretime()->time == later);
  CHECK(*text.pexpireat(later) == true);
  CHECK(*text.pexpiretime()->time == Titles::sys_milliseconds{later});
  CHECK(*text.persist() == true);
  CHECK_FALSE(text.ttl()->time.has_value());

  CHECK(*text.move(1) == true);
  CHECK(*text.exists() == false);
  text.set("x");
  CHECK(*text.del() == true);
  text.set("x");
  CHECK(*text.unlink() == true);
  CHECK(*text.del() == false);
}

TEST_CASE("ids are renamed and copied inside the family") {
  Client redis = emptied_client();
  Titles{redis, "1"}.set("v");
  Titles{redis, "1"}.rename("2");
  CHECK(*Titles{redis, "2"}.get() == "v");
  CHECK(*Titles::renamenx(redis, "2", "3") == true);
  CHECK(*Titles{redis, "3"}.copy("4") == true);
  CHECK(*Titles::copy(redis, "3", "4") == false);
  CHECK(*Titles::copy(redis, "3", "4", {.replace = true}) == true);
  CHECK(*Titles{redis, "3"}.renamenx("4") == false);
  Titles::rename(redis, "3", "4");
  CHECK(scanned<Titles>(redis) == Ids{"4"});
  CHECK_THROWS_AS(Titles::rename(redis, "3", "4"), ServerError);
}

TEST_CASE("dump and restore copy a value, and restore_if_absent leaves what is there") {
  Client redis = emptied_client();
  Followers{redis, "1"}.zadd({{"a", 1}, {"b", 2}});
  const std::string dumped = Followers{redis, "1"}.dump().result().value();
  Followers two{redis, "2"};
  two.restore(dumped, {.ttl = 1h});
  CHECK(*two.zcard() == 2);
  CHECK(two.ttl()->time > 3590s);
  CHECK_THROWS_AS(two.restore(dumped), ServerError);
  two.restore(dumped, {.replace = true});
  CHECK_FALSE(two.ttl()->time.has_value());

  PipelineContext pipe{redis};
  const auto kept = Followers{pipe, "2"}.restore_if_absent("damaged, but not looked at");
  const auto made = Followers{pipe, "3"}.restore_if_absent(dumped);
  const auto timed = Followers{pipe, "4"}.restore_if_absent(dumped, {.ttl = 1h});
  const auto future = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now() + 1h);
  const auto dated = Followers{pipe, "5"}.restore_if_absent(dumped, {.expire_at = future});
  pipe.execute();
  CHECK(*kept == false);
  CHECK(*made == true);
  CHECK(*timed == true);
  CHECK(*dated == true);
  CHECK(*Followers{redis, "3"}.zrange(0, -1) == std::vector<std::string>{"a", "b"});
  CHECK_FALSE(Followers{redis, "3"}.ttl()->time.has_value());
  CHECK(Followers{redis, "4"}.ttl()->time > 3590s);
  CHECK(*Followers{redis, "5"}.pexpiretime()->time == future);
  CHECK_THROWS_AS((Followers{redis, "6"}.restore_if_absent("damaged")), ServerError);
  CHECK(*Followers{redis, "missing"}.dump() == std::nullopt);
}

TEST_CASE("a script gets exactly the keys of the ids, and its arguments as they are") {
  Client redis = emptied_client();
  const Script<std::vector<std::string>> echo{
      "return {#KEYS .. '/' .. #ARGV, KEYS[1] or '', KEYS[2] or '', ARGV[1] or ''}"};
  CHECK(*Followers::eval(redis, echo, {"1", "2"}, {"1"}) == std::vector<std::string>{"2/1", "F{1}", "F{2}", "1"});
  CHECK(*Followers{redis, "7"}.eval(echo, {"F{9}", "x"}) == std::vector<std::string>{"1/2", "F{7}", "", "F{9}"});
  CHECK(*Followers::eval(redis, echo, {}) == std::vector<std::string>{"0/0", "", "", ""});
  PipelineContext pipe{redis};
  const auto recorded = Followers::eval(pipe, echo, {"3"});
  pipe.execute();
  CHECK(recorded->at(1) == "F{3}");
}

TEST_CASE("ids of any bytes are kept apart and come back") {
  Client redis = emptied_client();
  const Ids ids{"joe", "", "}", "{", "a}b{c", std::string{"\0\r\n\xff", 4}, "*", "?", "[a]", "\\", "T{1}", " "};
  for (const std::string& id : ids) Titles{redis, id}.set(id);
  for (const std::string& id : ids) CHECK(*Titles{redis, id}.get() == id);
  CHECK(scanned<Titles>(redis) == ids);
  CHECK(*redis.dbsize() == std::int64_t(ids.size()));
  CHECK(*Titles::del(redis, ids) == std::int64_t(ids.size()));
}

TEST_CASE("scanning finds exactly the keys of a family, whatever its name and its neighbours") {
  Client redis = emptied_client();
  using A = String<"a">;
  using AB = String<"ab">;
  using Star = String<"a*">;
  using Class = String<"[ab]">;
  using Question = String<"?">;
  using Back = String<"a\\">;
  using Quoted = String<Keyspace{"q", {.key = "$name'$id'"}}>;
  for (const char* id : {"1", "2"}) {
    A{redis, id}.set("v");
    AB{redis, id}.set("v");
    Star{redis, id}.set("v");
    Class{redis, id}.set("v");
    Question{redis, id}.set("v");
    Back{redis, id}.set("v");
    Quoted{redis, id}.set("v");
  }
  AB{redis, "only ab"}.set("v");
  Star{redis, "only star"}.set("v");
  redis.set("a{", "v");
  redis.set("a", "v");
  redis.set("xa{1}", "v");
  redis.set("q'", "too short for a prefix and a suffix");
  CHECK(scanned<A>(redis) == Ids{"1", "2"});
  CHECK(scanned<AB>(redis) == Ids{"1", "2", "only ab"});
  CHECK(scanned<Star>(redis) == Ids{"1", "2", "only star"});
  CHECK(scanned<Class>(redis) == Ids{"1", "2"});
  CHECK(scanned<Question>(redis) == Ids{"1", "2"});
  CHECK(scanned<Back>(redis) == Ids{"1", "2"});
  CHECK(scanned<Quoted>(redis) == Ids{"1", "2"});
  CHECK(scanned<AB>(redis, {.match = "only*"}) == Ids{"only ab"});
  CHECK(scanned<AB>(redis, {.match = "only*", .type = KeyType::hash}).empty());
  CHECK(sorted_page(AB::scan(redis, 0, {.match = "?", .count = 1000})) == Ids{"1", "2"});
  // The open bracket swallows the end of the pattern, which the server then takes for a match of another key.
  redis.set("ab{1", "v");
  REQUIRE(redis.keys(AB::keyspace.pattern("[1"))->size() == 1);
  CHECK(scanned<AB>(redis, {.match = "[1"}).empty());
  CHECK(sorted_page(AB::scan(redis, 0, {.match = "[1", .count = 1000})).empty());
  CHECK(sorted_page(A::scan(redis, 0, {.count = 1000, .type = KeyType::string})) == Ids{"1", "2"});
}

TEST_CASE("scanning a large family page by page finds every id once") {
  Client redis = emptied_client();
  using Integers = String<"N", int, int>;
  {
    PipelineContext pipe{redis};
    for (int id = 0; id < 500; ++id) {
      Integers{pipe, id}.set(id);
      Titles{pipe, std::to_string(id)}.set("other family");
    }
    pipe.execute();
  }
  std::set<int> ids;
  for (const int id : Integers::scan_ids(redis, {.count = 7, .unique = true})) CHECK(ids.insert(id).second);
  CHECK(ids.size() == 500);
  CHECK(*ids.rbegin() == 499);

  std::set<int> paged;
  std::uint64_t cursor = 0;
  do {
    const auto page = Integers::scan(redis, cursor).result();
    paged.insert(page.elements.begin(), page.elements.end());
    cursor = page.cursor;
  } while (cursor != 0);
  CHECK(paged == ids);

  redis.set("N{x}", "no int");
  const auto scan_all = [&] {
    for (const int id : Integers::scan_ids(redis)) CHECK(id >= 0);
  };
  CHECK_THROWS_AS(scan_all(), CodecError);
}

TEST_CASE("a write renews the expiry of the family, a read does not") {
  Client redis = emptied_client();
  Sessions session{redis, "1"};
  session.sadd("a");
  CHECK(expires(redis, "S{1}"));
  session.expire(10s);
  session.smembers();
  CHECK_FALSE(expires(redis, "S{1}"));
  session.srem("b");
  CHECK(expires(redis, "S{1}"));

  PipelineContext pipe{redis};
  Sessions{pipe, "2"}.sadd({"a", "b"});
  Sessions{pipe, "3"}.sunionstore({"1", "2"});
  Sessions{pipe, "2"}.smove("4", "b");
  pipe.execute();
  for (const auto* key : {"S{2}", "S{3}", "S{4}"}) CHECK(expires(redis, key));

  Sessions{redis, "5"}.restore(session.dump().result().value());
  CHECK(expires(redis, "S{5}"));
  Sessions{redis, "6"}.restore_if_absent(session.dump().result().value());
  CHECK(expires(redis, "S{6}"));
  session.copy("7");
  CHECK(expires(redis, "S{7}"));
}

TEST_CASE("an error of a command is thrown by a client although its expiry went well") {
  Client redis = emptied_client();
  redis.set("S{1}", "no set");
  CHECK(thrown_by<ServerError>([&] { Sessions{redis, "1"}.sadd("a"); }).code() == "WRONGTYPE");
}

TEST_CASE("a family lives on its own connection when the context knows names") {
  RedisServer other;
  Client redis = emptied_client();
  Client messages{other.uri()};
  Connections connections;
  connections.add("main", redis);
  connections.add("messages", messages);
  using Messages = List<Keyspace{"M", {.connection = "messages", .expiry = 1h}}>;
  PipelineContext pipe{connections, "main"};
  Messages inbox{pipe, "joe"};
  const auto length = inbox.rpush({"hi", "ho"});
  const auto range = inbox.lrange(0, -1);
  Titles{pipe, "1"}.set("here");
  const auto page = Messages::scan(pipe, 0);
  const auto popped = Messages::lmpop(pipe, {"jill", "joe"}, ListEnd::left);
  pipe.execute();
  CHECK(*length == 2);
  CHECK(*range == std::vector<std::string>{"hi", "ho"});
  CHECK(sorted_page(page) == Ids{"joe"});
  CHECK(popped->value().id == "joe");
  CHECK(*redis.keys("*") == std::vector<std::string>{"T{1}"});
  CHECK(*messages.keys("*") == std::vector<std::string>{"M{joe}"});
  CHECK(messages.ttl("M{joe}")->time > 3590s);

  // A client knows no names.
  Messages{messages, "joe"}.rpush("third");
  CHECK(*messages.llen("M{joe}") == 2);
}

TEST_CASE("a HashedString lives on its own connection when the context knows names") {
  RedisServer other;
  Client redis = emptied_client();
  Client messages{other.uri()};
  Connections connections;
  connections.add("main", redis);
  connections.add("messages", messages);
  using Drafts = HashedString<Keyspace{"D", {.connection = "messages"}}, int, 4, int>;
  PipelineContext pipe{connections, "main"};
  Drafts drafts{pipe};
  const auto stored = drafts.mset({{1, 10}, {2, 20}, {3, 30}});
  const auto found = drafts.mget({3, 9, 1});
  const auto one = drafts.get(2);
  const auto size = drafts.size();
  const auto page = drafts.scan(Drafts::shard_of(2), 0);
  CHECK_FALSE(one.ready());
  pipe.execute();
  CHECK(*stored == 3);
  CHECK(*found == std::vector<std::optional<int>>{30, std::nullopt, 10});
  CHECK(*one == 20);
  CHECK(*size == 3);
  CHECK_FALSE(page->elements.empty());
  CHECK(*redis.dbsize() == 0);
  std::map<int, int> entries;
  for (const auto& [id, value] : Drafts::scan_entries(messages)) entries[id] = value;
  CHECK(entries == std::map<int, int>{{1, 10}, {2, 20}, {3, 30}});
}

TEST_CASE("in nested contexts of several connections each family goes where it belongs") {
  RedisServer other;
  Client redis = emptied_client();
  Client messages{other.uri()};
  Connections connections;
  connections.add("main", redis);
  connections.add("messages", messages);
  struct Users : Set<Keyspace{"U", {.connection = "main", .expiry = 1h}}> {
    using Set::Set;
  };
  struct Messages : Set<Keyspace{"M", {.connection = "messages", .expiry = 1h}}> {
    using Set::Set;
  };
  struct Anywhere : Set<"A"> {
    using Set::Set;
  };
  PipelineContext pipe{connections, "main"};
  const auto outer = Anywhere{pipe, "1"}.sadd("x");
  PipelineContext nested{pipe, "messages"};
  const auto here = Anywhere{nested, "2"}.sadd("x");
  const auto back = Users{nested, "3"}.sadd("x");
  const auto own = Messages{nested, "4"}.sadd("x");
  {
    PipelineContext inner{nested};
    Anywhere{inner, "5"}.sadd("x");
    Users{inner, "6"}.sadd("x");
    PipelineContext other_way{inner, "main"};
    Anywhere{other_way, "7"}.sadd("x");
    Messages{other_way, "8"}.sadd("x");
    other_way.execute();
    inner.execute();
  }
  nested.execute();
  const auto last = Messages{pipe, "9"}.sadd("x");
  CHECK(*redis.dbsize() + *messages.dbsize() == 0);
  pipe.execute();
  for (const auto* added : {&outer, &here, &back, &own, &last}) CHECK(added->result());
  const auto keys_of = [](Client& client) {
    const auto keys = client.keys("*");
    return Ids{keys->begin(), keys->end()};
  };
  CHECK(keys_of(redis) == Ids{"A{1}", "A{7}", "U{3}", "U{6}"});
  CHECK(keys_of(messages) == Ids{"A{2}", "A{5}", "M{4}", "M{8}", "M{9}"});
  for (const auto* key : {"U{3}", "U{6}"}) CHECK(expires(redis, key));
  for (const auto* key : {"M{4}", "M{8}", "M{9}"}) CHECK(expires(messages, key));
  CHECK_FALSE(messages.ttl("A{5}")->time.has_value());
}
