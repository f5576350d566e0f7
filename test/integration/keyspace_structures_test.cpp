// Every command of every structure, with typed elements, on a real server.
#include <tributary/keyspaces.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

struct Job {
  int number = 0;
  std::string what;

  friend bool operator==(const Job&, const Job&) = default;
};

using Numbers = std::vector<int>;
using Texts = std::vector<std::string>;
using Scores = SortedSet<"Z", int>;
using Scored = std::vector<ScoredMember<int>>;

template <class T>
std::set<T> sorted(const DeferredResult<std::vector<T>>& members) {
  return {members->begin(), members->end()};
}

}  // namespace

template <>
struct tributary::Codec<Job> {
  static void encode(const Job& job, ByteWriter& out) { out.append(std::to_string(job.number) + ":" + job.what); }
  static Job decode(std::string_view bytes) {
    const auto colon = bytes.find(':');
    if (colon == std::string_view::npos) throw_unexpected_text("a job", bytes);
    return {Codec<int>::decode(bytes.substr(0, colon)), std::string{bytes.substr(colon + 1)}};
  }
};

TEST_CASE("a list takes and gives elements of its type") {
  Client redis = emptied_client();
  using Jobs = List<"jobs", Job>;
  Jobs jobs{redis, "1"};
  const Job a{1, "a"};
  const Job b{2, "b"};
  const Job c{3, "c"};
  CHECK(*jobs.lpushx(a) == 0);
  CHECK(*jobs.rpush(b) == 1);
  CHECK(*jobs.rpush({c}) == 2);
  CHECK(*jobs.lpush(a) == 3);
  CHECK(*jobs.lrange(0, -1) == std::vector<Job>{a, b, c});
  CHECK(*redis.lindex("jobs{1}", 0) == "1:a");
  CHECK(*jobs.rpushx({a, b}) == 5);
  CHECK(*jobs.lpushx({c, b}) == 7);
  CHECK(*jobs.lpushx(c) == 8);
  CHECK(*jobs.rpushx(c) == 9);
  CHECK(*jobs.llen() == 9);
  CHECK(*jobs.ltrim(3, 5) == Ok{});
  CHECK(*jobs.lrange(0, -1) == std::vector<Job>{a, b, c});
  CHECK(*jobs.lpush(std::vector<Job>{c}) == 4);
  CHECK(*jobs.lrem(1, c) == 1);
  CHECK(*jobs.lindex(-1) == c);
  CHECK(*jobs.lindex(7) == std::nullopt);
  CHECK(*jobs.lset(0, c) == Ok{});
  CHECK(*jobs.linsert(InsertAt::after, c, a) == 4);
  CHECK(*jobs.lrange(0, -1) == std::vector<Job>{c, a, b, c});
  CHECK(*jobs.lpos(c) == 0);
  CHECK(*jobs.lpos(c, {.rank = 2}) == 3);
  CHECK(*jobs.lpos(c, std::nullopt) == std::vector<std::int64_t>{0, 3});
  CHECK(*jobs.lpop() == c);
  CHECK(*jobs.rpop() == c);
  CHECK(*jobs.lpop(5) == std::vector<Job>{a, b});
  CHECK(jobs.rpop(5)->empty());
  CHECK(*jobs.lpop() == std::nullopt);

  redis.rpush("jobs{1}", "no job");
  PipelineContext pipe{redis};
  const auto bad = Jobs{pipe, "1"}.lindex(0);
  const auto length = Jobs{pipe, "1"}.llen();
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(state_of(bad) == "decode");
  CHECK(bad.error()->command == "LINDEX");
  CHECK(bad.error()->key == "jobs{1}");
  CHECK(*length == 1);
}

