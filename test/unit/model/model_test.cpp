#include "support/users.hpp"

#include <tributary/core/format.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

using namespace tributary;
using namespace std::chrono_literals;
using test::Account;
using test::Employee;
using test::refusal_of;
using test::resp_command;
using test::sent_by;
using test::User;

namespace {

User bob() {
  User user{1};
  user.name = "Bob";
  user.admin = true;
  return user;
}

std::string text_of(const User& user) {
  std::ostringstream out;
  out << user;
  return out.str();
}

}  // namespace

TEST_CASE("A save sends the changed fields in one HSET, and then the removed ones in one HDEL") {
  CHECK(sent_by([](Commands& redis) { bob().save(redis); }) ==
        resp_command({"HSET", "U{1}", "name", "Bob", "admin", "1"}));
  CHECK(sent_by([](Commands& redis) {
          User user = bob();
          user.name.reset();
          user.rating.reset();
          user.save(redis);
        }) == resp_command({"HSET", "U{1}", "admin", "1"}) + resp_command({"HDEL", "U{1}", "name", "rating"}));
}

TEST_CASE("A save without changes sends nothing and is done") {
  const std::string sent = sent_by([](Commands& redis) { CHECK(*User{1}.save(redis) == true); });
  CHECK(sent.empty());
}

TEST_CASE("A save of a record that is there does not send again what is already on its way") {
  const std::string sent = sent_by([](Commands& redis) {
    User user = bob();
    user.known().stored = true;
    user.save(redis);
    user.name = "Bo";
    user.save(redis);
  });
  CHECK(sent ==
        resp_command({"HSET", "U{1}", "name", "Bob", "admin", "1"}) + resp_command({"HSET", "U{1}", "name", "Bo"}));
}

TEST_CASE("A save sends again what is on its way when the record may not be there, or when there is nothing else") {
  const std::string whole = resp_command({"HSET", "U{1}", "name", "Bob", "admin", "1"});
  CHECK(sent_by([](Commands& redis) {
          User user = bob();
          user.save(redis);
          user.name = "Bo";
          user.save(redis);
        }) == whole + resp_command({"HSET", "U{1}", "name", "Bo", "admin", "1"}));
  CHECK(sent_by([](Commands& redis) {
          User user = bob();
          user.known().stored = true;
          user.save(redis);
          user.save(redis);
        }) == whole + whole);
}

TEST_CASE("A value that its codec refuses is refused while recording, with field, type and value") {
  CHECK(refusal_of([](Commands& redis) {
          User user = bob();
          user.code = test::Letters{"a1"};
          user.save(redis);
        }) ==
        "U{1}: field \"code\" of type tributary::test::Letters cannot hold its value: expected letters, got \"a1\"");
}

TEST_CASE("A record without an id is refused") {
  CHECK(refusal_of([](Commands& redis) {
          User user;
          user.name = "Bob";
          user.save(redis);
        }) == "a record of the model \"U\" has no id: give it one");
  CHECK(refusal_of([](Commands& redis) { User{}.clear(redis); }) ==
        "a record of the model \"U\" has no id: give it one");
}

TEST_CASE("Required fields are missed where a record may be created, and kept from being removed") {
  CHECK(refusal_of([](Commands& redis) {
          Account account{7};
          account.note = "x";
          account.save(redis);
        }) == "A{7}: field \"owner\" is required, and has no value");
  CHECK(refusal_of([](Commands& redis) {
          Account account{7};
          account.save(redis, {.only_if = Exists::no});
        }) == "A{7}: field \"owner\" is required, and has no value");
  CHECK(refusal_of([](Commands& redis) {
          Account account{7};
          account.owner.reset();
          account.save(redis, {.only_if = Exists::yes});
        }) == "A{7}: field \"owner\" is required, and cannot be removed");
  CHECK(refusal_of([](Commands& redis) {
          Account account{7};
          account.remove(redis, &Account::note, &Account::owner);
        }) == "A{7}: field \"owner\" is required, and cannot be removed");
  CHECK(refusal_of([](Commands& redis) {
          Account account{7};
          account.pop(redis, &Account::owner);
        }) == "A{7}: field \"owner\" is required, and cannot be removed");
}

TEST_CASE("What cannot be done is refused before anything is recorded") {
  CHECK(refusal_of([](Commands& redis) {
          User user{1};
          user.logins.reset();
          user.save(redis, {.only_if = Exists::no});
        }) == "U{1}: a record without fields cannot be stored");
  CHECK(refusal_of([](Commands& redis) { User::del(redis, Arguments{}); }) == "del needs at least one id");
  CHECK(refusal_of([](Commands& redis) { User{1}.decr(redis, &User::logins, INT64_MIN); }) ==
        "decr cannot subtract -9223372036854775808");
  CHECK(refusal_of([](Commands& redis) { User{1}.incr(redis, &User::rating, HUGE_VAL); }) == "incr cannot add inf");
}

TEST_CASE("Models are equal when id and values are") {
  CHECK(bob() == bob());
  User other = bob();
  other.name = "Joe";
  CHECK(other != bob());
  other = bob();
  other.seen = 5s;
  CHECK(other != bob());
  User elsewhere{2};
  elsewhere.name = "Bob";
  elsewhere.admin = true;
  CHECK(elsewhere != bob());
}

TEST_CASE("A model prints its key and the fields that have a value") {
  const std::string expected = R"(U{1} {name: "Bob", logins: 0, admin: true})";
  CHECK(text_of(bob()) == expected);
  CHECK(fmt::format("{}", bob()) == expected);
  DeferredResult<std::optional<User>> loaded;
  CHECK(fmt::format("{}", loaded) == "(pending)");
  loaded.set(bob());
  CHECK(fmt::format("{}", loaded) == expected);
}

TEST_CASE("Assigning a model takes values and what is known of them, without counting as a change") {
  User known{1};
  known.name = "Bob";
  known.name.set_word(detail::FieldState::kKnown);
  known.code = test::Letters{"X"};

  User target{2};
  target.name = "Joe";
  target = known;
  CHECK(target == known);
  CHECK_FALSE(target.name.changed());
  CHECK(target.code.changed());
  target.name = known.name;  // equal
  CHECK_FALSE(target.name.changed());
  User third{3};
  third.name = "Jill";
  target.name = third.name;
  CHECK(target.name == "Jill");
  CHECK(target.name.changed());

  User moved;
  moved = std::move(known);
  CHECK(moved.id() == "1");
  CHECK(moved.name == "Bob");
  CHECK_FALSE(moved.name.changed());
}

TEST_CASE("Assigning the base of a record alone leaves its fields ready for values") {
  User one = bob();
  User other{1};
  other.name = "Rob";
  User third{1};
  third.name = "Joe";
  static_cast<Model<User>&>(one) = other;
  one.name = third.name;
  CHECK(one.name == "Joe");
}

TEST_CASE("A field that was moved away is not known") {
  User one = bob();
  one.name.set_word(detail::FieldState::kKnown);
  User other{2};
  other.name = std::move(one.name);
  CHECK(other.name == "Bob");
  CHECK(other.name.changed());
  CHECK_FALSE(one.name.has_value());
  one.name = "";
  CHECK(one.name.changed());
}

TEST_CASE("A model that extends another has the fields of both") {
  Employee jill{1};
  jill.name = "Jill";
  jill.salary = 5;
  CHECK(sent_by([&](Commands& redis) { jill.save(redis); }) ==
        resp_command({"HSET", "E{1}", "name", "Jill", "salary", "5"}));
  Employee copy;
  copy = jill;
  CHECK(copy == jill);
  copy.salary = 6;
  CHECK(copy != jill);
}
