// What keyspaces send: for the commands that need a later server than the one of the integration tests, and for where
// commands go. The explicit instantiations compile every function for types that are not text.
#include <tributary/keyspaces.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

template class tributary::Bitmap<"B", int>;
template class tributary::Geo<"G", int, int>;
template class tributary::Hash<"H", Fields<Field<"a", int>, Field<"b", double>>, int, int>;
template class tributary::HashedString<"M", int, 3, int>;
template class tributary::HyperLogLog<"P", int, int>;
template class tributary::List<"L", int, int>;
template class tributary::Set<"S", int, int>;
template class tributary::SortedSet<"Z", int, int>;
template class tributary::Stream<"X", std::vector<std::pair<std::string, int>>, int>;
template class tributary::String<"K", int, int>;

namespace {

struct Users : Hash<"U", Fields<Field<"name", std::string>, Field<"age", int>>> {
  using Hash::Hash;
};
struct Names : Set<Keyspace{"N", {.connection = "b"}}> {
  using Set::Set;
};
struct Sessions : String<Keyspace{"S", {.expiry = 60s}}> {
  using String::String;
};

std::string sent(std::initializer_list<std::vector<std::string>> commands) {
  std::string all;
  for (const auto& command : commands) {
    all += "*" + std::to_string(command.size()) + "\r\n";
    for (const std::string& word : command) all += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
  }
  return all;
}

/// A field whose class describes itself otherwise than Field does.
struct Described {
  using value_type = bool;
  static constexpr FieldName name{"admin"};
};

}  // namespace

TEST_CASE("fields that expire are sent with the key of the id") {
  CHECK(sent_by([](Commands& redis) {
          Users{redis, "1"}.hgetdel<"age">();
        }) == sent({{"HGETDEL", "U{1}", "FIELDS", "1", "age"}}));
  CHECK(sent_by([](Commands& redis) {
          Users{redis, "1"}.hgetdel({"age", "x"});
        }) == sent({{"HGETDEL", "U{1}", "FIELDS", "2", "age", "x"}}));
  CHECK(sent_by([](Commands& redis) {
          Users{redis, "1"}.hgetex<"age">({.persist = true});
        }) == sent({{"HGETEX", "U{1}", "PERSIST", "FIELDS", "1", "age"}}));
  CHECK(sent_by([](Commands& redis) {
          Users{redis, "1"}.hgetex("x", {.persist = true});
        }) == sent({{"HGETEX", "U{1}", "PERSIST", "FIELDS", "1", "x"}}));
  CHECK(sent_by([](Commands& redis) {
          Users{redis, "1"}.hsetex<"age">(7, {.ttl = 5s});
        }) == sent({{"HSETEX", "U{1}", "EX", "5", "FIELDS", "1", "age", "7"}}));
  CHECK(sent_by([](Commands& redis) {
          Users{redis, "1"}.hsetex({{"x", "y"}}, {.ttl = 5s});
        }) == sent({{"HSETEX", "U{1}", "EX", "5", "FIELDS", "1", "x", "y"}}));
  CHECK(sent_by([](Commands& redis) {
          Users{redis, "1"}.hexpire("age", 5s);
        }) == sent({{"HEXPIRE", "U{1}", "5", "FIELDS", "1", "age"}}));
  CHECK(sent_by([](Commands& redis) {
          Users{redis, "1"}.hpexpireat({"a"}, Users::sys_milliseconds{9ms});
        }) == sent({{"HPEXPIREAT", "U{1}", "9", "FIELDS", "1", "a"}}));
  CHECK(sent_by([](Commands& redis) {
          Users{redis, "1"}.hpersist("age");
        }) == sent({{"HPERSIST", "U{1}", "FIELDS", "1", "age"}}));
  CHECK(sent_by([](Commands& redis) {
          Users{redis, "1"}.hpttl("age");
        }) == sent({{"HPTTL", "U{1}", "FIELDS", "1", "age"}}));
  CHECK(sent_by([](Commands& redis) {
          Users{redis, "1"}.hscan_novalues(0);
        }) == sent({{"HSCAN", "U{1}", "0", "NOVALUES"}}));
}

