// The expiry of a keyspace after every command that writes, and after those that leave it alone.
#include <tributary/keyspaces.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"

#include <string>
#include <string_view>

using namespace tributary;
using namespace tributary::test;

namespace {

constexpr KeyspaceOptions kHour{.expiry = 1h};

using Notes = String<Keyspace{"T", kHour}>;
using Bits = Bitmap<Keyspace{"B", kHour}>;
using Items = List<Keyspace{"L", kHour}>;
using Members = Set<Keyspace{"S", kHour}>;
using ExpiringScores = SortedSet<Keyspace{"Z", kHour}>;
using Places = Geo<Keyspace{"G", kHour}>;
using ExpiringVisitors = HyperLogLog<Keyspace{"P", kHour}>;
using ExpiringUsers = Hash<Keyspace{"H", kHour}, Fields<Field<"n", int>, Field<"f", double>>>;
using ExpiringEvents = Stream<Keyspace{"X", kHour}>;

using Step = void (*)(Client& redis);

struct Case {
  std::string_view what;
  std::string_view key;
  Step set_up;
  Step call;
};

void nothing(Client&) {}

void text(Client& redis) { redis.mset({{"T{1}", "5"}, {"T{2}", "6"}}); }
void bits(Client& redis) { redis.mset({{"B{1}", "A"}, {"B{2}", "B"}}); }
void items(Client& redis) {
  redis.rpush("L{1}", {"3", "1", "2", "1"});
  redis.rpush("L{2}", {"7", "8"});
}
void members(Client& redis) {
  redis.sadd("S{1}", {"1", "2", "3"});
  redis.sadd("S{2}", {"2", "3", "4"});
}
void scores(Client& redis) {
  redis.zadd("Z{1}", {{"a", 1}, {"b", 2}, {"c", 3}});
  redis.zadd("Z{2}", {{"b", 2}, {"d", 4}});
}
void equal_scores(Client& redis) { redis.zadd("Z{1}", {{"a", 0}, {"b", 0}, {"c", 0}}); }
void place(Client& redis) { redis.geoadd("G{2}", "Palermo", {13.36, 38.12}); }
void visitors(Client& redis) {
  redis.pfadd("P{1}", "a");
  redis.pfadd("P{2}", "b");
}
void user(Client& redis) { redis.hset("H{1}", {{"n", "1"}, {"f", "1.5"}, {"x", "3"}}); }
void events(Client& redis) {
  redis.xadd("X{1}", {{"a", "1"}}, {.id = StreamId{1, 0}});
  redis.xadd("X{1}", {{"a", "2"}}, {.id = StreamId{2, 0}});
  redis.xgroup_create("X{1}", "g", StreamId{});
}
void pending(Client& redis) {
  events(redis);
  redis.xreadgroup("g", "c", "X{1}");
}

Notes texts(Client& redis) { return {redis, "1"}; }
Bits bits_of(Client& redis) { return {redis, "1"}; }
Items list(Client& redis) { return {redis, "1"}; }
Members set(Client& redis) { return {redis, "1"}; }
ExpiringScores zset(Client& redis) { return {redis, "1"}; }
Places places(Client& redis) { return {redis, "1"}; }
ExpiringVisitors counter(Client& redis) { return {redis, "1"}; }
ExpiringUsers hash(Client& redis) { return {redis, "1"}; }
ExpiringEvents stream(Client& redis) { return {redis, "1"}; }

const StreamId kFirst{1, 0};
const StreamId kSecond{2, 0};

/// What one command is called on, is set up without an expiry, and has one afterwards.
const Case kWrites[] = {
    {"set", "T{1}", text, [](Client& r) { texts(r).set("v"); }},
    {"set_get", "T{1}", text, [](Client& r) { texts(r).set_get("v"); }},
    {"setnx of no key", "T{1}", nothing, [](Client& r) { texts(r).setnx("v"); }},
    {"setex", "T{1}", text, [](Client& r) { texts(r).setex(1h, "v"); }},
    {"psetex", "T{1}", text, [](Client& r) { texts(r).psetex(1h, "v"); }},
    {"getset", "T{1}", text, [](Client& r) { texts(r).getset("v"); }},
    {"incr", "T{1}", text, [](Client& r) { texts(r).incr(); }},
    {"decr", "T{1}", text, [](Client& r) { texts(r).decr(); }},
    {"incrby", "T{1}", text, [](Client& r) { texts(r).incrby(2); }},
    {"decrby", "T{1}", text, [](Client& r) { texts(r).decrby(2); }},
    {"incrbyfloat", "T{1}", text, [](Client& r) { texts(r).incrbyfloat(0.5); }},
    {"append", "T{1}", text, [](Client& r) { texts(r).append("v"); }},
    {"setrange", "T{1}", text, [](Client& r) { texts(r).setrange(0, "v"); }},
    {"mset, the first", "T{1}", text,
     [](Client& r) {
       Notes::mset(r, {{"1", "v"}, {"2", "w"}});
     }},
    {"mset, the second", "T{2}", text,
     [](Client& r) {
       Notes::mset(r, {{"1", "v"}, {"2", "w"}});
     }},
    {"msetnx", "T{4}", nothing,
     [](Client& r) {
       Notes::msetnx(r, {{"3", "v"}, {"4", "w"}});
     }},
    {"msetnx of what exists", "T{1}", text,
     [](Client& r) {
       Notes::msetnx(r, {{"1", "v"}, {"4", "w"}});
     }},
    {"restore", "T{3}", text,
     [](Client& r) {
       Notes{r, "3"}.restore(r.dump("T{1}")->value());
     }},
    {"restore_if_absent", "T{3}", text,
     [](Client& r) {
       Notes{r, "3"}.restore_if_absent(r.dump("T{1}")->value());
     }},

    {"setbit", "B{1}", bits, [](Client& r) { bits_of(r).setbit(2, true); }},
    {"bitfield", "B{1}", bits, [](Client& r) { bits_of(r).bitfield(Bitfield{}.incrby(BitfieldInteger::u(8), 0, 1)); }},
    {"bitop", "B{1}", bits, [](Client& r) { bits_of(r).bitop(BitOperation::bit_not, {"2"}); }},

    {"lpush", "L{1}", items, [](Client& r) { list(r).lpush("4"); }},
    {"lpush of many", "L{1}", items,
     [](Client& r) {
       list(r).lpush({"4", "5"});
     }},
    {"rpush", "L{1}", items, [](Client& r) { list(r).rpush("4"); }},
    {"rpush of many", "L{1}", items,
     [](Client& r) {
       list(r).rpush({"4", "5"});
     }},
    {"lpushx", "L{1}", items, [](Client& r) { list(r).lpushx("4"); }},
    {"lpushx of many", "L{1}", items,
     [](Client& r) {
       list(r).lpushx({"4", "5"});
     }},
    {"rpushx", "L{1}", items, [](Client& r) { list(r).rpushx("4"); }},
    {"rpushx of many", "L{1}", items,
     [](Client& r) {
       list(r).rpushx({"4", "5"});
     }},
    {"linsert", "L{1}", items, [](Client& r) { list(r).linsert(InsertAt::before, "1", "4"); }},
    {"lset", "L{1}", items, [](Client& r) { list(r).lset(0, "4"); }},
    {"lrem", "L{1}", items, [](Client& r) { list(r).lrem(1, "1"); }},
    {"ltrim", "L{1}", items, [](Client& r) { list(r).ltrim(0, 1); }},
    {"lpop", "L{1}", items, [](Client& r) { list(r).lpop(); }},
    {"lpop with a count", "L{1}", items, [](Client& r) { list(r).lpop(2); }},
    {"blpop", "L{1}", items, [](Client& r) { list(r).blpop(1s); }},
    {"rpop", "L{1}", items, [](Client& r) { list(r).rpop(); }},
    {"rpop with a count", "L{1}", items, [](Client& r) { list(r).rpop(2); }},
    {"brpop", "L{1}", items, [](Client& r) { list(r).brpop(1s); }},
    {"lmove, from", "L{1}", items, [](Client& r) { list(r).lmove("2", ListEnd::left, ListEnd::left); }},
    {"lmove, to", "L{2}", items, [](Client& r) { list(r).lmove("2", ListEnd::left, ListEnd::left); }},
    {"blmove, from", "L{1}", items, [](Client& r) { list(r).blmove("2", ListEnd::left, ListEnd::left, 1s); }},
    {"blmove, to", "L{2}", items, [](Client& r) { list(r).blmove("2", ListEnd::left, ListEnd::left, 1s); }},
    {"sort_store", "L{1}", items, [](Client& r) { list(r).sort_store("L{2}"); }},
    {"sort_get_store", "L{1}", items, [](Client& r) { list(r).sort_get_store("L{2}", {"#"}); }},

    {"sadd", "S{1}", members, [](Client& r) { set(r).sadd("4"); }},
    {"sadd of many", "S{1}", members,
     [](Client& r) {
       set(r).sadd({"4", "5"});
     }},
    {"srem", "S{1}", members, [](Client& r) { set(r).srem("1"); }},
    {"srem of many", "S{1}", members,
     [](Client& r) {
       set(r).srem({"1", "2"});
     }},
    {"spop", "S{1}", members, [](Client& r) { set(r).spop(); }},
    {"spop with a count", "S{1}", members, [](Client& r) { set(r).spop(2); }},
    {"smove, from", "S{1}", members, [](Client& r) { set(r).smove("2", "1"); }},
    {"smove, to", "S{2}", members, [](Client& r) { set(r).smove("2", "1"); }},
    {"sdiffstore", "S{3}", members,
     [](Client& r) {
       Members{r, "3"}.sdiffstore({"1", "2"});
     }},
    {"sinterstore", "S{3}", members,
     [](Client& r) {
       Members{r, "3"}.sinterstore({"1", "2"});
     }},
    {"sunionstore", "S{3}", members,
     [](Client& r) {
       Members{r, "3"}.sunionstore({"1", "2"});
     }},

    {"zadd", "Z{1}", scores, [](Client& r) { zset(r).zadd("d", 4); }},
    {"zadd of many", "Z{1}", scores,
     [](Client& r) {
       zset(r).zadd({{"d", 4}, {"e", 5}});
     }},
    {"zadd_incr", "Z{1}", scores, [](Client& r) { zset(r).zadd_incr("a", 4); }},
    {"zincrby", "Z{1}", scores, [](Client& r) { zset(r).zincrby("a", 4); }},
    {"zrem", "Z{1}", scores, [](Client& r) { zset(r).zrem("a"); }},
    {"zrem of many", "Z{1}", scores,
     [](Client& r) {
       zset(r).zrem({"a", "b"});
     }},
    {"zremrangebylex", "Z{1}", equal_scores, [](Client& r) { zset(r).zremrangebylex({.max = "a"}); }},
    {"zremrangebyrank", "Z{1}", scores, [](Client& r) { zset(r).zremrangebyrank(0, 0); }},
    {"zremrangebyscore", "Z{1}", scores, [](Client& r) { zset(r).zremrangebyscore({.max = 1}); }},
    {"zpopmax", "Z{1}", scores, [](Client& r) { zset(r).zpopmax(); }},
    {"zpopmax with a count", "Z{1}", scores, [](Client& r) { zset(r).zpopmax(2); }},
    {"bzpopmax", "Z{1}", scores, [](Client& r) { zset(r).bzpopmax(1s); }},
    {"zpopmin", "Z{1}", scores, [](Client& r) { zset(r).zpopmin(); }},
    {"zpopmin with a count", "Z{1}", scores, [](Client& r) { zset(r).zpopmin(2); }},
    {"bzpopmin", "Z{1}", scores, [](Client& r) { zset(r).bzpopmin(1s); }},
    {"zdiffstore", "Z{3}", scores,
     [](Client& r) {
       ExpiringScores{r, "3"}.zdiffstore({"1", "2"});
     }},
    {"zinterstore", "Z{3}", scores,
     [](Client& r) {
       ExpiringScores{r, "3"}.zinterstore({"1", "2"});
     }},
    {"zunionstore", "Z{3}", scores,
     [](Client& r) {
       ExpiringScores{r, "3"}.zunionstore({"1", "2"});
     }},
    {"zrangestore by index", "Z{3}", scores,
     [](Client& r) {
       ExpiringScores{r, "3"}.zrangestore("1", 0, 1);
     }},
    {"zrangestore by score", "Z{3}", scores,
     [](Client& r) {
       ExpiringScores{r, "3"}.zrangestore("1", ScoreRange{.min = 2});
     }},

    {"geoadd", "G{1}", nothing,
     [](Client& r) {
       places(r).geoadd("Catania", {15.09, 37.5});
     }},
    {"geoadd of many", "G{1}", nothing,
     [](Client& r) {
       places(r).geoadd({{"Catania", {15.09, 37.5}}});
     }},
    {"geosearchstore", "G{1}", place, [](Client& r) { places(r).geosearchstore("2", "Palermo", GeoRadius{1}); }},

    {"pfadd", "P{1}", visitors, [](Client& r) { counter(r).pfadd("a"); }},
    {"pfadd of many", "P{1}", visitors,
     [](Client& r) {
       counter(r).pfadd({"a", "c"});
     }},
    {"pfmerge", "P{1}", visitors, [](Client& r) { counter(r).pfmerge({"2"}); }},

    {"hset of a typed field", "H{1}", user, [](Client& r) { hash(r).hset<"n">(2); }},
    {"hset of typed fields", "H{1}", user, [](Client& r) { hash(r).hset<"n", "f">(2, 2.5); }},
    {"hsetnx of a typed field", "H{1}", user, [](Client& r) { hash(r).hsetnx<"n">(2); }},
    {"hincrby of a typed field", "H{1}", user, [](Client& r) { hash(r).hincrby<"n">(2); }},
    {"hincrbyfloat of a typed field", "H{1}", user, [](Client& r) { hash(r).hincrbyfloat<"f">(2); }},
    {"hset", "H{1}", user, [](Client& r) { hash(r).hset("x", "4"); }},
    {"hset of many", "H{1}", user, [](Client& r) { hash(r).hset({{"x", "4"}, {"y", "5"}}); }},
    {"hsetnx", "H{1}", user, [](Client& r) { hash(r).hsetnx("x", "4"); }},
    {"hincrby", "H{1}", user, [](Client& r) { hash(r).hincrby("x", 4); }},
    {"hincrbyfloat", "H{1}", user, [](Client& r) { hash(r).hincrbyfloat("x", 4); }},
    {"hdel", "H{1}", user, [](Client& r) { hash(r).hdel("x"); }},
    {"hdel of many", "H{1}", user, [](Client& r) { hash(r).hdel({"x", "n"}); }},

    {"xadd", "X{1}", events, [](Client& r) { stream(r).xadd({{"a", "3"}}); }},
    {"xadd_nomkstream", "X{1}", events, [](Client& r) { stream(r).xadd_nomkstream({{"a", "3"}}); }},
    {"xdel", "X{1}", events, [](Client& r) { stream(r).xdel(kFirst); }},
    {"xdel of many", "X{1}", events, [](Client& r) { stream(r).xdel({kFirst, kSecond}); }},
    {"xtrim", "X{1}", events, [](Client& r) { stream(r).xtrim(StreamTrim::max_length(1)); }},
    {"xsetid", "X{1}", events, [](Client& r) { stream(r).xsetid(StreamId{9, 0}); }},
    {"xgroup_create", "X{1}", nothing,
     [](Client& r) { stream(r).xgroup_create("h", StreamId{}, {.make_stream = true}); }},
    {"xgroup_setid", "X{1}", events, [](Client& r) { stream(r).xgroup_setid("g", kFirst); }},
    {"xgroup_destroy", "X{1}", events, [](Client& r) { stream(r).xgroup_destroy("g"); }},
    {"xgroup_createconsumer", "X{1}", events, [](Client& r) { stream(r).xgroup_createconsumer("g", "c"); }},
    {"xgroup_delconsumer", "X{1}", events, [](Client& r) { stream(r).xgroup_delconsumer("g", "c"); }},
    {"xreadgroup", "X{1}", events, [](Client& r) { stream(r).xreadgroup("g", "c"); }},
    {"xreadgroup_pending", "X{1}", pending, [](Client& r) { stream(r).xreadgroup_pending("g", "c"); }},
    {"xack", "X{1}", pending, [](Client& r) { stream(r).xack("g", kFirst); }},
    {"xack of many", "X{1}", pending, [](Client& r) { stream(r).xack("g", {kFirst, kSecond}); }},
    {"xclaim", "X{1}", pending, [](Client& r) { stream(r).xclaim("g", "d", 0ms, {kFirst}); }},
    {"xclaim_justid", "X{1}", pending, [](Client& r) { stream(r).xclaim_justid("g", "d", 0ms, {kFirst}); }},
    {"xautoclaim", "X{1}", pending, [](Client& r) { stream(r).xautoclaim("g", "d", 0ms); }},
    {"xautoclaim_justid", "X{1}", pending, [](Client& r) { stream(r).xautoclaim_justid("g", "d", 0ms); }},
};

const Case kKeeps[] = {
    {"get", "T{1}", text, [](Client& r) { texts(r).get(); }},
    {"set that keeps the time", "T{1}", text, [](Client& r) { texts(r).set("v", {.keep_ttl = true}); }},
    {"setnx of what exists", "T{1}", text, [](Client& r) { texts(r).setnx("v"); }},
    {"rename", "T{3}", text, [](Client& r) { texts(r).rename("3"); }},
    {"renamenx", "T{3}", text, [](Client& r) { texts(r).renamenx("3"); }},
    {"copy", "T{3}", text, [](Client& r) { texts(r).copy("3"); }},
    {"restore_if_absent of what exists", "T{2}", text,
     [](Client& r) {
       Notes{r, "2"}.restore_if_absent(r.dump("T{1}")->value());
     }},
    {"eval", "T{1}", text,
     [](Client& r) { texts(r).eval(Script<std::string>{"return redis.call('GETSET', KEYS[1], 'v')"}); }},
    {"blpop of several ids", "L{1}", items,
     [](Client& r) {
       Items::blpop(r, {"1", "2"}, 1s);
     }},
    {"lmpop", "L{1}", items,
     [](Client& r) {
       Items::lmpop(r, {"1", "2"}, ListEnd::left);
     }},
    {"zmpop", "Z{1}", scores,
     [](Client& r) {
       ExpiringScores::zmpop(r, {"1", "2"}, ScoreEnd::lowest);
     }},
    {"xreadgroup of several ids", "X{1}", events, [](Client& r) { ExpiringEvents::xreadgroup(r, "g", "c", {"1"}); }},
    {"xpending", "X{1}", events, [](Client& r) { stream(r).xpending("g"); }},
};

/// The time to live of the key, after the steps of a case.
std::optional<std::chrono::seconds> time_after(Client& redis, const Case& one) {
  shared_server().command({"FLUSHALL"});
  one.set_up(redis);
  redis.persist(one.key);
  one.call(redis);
  REQUIRE(*redis.exists(one.key));
  return redis.ttl(one.key)->time;
}

}  // namespace

TEST_CASE("every command that writes gives the key the time to live of its family") {
  Client redis = emptied_client();
  for (const Case& one : kWrites) {
    CAPTURE(one.what);
    const auto time = time_after(redis, one);
    REQUIRE(time);
    CHECK((*time > 3590s && *time <= 3600s));
  }
}

TEST_CASE("what reads, moves, copies, takes from several or is a script leaves the time to live alone") {
  Client redis = emptied_client();
  for (const Case& one : kKeeps) {
    CAPTURE(one.what);
    CHECK_FALSE(time_after(redis, one).has_value());
  }
}

TEST_CASE("what is renamed or copied takes its time to live along") {
  Client redis = emptied_client();
  texts(redis).setex(100s, "v");
  texts(redis).copy("2");
  texts(redis).rename("3");
  for (const std::string_view key : {"T{2}", "T{3}"}) {
    CAPTURE(key);
    CHECK(*redis.ttl(key)->time <= 100s);
  }
}
