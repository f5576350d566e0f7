#include "support/users.hpp"

#include <tributary/core/format.hpp>
#include <tributary/model/hash_of.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <fmt/format.h>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <type_traits>
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
    detail::RecordAccess::record(user).known().stored = true;
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
          detail::RecordAccess::record(user).known().stored = true;
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
  static constexpr std::int64_t kOdd = 9007199254740993;  // 2^53 + 1, which no double is
  CHECK_THAT(refusal_of([](Commands& redis) { User{1}.incr(redis, &User::rating, kOdd); }),
             Catch::Contains("9007199254740993"));
  CHECK_THAT(refusal_of([](Commands& redis) { User{1}.decr(redis, &User::rating, kOdd); }),
             Catch::Contains("9007199254740993"));
}

namespace {

template <class M>
concept ShowsRecord = requires(M& model) { model.known(); } || requires(M& model) { model.expected(); } ||
                      requires(M& model) { model.anchor(); } || requires(M& model) { model.next_operation(); } ||
                      requires(M& model) { model.done_waiting(); } || requires(M& model) { model.doubts(); } ||
                      requires(M& model) { model.set_id(""); } || requires(M& model) { model.model(); } ||
                      requires(M& model) { model.record(); } || std::convertible_to<M&, detail::Record&>;
template <class F>
concept ShowsState = requires(F& field) { field.word(); } || requires(F& field) { field.set_word(1U); } ||
                     requires(F& field) { field.restore(1U); } || requires(F& field) { field.left_out_of(); } ||
                     requires(F& field) { field.take_copied(); } || requires { F::kKnown; } ||
                     std::convertible_to<F&, detail::FieldState&>;
static_assert(ShowsRecord<detail::Record> && ShowsState<detail::FieldState>);

}  // namespace

TEST_CASE("What serves only the library is no function of models and fields") {
  STATIC_REQUIRE_FALSE(ShowsRecord<User>);
  STATIC_REQUIRE_FALSE(ShowsRecord<Employee>);
  STATIC_REQUIRE_FALSE(ShowsState<decltype(User::name)>);
  STATIC_REQUIRE_FALSE(ShowsState<decltype(User::logins)>);
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
  detail::FieldAccess::state(known.name).set_word(detail::FieldState::kKnown);
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
  detail::FieldAccess::state(one.name).set_word(detail::FieldState::kKnown);
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

namespace {

Employee known_jill() {
  Employee jill{1};
  jill.name = "Jill";
  jill.salary = 5;
  return jill;
}

/// As a function is written that is for users of every kind.
void rename_user(Commands& redis, User& user) {
  user.name = "Jo";
  user.save(redis);
}

}  // namespace

TEST_CASE("A record that is known by its base is what it is") {
  CHECK(sent_by([](Commands& redis) {
          Employee jill = known_jill();
          rename_user(redis, jill);
        }) == resp_command({"HSET", "E{1}", "name", "Jo", "salary", "5"}));
  Employee jill = known_jill();
  User& user = jill;
  CHECK(text_of(user) == R"(E{1} {name: "Jill", logins: 0, salary: 5})");
  CHECK(fmt::format("{}", user) == text_of(user));
  User other{1};
  other.name = "Jill";
  CHECK(user != other);  // U{1} is another record
  CHECK(sent_by([&](Commands& redis) {
          user.incr(redis, &User::logins);
          user.remove(redis, &User::rating);
          user.clear(redis);
        }) == resp_command({"HINCRBY", "E{1}", "logins", "1"}) + resp_command({"HDEL", "E{1}", "rating"}) +
                  resp_command({"DEL", "E{1}"}));
}

TEST_CASE("No record of the base is made of one that extends it") {
  STATIC_REQUIRE_FALSE(std::is_constructible_v<User, const Employee&>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<User, Employee>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Employee, User>);
  STATIC_REQUIRE(std::is_copy_constructible_v<Employee>);
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<Employee>);
  STATIC_REQUIRE(std::is_constructible_v<User&, Employee&>);

  const std::string why =
      "a record of the family U{*} was assigned what was known of E{1}, through a base of both: no operation can tell "
      "which of them is meant";
  const Employee jill = known_jill();
  const auto refused = [&](User&& user) {
    test::ScriptedClient client;
    PipelineContext pipe{client};
    CHECK_THROWS_WITH(user.save(pipe), why);
    CHECK_THROWS_WITH(user.save(pipe, {.only_if = Exists::no}), why);
    CHECK_THROWS_WITH(user.load(pipe), why);
    CHECK_THROWS_WITH(user.incr(pipe, &User::logins), why);
    CHECK_THROWS_WITH(user.remove(pipe, &User::name), why);
    CHECK_THROWS_WITH(user.pop(pipe, &User::name), why);
    CHECK_THROWS_WITH(user.clear(pipe), why);
    CHECK(pipe.empty());
    CHECK(text_of(user) == R"(E{1} {name: "Jill", logins: 0})");
  };
  refused(User{static_cast<const User&>(jill)});
  User assigned{7};
  assigned = jill;
  refused(std::move(assigned));
  User moved{7};
  moved = known_jill();
  refused(std::move(moved));
  User again{7};
  again = jill;
  again = User{8};
  CHECK(sent_by([&](Commands& redis) { again.clear(redis); }) == resp_command({"DEL", "U{8}"}));

  Employee other{9};
  static_cast<User&>(other) = bob();
  test::ScriptedClient client;
  PipelineContext pipe{client};
  CHECK_THROWS_AS(other.save(pipe), UsageError);
}

