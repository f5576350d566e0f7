#include "support/users.hpp"

#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace tributary;
using namespace std::chrono_literals;
using test::Account;
using test::Employee;
using test::Letters;
using test::User;

namespace {

using Hash = std::map<std::string, std::string>;

struct Users {
  Hash stored(std::string_view key) { return *redis.hgetall(key); }
  template <class M>
  M reloaded(const M& record) {
    return *M::load(redis, record.id()).result();
  }
  /// A user who is stored, and loaded.
  User bob() {
    redis.hset("U{1}", {{"name", "Bob"}, {"logins", "7"}, {"admin", "1"}, {"shoe", "44"}});
    return *User::load(redis, 1).result();
  }

  Client redis = test::emptied_client();
};

}  // namespace

TEST_CASE_METHOD(Users, "A save writes only what was changed, and leaves what others wrote") {
  User bob = this->bob();
  redis.hset("U{1}", {{"logins", "8"}, {"shoe", "45"}});
  bob.name = "Rob";
  bob.admin.reset();
  bob.rating = 0.5;
  CHECK(*bob.save(redis) == true);
  CHECK(stored("U{1}") == Hash{{"name", "Rob"}, {"logins", "8"}, {"rating", "0.5"}, {"shoe", "45"}});
  CHECK_FALSE(bob.name.changed());
  CHECK_FALSE(bob.admin.changed());
}

TEST_CASE_METHOD(Users, "Local state changes when the batch has executed, and then equals a reload") {
  User bob = this->bob();
  PipelineContext pipe{redis};
  bob.code = Letters{"abc"};
  bob.logins.reset();
  const auto saved = bob.save(pipe);
  CHECK_FALSE(saved.ready());
  CHECK(bob.code == Letters{"abc"});
  CHECK_FALSE(bob.logins.has_value());
  pipe.execute();
  CHECK(*saved == true);
  CHECK(bob.code == Letters{"ABC"});
  CHECK(bob.logins == 0);
  CHECK(bob == reloaded(bob));
}

TEST_CASE_METHOD(Users, "Several changes of one record in one batch happen in their order") {
  User bob = this->bob();
  PipelineContext pipe{redis};
  bob.logins = 10;
  bob.save(pipe);
  const auto eleven = bob.incr(pipe, &User::logins);
  const auto nine = bob.decr(pipe, &User::logins, 2);
  bob.name = "Rob";
  bob.save(pipe);
  const auto popped = bob.pop(pipe, &User::name);
  const auto removed = bob.remove(pipe, &User::admin, &User::rating);
  bob.seen = 5s;
  bob.save(pipe);
  pipe.execute();
  CHECK(*eleven == 11);
  CHECK(*nine == 9);
  CHECK(*popped == "Rob");
  CHECK(*removed == 1);
  CHECK(bob.logins == 9);
  CHECK_FALSE(bob.name.has_value());
  CHECK(bob.seen == 5s);
  CHECK(bob == reloaded(bob));
  CHECK_FALSE(bob.seen.changed());
}

TEST_CASE_METHOD(Users, "A field that is assigned while a save waits stays changed") {
  User bob = this->bob();
  PipelineContext pipe{redis};
  bob.name = "Rob";
  bob.admin = false;
  bob.save(pipe);
  bob.name = "Robert";
  pipe.execute();
  CHECK(bob.name == "Robert");
  CHECK(bob.name.changed());
  CHECK_FALSE(bob.admin.changed());
  CHECK(stored("U{1}").at("name") == "Rob");
  bob.save(redis);
  CHECK(stored("U{1}").at("name") == "Robert");
}

TEST_CASE_METHOD(Users, "What failed or was discarded stays changed") {
  User bob = this->bob();
  bob.name = "Rob";
  {
    PipelineContext dropped{redis};
    bob.save(dropped);
    CHECK_FALSE(bob.name.changed());
  }
  CHECK(bob.name.changed());
  redis.set("U{1}", "text");
  PipelineContext pipe{redis};
  const auto saved = bob.save(pipe);
  const auto popped = bob.pop(pipe, &User::admin);
  pipe.execute(Errors::in_results);
  CHECK(test::state_of(saved) == "server");
  CHECK(bob.name.changed());
  CHECK(bob.admin == true);
  CHECK(test::server_error_of([&] { bob.save(redis); }) == "WRONGTYPE");
  CHECK(bob.name.changed());
  redis.del("U{1}");
  bob.save(redis);
  CHECK(stored("U{1}") == Hash{{"name", "Rob"}});
}