TEST_CASE("HGETDEL and HGETEX of a typed field answer its type") {
  const auto age = answered("*1\r\n$1\r\n7\r\n", [](Commands& redis) { return Users{redis, "1"}.hgetdel<"age">(); });
  CHECK(*age == std::optional<int>{7});
  const auto none = answered("*1\r\n$-1\r\n", [](Commands& redis) { return Users{redis, "1"}.hgetex<"age">(); });
  CHECK(*none == std::nullopt);
}

TEST_CASE("a rank with its score is of a member of the family") {
  using Scores = SortedSet<"Z", int>;
  CHECK(sent_by([](Commands& redis) {
          Scores{redis, "1"}.zrank_withscore(7);
        }) == sent({{"ZRANK", "Z{1}", "7", "WITHSCORE"}}));
  CHECK(sent_by([](Commands& redis) {
          Scores{redis, "1"}.zrevrank_withscore(7);
        }) == sent({{"ZREVRANK", "Z{1}", "7", "WITHSCORE"}}));
}

TEST_CASE("commands go to the connection that the keyspace names") {
  ScriptedClient a;
  ScriptedClient b;
  Connections connections;
  connections.add("a", a);
  connections.add("b", b);
  b.reply(":1\r\n:2\r\n:1\r\n");
  PipelineContext pipe{connections, "a"};
  Names names{pipe, "1"};
  const auto added = names.sadd("joe");
  CHECK(pipe.size() == 1);
  const auto both = Names::exists(pipe, {"1", "2"});
  PipelineContext nested{pipe};
  const auto card = Names{nested, "1"}.scard();
  nested.execute();
  pipe.execute();
  CHECK(a.sent().empty());
  CHECK(b.sent() == sent({{"SADD", "N{1}", "joe"}, {"EXISTS", "N{1}", "N{2}"}, {"SCARD", "N{1}"}}));
  CHECK(*added);
  CHECK(*both == 2);
  CHECK(*card == 1);
}

TEST_CASE("a client, and a context of one client, are used whatever connection the keyspace names") {
  ScriptedClient a;
  a.reply(":1\r\n");
  Names{a, "1"}.sadd("joe");
  a.reply(":1\r\n");
  PipelineContext pipe{a};
  Names{pipe, "1"}.sadd("jill");
  pipe.execute();
  CHECK(a.sent() == sent({{"SADD", "N{1}", "joe"}, {"SADD", "N{1}", "jill"}}));
}

TEST_CASE("a name that is missing from the registry is found by execute") {
  ScriptedClient a;
  Connections connections;
  connections.add("a", a);
  PipelineContext pipe{connections, "a"};
  const auto added = Names{pipe, "1"}.sadd("joe");
  CHECK_THROWS_AS(pipe.execute(), UnknownConnection);
  CHECK_FALSE(added.ready());
}

TEST_CASE(
    "a transaction of another client refuses a keyspace that has its own connection; a name of one client is none") {
  ScriptedClient a;
  ScriptedClient b;
  Connections connections;
  connections.add("a", a);
  connections.add("b", b);
  PipelineContext pipe{connections, "a", atomically};
  CHECK_THROWS_AS((Names{pipe, "1"}.sadd("joe")), UsageError);
  CHECK(pipe.empty());
  connections.remove("a");
  connections.add("a", b);
  const auto added = Names{pipe, "1"}.sadd("joe");
  b.reply("+OK\r\n+QUEUED\r\n*1\r\n:1\r\n");
  pipe.execute();
  CHECK(*added);
}