TEST_CASE("lists move elements between ids, and pops tell the id") {
  Client redis = emptied_client();
  using Queue = List<"q", int, int>;
  Queue one{redis, 1};
  Queue two{redis, 2};
  one.rpush({1, 2, 3, 4, 5});
  CHECK(*one.lmove(2, ListEnd::left, ListEnd::right) == 1);
  CHECK(*one.blmove(2, ListEnd::left, ListEnd::right, 1s) == 2);
  CHECK(*two.lrange(0, -1) == Numbers{1, 2});
  using Taken = WithId<int, int>;
  using TakenSome = WithId<int, Numbers>;
  CHECK(*Queue::blpop(redis, {9, 2}, 1s) == Taken{2, 1});
  CHECK(*Queue::brpop(redis, {9, 1}, 1s) == Taken{1, 5});
  CHECK(*Queue::lmpop(redis, {9, 1}, ListEnd::right, 2) == TakenSome{1, {4, 3}});
  CHECK(*Queue::blmpop(redis, {9, 2}, ListEnd::left, 1s, 2) == TakenSome{2, {2}});
  CHECK(*Queue::lmpop(redis, {1, 2}, ListEnd::left) == std::nullopt);
  CHECK(*Queue::blpop(redis, {1, 2}, 1ms) == std::nullopt);
  one.rpush({1, 2});
  CHECK(*one.blpop(1s) == 1);
  CHECK(*one.brpop(1s) == 2);
  CHECK(*one.blpop(1ms) == std::nullopt);
}

TEST_CASE("lists, sets and sorted sets are sorted by the server") {
  Client redis = emptied_client();
  using Weights = String<"w", int>;
  using Sorted = List<"sorted", int>;
  Set<"S", int> set{redis, "1"};
  set.sadd({3, 1, 2});
  Weights::mset(redis, {{"1", 30}, {"2", 20}, {"3", 10}});
  CHECK(*set.sort() == Numbers{1, 2, 3});
  CHECK(*set.sort({.by = Weights::key_of("*"), .count = 2}) == Numbers{3, 2});
  CHECK(*set.sort_ro({.order = ElementOrder::descending}) == Numbers{3, 2, 1});
  const auto rows = set.sort_get<int, int>({"#", Weights::key_of("*")});
  CHECK(rows->at(0) == std::tuple{std::optional{1}, std::optional{30}});
  CHECK(set.sort_ro_get<int>({Weights::key_of("*")})->at(2) == 10);
  CHECK(*Sorted{redis, "1"}.sort_store(set.key()) == 3);
  CHECK(*Sorted{redis, "1"}.lrange(0, -1) == Numbers{1, 2, 3});
  CHECK(*Sorted{redis, "2"}.sort_get_store(set.key(), {Weights::key_of("*")}) == 3);
  CHECK(*Sorted{redis, "2"}.lrange(0, -1) == Numbers{30, 20, 10});
}

TEST_CASE("a set takes and gives members of its type") {
  Client redis = emptied_client();
  using Primes = Set<"P", int>;
  Primes one{redis, "1"};
  Primes two{redis, "2"};
  CHECK(*one.sadd(2) == true);
  CHECK(*one.sadd({2, 3, 5}) == 2);
  CHECK(*two.sadd(std::set<int>{3, 7}) == 2);
  CHECK(*one.scard() == 3);
  CHECK(*one.sismember(3) == true);
  CHECK(*one.smismember({3, 4}) == std::vector<bool>{true, false});
  CHECK(sorted(one.smembers()) == std::set<int>{2, 3, 5});
  CHECK(one.srandmember()->has_value());
  CHECK(one.srandmember(-7)->size() == 7);
  CHECK(sorted(Primes::sdiff(redis, {"1", "2"})) == std::set<int>{2, 5});
  CHECK(sorted(Primes::sinter(redis, {"1", "2"})) == std::set<int>{3});
  CHECK(sorted(Primes::sunion(redis, {"1", "2"})) == std::set<int>{2, 3, 5, 7});
  CHECK(*Primes::sintercard(redis, {"1", "2"}) == 1);
  Primes three{redis, "3"};
  CHECK(*three.sdiffstore({"1", "2"}) == 2);
  CHECK(*three.sinterstore({"1", "2"}) == 1);
  CHECK(*three.sunionstore({"1", "2"}) == 4);
  CHECK(*three.scard() == 4);
  const auto page = three.sscan(0, {.match = "[27]"});
  CHECK(std::set<int>(page->elements.begin(), page->elements.end()) == std::set<int>{2, 7});
  std::set<int> scanned;
  for (const int prime : three.scan_members(redis)) scanned.insert(prime);
  CHECK(scanned == std::set<int>{2, 3, 5, 7});
  CHECK(*one.smove("2", 5) == true);
  CHECK(*two.sismember(5) == true);
  CHECK(*two.srem(5) == true);
  CHECK(*two.srem({3, 5}) == 1);
  CHECK(*two.spop() == 7);
  CHECK(three.spop(9)->size() == 4);
  CHECK(*three.exists() == false);
}