TEST_CASE_METHOD(Users, "A record may be moved or destroyed while its operations wait") {
  PipelineContext pipe{redis};
  auto bob = std::make_unique<User>(this->bob());
  bob->name = "Rob";
  bob->save(pipe);
  bob->incr(pipe, &User::logins);
  User moved{std::move(*bob)};
  bob.reset();
  User assigned;
  assigned = std::move(moved);
  {
    User short_lived{2};
    short_lived.name = "Jill";
    short_lived.save(pipe);
  }
  pipe.execute();
  CHECK_FALSE(assigned.name.changed());
  CHECK(assigned.logins == 8);
  CHECK(stored("U{2}") == Hash{{"name", "Jill"}});
}

TEST_CASE_METHOD(Users, "A copy made while a save waits has its own changes") {
  User bob = this->bob();
  PipelineContext pipe{redis};
  bob.name = "Rob";
  bob.save(pipe);
  const User copy = bob;
  pipe.execute();
  CHECK_FALSE(bob.name.changed());
  CHECK(copy.name.changed());
}

TEST_CASE_METHOD(Users, "Exists::no creates a record with its defaults, or leaves the one that is there") {
  Account first{1};
  first.owner = "Bob";
  CHECK(*first.save(redis, {.only_if = Exists::no}) == true);
  CHECK(stored("A{1}") == Hash{{"owner", "Bob"}, {"limit", "100"}});
  CHECK_FALSE(first.owner.changed());

  Account second{1};
  second.owner = "Joe";
  PipelineContext pipe{redis};
  const auto saved = second.save(pipe, {.only_if = Exists::no});
  pipe.execute();
  CHECK(*saved == false);
  CHECK(second.owner.changed());
  CHECK(stored("A{1}").at("owner") == "Bob");
}

TEST_CASE_METHOD(Users, "Exists::yes updates fields without loading, and never creates a part of a record") {
  redis.hset("A{1}", {{"owner", "Bob"}, {"note", "x"}});
  Account account{1};
  account.limit = 5;
  account.note.reset();
  CHECK(*account.save(redis, {.only_if = Exists::yes}) == true);
  CHECK(stored("A{1}") == Hash{{"owner", "Bob"}, {"limit", "5"}});
  Account missing{2};
  missing.limit = 5;
  CHECK(*missing.save(redis, {.only_if = Exists::yes}) == false);
  CHECK(*redis.exists("A{2}") == false);
  CHECK(missing.limit.changed());
}

TEST_CASE_METHOD(Users, "A default is read where nothing is stored, and no plain save writes it") {
  redis.hset("A{1}", {{"owner", "Bob"}, {"limit", "7"}});
  Account account{1};
  CHECK(account.limit == 100);
  account.owner = "Joe";
  account.save(redis);
  CHECK(stored("A{1}").at("limit") == "7");
  account = *Account::load(redis, 1).result();
  CHECK(account.limit == 7);
  account.limit.reset();
  account.save(redis);
  CHECK(account.limit == 100);
  CHECK(stored("A{1}") == Hash{{"owner", "Joe"}});
  CHECK(account == reloaded(account));
}

TEST_CASE_METHOD(Users, "A required field is not asked for again once the record was loaded or saved") {
  redis.hset("A{1}", {{"owner", "Bob"}});
  Account account = *Account::load(redis, 1, &Account::note).result();
  account.note = "x";
  CHECK(*account.save(redis) == true);
  CHECK_THROWS_AS(
      [&] {
        Account whole = *Account::load(redis, 1).result();
        whole.owner.reset();
        whole.save(redis);
      }(),
      std::invalid_argument);
  CHECK(stored("A{1}") == Hash{{"owner", "Bob"}, {"note", "x"}});
}

TEST_CASE_METHOD(Users, "incr and decr know integers, floating point and durations, and errors leave the field alone") {
  User bob = this->bob();
  CHECK(*bob.incr(redis, &User::logins, 3) == 10);
  CHECK(*bob.incr(redis, &User::rating, 0.25) == 0.25);
  CHECK(*bob.decr(redis, &User::rating, 1) == -0.75);
  CHECK(*bob.incr(redis, &User::seen, 30) == 30s);
  CHECK(bob.seen == 30s);
  CHECK(bob == reloaded(bob));

  redis.hset("U{1}", "logins", "many");
  CHECK(test::server_error_of([&] { bob.incr(redis, &User::logins); }) == "ERR");
  CHECK(bob.logins == 10);
  redis.hset("U{1}", "logins", "2147483647");
  const auto thrown = test::thrown_by<DecodeError>([&] { bob.incr(redis, &User::logins); });
  CHECK(thrown.info().message ==
        "expected a 32-bit signed integer in field \"logins\", got 2147483648, which is out of its range");
  CHECK(thrown.info().key == "U{1}");
}

