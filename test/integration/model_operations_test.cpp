// Several operations of one record before they are executed, and operations that fail.

#include "support/users.hpp"

#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

using namespace tributary;
using namespace std::chrono_literals;
using test::Account;
using test::state_of;
using test::Stock;
using test::User;

namespace {

struct Guest : Model<Guest> {
  using Model::Model;
  static constexpr Keyspace keyspace{"G", {.key = "{$name}:$id"}};

  Field<"email", std::string, Required, Unique> email;
  Field<"age", int, Indexed> age;

  static constexpr auto fields = std::tuple{&Guest::email, &Guest::age};
};

/// Has all that makes a script of every write.
struct Visitor : Model<Visitor> {
  using Model::Model;
  static constexpr Keyspace keyspace{"V"};
  static constexpr std::int64_t schema_version = 1;
  static void migrate(StoredFields&, std::int64_t) {}

  Field<"name", std::string, Required> name;
  Field<"city", std::string> city;
  Field<"visits", std::int64_t> visits;
  Field<"version", std::int64_t, RecordVersion> version;

  static constexpr auto fields = std::tuple{&Visitor::name, &Visitor::city, &Visitor::visits, &Visitor::version};
};

struct Server {
  Client redis = test::emptied_client();

  std::map<std::string, std::string> hash(std::string_view key) {
    auto all = *redis.hgetall<std::map<std::string, std::string>>(key);
    all.erase("$writer");
    return all;
  }
  User bob(std::string_view name = "Bob", std::int32_t logins = 7) {
    User user{1};
    user.name = name;
    user.logins = logins;
    user.save(redis);
    return *User::load(redis, 1).result();
  }
  Stock stock(int left) {
    Stock stock{1};
    stock.left = left;
    stock.save(redis);
    return stock;
  }
};

using RawHash = std::map<std::string, std::string>;

}  // namespace

TEST_CASE_METHOD(Server, "A value that is assigned behind an operation is saved, also when it is the one from before") {
  SECTION("behind a removal") {
    User user = bob();
    PipelineContext pipe{redis};
    user.remove(pipe, &User::name);
    user.name = "Bob";
    user.save(pipe);
    pipe.execute();
    CHECK(hash("U{1}") == RawHash{{"name", "Bob"}, {"logins", "7"}});
    CHECK(user == *User::load(redis, 1).result());
  }
  SECTION("behind an increment") {
    User user = bob();
    PipelineContext pipe{redis};
    user.incr(pipe, &User::logins);
    user.logins = 7;
    user.save(pipe);
    pipe.execute();
    CHECK(hash("U{1}").at("logins") == "7");
    CHECK(user.logins == 7);
  }
  SECTION("behind a clear") {
    User user = bob();
    PipelineContext pipe{redis};
    user.clear(pipe);
    user.name = "Bob";
    user.logins = 8;
    user.save(pipe);
    pipe.execute();
    CHECK(hash("U{1}") == RawHash{{"name", "Bob"}, {"logins", "8"}});
  }
  SECTION("behind a pop of what is being saved") {
    User user = bob();
    PipelineContext pipe{redis};
    user.name = "X";
    user.save(pipe);
    user.pop(pipe, &User::name);
    user.name = "X";
    user.save(pipe);
    pipe.execute();
    CHECK(hash("U{1}").at("name") == "X");
    CHECK(user.name == "X");
  }
}

TEST_CASE_METHOD(Server,
                 "Contexts may execute in another order than they were recorded in: then a field is not known") {
  User user = bob();
  PipelineContext first{redis};
  PipelineContext second{redis};
  user.name = "a";
  user.save(first);
  user.name = "b";
  user.save(second);
  second.execute();
  CHECK(user.name.loaded());
  first.execute();
  CHECK(hash("U{1}").at("name") == "a");
  CHECK_FALSE(user.name.loaded());
  user.name = "b";
  user.save(redis);
  CHECK(hash("U{1}").at("name") == "b");
}

