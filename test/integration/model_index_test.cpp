#include "support/users.hpp"

#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

using namespace tributary;
using namespace std::chrono_literals;
using test::Stock;

namespace {

enum class Colour : std::uint8_t { gray, red };

}  // namespace

template <>
inline constexpr auto tributary::enum_names<Colour> =
    std::to_array<tributary::EnumName<Colour>>({{Colour::gray, "gray"}, {Colour::gray, "grey"}, {Colour::red, "red"}});

namespace {

using Ids = std::vector<std::string>;

struct Member : Model<Member> {
  using Model::Model;
  static constexpr Keyspace keyspace{"M", {.key = "{$name}:$id"}};

  Field<"email", std::string, Unique> email;
  Field<"city", std::string, Indexed> city;
  Field<"age", int, Indexed> age;
  Field<"seen", std::chrono::milliseconds, Indexed> seen;
  Field<"note", std::string> note;

  static constexpr auto fields = std::tuple{&Member::email, &Member::city, &Member::age, &Member::seen, &Member::note};
};

/// The same records before their definition was changed: a nickname was unique, the age was not indexed.
struct OldMember : Model<OldMember> {
  using Model::Model;
  static constexpr Keyspace keyspace{"M", {.key = "{$name}:$id"}};

  Field<"email", std::string, Indexed> email;
  Field<"nick", std::string, Unique> nick;
  Field<"age", int> age;

  static constexpr auto fields = std::tuple{&OldMember::email, &OldMember::nick, &OldMember::age};
};

Member member(int id, const std::string& city, int age) {
  Member made{id};
  made.email = "m" + std::to_string(id) + "@example.org";
  made.city = city;
  made.age = age;
  return made;
}

/// Everything that an index can hold, and records that expire.
struct Session : Model<Session> {
  using Model::Model;
  static constexpr Keyspace keyspace{"S", {.key = "{$name}:$id", .expiry = std::chrono::seconds{60}}};

  Field<"ratio", float, Indexed> ratio;
  Field<"share", double, Indexed> share;
  Field<"open", bool, Indexed> open;
  Field<"age", int, Indexed> age{18};
  Field<"code", std::string, Unique> code;

  static constexpr auto fields =
      std::tuple{&Session::ratio, &Session::share, &Session::open, &Session::age, &Session::code};
};

/// Two models whose keys differ only behind the id.
struct Order : Model<Order> {
  using Model::Model;
  static constexpr Keyspace keyspace{"shop", {.key = "{$name}:$id:order"}};
  Field<"code", std::string, Unique> code;
  static constexpr auto fields = std::tuple{&Order::code};
};
struct Customer : Model<Customer> {
  using Model::Model;
  static constexpr Keyspace keyspace{"shop", {.key = "{$name}:$id:customer"}};
  Field<"code", std::string, Unique> code;
  static constexpr auto fields = std::tuple{&Customer::code};
};

/// Fields whose values have several forms.
struct Paint : Model<Paint> {
  using Model::Model;
  static constexpr Keyspace keyspace{"P", {.key = "{$name}:$id"}};
  Field<"colour", Colour, Unique> colour;
  Field<"open", bool, Indexed> open;
  Field<"note", std::string> note;
  static constexpr auto fields = std::tuple{&Paint::colour, &Paint::open, &Paint::note};
};

struct Indexes {
  Client redis = test::emptied_client();
};

}  // namespace

TEST_CASE_METHOD(Indexes, "A versioned record is saved by whoever was first, and the other gets a conflict") {
  Stock first{1};
  first.left = 5;
  first.save(redis);
  CHECK(first.version == 1);
  Stock second = *Stock::load(redis, 1).result();
  first.left = 4;
  first.save(redis);
  CHECK(first.version == 2);

  second.place = "A7";
  const auto thrown = test::thrown_by<VersionConflict>([&] { second.save(redis); });
  CHECK(thrown.info().message == "W{1}: version 1 was expected, and 2 is stored: load it again");
  CHECK(second.place.changed());
  CHECK(second.version == 1);
  PipelineContext pipe{redis};
  const auto saved = second.save(pipe);
  pipe.execute(Errors::in_results);
  CHECK(saved.error()->kind == ErrorKind::version_conflict);
  CHECK_THROWS_AS(second.clear(redis), VersionConflict);
  CHECK_THROWS_AS(second.remove(redis, &Stock::left), VersionConflict);
  CHECK_THROWS_AS(second.pop(redis, &Stock::left), VersionConflict);
  CHECK(*Stock::load(redis, 1).result() == first);

  Stock third{1};  // never loaded: it would be created
  third.left = 1;
  CHECK_THROWS_AS(third.save(redis), VersionConflict);
}

