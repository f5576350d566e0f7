// Records of which a part is loaded, and loading into records that exist.

#include "support/users.hpp"

#include <tributary/model/json.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace tributary;
using namespace std::chrono_literals;
using test::Account;
using test::Employee;
using test::Stock;
using test::User;

namespace {

struct StoredUser {
  StoredUser() { redis.hset("U{1}", {{"name", "Bob"}, {"logins", "41"}, {"admin", "1"}}); }

  Client redis = test::emptied_client();
};

std::string not_loaded(std::string_view field, std::string_view key) {
  return fmt::format("the field \"{}\" of {} was not loaded: load it, or assign it", field, key);
}

}  // namespace

TEST_CASE_METHOD(StoredUser, "Reading a field that was not loaded is an error that names field and record") {
  User part = User::load_existing(redis, 1, &User::name).result();
  CHECK(part.name == "Bob");
  CHECK_THROWS_WITH(part.logins = *part.logins + 1, not_loaded("logins", "U{1}"));
  CHECK_THROWS_WITH(part.admin.has_value(), not_loaded("admin", "U{1}"));
  CHECK_FALSE(part.logins.readable());
  part.save(redis);
  CHECK(*redis.hget("U{1}", "logins") == "41");

  const User copy = part;
  CHECK(copy == part);
  CHECK_THROWS_WITH(*copy.logins, not_loaded("logins", "U{1}"));
  User assigned{2};
  assigned = part;
  CHECK_THROWS_WITH(*assigned.logins, not_loaded("logins", "U{1}"));
  User moved{2};
  moved = std::move(assigned);
  CHECK_THROWS_WITH(*moved.logins, not_loaded("logins", "U{1}"));
  moved = User{3};
  CHECK(moved.logins == 0);
  CHECK(User::load_existing(redis, 1).result() != part);

  part.logins = 1;
  CHECK(part.logins == 1);
  part.save(redis);
  CHECK(*redis.hget("U{1}", "logins") == "1");
  CHECK(*redis.hget("U{1}", "admin") == "1");
}

TEST_CASE_METHOD(StoredUser, "JSON and printing leave out what was not loaded") {
  const User part = User::load_existing(redis, 1, &User::name).result();
  CHECK(nlohmann::json(part).dump() == R"({"id":"1","name":"Bob"})");
  CHECK(fmt::format("{}", part) == R"(U{1} {name: "Bob"})");
}

TEST_CASE_METHOD(StoredUser, "A field that was not loaded is known when an operation has told it") {
  User part = User::load_existing(redis, 1, &User::name).result();
  PipelineContext pipe{redis};
  part.incr(pipe, &User::logins);
  CHECK_THROWS_AS(*part.logins, UsageError);  // not yet
  pipe.execute();
  CHECK(part.logins == 42);
  part.remove(redis, &User::admin);
  CHECK_FALSE(part.admin.has_value());

  User other = User::load_existing(redis, 1, &User::logins).result();
  redis.hset("U{1}", "seen", "x");
  CHECK_THROWS_AS(other.incr(redis, &User::seen), ServerError);
  CHECK_THROWS_WITH(*other.seen, not_loaded("seen", "U{1}"));
  redis.hset("U{1}", "logins", 2147483647);
  User third = User::load_existing(redis, 1, &User::name).result();
  CHECK_THROWS_AS(third.incr(redis, &User::logins), DecodeError);
  CHECK_THROWS_WITH(*third.logins, not_loaded("logins", "U{1}"));
  third.clear(redis);
  CHECK(third.logins == 0);
}

TEST_CASE_METHOD(StoredUser, "What was not loaded cannot be written, where all of a record is") {
  User part = User::load_existing(redis, 1, &User::name, &User::code).result();
  const std::string why = "U{1}: field \"logins\" was not loaded, so the record cannot be written whole";
  CHECK_THROWS_WITH(part.save(redis, {.all = true}), why);
  CHECK_THROWS_WITH(part.save(redis, {.only_if = Exists::no}), why);
}