TEST_CASE("a sorted set takes and gives members of its type") {
  Client redis = emptied_client();
  Scores one{redis, "1"};
  CHECK(*one.zadd(10, 1.0) == true);
  CHECK(*one.zadd({{10, 1}, {20, 2}, {30, 3}}) == 2);
  CHECK(*one.zadd(std::map<int, double>{{20, 2.5}}, {.changed = true}) == 1);
  CHECK(*one.zadd(one.zrange_withscores(0, -1).result()) == 0);
  CHECK(*one.zadd_incr(20, -0.5) == 2.0);
  CHECK(*one.zadd_incr(40, 1, {.only_if = Exists::yes}) == std::nullopt);
  CHECK(*one.zincrby(30, 1) == 4.0);
  CHECK(*one.zcard() == 3);
  CHECK(*one.zscore(30) == 4.0);
  CHECK(*one.zmscore({10, 99}) == std::vector<std::optional<double>>{1.0, std::nullopt});
  CHECK(*one.zrank(20) == 1);
  CHECK(*one.zrevrank(20) == 1);
  CHECK(*one.zcount({.min = 2}) == 2);
  CHECK(*one.zrange(0, -1) == Numbers{10, 20, 30});
  CHECK(*one.zrange(0, 0, ElementOrder::descending) == Numbers{30});
  CHECK(*one.zrange(ScoreRange{.max = 2}) == Numbers{10, 20});
  CHECK(*one.zrange_withscores(0, 0) == Scored{{10, 1}});
  CHECK(*one.zrange_withscores(ScoreRange{.min = 3}) == Scored{{30, 4}});
  CHECK(one.zrandmember()->has_value());
  CHECK(one.zrandmember(-5)->size() == 5);
  CHECK(one.zrandmember_withscores(3)->size() == 3);
  CHECK(one.zscan(0)->elements.size() == 3);
  std::map<int, double> scanned;
  for (const auto& [member, score] : one.scan_members(redis)) scanned[member] = score;
  CHECK(scanned == std::map<int, double>{{10, 1}, {20, 2}, {30, 4}});

  Scores flat{redis, "flat"};
  flat.zadd({{1, 0}, {2, 0}, {3, 0}, {4, 0}});
  CHECK(*flat.zlexcount({.min = "2"}) == 3);
  CHECK(*flat.zremrangebylex({.max = "1"}) == 1);
  CHECK(*flat.zremrangebyrank(0, 0) == 1);
  CHECK(*flat.zrange(LexRange{}) == Numbers{3, 4});
  CHECK(*one.zremrangebyscore({.max = 1}) == 1);
  CHECK(*one.zrem(20) == true);
  CHECK(*one.zrem({20, 30}) == 1);
  CHECK(*one.exists() == false);
}

