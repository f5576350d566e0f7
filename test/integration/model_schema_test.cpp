#include "support/users.hpp"

#include <tributary/model/json.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

using namespace tributary;
using namespace std::chrono_literals;
using test::Account;
using test::Letters;
using test::User;

namespace {

/// Version 1 had first and last name, and the age as text such as "40 years".
struct Person : Model<Person> {
  using Model::Model;
  static constexpr Keyspace keyspace{"P", {.expiry = std::chrono::seconds{60}}};
  static constexpr std::int64_t schema_version = 2;

  Field<"name", std::string, Required> name;
  Field<"age", int> age;
  Field<"city", std::string> city{"Rome"};

  static constexpr auto fields = std::tuple{&Person::name, &Person::age, &Person::city};

  static void migrate(StoredFields& stored, std::int64_t from) {
    if (from >= 2) return;
    if (stored["last"].empty()) throw std::runtime_error{"no last name"};
    if (stored["last"] == "city") stored.erase("city");
    stored["name"] = stored["first"] + " " + stored["last"];
    stored["age"] = stored["age"].substr(0, stored["age"].find(' '));
  }
};

/// The fields of version 2 are those of version 3.
struct Renumbered : Model<Renumbered> {
  using Model::Model;
  static constexpr Keyspace keyspace{"V"};
  static constexpr std::int64_t schema_version = 3;
  Field<"name", std::string> name;
  Field<"count", int> count;
  static constexpr auto fields = std::tuple{&Renumbered::name, &Renumbered::count};
  static void migrate(StoredFields&, std::int64_t) {}
};

struct Kept : Model<Kept> {
  using Model::Model;
  static constexpr Keyspace keyspace{"K", {.key = "{$name}:$id"}};
  static constexpr std::int64_t schema_version = 1;
  Field<"size", int, Indexed> size;
  Field<"version", std::int64_t, RecordVersion> version;
  static constexpr auto fields = std::tuple{&Kept::size, &Kept::version};
  static void migrate(StoredFields& stored, std::int64_t) {
    stored["size"] = stored["old"];
    stored.erase("old");
  }
};

struct Event : Model<Event> {
  using Model::Model;
  static constexpr Keyspace keyspace{"event", {.key = "{$name}:$id"}};

  Field<"at", std::chrono::sys_seconds, Indexed> at;
  Field<"length", std::chrono::minutes> length;

  static constexpr auto fields = std::tuple{&Event::at, &Event::length};
};

User bob() {
  User user{1};
  user.name = "Bob \"B\"";
  user.code = Letters{"AB"};
  user.logins = -7;
  user.rating = 0.5;
  user.seen = 90s;
  user.admin = true;
  return user;
}

}  // namespace

TEST_CASE("A record of an older schema is migrated when it is loaded, and saved in its new form") {
  Client redis = test::emptied_client();
  redis.hset("P{1}", {{"first", "Bob"}, {"last", "Doe"}, {"age", "40 years"}, {"city", "Oslo"}, {"$schema", "1"}});
  redis.hset("P{2}", {{"first", "Jill"}, {"last", "Roe"}, {"age", "30"}});  // from before versions were stored
  Person person = *Person::load(redis, 1).result();
  CHECK(person.name == "Bob Doe");
  CHECK(person.age == 40);
  CHECK(person.name.changed());
  CHECK_FALSE(person.city.changed());
  person.save(redis);
  CHECK(*redis.hget("P{1}", "$schema") == "2");
  CHECK(*redis.hget("P{1}", "age") == "40");
  CHECK_FALSE((*Person::load(redis, 1))->name.changed());

  const Person jill = *Person::load(redis, 2, &Person::name).result();
  CHECK(jill.name == "Jill Roe");
  CHECK_FALSE(jill.age.changed());
  CHECK(jill.city == "Rome");

  redis.hset("P{1}", "$schema", "3");
  const auto thrown = test::thrown_by<DecodeError>([&] { Person::load(redis, 1); });
  CHECK(thrown.info().message == "expected a record of schema version 2 at most, got version 3");
  CHECK(thrown.info().key == "P{1}");
}

TEST_CASE("A record of an older schema is not touched by who has not loaded it") {
  Client redis = test::emptied_client();
  redis.hset("P{1}", {{"first", "Bob"}, {"last", "Doe"}, {"age", "40 years"}, {"$schema", "1"}});
  const auto before = redis.hgetall("P{1}");
  Person blind{1};
  blind.city = "Oslo";
  const auto thrown = test::thrown_by<VersionConflict>([&] { blind.save(redis, {.only_if = Exists::yes}); });
  CHECK(thrown.info().message == "P{1}: schema version 2 was expected, and 1 is stored: load it again");
  CHECK_THROWS_AS(blind.incr(redis, &Person::age), VersionConflict);
  CHECK_THROWS_AS(blind.remove(redis, &Person::city), VersionConflict);
  CHECK(*redis.hgetall("P{1}") == *before);

  Person loaded = *Person::load(redis, 1).result();
  CHECK_THROWS_WITH(loaded.incr(redis, &Person::age), Catch::Contains("save it first"));
  PipelineContext pipe{redis};
  loaded.save(pipe);
  loaded.incr(pipe, &Person::age);
  pipe.execute();
  CHECK(loaded.age == 41);
  CHECK(*Person::load(redis, 1).result() == loaded);
}