TEST_CASE_METHOD(Users, "incr does not touch an assignment that was not saved") {
  User bob = this->bob();
  bob.logins = 100;
  CHECK(*bob.incr(redis, &User::logins) == 8);
  CHECK(bob.logins == 100);
  CHECK(bob.logins.changed());
}

TEST_CASE_METHOD(Users, "pop returns what was stored and removes it, here and there") {
  User bob = this->bob();
  bob.name = "Rob";
  CHECK(*bob.pop(redis, &User::name) == "Bob");
  CHECK_FALSE(bob.name.has_value());
  CHECK_FALSE(bob.name.changed());
  CHECK(*bob.pop(redis, &User::name) == std::nullopt);
  CHECK(stored("U{1}").count("name") == 0);

  redis.hset("U{1}", "code", "1");
  const auto thrown = test::thrown_by<DecodeError>([&] { bob.pop(redis, &User::code); });
  CHECK(thrown.info().message == "expected capital letters in field \"code\", got \"1\"");
  CHECK(thrown.info().key == "U{1}");
  CHECK(stored("U{1}").count("code") == 0);
  CHECK(bob == reloaded(bob));
}

TEST_CASE_METHOD(Users, "remove forgets what was assigned before, and not what is assigned after") {
  User bob = this->bob();
  PipelineContext pipe{redis};
  bob.name = "Rob";
  bob.admin = false;
  bob.remove(pipe, &User::name, &User::admin);
  bob.admin = true;
  pipe.execute();
  CHECK_FALSE(bob.name.has_value());
  CHECK_FALSE(bob.name.changed());
  CHECK(bob.admin == true);
  CHECK(bob.admin.changed());
}

TEST_CASE_METHOD(Users, "clear deletes the record and leaves a new one of the same id") {
  User bob = this->bob();
  bob.seen = 5s;
  CHECK(*bob.clear(redis) == true);
  CHECK(*redis.exists("U{1}") == false);
  CHECK(bob == User{1});
  CHECK(*bob.clear(redis) == false);
  bob.name = "Bob";
  bob.save(redis);
  CHECK(stored("U{1}") == Hash{{"name", "Bob"}});
}

TEST_CASE_METHOD(Users, "Many records are deleted by one command, which counts those that were there") {
  redis.hset("U{1}", "name", "a");
  redis.hset("U{2}", "name", "b");
  CHECK(*User::del(redis, {"1", "2", "3"}) == 2);
  CHECK(*User::del(redis, std::vector<int>{1}) == 0);
}

TEST_CASE_METHOD(Users, "Saving a hundred users costs one round trip") {
  std::vector<User> users;
  for (int i = 0; i < 100; ++i) users.emplace_back(i).name = "user " + std::to_string(i);
  auto& server = test::shared_server();
  redis.ping();  // connected
  const auto before = server.statistic("total_reads_processed");
  PipelineContext pipe{redis};
  for (User& user : users) user.save(pipe);
  pipe.execute();
  CHECK(server.statistic("total_reads_processed") <= before + 2);  // the batch, and the INFO that looks
  CHECK(stored("U{99}") == Hash{{"name", "user 99"}});
  for (const User& user : users) CHECK_FALSE(user.name.changed());
}

TEST_CASE_METHOD(Users,
                 "Models of several kinds share nested and atomic contexts, and one that is left changes nothing") {
  User bob{1};
  bob.name = "Bob";
  Employee jill{1};
  jill.name = "Jill";
  jill.salary = 10;
  PipelineContext root{redis};
  {
    PipelineContext inner{root, atomically};
    bob.save(inner);
    jill.save(inner, {.only_if = Exists::no});
    jill.incr(inner, &Employee::salary, 5);
    inner.execute();
  }
  {
    PipelineContext left{root};
    bob.admin = true;
    bob.save(left);
  }
  CHECK(bob.admin.changed());
  root.execute();
  CHECK(stored("U{1}") == Hash{{"name", "Bob"}});
  CHECK(stored("E{1}") == Hash{{"name", "Jill"}, {"logins", "0"}, {"salary", "15"}});
  CHECK(jill == reloaded(jill));
  CHECK(jill.salary == 15);
}

TEST_CASE_METHOD(Users, "A save streams") {
  PipelineContext pipe{redis, {.flush_every = 1}};
  User bob{1};
  bob.name = "Bob";
  bob.save(pipe);
  bob.incr(pipe, &User::logins);
  bob.admin = true;
  bob.save(pipe, {.only_if = Exists::yes});
  pipe.execute();
  CHECK(bob == reloaded(bob));
  CHECK_FALSE(bob.admin.changed());
}