TEST_CASE("sorted sets of a family are combined and popped by id") {
  Client redis = emptied_client();
  Scores{redis, "1"}.zadd({{1, 1}, {2, 2}});
  Scores{redis, "2"}.zadd({{2, 20}, {3, 30}});
  CHECK(*Scores::zunion(redis, {"1", "2"}) == Numbers{1, 2, 3});
  CHECK(*Scores::zinter(redis, {"1", "2"}) == Numbers{2});
  CHECK(*Scores::zdiff(redis, {"1", "2"}) == Numbers{1});
  CHECK(*Scores::zunion_withscores(redis, {"1", "2"}, {.aggregate = ScoreAggregate::max}) ==
        Scored{{1, 1}, {2, 20}, {3, 30}});
  CHECK(*Scores::zinter_withscores(redis, {"1", "2"}, {.weights = {10, 1}}) == Scored{{2, 40}});
  CHECK(*Scores::zdiff_withscores(redis, {"1", "2"}) == Scored{{1, 1}});
  CHECK(*Scores::zintercard(redis, {"1", "2"}) == 1);
  Scores three{redis, "3"};
  CHECK(*three.zdiffstore({"1", "2"}) == 1);
  CHECK(*three.zinterstore({"1", "2"}) == 1);
  CHECK(*three.zunionstore({"1", "2"}) == 3);
  CHECK(*three.zrange_withscores(0, -1) == Scored{{1, 1}, {2, 22}, {3, 30}});
  Scores four{redis, "4"};
  CHECK(*four.zrangestore("3", 0, 1) == 2);
  CHECK(*four.zrangestore("3", ScoreRange{.min = 25}) == 1);
  CHECK(*four.zrange(0, -1) == Numbers{3});

  using Taken = WithId<std::string, ScoredMember<int>>;
  using TakenSome = WithId<std::string, Scored>;
  CHECK(*three.zpopmin() == ScoredMember<int>{1, 1});
  CHECK(*three.zpopmax() == ScoredMember<int>{3, 30});
  CHECK(*three.bzpopmin(1s) == ScoredMember<int>{2, 22});
  CHECK(*three.bzpopmax(1ms) == std::nullopt);
  CHECK(three.zpopmin(2)->empty());
  CHECK(*four.zpopmax(2) == Scored{{3, 30}});
  CHECK(*Scores::bzpopmin(redis, {"9", "1"}, 1s) == Taken{"1", {1, 1}});
  CHECK(*Scores::bzpopmax(redis, {"9", "2"}, 1s) == Taken{"2", {3, 30}});
  CHECK(*Scores::zmpop(redis, {"9", "1"}, ScoreEnd::lowest) == TakenSome{"1", {{2, 2}}});
  CHECK(*Scores::bzmpop(redis, {"9", "2"}, ScoreEnd::highest, 1s, 5) == TakenSome{"2", {{2, 20}}});
  CHECK(*Scores::zmpop(redis, {"1", "2"}, ScoreEnd::lowest) == std::nullopt);
  CHECK(*Scores::bzpopmin(redis, {"1", "2"}, 1ms) == std::nullopt);
}

TEST_CASE("places are added and found") {
  Client redis = emptied_client();
  using Cities = Geo<"C">;
  Cities sicily{redis, "sicily"};
  CHECK(*sicily.geoadd("Palermo", {13.361389, 38.115556}) == true);
  CHECK(*sicily.geoadd({{"Catania", {15.087269, 37.502669}}}) == 1);
  CHECK(*sicily.geodist("Palermo", "Catania", GeoUnit::kilometers) == Approx(166.274).margin(0.01));
  CHECK(*sicily.geohash("Palermo") == "sqc8b49rny0");
  CHECK(sicily.geohash({"Palermo", "Rome"})->at(1) == std::nullopt);
  CHECK(sicily.geopos("Palermo")->value().longitude == Approx(13.361389).margin(0.0001));
  CHECK(sicily.geopos({"Rome", "Catania"})->at(0) == std::nullopt);
  CHECK(*sicily.geosearch("Palermo", GeoRadius{100, GeoUnit::kilometers}) == Texts{"Palermo"});
  const auto found = sicily.geosearch_withdetails(GeoPoint{15, 37}, GeoRadius{200, GeoUnit::kilometers},
                                                  {.order = ElementOrder::ascending});
  CHECK(found->at(0).member == "Catania");
  Cities near{redis, "near"};
  CHECK(*near.geosearchstore("sicily", "Palermo", GeoRadius{1}) == 1);
  CHECK(*near.zrange(0, -1) == Texts{"Palermo"});
  CHECK(*sicily.zrem("Palermo") == true);
  CHECK(*sicily.zcard() == 1);
}

TEST_CASE("a HyperLogLog counts elements of its type") {
  Client redis = emptied_client();
  using Visitors = HyperLogLog<"V", int>;
  Visitors monday{redis, "mon"};
  Visitors tuesday{redis, "tue"};
  CHECK(*monday.pfadd(1) == true);
  CHECK(*monday.pfadd({1, 2}) == true);
  CHECK(*monday.pfadd(1) == false);
  tuesday.pfadd({2, 3});
  CHECK(*monday.pfcount() == 2);
  CHECK(*Visitors::pfcount(redis, {"mon", "tue"}) == 3);
  Visitors week{redis, "week"};
  CHECK(*week.pfmerge({"mon", "tue"}) == Ok{});
  CHECK(*week.pfcount() == 3);
}