TEST_CASE("A migration may remove a field, leave a record as it is, and fail") {
  Client redis = test::emptied_client();
  redis.hset("P{1}", {{"first", "no"}, {"last", "city"}, {"age", "1"}, {"city", "Oslo"}});
  Person person = *Person::load(redis, 1).result();
  CHECK_FALSE(person.city.has_value());
  person.save(redis);
  CHECK(*redis.hexists("P{1}", "city") == false);
  CHECK(person.city == "Rome");  // its default, as a reload would give

  redis.hset("P{2}", {{"first", "bad"}, {"last", ""}});
  const auto failed = test::thrown_by<DecodeError>([&] { Person::load(redis, 2); });
  CHECK(failed.info().message == "expected a record of schema version 0 that can be migrated, got no last name");
  redis.hset("P{2}", "$schema", "x");
  const auto garbled = test::thrown_by<DecodeError>([&] { Person::load(redis, 2); });
  CHECK_THAT(garbled.info().message, Catch::Contains("in field \"$schema\", got \"x\""));

  redis.hset("V{1}", "name", "same in both");
  Renumbered same = *Renumbered::load(redis, 1).result();
  CHECK_FALSE(same.name.changed());
  same.save(redis);
  CHECK(*redis.hget("V{1}", "$schema") == "3");
  same.incr(redis, &Renumbered::count);
}

TEST_CASE("Migration, version and index go together") {
  Client redis = test::emptied_client();
  redis.hset("{K}:1", {{"old", "5"}, {"version", "4"}});
  Kept kept = *Kept::load(redis, 1).result();
  CHECK(kept.size == 5);
  CHECK(kept.version == 4);
  Kept other = *Kept::load(redis, 1).result();
  kept.save(redis);
  CHECK(kept.version == 5);
  CHECK_THROWS_AS(other.save(redis), VersionConflict);
  CHECK(*Kept::find(redis, &Kept::size, 5) == std::vector<std::string>{"1"});
  CHECK(*Kept::load(redis, 1).result() == kept);
}

TEST_CASE("After reindex a record of an older schema is found by what a load of it gives") {
  Client redis = test::emptied_client();
  redis.hset("{K}:1", {{"old", "5"}, {"version", "4"}});
  CHECK(*Kept::reindex(redis, 1));
  CHECK(*Kept::find(redis, &Kept::size, 5) == std::vector<std::string>{"1"});
  const Kept kept = *Kept::load(redis, 1).result();
  CHECK(kept.size == 5);
  CHECK(kept.version == 5);
  CHECK_FALSE(kept.size.changed());
  CHECK(*redis.hexists("{K}:1", "old") == true);  // no field of the model
  CHECK(*Kept::reindex(redis, 1));
  CHECK((*Kept::load(redis, 1))->version == 5);  // there was nothing to write
}

TEST_CASE("A model describes its schema") {
  CHECK(Person::schema() ==
        "P{*}, schema version 2, expires after 60 s without a write\n"
        "  name: string, required\n"
        "  age: int32\n"
        "  city: string, default \"Rome\"\n");
}