TEST_CASE_METHOD(StoredUser, "Further fields are loaded into a record that exists") {
  User user = User::load_existing(redis, 1, &User::name).result();
  user.name = "Rob";
  redis.hset("U{1}", "logins", 43);
  CHECK(*user.load(redis, &User::logins, &User::rating) == true);
  CHECK(user.logins == 43);
  CHECK(user.logins.loaded());
  CHECK_FALSE(user.rating.has_value());
  CHECK(user.name == "Rob");  // still to be saved
  CHECK(user.name.changed());
  CHECK_FALSE(user.admin.readable());
  user.save(redis);
  CHECK(*redis.hget("U{1}", "name") == "Rob");

  user.name = "Job";
  CHECK(*user.load(redis) == true);
  CHECK(user.name == "Rob");
  CHECK_FALSE(user.name.changed());
  CHECK(user == User::load_existing(redis, 1).result());

  User fresh{1};
  fresh.seen = 5s;
  fresh.load(redis, &User::admin);
  CHECK(fresh.admin == true);
  CHECK(fresh.seen == 5s);
  CHECK_THROWS_WITH(*fresh.logins, not_loaded("logins", "U{1}"));
}

TEST_CASE_METHOD(StoredUser, "Loading into a record that is not there leaves it as a new one") {
  User user = User::load_existing(redis, 1).result();
  user.code = test::Letters{"AB"};
  redis.del("U{1}");
  CHECK(*user.load(redis, &User::name) == false);
  CHECK_FALSE(user.name.has_value());
  CHECK(user.logins == 0);
  CHECK(user.code.changed());
  CHECK(*user.load(redis) == false);
  CHECK_FALSE(user.code.has_value());
}

TEST_CASE_METHOD(StoredUser, "A load into a record is an operation of it like others") {
  User user{1};
  PipelineContext pipe{redis};
  user.name = "Rob";
  user.save(pipe);
  const auto loaded = user.load(pipe);
  user.logins = 7;
  CHECK_FALSE(loaded.ready());
  pipe.execute();
  CHECK(*loaded == true);
  CHECK(user.name == "Rob");
  CHECK(user.name.loaded());
  CHECK(user.admin == true);
  CHECK(user.logins == 7);  // assigned while it waited
  CHECK(user.logins.changed());

  User gone{1};
  gone.load(pipe);
  gone = User{2};
  std::optional<User> ended{User{1}};
  ended->load(pipe);
  ended.reset();
  pipe.execute();
  CHECK_FALSE(gone.name.has_value());
}

TEST_CASE_METHOD(StoredUser, "A load into a record that fails leaves it as it was") {
  User user = User::load_existing(redis, 1).result();
  user.name = "Rob";
  redis.hset("U{1}", "logins", "many");
  CHECK_THROWS_AS(user.load(redis), DecodeError);
  CHECK(user.name == "Rob");
  CHECK(user.name.changed());
  CHECK(user.logins == 41);
  PipelineContext pipe{redis};
  {
    PipelineContext child{pipe};
    user.load(child, &User::name);
  }
  CHECK(user.name.changed());
}

TEST_CASE("After a conflict a load of some fields is enough to save again") {
  Client redis = test::emptied_client();
  Stock first{1};
  first.left = 5;
  first.place = "A";
  first.save(redis);
  Stock mine = Stock::load_existing(redis, 1).result();
  Stock yours = Stock::load_existing(redis, 1).result();
  yours.left = 4;
  yours.place = "B";
  yours.save(redis);

  mine.left = 3;
  CHECK_THROWS_AS(mine.save(redis), VersionConflict);
  CHECK(*mine.load(redis, &Stock::left) == true);
  CHECK(mine.left == 4);
  CHECK(mine.version == 2);
  // What was read under the other version is no longer known.
  CHECK_THROWS_WITH(*mine.place, not_loaded("place", "W{1}"));
  mine.left = *mine.left - 1;
  CHECK(*mine.save(redis) == true);
  CHECK(*redis.hget("W{1}", "left") == "3");
  CHECK(*redis.hget("W{1}", "place") == "B");

  // As long as the version is the same, the other fields are.
  mine.load(redis);
  mine.load(redis, &Stock::left);
  CHECK(mine.place == "B");
}

TEST_CASE("A record that is known by its base is loaded as what it is") {
  Client redis = test::emptied_client();
  redis.hset("E{1}", {{"name", "Jill"}, {"salary", "5"}, {"logins", "3"}});
  redis.hset("U{1}", {{"name", "Bob"}});
  Employee jill{1};
  User& user = jill;
  user.load(redis, &User::name);
  CHECK(jill.name == "Jill");
  CHECK_THROWS_WITH(*jill.salary, not_loaded("salary", "E{1}"));
  CHECK_THROWS_WITH(*jill.logins, not_loaded("logins", "E{1}"));
  user.load(redis);
  CHECK(jill == Employee::load_existing(redis, 1).result());
}