namespace {

/// Keeps its records where users are.
struct Guest : Model<Guest, User> {
  using Model::Model;
  Field<"room", int> room;
  static constexpr auto fields = std::tuple{&Guest::room};
};

}  // namespace

TEST_CASE("A record of a model in the same family may be taken for one of its base") {
  Guest guest{1};
  guest.name = "Gus";
  guest.room = 7;
  User user;
  user = guest;
  CHECK(sent_by([&](Commands& redis) { user.save(redis); }) == resp_command({"HSET", "U{1}", "name", "Gus"}));
}

TEST_CASE("A model tells its keys, and the hash that it is") {
  CHECK(User::key_of(1) == "U{1}");
  CHECK(Employee::key_of("x") == "E{x}");
  CHECK(sent_by([](Commands& redis) {
          HashOf<Employee> jill{redis, "1"};
          jill.hlen();
          jill.hset<"name", "salary">("Jill", 5);
        }) == resp_command({"HLEN", "E{1}"}) + resp_command({"HSET", "E{1}", "name", "Jill", "salary", "5"}));
  STATIC_REQUIRE(std::is_same_v<decltype(std::declval<HashOf<Account>>().hget<"limit">()),
                                DeferredResult<std::optional<int>>>);  // options of a model's fields do not matter
}

TEST_CASE("One record is deleted and looked for, or many are") {
  CHECK(sent_by([](Commands& redis) {
          User::del(redis, 1);
          User::del(redis, {1, 2});
          User::exists(redis, 1);
          User::exists(redis, {1, 2});
        }) == resp_command({"DEL", "U{1}"}) + resp_command({"DEL", "U{1}", "U{2}"}) + resp_command({"EXISTS", "U{1}"}) +
                  resp_command({"EXISTS", "U{1}", "U{2}"}));
  const DeferredResult<bool> one = test::answered(":1\r\n", [](Commands& redis) { return User::del(redis, 1); });
  CHECK(*one == true);
  CHECK(refusal_of([](Commands& redis) { User::exists(redis, Arguments{}); }) == "exists needs at least one id");
}

namespace {

struct Lap : Model<Lap> {
  using Model::Model;
  static constexpr Keyspace keyspace{"L"};
  Field<"time", std::chrono::duration<double>> time;
  Field<"at", std::chrono::sys_time<std::chrono::duration<float, std::milli>>> at;
  static constexpr auto fields = std::tuple{&Lap::time, &Lap::at};
};

}  // namespace

TEST_CASE("A time that is counted in fractions is incremented by fractions") {
  CHECK(sent_by([](Commands& redis) {
          Lap{1}.incr(redis, &Lap::time, 0.25);
          Lap{1}.decr(redis, &Lap::at, 1.5);
          User{1}.incr(redis, &User::seen, 5);
        }) == resp_command({"HINCRBYFLOAT", "L{1}", "time", "0.25"}) +
                  resp_command({"HINCRBYFLOAT", "L{1}", "at", "-1.5"}) +
                  resp_command({"HINCRBY", "U{1}", "seen", "5"}));
  const auto sum =
      test::answered("$4\r\n1.75\r\n", [](Commands& redis) { return Lap{1}.incr(redis, &Lap::time, 0.25); });
  CHECK(*sum == std::chrono::duration<double>{1.75});
}

TEST_CASE("A save of everything writes all fields, and removes those without a value") {
  CHECK(sent_by([](Commands& redis) {
          User user = bob();
          for (auto* name : {&user.name}) detail::FieldAccess::state(*name).set_word(detail::FieldState::kKnown);
          user.save(redis, {.all = true});
        }) == resp_command({"HSET", "U{1}", "name", "Bob", "logins", "0", "admin", "1"}) +
                  resp_command({"HDEL", "U{1}", "code", "rating", "seen"}));
}