TEST_CASE_METHOD(Server, "After a conflict no later operation of the batch is executed either") {
  stock(1);
  Stock mine = *Stock::load(redis, 1).result();
  Stock other = *Stock::load(redis, 1).result();
  other.left = 9;
  other.save(redis);
  PipelineContext pipe{redis};
  mine.place = "x";
  const auto first = mine.save(pipe);
  std::string then;
  SECTION("a save") {
    mine.left = 7;
    then = "save";
  }
  SECTION("a clear") { then = "clear"; }
  SECTION("a pop") { then = "pop"; }
  const auto second = then == "save" ? mine.save(pipe)
                      : then == "clear"
                          ? mine.clear(pipe)
                          : mine.pop(pipe, &Stock::left).then([](const auto& left) { return left.has_value(); });
  CHECK(pipe.execute(Errors::in_results) == 2);
  CHECK(state_of(first) == "version_conflict");
  CHECK(state_of(second) == "version_conflict");
  CHECK(hash("W{1}") == RawHash{{"left", "9"}, {"version", "2"}});
  CHECK(mine.version == 1);
  CHECK(mine.place.changed());
}

TEST_CASE_METHOD(Server, "A creation that was refused keeps the saves behind it from another's record") {
  stock(1);
  Stock mine{1};
  mine.left = 7;
  PipelineContext pipe{redis};
  const auto created = mine.save(pipe, {.only_if = Exists::no});
  mine.place = "z";
  const auto saved = mine.save(pipe);
  pipe.execute(Errors::in_results);
  CHECK(*created == false);
  CHECK(state_of(saved) == "version_conflict");
  CHECK(hash("W{1}") == RawHash{{"left", "1"}, {"version", "1"}});
}

TEST_CASE_METHOD(Server, "A record that was made anew is another one, though it has the same version") {
  stock(5);
  Stock mine = *Stock::load(redis, 1).result();
  Stock other = *Stock::load(redis, 1).result();
  other.clear(redis);
  other.left = 99;
  other.save(redis);
  CHECK(other.version == 1);
  mine.place = "B";
  const auto thrown = test::thrown_by<VersionConflict>([&] { mine.save(redis); });
  CHECK(thrown.info().message ==
        "W{1}: version 1 was expected, and another one of that number is stored: load it again");
  CHECK(hash("W{1}") == RawHash{{"left", "99"}, {"version", "1"}});
}

TEST_CASE_METHOD(Server, "A record may be cleared and written anew in one batch") {
  Stock mine = stock(5);
  PipelineContext pipe{redis};
  mine.clear(pipe);
  mine.left = 6;
  const auto saved = mine.save(pipe);
  pipe.execute();
  CHECK(*saved);
  CHECK(hash("W{1}") == RawHash{{"left", "6"}, {"version", "1"}});
  CHECK(mine.version == 1);
  mine.left = 7;
  mine.save(redis);

  Account account{1};
  account.owner = "Bob";
  account.save(redis);
  PipelineContext again{redis};
  account.clear(again);
  account.note = "x";
  CHECK_THROWS_WITH(account.save(again), Catch::Contains("field \"owner\" is required, and has no value"));
  again.discard();
  account.save(redis);  // nothing was cleared
  CHECK(hash("A{1}") == RawHash{{"owner", "Bob"}, {"note", "x"}});
}

TEST_CASE_METHOD(Server, "An operation whose answer cannot be read was executed, and the record knows it") {
  stock(1);
  redis.hset("W{1}", "left", "many");
  Stock mine{1};
  mine = *Stock::load(redis, 1, &Stock::place).result();
  CHECK_THROWS_AS(mine.pop(redis, &Stock::left), DecodeError);
  CHECK(mine.version == 2);
  mine.left = 3;
  mine.save(redis);
  CHECK(hash("W{1}") == RawHash{{"left", "3"}, {"version", "3"}});

  User user = bob("Bob", 2147483647);
  CHECK_THROWS_AS(user.incr(redis, &User::logins), DecodeError);
  CHECK_FALSE(user.logins.loaded());
  user.logins = 2147483647;
  user.save(redis);
  CHECK(hash("U{1}").at("logins") == "2147483647");
}

