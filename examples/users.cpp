// Typed records: models.     users <uri>

#include <tributary/models.hpp>
#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string>
#include <tuple>
#include <vector>

using tributary::Client;
using tributary::Exists;
using tributary::Field;
using tributary::Indexed;
using tributary::Keyspace;
using tributary::Model;
using tributary::PipelineContext;
using tributary::RecordVersion;
using tributary::Required;
using tributary::Unique;
using tributary::UsageError;
using tributary::VersionConflict;
using namespace std::chrono_literals;

// [model]
struct User : Model<User> {
  using Model::Model;
  static constexpr Keyspace keyspace{"U"};

  Field<"name", std::string> name;
  Field<"last_seen", std::chrono::sys_seconds> last_seen;
  Field<"logins", std::int64_t> logins{0};  // what a record without it reads as
  Field<"admin", bool> admin;

  static constexpr auto fields = std::tuple{&User::name, &User::last_seen, &User::logins, &User::admin};
};
// [/model]

// [indexed]
struct Member : Model<Member> {
  using Model::Model;
  static constexpr Keyspace keyspace{"M", {.key = "{$name}:$id"}};  // all keys in one slot of a cluster

  Field<"email", std::string, Required, Unique> email;
  Field<"city", std::string, Indexed> city;
  Field<"age", int, Indexed> age;
  Field<"version", std::int64_t, RecordVersion> version;

  static constexpr auto fields = std::tuple{&Member::email, &Member::city, &Member::age, &Member::version};
};
// [/indexed]

namespace {

void save_and_load(Client& redis) {
  // [save]
  User bob{"1"};
  bob.name = "Bob";
  bob.admin = true;
  bob.save(redis);  // HSET U{1} name Bob admin 1

  PipelineContext pipe{redis};
  bob.name = "Rob";
  bob.admin.reset();
  bob.save(pipe);                                 // HSET of the name, HDEL of admin
  auto logins = bob.incr(pipe, &User::logins);    // HINCRBY
  auto jill = User::load(pipe, "2");              // DeferredResult<std::optional<User>>
  auto sure = User::load_existing(pipe, "1");     // DeferredResult<User>: RecordNotFound when it is not there
  auto many = User::load(pipe, {"1", "2", "3"});  // a result for each
  pipe.execute();                                 // one round trip
  // [/save]

  std::cout << bob << '\n';
  fmt::print("login {}, Jill {}, also {}, {} results\n", *logins, jill->has_value() ? "is there" : "is not there",
             *sure->name, many.size());

  // [part]
  User part = User::load_existing(redis, "1", &User::name).result();
  try {
    part.logins = *part.logins + 1;
  } catch (const UsageError& error) {
    fmt::print("{}\n", error.what());  // the field "logins" of U{1} was not loaded: load it, or assign it
  }
  part.load(redis, &User::logins);  // into the record that is there; load(redis) loads all of it
  part.logins = *part.logins + 1;
  part.save(redis);
  // [/part]
}

void create_and_update(Client& redis) {
  // [only_if]
  User first{"1"};
  first.name = "Bert";
  bool created = *first.save(redis, {.only_if = Exists::no});  // false: there is one

  User update{"1"};  // not loaded
  update.last_seen = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  bool updated = *update.save(redis, {.only_if = Exists::yes});  // true, and nothing but this field changed
  // [/only_if]
  fmt::print("created {}, updated {}\n", created, updated);
}

void index(Client& redis) {
  // [find]
  std::vector<Member> members{Member{1}, Member{2}, Member{3}};
  PipelineContext pipe{redis};
  for (Member& member : members) {
    member.email = fmt::format("m{}@example.org", member.id());
    member.city = "Rome";
    member.age = 30 + static_cast<int>(member.email->size());
    member.save(pipe);
  }
  auto id = Member::find(pipe, &Member::email, "m2@example.org");  // its id
  auto romans = Member::find(pipe, &Member::city, "Rome", {.offset = 0, .count = 2});
  auto adults = Member::find_range(pipe, &Member::age, 18, 99);
  pipe.execute();
  // [/find]
  fmt::print("{} has the address, {} of a page are in Rome, {} adults\n", id->value(), romans->size(), adults->size());

  // [conflict]
  Member mine = Member::load_existing(redis, 1).result();
  Member yours = Member::load_existing(redis, 1).result();
  yours.city = "Oslo";
  yours.save(redis);
  try {
    mine.city = "Bonn";
    mine.save(redis);
  } catch (const VersionConflict& conflict) {
    fmt::print("{}\n", conflict.info().message);
    mine.load(redis);  // what is stored now
    if (mine.city == "Oslo") mine.city = "Rome";
    mine.save(redis);
  }
  // [/conflict]
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Client redis{argc > 1 ? argv[1] : "redis://localhost:6379"};
    User::del(redis, {"1", "2", "3"});
    Member::del(redis, {1, 2, 3});
    save_and_load(redis);
    create_and_update(redis);
    index(redis);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