TEST_CASE("writing renews the expiry of the family in the same round trip, and reading does not") {
  ScriptedClient client;
  client.reply("+OK\r\n$1\r\nv\r\n:1\r\n:1\r\n");
  PipelineContext pipe{client};
  Sessions session{pipe, "1"};
  session.set("v");
  session.get();
  session.getset("w");
  CHECK(pipe.size() == 4);
  pipe.execute(Errors::in_results);
  CHECK(client.sent() ==
        sent({{"SET", "S{1}", "v", "EX", "60"}, {"GET", "S{1}"}, {"GETSET", "S{1}", "w"}, {"EXPIRE", "S{1}", "60"}}));

  ScriptedClient alone;
  alone.reply(":5\r\n:1\r\n");
  CHECK(*Sessions{alone, "1"}.append("v") == 5);
  CHECK(alone.script().runs.size() == 1);
  CHECK(alone.sent() == sent({{"APPEND", "S{1}", "v"}, {"EXPIRE", "S{1}", "60"}}));
}

TEST_CASE("commands of later servers that write fields renew the expiry, too") {
  using Lasting = Hash<Keyspace{"L", {.expiry = 60s}}, Fields<Field<"n", int>>>;
  const auto renewed = [](auto&& record) { return sent_by(record).ends_with(sent({{"EXPIRE", "L{1}", "60"}})); };
  CHECK(renewed([](Commands& redis) { Lasting{redis, "1"}.hsetex<"n">(1); }));
  CHECK(renewed([](Commands& redis) { Lasting{redis, "1"}.hsetex("x", "y"); }));
  CHECK(renewed([](Commands& redis) { Lasting{redis, "1"}.hsetex({{"x", "y"}}); }));
  CHECK(renewed([](Commands& redis) { Lasting{redis, "1"}.hgetdel<"n">(); }));
  CHECK(renewed([](Commands& redis) { Lasting{redis, "1"}.hgetdel("x"); }));
  CHECK(renewed([](Commands& redis) { Lasting{redis, "1"}.hgetdel({"x", "y"}); }));
}

TEST_CASE("SETNX does not renew the expiry of a key that it does not set") {
  CHECK(sent_by([](Commands& redis) {
          Sessions{redis, "1"}.setnx("v");
        }) == sent({{"SET", "S{1}", "v", "NX", "EX", "60"}}));
  CHECK(sent_by([](Commands& redis) { String<"s">{redis, "1"}.setnx("v"); }) == sent({{"SETNX", "s{1}", "v"}}));
}

TEST_CASE("an expiry that is given replaces that of the family") {
  CHECK(sent_by([](Commands& redis) {
          Sessions{redis, "1"}.set("v", {.ttl = 5s});
        }) == sent({{"SET", "S{1}", "v", "EX", "5"}}));
  CHECK(sent_by([](Commands& redis) {
          Sessions{redis, "1"}.set("v", {.keep_ttl = true});
        }) == sent({{"SET", "S{1}", "v", "KEEPTTL"}}));
  CHECK(sent_by([](Commands& redis) { Sessions{redis, "1"}.setex(7s, "v"); }) == sent({{"SETEX", "S{1}", "7", "v"}}));
  CHECK(sent_by([](Commands& redis) {
          Sessions{redis, "1"}.restore("dump");
        }) == sent({{"RESTORE", "S{1}", "60000", "dump"}}));
  CHECK(sent_by([](Commands& redis) {
          Sessions{redis, "1"}.restore("dump", {.ttl = 9ms});
        }) == sent({{"RESTORE", "S{1}", "9", "dump"}}));
  CHECK(sent_by([](Commands& redis) {
          Sessions::mset(redis, {{"1", "v"}, {"2", "w"}});
        }) == sent({{"MSET", "S{1}", "v", "S{2}", "w"}, {"EXPIRE", "S{1}", "60"}, {"EXPIRE", "S{2}", "60"}}));
}

