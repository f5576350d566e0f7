#include "support/users.hpp"

#include <tributary/model/json.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <set>
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

  static void migrate(StoredFields& fields, std::int64_t from) {
    if (from >= 2) return;
    fields["name"] = fields["first"] + " " + fields["last"];
    fields["age"] = fields["age"].substr(0, fields["age"].find(' '));
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
}