TEST_CASE("a string takes and gives a value of its type") {
  Client redis = emptied_client();
  using Count = String<"N", int>;
  Count n{redis, "1"};
  CHECK(*n.get() == std::nullopt);
  CHECK(*n.set(5, {.only_if = Exists::yes}) == false);
  CHECK(*n.set(5) == true);
  CHECK(*n.set_get(6) == 5);
  CHECK(*n.getset(7) == 6);
  CHECK(*n.setnx(8) == false);
  CHECK(*n.get() == 7);
  CHECK(*n.incr() == 8);
  CHECK(*n.decr() == 7);
  CHECK(*n.incrby(10) == 17);
  CHECK(*n.decrby(7) == 10);
  CHECK(*n.getex({.ttl = 1h}) == 10);
  CHECK(n.ttl()->time > 3590s);
  CHECK(*n.setex(100s, 1) == Ok{});
  CHECK(n.ttl()->time <= 100s);
  CHECK(*n.psetex(1h, 2) == Ok{});
  CHECK(n.ttl()->time > 3590s);
  CHECK(*n.strlen() == 1);
  CHECK(*n.getdel() == 2);
  CHECK(*Count::mset(redis, {{"1", 1}, {"2", 2}}) == Ok{});
  CHECK(*Count::msetnx(redis, std::map<std::string, int>{{"2", 0}, {"3", 0}}) == false);
  CHECK(*Count::mget(redis, {"2", "3", "1"}) == std::vector<std::optional<int>>{2, std::nullopt, 1});
  redis.set("N{1}", "one");
  CHECK(thrown_by<DecodeError>([&] { n.get().result(); }).actual() == "\"one\"");

  using Words = String<"T">;
  Words text{redis, "1"};
  CHECK(*text.append("ohmytext") == 8);
  CHECK(*text.getrange(2, 3) == "my");
  CHECK(*text.setrange(4, "TEXT") == 8);
  CHECK(*text.get() == "ohmyTEXT");
  Words{redis, "2"}.set("myTEXT!");
  CHECK(*text.lcs("2") == "myTEXT");
  CHECK(*text.lcs_len("2") == 6);
  CHECK(text.lcs_idx("2")->length == 6);
}

TEST_CASE("a bitmap has bits, and the bytes of a string") {
  Client redis = emptied_client();
  using Days = Bitmap<"D">;
  Days a{redis, "a"};
  CHECK(*a.setbit(1, true) == false);
  CHECK(*a.setbit(7, true) == false);
  CHECK(*a.getbit(7) == true);
  CHECK(*a.bitcount() == 2);
  CHECK(*a.bitpos(true) == 1);
  CHECK(*a.get() == "A");
  Days b{redis, "b"};
  CHECK(*b.bitop(BitOperation::bit_not, {"a"}) == 1);
  CHECK(*b.bitcount() == 6);
  const auto u8 = BitfieldInteger::u(8);
  CHECK(*a.bitfield(Bitfield{}.incrby(u8, 0, 1)) == std::vector<std::optional<std::int64_t>>{66});
  CHECK(*a.bitfield_ro(Bitfield{}.get(u8, 0)) == std::vector<std::int64_t>{66});
}

TEST_CASE("a hash reads and writes each field by its own type") {
  Client redis = emptied_client();
  struct Users : Hash<"U", Fields<Field<"name", std::string>, Field<"age", int>, Field<"rate", double>>> {
    using Hash::Hash;
  };
  Users joe{redis, "joe"};
  CHECK(joe.hgetall()->empty());
  CHECK(*joe.hset<"name">("Joe") == true);
  CHECK(*joe.hset<"name", "age", "rate">("Joe", 31, 1.5) == 2);
  CHECK(*joe.hsetnx<"age">(99) == false);
  CHECK(*joe.hincrby<"age">(1) == 32);
  CHECK(*joe.hincrbyfloat<"rate">(0.5) == 2.0);
  const DeferredResult<std::optional<int>> age = joe.hget<"age">();
  CHECK(*age == 32);
  CHECK(*joe.hmget<"rate", "name">() == std::tuple{std::optional{2.0}, std::optional<std::string>{"Joe"}});
  CHECK(*joe.hset("color", "red") == true);
  const auto all = joe.hgetall();
  CHECK(all->get<"name">() == "Joe");
  CHECK(all->get<"age">() == 32);
  CHECK(all->get<"rate">() == 2.0);
  CHECK(all->others() == std::map<std::string, std::string>{{"color", "red"}});
  CHECK_FALSE(all->empty());

  redis.hset("U{joe}", "age", "old");
  PipelineContext pipe{redis};
  const auto bad = Users{pipe, "joe"}.hget<"age">();
  const auto bad_too = Users{pipe, "joe"}.hmget<"name", "age">();
  const auto whole = Users{pipe, "joe"}.hgetall();
  const auto good = Users{pipe, "joe"}.hget<"name">();
  CHECK(pipe.execute(Errors::in_results) == 3);
  for (const ErrorInfo* error : {bad.error(), bad_too.error(), whole.error()}) {
    REQUIRE(error != nullptr);
    CHECK(error->kind == ErrorKind::decode);
    CHECK(error->key == "U{joe}");
    CHECK_THAT(error->message, Catch::Contains("\"age\"") && Catch::Contains("\"old\""));
  }
  CHECK(*good == "Joe");
}