TEST_CASE_METHOD(Indexes, "Several changes of a versioned record in one batch each raise the version") {
  Stock stock{1};
  PipelineContext pipe{redis, atomically};
  stock.left = 5;
  stock.save(pipe, {.only_if = Exists::no});
  const auto six = stock.incr(pipe, &Stock::left);
  stock.place = "A7";
  stock.save(pipe);
  const auto popped = stock.pop(pipe, &Stock::place);
  const auto removed = stock.remove(pipe, &Stock::place);
  stock.left = 1;
  stock.save(pipe);
  pipe.execute();
  CHECK(*six == 6);
  CHECK(*popped == "A7");
  CHECK(*removed == 0);
  CHECK(stock.version == 6);
  CHECK(*Stock::load(redis, 1).result() == stock);
  CHECK(*stock.clear(redis) == true);
  CHECK(stock == Stock{1});
}

TEST_CASE_METHOD(Indexes, "Writers that race for a versioned record lose nothing") {
  Stock{1}.incr(redis, &Stock::left, 0);
  constexpr int kTurns = 50;
  std::atomic<int> conflicts{0};
  const auto add = [&] {
    Client own{test::shared_server().uri()};
    for (int turn = 0; turn < kTurns;) {
      Stock stock = *Stock::load(own, 1).result();
      stock.left = *stock.left + 1;
      try {
        stock.save(own);
        ++turn;
      } catch (const VersionConflict&) {
        ++conflicts;
      }
    }
  };
  std::thread one{add};
  std::thread two{add};
  one.join();
  two.join();
  CHECK((*Stock::load(redis, 1))->left == 2 * kTurns);
  CHECK((*Stock::load(redis, 1))->version == 2 * kTurns + 1);
}

TEST_CASE_METHOD(Indexes, "A record is found by a unique field as long as it has the value") {
  Member bob = member(1, "Rome", 30);
  bob.save(redis);
  CHECK(*Member::find(redis, &Member::email, "m1@example.org") == "1");
  bob.email = "bob@example.org";
  bob.save(redis);
  CHECK(*Member::find(redis, &Member::email, "bob@example.org") == "1");
  CHECK(*Member::find(redis, &Member::email, "m1@example.org") == std::nullopt);
  bob.remove(redis, &Member::email);
  CHECK(*Member::find(redis, &Member::email, "bob@example.org") == std::nullopt);
}

TEST_CASE_METHOD(Indexes, "A value that another record has is a conflict, and nothing of the save is written") {
  member(1, "Rome", 30).save(redis);
  Member second = member(2, "Oslo", 31);
  second.email = "m1@example.org";
  const auto thrown = test::thrown_by<UniqueConflict>([&] { second.save(redis); });
  CHECK(thrown.info().message == "{M}:2: field \"email\" has the value of record 1");
  CHECK(*Member::exists(redis, 2) == false);
  CHECK(Member::find(redis, &Member::city, "Oslo")->empty());
  CHECK(second.city.changed());

  // A value is free again when its record gave it up, was deleted, or vanished without the library's help.
  Member first = *Member::load(redis, 1).result();
  first.email = "new@example.org";
  first.save(redis);
  second.save(redis);
  CHECK(*Member::del(redis, {1}) == 1);
  Member third = member(3, "Oslo", 32);
  third.email = "new@example.org";
  third.save(redis);
  redis.del("{M}:3");
  Member fourth = member(4, "Oslo", 33);
  fourth.email = "new@example.org";
  CHECK(*fourth.save(redis) == true);
}