TEST_CASE_METHOD(Server, "What changes no record makes none, and required fields are still asked for") {
  Account account{2};
  account.pop(redis, &Account::note);
  const auto thrown = test::thrown_by<RecordNotFound>([&] { account.incr(redis, &Account::limit); });
  CHECK(thrown.info().message ==
        "A{2}: there is no record, and an increment makes none without its required field \"owner\"");
  CHECK(thrown.info().key == "A{2}");
  CHECK(*Account::exists(redis, 2) == false);
  account.note = "x";
  CHECK_THROWS_WITH(account.save(redis), Catch::Contains("field \"owner\" is required, and has no value"));

  Stock stock{2};
  stock.remove(redis, &Stock::left);
  stock.pop(redis, &Stock::place);
  CHECK(*Stock::exists(redis, 2) == false);
  stock.left.reset();
  stock.save(redis);
  CHECK(*Stock::exists(redis, 2) == false);
}

TEST_CASE_METHOD(Server, "Creating a record writes whatever has a value, changed or not") {
  Account account{1};
  account.owner = "Bob";
  account.save(redis);
  redis.del("A{1}");
  account.note = "x";
  CHECK(*account.save(redis, {.only_if = Exists::no}));
  CHECK(hash("A{1}") == RawHash{{"owner", "Bob"}, {"limit", "100"}, {"note", "x"}});
  // Refused, it leaves what was known as it was.
  CHECK(*account.save(redis, {.only_if = Exists::no}) == false);
  CHECK_FALSE(account.owner.changed());
}

TEST_CASE_METHOD(Server, "A versioned record that was loaded in part, or not at all, is saved as well") {
  stock(1);
  Stock part = *Stock::load(redis, 1, &Stock::left).result();
  part.left = 2;
  part.save(redis);
  CHECK(part.version == 2);

  Stock blind{1};
  blind.place = "C";
  CHECK(*blind.save(redis, {.only_if = Exists::yes}));
  CHECK(hash("W{1}") == RawHash{{"left", "2"}, {"place", "C"}, {"version", "3"}});
  CHECK_THROWS_AS(part.clear(redis), VersionConflict);
  Stock missing{7};
  CHECK(*missing.save(redis, {.only_if = Exists::yes}) == false);
}

TEST_CASE_METHOD(Server, "A save behind one that fails does not say more, and writes no half of a record") {
  Guest first{1};
  first.email = "taken@example.org";
  first.save(redis);
  Guest second{2};
  second.email = "taken@example.org";
  PipelineContext pipe{redis};
  const auto failed = second.save(pipe);
  const auto again = second.save(pipe);
  second.age = 3;
  const auto more = second.save(pipe);
  CHECK(state_of(again) == "pending");
  pipe.execute(Errors::in_results);
  for (const auto& result : {failed, again, more}) CHECK(state_of(result) == "unique_conflict");
  CHECK(*Guest::exists(redis, 2) == false);
}

TEST_CASE_METHOD(Server, "What is removed behind a save that fails is gone here as well") {
  Guest first{1};
  first.email = "taken@example.org";
  first.save(redis);
  Guest second{2};
  second.email = "other@example.org";
  second.save(redis);
  second.email = "taken@example.org";
  PipelineContext pipe{redis};
  second.save(pipe);
  const auto cleared = second.clear(pipe);
  pipe.execute(Errors::in_results);
  CHECK(*cleared);
  CHECK_FALSE(second.email.has_value());
  CHECK_FALSE(second.email.changed());
}

TEST_CASE_METHOD(Server, "An operation that fails leaves the values as they were, and nobody knows what is stored") {
  User user = bob();
  redis.del("U{1}");
  redis.set("U{1}", "text");
  CHECK_THROWS_AS(user.incr(redis, &User::logins), ServerError);
  CHECK(user.logins == 7);
  CHECK_FALSE(user.logins.loaded());
  CHECK_FALSE(user.name.loaded());
  CHECK_THROWS_AS(user.remove(redis, &User::name), ServerError);
  CHECK(user.name == "Bob");
  user.name = "Rob";
  CHECK_THROWS_AS(user.pop(redis, &User::name), ServerError);
  CHECK(user.name == "Rob");
  CHECK(user.name.changed());
}