TEST_CASE("a hash with Fields gives all values as they are stored, whatever its default type is") {
  Client redis = emptied_client();
  struct Users : Hash<"U", Fields<Field<"name", std::string>, Field<"age", int>>, int> {
    using Hash::Hash;
  };
  Users joe{redis, "joe"};
  joe.hset<"name">("Joe");
  joe.hset("x", 7);
  using Stored = std::map<std::string, std::string>;
  const Stored all{{"name", "Joe"}, {"x", "7"}};
  CHECK(sorted(joe.hvals()) == std::set<std::string>{"Joe", "7"});
  const auto page = joe.hscan(0);
  CHECK(Stored(page->elements.begin(), page->elements.end()) == all);
  const auto some = joe.hrandfield_withvalues(5);
  CHECK(Stored(some->begin(), some->end()) == all);
  Stored scanned;
  for (const auto& [field, value] : joe.scan_fields(redis)) scanned[field] = value;
  CHECK(scanned == all);
  CHECK(*joe.hget("x") == 7);
  CHECK(joe.hgetall()->others() == std::map<std::string, int>{{"x", 7}});
}

TEST_CASE("a hash takes fields by name, of one type") {
  Client redis = emptied_client();
  using Counts = Hash<"H", Fields<>, int>;
  Counts h{redis, "1"};
  CHECK(*h.hset("a", 1) == true);
  CHECK(*h.hset({{"a", 2}, {"b", 3}}) == 1);
  CHECK(*h.hset(std::map<std::string, int>{{"c", 4}}) == 1);
  CHECK(*h.hsetnx("a", 9) == false);
  CHECK(*h.hget("a") == 2);
  CHECK(*h.hget("x") == std::nullopt);
  CHECK(*h.hmget({"c", "x"}) == std::vector<std::optional<int>>{4, std::nullopt});
  CHECK(*h.hincrby("a", 3) == 5);
  CHECK(*h.hincrby("b", 2) == 5);
  CHECK(*h.hgetall() == std::map<std::string, int>{{"a", 5}, {"b", 5}, {"c", 4}});
  CHECK(*h.hexists("a") == true);
  CHECK(*h.hstrlen("a") == 1);
  CHECK(*h.hlen() == 3);
  CHECK(sorted(h.hkeys()) == std::set<std::string>{"a", "b", "c"});
  CHECK(sorted(h.hvals()) == std::set<int>{4, 5});
  CHECK(h.hrandfield()->has_value());
  CHECK(h.hrandfield(-5)->size() == 5);
  CHECK(h.hrandfield_withvalues(2)->size() == 2);
  CHECK(h.hscan(0, {.match = "a"})->elements == std::vector<std::pair<std::string, int>>{{"a", 5}});
  std::map<std::string, int> scanned;
  for (const auto& [field, value] : h.scan_fields(redis)) scanned[field] = value;
  CHECK(scanned.size() == 3);
  CHECK(*h.hdel("a") == true);
  CHECK(*h.hdel({"a", "b", "c"}) == 2);
  CHECK(*h.exists() == false);
}