TEST_CASE_METHOD(Indexes, "Records are found by an indexed value, in pages, in the order of their ids") {
  PipelineContext pipe{redis};
  for (int id = 1; id <= 5; ++id) member(id, id == 3 ? "Oslo" : "Rome", 20 + id).save(pipe);
  pipe.execute();
  CHECK(*Member::find(redis, &Member::city, "Rome") == Ids{"1", "2", "4", "5"});
  CHECK(*Member::find(redis, &Member::city, "Rome", {.offset = 1, .count = 2}) == Ids{"2", "4"});
  CHECK(Member::find(redis, &Member::city, "Rome", {.offset = 4})->empty());
  CHECK(Member::find(redis, &Member::city, "Ro")->empty());
  CHECK(*Member::find(redis, &Member::age, 23) == Ids{"3"});
  CHECK_THROWS_AS(Member::find(redis, &Member::age, 23, {.offset = -1}), std::invalid_argument);

  Member two = *Member::load(redis, 2).result();
  two.city = "Oslo";
  two.save(redis);
  two.clear(redis);
  redis.del("{M}:4");
  CHECK(*Member::find(redis, &Member::city, "Rome", {.count = 2}) == Ids{"1", "5"});
  CHECK(*Member::find(redis, &Member::city, "Oslo") == Ids{"3"});
}

TEST_CASE_METHOD(Indexes, "Numbers and times are found by range, in their order") {
  for (int id = 1; id <= 5; ++id) {
    Member made = member(id, "Rome", 30 - id);
    made.seen = std::chrono::hours{id};
    made.save(redis);
  }
  CHECK(*Member::find_range(redis, &Member::age, 26, 28) == Ids{"4", "3", "2"});
  CHECK(*Member::find_range(redis, &Member::age, 0, 100, {.offset = 1, .count = 2}) == Ids{"4", "3"});
  CHECK(*Member::find_range(redis, &Member::seen, 2h, 3h) == Ids{"2", "3"});

  Member one = *Member::load(redis, 1).result();
  one.note = "x";
  one.save(redis);
  one.age.reset();
  one.save(redis);
  CHECK(*Member::find_range(redis, &Member::age, 0, 100) == Ids{"5", "4", "3", "2"});
  CHECK(*Member::find(redis, &Member::seen, 1h) == Ids{"1"});
}

TEST_CASE_METHOD(Indexes,
                 "An integer beyond what an index tells apart is refused at once, with every save that writes it") {
  Member far{9};
  far.note = "x";
  far.save(redis);
  far.seen = std::chrono::milliseconds{9007199254740993};
  const std::string why =
      "{M}:9: field \"seen\" is indexed, and 9007199254740993 is beyond 2^53, where an index does not tell integers "
      "apart: count in a larger unit, or keep it in a field that is not indexed";
  PipelineContext pipe{redis};
  for (const SaveOptions& options : {SaveOptions{}, SaveOptions{.only_if = Exists::yes},
                                     SaveOptions{.only_if = Exists::no}, SaveOptions{.all = true}}) {
    CHECK_THROWS_WITH(far.save(pipe, options), why);
  }
  CHECK(pipe.empty());
  CHECK(far.seen.changed());
  far.seen = std::chrono::milliseconds{-9007199254740992};
  CHECK_THROWS_WITH(far.save(redis), Catch::Contains("-9007199254740992 is beyond 2^53"));
  far.seen = std::chrono::milliseconds{9007199254740991};
  CHECK(*far.save(redis) == true);
  CHECK(*Member::find(redis, &Member::seen, std::chrono::milliseconds{9007199254740991}) == Ids{"9"});
}

TEST_CASE_METHOD(Indexes, "A save removes what an older definition of the model had left") {
  OldMember old{1};
  old.email = "a@example.org";
  old.nick = "bo";
  old.age = 40;
  old.save(redis);
  CHECK(*OldMember::find(redis, &OldMember::nick, "bo") == "1");

  Member now = *Member::load(redis, 1).result();
  CHECK(Member::find_range(redis, &Member::age, 0, 100)->empty());
  now.note = "seen by the new definition";
  now.save(redis);
  CHECK(*Member::find_range(redis, &Member::age, 0, 100) == Ids{"1"});
  CHECK(*Member::find(redis, &Member::email, "a@example.org") == "1");
  CHECK(*redis.exists("index:{M}:unique:nick") == false);
  CHECK(*redis.exists("index:{M}:value:email:a@example.org") == false);

  now.clear(redis);
  CHECK(*redis.keys("*") == Ids{});
}