TEST_CASE("what is refused is refused before anything is recorded") {
  CHECK(refusal_of([](Commands& redis) { Users::del(redis, {}); }) == "DEL needs at least one key");
  CHECK(refusal_of([](Commands& redis) { Sessions::mset(redis, {}); }) == "MSET needs at least one key");
  CHECK(refusal_of([](Commands& redis) { HashedString<"M">{redis}.mget({}); }) ==
        "HashedString::mget needs at least one id");
  CHECK(refusal_of([](Commands& redis) {
          Users{redis, "1"}.restore_if_absent("d", {.replace = true});
        }) == "restore_if_absent replaces nothing");
  CHECK(refusal_of([](Commands& redis) {
          Users{redis, "1"}.restore_if_absent("d", {.frequency = 1});
        }) == "restore_if_absent takes neither an idle time nor a frequency");
  CHECK(refusal_of([](Commands& redis) {
          Users{redis, "1"}.restore_if_absent("d", {.ttl = 0ms});
        }) == "the expiry of a key to be restored must be positive, not 0 ms");
}

TEST_CASE("a HashedString has no other shards than it has") {
  CHECK(refusal_of([](Commands& redis) { HashedString<"M", int, 4>{redis}.scan(4, 0); }) ==
        "HashedString has no shard 4: the last one is 3");
  CHECK(sent_by([](Commands& redis) { HashedString<"M", int, 4>{redis}.scan(3, 0); }) ==
        sent({{"HSCAN", "M{3}", "0"}}));
}

TEST_CASE("a decode error of a typed field names the field") {
  const auto age = answered("$3\r\nold\r\n", [](Commands& redis) { return Users{redis, "1"}.hget<"age">(); });
  REQUIRE(age.error() != nullptr);
  CHECK(age.error()->kind == ErrorKind::decode);
  CHECK(age.error()->command == "HGET");
  CHECK_THAT(age.error()->message, Catch::Contains("in field \"age\"") && Catch::Contains("\"old\""));

  const auto all = answered("*4\r\n$4\r\nname\r\n$3\r\nJoe\r\n$3\r\nage\r\n$3\r\nold\r\n", [](Commands& redis) {
    return Users{redis, "1"}.hgetall();
  });
  REQUIRE(all.error() != nullptr);
  CHECK_THAT(all.error()->message, Catch::Contains("in field \"age\""));

  using Ages = Hash<"A", Fields<>, int>;
  using Mixed = Hash<"A", Fields<Field<"n", int>>, int>;
  const auto other = answered("*2\r\n$1\r\nx\r\n$1\r\ny\r\n", [](Commands& redis) {
    return Mixed{redis, "1"}.hgetall();
  });
  CHECK_THAT(other.error()->message, Catch::Contains("in field \"x\""));
  const auto plain = answered("*2\r\n$1\r\nx\r\n$1\r\n1\r\n", [](Commands& redis) {
    return Ages{redis, "1"}.hgetall();
  });
  CHECK(plain->at("x") == 1);
}

TEST_CASE("any class with a name and a value_type describes a field") {
  using Rights = Hash<"R", Fields<Field<"name", std::string>, Described>>;
  CHECK(sent_by([](Commands& redis) {
          Rights{redis, "1"}.hset<"admin">(true);
        }) == sent({{"HSET", "R{1}", "admin", "1"}}));
}

TEST_CASE("ids in replies that are no Ids are decode errors") {
  using Numbered = Set<"N", std::string, int>;
  const auto page = answered("*2\r\n$1\r\n0\r\n*2\r\n$4\r\nN{1}\r\n$4\r\nN{x}\r\n",
                             [](Commands& redis) { return Numbered::scan(redis, 0); });
  REQUIRE(page.error() != nullptr);
  CHECK(page.error()->kind == ErrorKind::decode);
}

TEST_CASE("a page of ids leaves out keys that are not of the family") {
  const auto page = answered("*2\r\n$1\r\n7\r\n*3\r\n$4\r\nU{1}\r\n$3\r\nXYZ\r\n$2\r\nU{\r\n",
                             [](Commands& redis) { return Users::scan(redis, 0); });
  CHECK(page->cursor == 7);
  CHECK(page->elements == std::vector<std::string>{"1"});
}