TEST_CASE_METHOD(StoredUser, "A record that must be there is loaded without an optional") {
  const User user = User::load_existing(redis, "1").result();
  CHECK(user.name == "Bob");
  CHECK(user.id() == "1");
  CHECK(User::load_existing(redis, 1, &User::name)->name == "Bob");

  const auto missing = test::thrown_by<RecordNotFound>([&] { User::load_existing(redis, "nobody"); });
  CHECK(missing.info().message == "there is no record U{nobody}");
  CHECK(missing.info().key == "U{nobody}");
  CHECK_THROWS_AS(User::load_existing(redis, "nobody", &User::name), RecordNotFound);

  PipelineContext pipe{redis};
  const auto users = User::load_existing(pipe, {"1", "nobody"});
  const auto other = User::load(pipe, "nobody");
  pipe.execute(Errors::in_results);
  CHECK(users[0]->name == "Bob");
  CHECK(test::state_of(users[1]) == "not_found");
  CHECK_FALSE(other->has_value());
  redis.hset("U{2}", "logins", "many");
  CHECK_THROWS_AS(User::load_existing(redis, "2"), DecodeError);
}

TEST_CASE_METHOD(StoredUser, "A whole record is saved where nothing is known of it") {
  test::RedisServer server;
  Client other{server.uri()};
  User user = User::load_existing(redis, 1).result();
  CHECK(*user.save(other) == true);  // nothing was changed
  CHECK_FALSE(*User::exists(other, 1));
  other.hset("U{1}", "rating", "0.5");
  CHECK(*user.save(other, {.all = true}) == true);
  CHECK(User::load_existing(other, 1).result() == user);

  redis.hset("A{1}", "owner", "Bob");
  Account account = Account::load_existing(redis, 1).result();
  CHECK(*account.save(other, {.all = true}) == true);  // with what it requires
  CHECK(*other.hget("A{1}", "limit") == "100");        // and its defaults
}

TEST_CASE_METHOD(StoredUser, "Records are counted and deleted one by one, or many together") {
  redis.hset("U{2}", "name", "Jill");
  CHECK(*User::exists(redis, 1) == true);
  CHECK(*User::exists(redis, {1, 2, 3, 1}) == 3);
  CHECK(*User::del(redis, 1) == true);
  CHECK(*User::del(redis, 1) == false);
  CHECK(*User::del(redis, std::vector<int>{1, 2}) == 1);
}

TEST_CASE_METHOD(StoredUser, "A field is set that is not stored, and one that is stored is left alone") {
  User user{1};
  CHECK(*user.set_if_absent(redis, &User::rating, 0.5) == true);
  CHECK(user.rating == 0.5);
  CHECK(user.rating.loaded());
  CHECK(*user.set_if_absent(redis, &User::code, test::Letters{"ab"}) == true);
  CHECK(user.code == test::Letters{"AB"});  // as a load gives it
  CHECK(*user.set_if_absent(redis, &User::name, "Rob") == false);
  CHECK_THROWS_WITH(*user.name, not_loaded("name", "U{1}"));
  CHECK(*redis.hget("U{1}", "name") == "Bob");
  user.load(redis);
  CHECK(*user.set_if_absent(redis, &User::name, "Rob") == false);
  CHECK(user.name == "Bob");
  CHECK_THROWS_WITH(user.set_if_absent(redis, &User::code, test::Letters{"1"}),
                    Catch::Contains("field \"code\"") && Catch::Contains("cannot hold its value"));

  PipelineContext pipe{redis};
  const auto set = user.set_if_absent(pipe, &User::seen, 5s);
  user.seen = 6s;
  pipe.execute();
  CHECK(*set == true);
  CHECK(user.seen == 6s);  // assigned while it waited
  CHECK(user.seen.changed());

  Account account{1};
  CHECK_THROWS_AS(account.set_if_absent(redis, &Account::note, "x"), CommandError);
  CHECK_FALSE(*Account::exists(redis, 1));
  CHECK(*account.set_if_absent(redis, &Account::owner, "Bob") == true);

  Stock stock{1};
  CHECK(*stock.set_if_absent(redis, &Stock::left, 5) == true);
  CHECK(*redis.hget("W{1}", "version") == "1");
  CHECK(*stock.set_if_absent(redis, &Stock::left, 6) == false);
  CHECK(*redis.hget("W{1}", "version") == "1");
  CHECK(*redis.hget("W{1}", "left") == "5");
  Stock other = Stock::load_existing(redis, 1).result();
  CHECK(*other.set_if_absent(redis, &Stock::place, "A") == true);
  CHECK(other.version == 2);
  other.left = 4;
  CHECK(*other.save(redis) == true);
}