TEST_CASE_METHOD(Indexes, "Writers that race for unique values never share one, and every index stays true") {
  constexpr int kTurns = 60;
  std::atomic<int> won{0};
  const auto write = [&](int writer) {
    Client own{test::shared_server().uri()};
    for (int turn = 0; turn < kTurns; ++turn) {
      // Two records of each writer take one of a few values from each other's.
      Member mine{10 * writer + turn % 2};
      mine.email = "m" + std::to_string(turn % 3);
      mine.city = "city " + std::to_string(turn % 4);
      mine.age = turn % 5;
      PipelineContext pipe{own};
      const auto saved = mine.save(pipe);
      pipe.execute(Errors::in_results);
      if (saved.has_value()) ++won;
    }
  };
  std::thread one{write, 1};
  std::thread two{write, 2};
  one.join();
  two.join();
  CHECK(won > 0);

  std::vector<std::string> emails;
  for (const int id : {10, 11, 20, 21}) {
    const auto loaded = Member::load(redis, id);
    if (!loaded->has_value()) continue;
    const Member& there = **loaded;
    emails.push_back(*there.email);
    const std::string name = std::to_string(id);
    CHECK(*Member::find(redis, &Member::email, *there.email) == name);
    for (int city = 0; city < 4; ++city) {
      const std::string value = "city " + std::to_string(city);
      const auto found = Member::find(redis, &Member::city, value);
      CHECK((std::count(found->begin(), found->end(), name) == 1) == (there.city == value));
    }
    const auto same_age = Member::find(redis, &Member::age, *there.age);
    CHECK(std::count(same_age->begin(), same_age->end(), name) == 1);
    CHECK(Member::find_range(redis, &Member::age, 0, 10)->size() <= 4);
  }
  std::sort(emails.begin(), emails.end());
  CHECK(std::adjacent_find(emails.begin(), emails.end()) == emails.end());
}

TEST_CASE_METHOD(Indexes, "What was assigned and not saved is in no index") {
  Member one = member(1, "Rome", 30);
  one.seen = 100ms;
  one.note = "n";
  one.save(redis);
  one.age = 31;
  one.seen = 900ms;
  one.remove(redis, &Member::note);
  CHECK(*Member::find(redis, &Member::age, 30) == Ids{"1"});
  CHECK(Member::find(redis, &Member::age, 31)->empty());
  one.pop(redis, &Member::seen);
  CHECK(Member::find_range(redis, &Member::seen, 0ms, 1000ms)->empty());
}

TEST_CASE_METHOD(Indexes,
                 "Floating-point numbers and booleans are found by their values, and defaults of created records") {
  Session session{1};
  session.ratio = 0.1F;
  session.share = 1.0 / 3;
  session.open = false;
  CHECK(*session.save(redis, {.only_if = Exists::no}));
  for (int round = 0; round < 2; ++round) {  // a search that took an entry for stale would have removed it
    CHECK(*Session::find(redis, &Session::ratio, 0.1F) == Ids{"1"});
    CHECK(*Session::find_range(redis, &Session::ratio, 0.F, 1.F) == Ids{"1"});
    CHECK(*Session::find(redis, &Session::share, 1.0 / 3) == Ids{"1"});
    CHECK(*Session::find(redis, &Session::open, false) == Ids{"1"});
    CHECK(*Session::find(redis, &Session::age, 18) == Ids{"1"});
  }
  CHECK(Session::find(redis, &Session::open, true)->empty());
}

TEST_CASE_METHOD(Indexes, "Of a record that expired, a search that meets it frees all entries") {
  for (int id = 1; id <= 3; ++id) {
    Session session{id};
    session.ratio = 0.5F;
    session.code = "c" + std::to_string(id);
    session.save(redis);
  }
  redis.pexpire("{S}:1", 1ms);
  redis.pexpire("{S}:2", 1ms);
  while (*redis.exists("{S}:1") || *redis.exists("{S}:2")) {
  }
  CHECK(*Session::find(redis, &Session::ratio, 0.5F) == Ids{"3"});
  CHECK(*redis.hlen("index:{S}:entries") == 1);
  CHECK(*redis.hlen("index:{S}:unique:code") == 1);
  redis.del("{S}:3");
  CHECK(*Session::find(redis, &Session::code, "c3") == std::nullopt);
  CHECK(*redis.keys("*") == Ids{});
}