TEST_CASE("a stream takes and gives entries") {
  Client redis = emptied_client();
  using Fields = std::map<std::string, int>;
  using Events = Stream<"E", Fields>;
  using Entry = Events::Entry;
  Events one{redis, "1"};
  const StreamId id1{1, 0};
  const StreamId id2{2, 0};
  const StreamId id3{3, 0};
  const Entry first{id1, {{"a", 1}}};
  const Entry second{id2, {{"a", 2}, {"b", 3}}};
  CHECK(*one.xadd_nomkstream({{"a", 1}}) == std::nullopt);
  CHECK(*one.xadd(first.fields, {.id = id1}) == id1);
  CHECK(*one.xadd(second.fields, {.id = id2}) == id2);
  CHECK(*one.xlen() == 2);
  CHECK(*one.xrange() == Events::Entries{first, second});
  CHECK(*one.xrevrange({}, 1) == Events::Entries{second});
  CHECK(*one.xread(id1) == Events::Entries{second});
  CHECK(one.xinfo_stream()->length == 2);
  CHECK(one.xinfo_stream_full()->length == 2);
  Events{redis, "2"}.xadd({{"c", 4}}, {.id = id3});
  const auto both = Events::xread(redis, {{"1", id1}, {"2", StreamId{}}});
  REQUIRE(both->size() == 2);
  CHECK(both->at(0).id == "1");
  CHECK(both->at(0).value == Events::Entries{second});
  CHECK(both->at(1).id == "2");
  CHECK(Events::xread(redis, std::map<std::string, StreamId>{{"1", id2}, {"2", id3}})->empty());

  CHECK(*one.xgroup_create("g", StreamId{}) == Ok{});
  CHECK(*one.xgroup_createconsumer("g", "c") == true);
  CHECK(*one.xreadgroup("g", "c", {.count = 1}) == Events::Entries{first});
  Events{redis, "2"}.xgroup_create("g", StreamId{});
  const auto rest = Events::xreadgroup(redis, "g", "c", {"1", "2"});
  REQUIRE(rest->size() == 2);
  CHECK(rest->at(0).value == Events::Entries{second});
  CHECK(one.xreadgroup_pending("g", "c")->size() == 2);
  CHECK(one.xpending("g")->count == 2);
  CHECK(one.xpending_range("g", {}, 10)->size() == 2);
  CHECK(one.xinfo_groups()->size() == 1);
  CHECK(one.xinfo_consumers("g")->size() == 1);
  CHECK(*one.xclaim("g", "d", 0ms, {id1}) == Events::Entries{first});
  CHECK(*one.xclaim_justid("g", "d", 0ms, {id2}) == std::vector<StreamId>{id2});
  CHECK(one.xautoclaim("g", "c", 0ms)->claimed == Events::Entries{first, second});
  CHECK(one.xautoclaim_justid("g", "d", 0ms)->claimed.size() == 2);
  CHECK(*one.xack("g", id1) == true);
  CHECK(*one.xack("g", {id1, id2}) == 1);
  CHECK(*one.xgroup_setid("g", StreamId{}) == Ok{});
  CHECK(*one.xgroup_delconsumer("g", "c") == 0);
  CHECK(*one.xgroup_destroy("g") == true);

  CHECK(*one.xdel(id1) == true);
  CHECK(*one.xdel({id1, id2}) == 1);
  CHECK(*one.xsetid(StreamId{9, 0}) == Ok{});
  one.xadd({{"d", 5}});
  CHECK(*one.xtrim(StreamTrim::max_length(0)) == 1);
  CHECK(*one.xlen() == 0);
}

TEST_CASE("a HashedString is one map over many hashes") {
  Client redis = emptied_client();
  using Emails = HashedString<"E", std::string, 8>;
  Emails emails{redis};
  CHECK(*emails.set("joe", "joe@x") == true);
  CHECK(*emails.set("joe", "joe@y") == false);
  CHECK(*emails.setnx("joe", "joe@z") == false);
  CHECK(*emails.get("joe") == "joe@y");
  CHECK(*emails.get("jill") == std::nullopt);
  CHECK(*emails.exists("joe") == true);
  CHECK(*emails.strlen("joe") == 5);
  CHECK(*redis.hget(Emails::key_of_shard(Emails::shard_of("joe")), "joe") == "joe@y");
  CHECK(*emails.mset({{"jill", "jill@x"}, {"joe", "joe@x"}, {"bob", "bob@x"}}) == 2);
  CHECK(*emails.mget({"bob", "nobody", "joe", "bob"}) ==
        std::vector<std::optional<std::string>>{"bob@x", std::nullopt, "joe@x", "bob@x"});
  CHECK(*emails.size() == 3);
  CHECK(*emails.del("bob") == true);
  CHECK(*emails.del({"bob", "joe", "jill"}) == 2);
  CHECK(*emails.size() == 0);

  using Counts = HashedString<"C", int, 3, int>;
  PipelineContext pipe{redis};
  Counts counts{pipe};
  const auto one = counts.incrby(1, 5);
  const auto other = counts.incrby(2, 2);
  const auto both = counts.mget({2, 1});
  CHECK_FALSE(both.ready());
  pipe.execute();
  CHECK(*one == 5);
  CHECK(*other == 2);
  CHECK(*both == std::vector<std::optional<int>>{2, 5});
}