TEST_CASE_METHOD(Server, "A copy knows nothing of what is under way") {
  User user = bob();
  PipelineContext pipe{redis};
  user.incr(pipe, &User::logins);
  user.name = "Rob";
  user.save(pipe);
  User copy = user;
  CHECK_FALSE(copy.logins.loaded());
  CHECK(copy.name.changed());
  pipe.execute();
  CHECK(user.logins == 8);
  CHECK(copy.logins == 7);
  copy.save(redis);
  CHECK(hash("U{1}") == RawHash{{"name", "Rob"}, {"logins", "8"}});
}

TEST_CASE_METHOD(Server, "A save of a record that others have deleted makes none without its required fields") {
  Account account{1};
  account.owner = "Bob";
  account.save(redis);
  redis.del("A{1}");
  account.note = "x";
  CHECK(test::thrown_by<RecordNotFound>([&] { account.save(redis); }).info().key == "A{1}");
  CHECK(*Account::exists(redis, 1) == false);
  account.owner = "Rob";
  account.save(redis);
  CHECK(hash("A{1}") == RawHash{{"owner", "Rob"}, {"note", "x"}});
}

TEST_CASE_METHOD(Server, "Whatever wants a record that is not there says so as a load does that must find one") {
  Guest guest{1};
  guest.email = "bob@example.org";
  guest.save(redis);
  redis.del(Guest::key_of(1));
  guest.age = 3;
  const auto of_save = test::thrown_by<RecordNotFound>([&] { guest.save(redis); });
  CHECK(of_save.info().key == "{G}:1");  // one of several keys of its script
  CHECK(of_save.info().message ==
        "{G}:1: there is no record, and a save makes none without its required field \"email\"");

  Visitor visitor{1};
  PipelineContext pipe{redis};
  const auto added = visitor.incr(pipe, &Visitor::visits);
  const auto subtracted = visitor.decr(pipe, &Visitor::visits);
  const auto set = visitor.set_if_absent(pipe, &Visitor::city, "Rome");
  const auto popped = visitor.pop(pipe, &Visitor::city);  // takes nothing from none
  CHECK(pipe.execute(Errors::in_results) == 3);
  CHECK(state_of(added) == "not_found");
  CHECK(state_of(subtracted) == "not_found");
  CHECK(state_of(set) == "not_found");
  CHECK(state_of(popped) == "value");
  CHECK(set.error()->key == "V{1}");
  CHECK(*Visitor::exists(redis, 1) == false);
}

TEST_CASE_METHOD(Server, "An operation that does not compare is no knowledge of a record behind one that conflicts") {
  stock(1);
  Stock mine = *Stock::load(redis, 1).result();
  Stock other = *Stock::load(redis, 1).result();
  other.place = "theirs";
  other.save(redis);
  mine.place = "mine";
  PipelineContext pipe{redis};
  const auto first = mine.save(pipe);
  const auto sum = mine.incr(pipe, &Stock::left);
  const auto behind = mine.save(pipe);
  pipe.execute(Errors::in_results);
  CHECK(state_of(first) == "version_conflict");
  CHECK(*sum == 2);
  CHECK(state_of(behind) == "version_conflict");
  CHECK_FALSE(mine.version.loaded());
  CHECK_THROWS_AS(mine.save(redis), VersionConflict);
  CHECK_THROWS_AS(mine.clear(redis), VersionConflict);
  CHECK(hash("W{1}") == RawHash{{"left", "2"}, {"place", "theirs"}, {"version", "3"}});
}

TEST_CASE_METHOD(Server, "A refused condition is no conflict for what is behind it") {
  Stock mine = stock(1);
  PipelineContext pipe{redis};
  mine.place = "a";
  const auto created = mine.save(pipe, {.only_if = Exists::no});
  const auto sum = mine.incr(pipe, &Stock::left);
  mine.place = "b";
  const auto saved = mine.save(pipe);
  pipe.execute();
  CHECK(*created == false);
  CHECK(*sum == 2);
  CHECK(*saved == true);
  CHECK(mine.version == 3);
  mine.place = "c";
  mine.save(redis);
  CHECK(hash("W{1}") == RawHash{{"left", "2"}, {"place", "c"}, {"version", "4"}});
}