TEST_CASE_METHOD(Indexes, "A save enters what is stored, also what others have written") {
  Member one = member(1, "Rome", 30);
  one.save(redis);
  redis.hset("{M}:1", "age", 41);
  one.note = "x";
  one.save(redis);
  CHECK(*Member::find(redis, &Member::age, 41) == Ids{"1"});
  CHECK(Member::find(redis, &Member::age, 30)->empty());

  redis.hset("{M}:1", "age", "none");
  CHECK(*Member::reindex(redis, 1));
  CHECK(*redis.exists("index:{M}:range:age") == false);
  CHECK(*Member::reindex(redis, 2) == false);
}

TEST_CASE_METHOD(Indexes,
                 "Records from before a field was unique are entered by reindex, which finds the same value twice") {
  redis.hset("{M}:1", "email", "a@example.org");
  redis.hset("{M}:2", "email", "a@example.org");
  CHECK(*Member::reindex(redis, 1));
  CHECK(*Member::find(redis, &Member::email, "a@example.org") == "1");
  CHECK_THROWS_AS(Member::reindex(redis, 2), UniqueConflict);
}

TEST_CASE_METHOD(Indexes, "Models whose keys differ behind the id have indexes of their own") {
  Order order{1};
  order.code = "X";
  order.save(redis);
  Customer customer{1};
  customer.code = "Y";
  customer.save(redis);
  CHECK(*Order::find(redis, &Order::code, "X") == "1");
  CHECK(*Customer::find(redis, &Customer::code, "Y") == "1");
  Order second{2};
  second.code = "X";
  CHECK_THROWS_AS(second.save(redis), UniqueConflict);
}

TEST_CASE_METHOD(Indexes, "A key of another type is refused before anything is written, and does not hinder searches") {
  redis.set("{M}:1", "text");
  Member one = member(1, "Rome", 30);
  const auto thrown = test::thrown_by<ServerError>([&] { one.save(redis); });
  CHECK(thrown.code() == "WRONGTYPE");
  CHECK(*redis.keys("*") == Ids{"{M}:1"});

  member(2, "Rome", 30).save(redis);
  redis.del("{M}:2");
  redis.set("{M}:2", "text");
  CHECK(Member::find(redis, &Member::city, "Rome")->empty());
  CHECK(*Member::find(redis, &Member::email, "m2@example.org") == std::nullopt);
}

TEST_CASE_METHOD(Indexes, "Ids and values may have any bytes") {
  const std::string id{"a\0*}[\r\n", 8};
  Member one{id};
  one.email = std::string{"\0{*\xff", 4};
  one.city = std::string{":\0", 2};
  one.save(redis);
  CHECK(*Member::find(redis, &Member::email, *one.email) == id);
  CHECK(*Member::find(redis, &Member::city, *one.city) == Ids{id});
  one.clear(redis);
  CHECK(*redis.keys("*") == Ids{});
}

TEST_CASE_METHOD(Indexes, "Indexes are kept in nested, atomic and streaming contexts") {
  PipelineContext pipe{redis, {.flush_every = 2}};
  std::vector<Member> members;
  members.reserve(6);
  for (int id = 1; id <= 6; ++id) members.push_back(member(id, "Rome", id));
  for (Member& one : members) {
    PipelineContext nested{pipe};
    one.save(nested);
    nested.execute();
  }
  pipe.execute();
  PipelineContext whole{redis, atomically};
  members[0].city = "Oslo";
  members[0].save(whole);
  const auto in_rome = Member::find(whole, &Member::city, "Rome");
  whole.execute();
  CHECK(*in_rome == Ids{"2", "3", "4", "5", "6"});
}

TEST_CASE_METHOD(Indexes, "A page is bounded by what scripts can count") {
  CHECK_THROWS_AS(Member::find(redis, &Member::city, "Rome", {.offset = 0, .count = 1'000'000'000'001}),
                  std::invalid_argument);
  CHECK(Member::find(redis, &Member::city, "Rome", {.offset = 0, .count = 1'000'000'000'000})->empty());
}