TEST_CASE("a HashedString of many ids is read in one round trip, and scanned over every shard") {
  Client redis = emptied_client();
  using Squares = HashedString<"Q", int, 7, int>;
  Squares squares{redis};
  std::map<int, int> values;
  for (int i = 0; i < 300; ++i) values[i] = i * i;
  CHECK(*squares.mset(values) == 300);
  CHECK(redis.keys("Q{*}")->size() == 7);

  std::vector<int> ids;
  std::vector<std::optional<int>> expected;
  for (int i = 299; i >= -1; --i) {
    ids.push_back(i);
    expected.push_back(i < 0 ? std::nullopt : std::optional{i * i});
  }
  const auto exchanges = shared_server().statistic("total_reads_processed");
  CHECK(*squares.mget(ids) == expected);
  // One read of the server for the batch, the others for the connections that ask for the statistic.
  const auto reads = shared_server().statistic("total_reads_processed") - exchanges;
  CHECK(reads <= 3);

  std::map<int, int> scanned;
  for (const auto& [id, square] : Squares::scan_entries(redis, {.count = 10})) scanned[id] = square;
  CHECK(scanned == values);
  std::size_t paged = 0;
  for (std::size_t shard = 0; shard < Squares::shard_count; ++shard)
    paged += squares.scan(shard, 0, {.count = 1000})->elements.size();
  CHECK(paged == 300);

  redis.hset(Squares::key_of_shard(Squares::shard_of(5)), 5, "no number");
  CHECK(thrown_by<DecodeError>([&] { squares.mget({4, 5}); }).actual() == "\"no number\"");
  CHECK(*squares.clear() == 7);
  CHECK(*squares.size() == 0);
  bool empty = true;
  for (const auto& entry : Squares::scan_entries(redis)) empty = entry.first < 0;
  CHECK(empty);
}

TEST_CASE("A sum has the type of what is added to, and says when that cannot hold it") {
  Client redis = emptied_client();
  String<"N", std::int8_t> small{redis, "1"};
  const DeferredResult<std::int8_t> sum = small.incrby(120);
  CHECK(*sum == 120);
  const auto refused = test::thrown_by<DecodeError>([&] { small.incrby(80); });
  CHECK(refused.info().message == "expected an 8-bit signed integer, got 200, which is out of its range");
  CHECK(refused.info().key == "N{1}");
  CHECK_THROWS_AS(small.incr(), DecodeError);
  CHECK_THROWS_AS(small.decr(), DecodeError);
  CHECK_THROWS_AS(small.decrby(1), DecodeError);
  CHECK_THROWS_AS((String<"N", std::uint64_t>{redis, "2"}.decr()), DecodeError);

  struct Users : Hash<"U", Fields<Field<"age", std::uint8_t>, Field<"rate", float>>, std::int16_t> {
    using Hash::Hash;
  };
  Users joe{redis, "1"};
  const DeferredResult<std::uint8_t> age = joe.hincrby<"age">(255);
  CHECK(*age == 255);
  CHECK_THROWS_WITH(joe.hincrby<"age">(1),
                    Catch::Contains("expected an 8-bit unsigned integer in field \"age\", got 256"));
  CHECK(*joe.hincrbyfloat<"rate">(0.1) == 0.1F);
  CHECK_THROWS_WITH(joe.hincrbyfloat<"rate">(1e300), Catch::Contains("in field \"rate\""));
  const DeferredResult<std::int16_t> other = joe.hincrby("visits", 32767);
  CHECK(*other == 32767);
  CHECK_THROWS_AS(joe.hincrby("visits", 1), DecodeError);

  HashedString<"C", std::int8_t, 2> counts{redis};
  CHECK(*counts.incrby("a", 127) == 127);
  CHECK_THROWS_AS(counts.incrby("a", 1), DecodeError);
  // A sum of floats is a float.
  const DeferredResult<float> shorter = String<"F", float>{redis, "1"}.incrbyfloat(0.1);
  CHECK(*shorter == 0.1F);
}