TEST_CASE("A point in time is a number: stored, indexed, in JSON and in print") {
  Client redis = test::emptied_client();
  const std::chrono::sys_seconds opening{std::chrono::seconds{1'800'000'000}};
  for (int id = 1; id <= 3; ++id) {
    Event event{id};
    event.at = opening + std::chrono::hours{id};
    event.length = 90min;
    event.save(redis);
  }
  CHECK(*redis.hget("{event}:1", "at") == "1800003600");
  const Event second = *Event::load(redis, 2).result();
  CHECK(second.at == opening + 2h);
  CHECK(*Event::find_range(redis, &Event::at, opening + 2h, opening + 9h) == std::vector<std::string>{"2", "3"});
  redis.hset("{event}:3", "at", 0);  // without the model
  CHECK(*Event::find_range(redis, &Event::at, opening, opening + 9h) == std::vector<std::string>{"1", "2"});

  const nlohmann::json json = second;
  CHECK(json.dump() == R"({"at":1800007200,"id":"2","length":90})");
  CHECK(json.get<Event>() == second);
  CHECK(fmt::format("{}", second) == "{event}:2 {at: 1800007200, length: 90}");
  CHECK(Event::schema() == "{event}:*\n  at: time in seconds, indexed\n  length: minutes\n");
}

TEST_CASE("The ids of a model are scanned, and of no other keys") {
  Client redis = test::emptied_client();
  std::set<std::string> ids{"*", "a b", "}{"};
  for (const std::string& id : ids) {
    Event event{id};
    event.length = 1min;
    event.save(redis);
  }
  redis.set("event", "{event}");
  redis.set("{events}:1", "");
  std::set<std::string> found;
  for (const std::string& id : Event::scan_ids(redis)) found.insert(id);
  CHECK(found == ids);
  found.clear();
  for (const std::string& id : Event::scan_ids(redis, {.match = "a*"})) found.insert(id);
  CHECK(found == std::set<std::string>{"a b"});
}

TEST_CASE("A model becomes JSON and comes back") {
  const nlohmann::json json = bob();
  CHECK(json.dump() == R"({"admin":true,"code":"AB","id":"1","logins":-7,"name":"Bob \"B\"","rating":0.5,"seen":90})");
  CHECK(json.get<User>() == bob());
}

TEST_CASE("JSON has a form for every number") {
  User user{1};
  user.rating = std::numeric_limits<double>::infinity();
  user.seen = std::chrono::seconds{std::numeric_limits<std::int64_t>::min()};
  const nlohmann::json json = user;
  CHECK(json.dump() == R"({"id":"1","logins":0,"rating":"inf","seen":-9223372036854775808})");
  CHECK(nlohmann::json::parse(json.dump()).get<User>() == user);
}

namespace {

struct Span : Model<Span> {
  using Model::Model;
  static constexpr Keyspace keyspace{"span"};
  Field<"length", std::chrono::duration<double>> length;
  Field<"end", std::chrono::sys_time<std::chrono::duration<double>>> end;
  Field<"slack", std::chrono::duration<float>> slack;
  static constexpr auto fields = std::tuple{&Span::length, &Span::end, &Span::slack};
};

}  // namespace

TEST_CASE("JSON has a form for every time") {
  using Seconds = std::chrono::duration<double>;
  Span span{1};
  span.length = Seconds{std::numeric_limits<double>::infinity()};
  span.end = std::chrono::sys_time<Seconds>{Seconds{-std::numeric_limits<double>::infinity()}};
  span.slack = std::chrono::duration<float>{0.1F};
  const nlohmann::json json = span;
  CHECK_THAT(json.dump(), Catch::Contains(R"("end":"-inf","id":"1","length":"inf")"));
  CHECK(nlohmann::json::parse(json.dump()).get<Span>() == span);

  span.length = Seconds{std::numeric_limits<double>::quiet_NaN()};
  const auto back = nlohmann::json::parse(nlohmann::json(span).dump()).get<Span>();
  CHECK(std::isnan(back.length->count()));
}

TEST_CASE("Only what JSON holds is assigned") {
  const auto user = nlohmann::json::parse(R"({"id": 12, "name": null, "shoe": 44, "logins": 5})").get<User>();
  CHECK(user.id() == "12");
  CHECK(user.name.changed());
  CHECK(user.logins == 5);
  CHECK(user.logins.changed());
  CHECK_FALSE(user.admin.changed());
}

TEST_CASE("JSON that is no value of its field is refused, with both in the message") {
  const auto from = [](const char* text) { return nlohmann::json::parse(text).get<User>(); };
  CHECK_THROWS_WITH(from(R"({"logins": 1.5})"), "field \"logins\" cannot hold the JSON value 1.5");
  CHECK_THROWS_WITH(from(R"({"logins": 3000000000})"), "field \"logins\" cannot hold the JSON value 3000000000");
  CHECK_THROWS_WITH(from(R"({"name": 5})"), "field \"name\" cannot hold the JSON value 5");
  CHECK_THROWS_WITH(from(R"({"code": "a"})"), "field \"code\" cannot hold the JSON value \"a\"");
  CHECK_THROWS_WITH(from("[]"), "a model is a JSON object, not []");
  CHECK_THROWS_WITH(from(R"({"id": null})"), "the id of a model is text or an integer, not null");
  CHECK_THROWS_WITH(from(R"({"id": 1.5})"), "the id of a model is text or an integer, not 1.5");

  User user = bob();
  CHECK_THROWS_AS(from_json(nlohmann::json::parse(R"({"name": "Rob", "logins": 1.5})"), user), std::invalid_argument);
  CHECK_THROWS_WITH(from_json(nlohmann::json::parse(R"({"id": 2, "name": "Rob"})"), user),
                    "the record with the id 1 cannot become the one with the id 2");
  CHECK(user == bob());  // nothing was assigned
}