TEST_CASE_METHOD(Indexes, "A value that no sorted set takes is left out of its index, and no save stops halfway") {
  for (const std::string value : {"nan", "1e400", " 12", "12 ", "abc", "9007199254740993"}) {
    CAPTURE(value);
    Member one = member(1, "Rome", 30);
    one.save(redis);
    Member two = member(2, "Rome", 30);
    two.email = "two@example.org";
    two.save(redis);
    redis.hset("{M}:1", "age", value);
    SECTION("a save of " + value) {
      Member part = *Member::load(redis, 1, &Member::note).result();
      part.note = "x";
      CHECK(*part.save(redis));
      CHECK(*redis.hget("{M}:1", "note") == "x");
    }
    SECTION("reindex with " + value) { CHECK(*Member::reindex(redis, 1)); }
    CHECK(*Member::find_range(redis, &Member::age, -1000, 1000) == Ids{"2"});
    CHECK(*Member::find(redis, &Member::email, "m1@example.org") == "1");
    CHECK(*Member::find(redis, &Member::city, "Rome") == Ids{"1", "2"});
    two.email = "m1@example.org";
    CHECK_THROWS_AS(two.save(redis), UniqueConflict);
    redis.del({"{M}:1", "{M}:2"});
    redis.flushall();
  }
}

TEST_CASE_METHOD(Indexes, "What a script cannot do is told with key and field before anything is written") {
  redis.set("index:{M}:range:age", "text");
  Member one = member(1, "Rome", 30);
  CHECK(test::thrown_by<ServerError>([&] { one.save(redis); }).info().message ==
        "WRONGTYPE {M}:1: field \"age\": Operation against a key holding the wrong kind of value");
  CHECK(*redis.keys("*") == Ids{"index:{M}:range:age"});
  redis.del("index:{M}:range:age");

  Stock stock{1};
  stock.left = 1;
  stock.save(redis);
  redis.hset("W{1}", "version", "one");
  Stock blind{1};
  blind.left = 2;
  CHECK(test::thrown_by<ServerError>([&] { blind.save(redis, {.only_if = Exists::yes}); }).info().message ==
        "ERR W{1}: field \"version\" holds no version");
  CHECK(test::thrown_by<ServerError>([&] { blind.incr(redis, &Stock::left); }).info().message ==
        "ERR W{1}: field \"version\" holds no version");
  CHECK(*redis.hget("W{1}", "left") == "1");
  redis.hset("W{1}", {{"version", "1"}, {"left", "many"}});
  CHECK(test::thrown_by<ServerError>([&] { blind.incr(redis, &Stock::left); }).info().message ==
        "ERR W{1}: field \"left\": hash value is not an integer");
  CHECK(*redis.hget("W{1}", "version") == "1");
}

TEST_CASE_METHOD(Indexes, "A user who may not do all of a save does nothing of it") {
  redis.acl_setuser("limited", {"on", "nopass", "~*", "+@all", "-zadd", "-expire"});
  test::RedisServer& server = test::shared_server();
  ClientOptions options;
  options.unix_socket = server.socket_path();
  options.username = "limited";
  options.password = "any";
  Client limited{options};
  Member one = member(1, "Rome", 30);
  CHECK(test::thrown_by<ServerError>([&] { one.save(limited); }).code() == "NOPERM");
  Session session{1};
  session.code = "x";
  CHECK(test::thrown_by<ServerError>([&] { session.save(limited); }).code() == "NOPERM");
  CHECK(*redis.keys("*") == Ids{});
}

TEST_CASE_METHOD(Indexes, "A value in another form is found by its value after a load and a save, and after reindex") {
  redis.hset("{P}:1", {{"colour", "grey"}, {"open", "true"}});
  SECTION("a load and a save") {
    Paint paint = *Paint::load(redis, 1).result();
    CHECK(paint.colour == Colour::gray);
    CHECK(paint.colour.changed());
    paint.save(redis);
  }
  SECTION("reindex") { CHECK(*Paint::reindex(redis, 1)); }
  CHECK(*Paint::find(redis, &Paint::colour, Colour::gray) == "1");
  CHECK(*Paint::find(redis, &Paint::open, true) == Ids{"1"});
  CHECK(*redis.hget("{P}:1", "colour") == "gray");
  Paint second{2};
  second.colour = Colour::gray;
  CHECK_THROWS_AS(second.save(redis), UniqueConflict);
  redis.hset("{P}:3", "colour", "grey");
  CHECK_THROWS_AS(Paint::reindex(redis, 3), UniqueConflict);
  Paint third = *Paint::load(redis, 3).result();
  CHECK_THROWS_AS(third.save(redis), UniqueConflict);
}
