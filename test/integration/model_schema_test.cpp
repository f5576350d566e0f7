#include "support/users.hpp"

#include <tributary/model/json.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"

#include <string>
#include <tuple>

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
