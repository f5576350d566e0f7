// What a record knows when an operation has failed, and when nobody knows whether it has.

#include "support/users.hpp"

#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"
#include "support/scripted_server.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <vector>

using namespace tributary;
using test::Account;
using test::Stock;
using test::User;

namespace {

struct Holder : Model<Holder> {
  using Model::Model;
  static constexpr Keyspace keyspace{"H", {.key = "{$name}:$id"}};

  Field<"email", std::string, Required, Unique> email;
  Field<"age", int, Indexed> age;
  Field<"version", std::int64_t, RecordVersion> version;

  static constexpr auto fields = std::tuple{&Holder::email, &Holder::age, &Holder::version};
};

constexpr const char* kEnd = "the end";

/// What a client has sent.
std::vector<std::vector<std::string>> commands_in(std::string_view bytes) {
  std::vector<std::vector<std::string>> commands;
  const auto number = [&bytes] {
    const auto end = bytes.find("\r\n");
    const auto value = std::stoul(std::string{bytes.substr(1, end - 1)});
    bytes.remove_prefix(end + 2);
    return value;
  };
  while (!bytes.empty()) {
    auto& words = commands.emplace_back(number());
    for (std::string& word : words) {
      const auto size = number();
      word = bytes.substr(0, size);
      bytes.remove_prefix(size + 2);
    }
  }
  return commands;
}

/// Two records of others: the stock 1, and the holder of an address.
struct Doubts {
  Doubts() {
    Stock stock{1};
    stock.left = 1;
    stock.place = "A";
    stock.save(redis);
    Holder holder{1};
    holder.email = "taken@example.org";
    holder.save(redis);
  }

  std::string stored(std::string_view field) { return redis.hget("W{1}", field)->value_or("none"); }
  Stock loaded() { return Stock::load_existing(redis, 1).result(); }
  void others_save() {
    Stock other = loaded();
    other.place = "theirs";
    other.save(redis);
  }

  /// Executes a batch of which no reply arrives. `applied`: the server has executed it.
  template <class F>
  void lose_replies_of(F&& record, bool applied) {
    auto deaf = std::make_unique<test::ScriptedServer>(std::vector{test::ServerScript{}.expect_bytes(1).stall()});
    Client cut{deaf->uri()};
    PipelineContext pipe{cut};
    record(pipe);
    pipe.ping(kEnd);
    std::string sent;
    std::thread cutter{[&] {
      test::eventually([&] { return (sent = deaf->received(0)).ends_with(fmt::format("{}\r\n", kEnd)); });
      deaf.reset();
    }};
    pipe.execute(Errors::in_results);
    cutter.join();
    if (!applied) return;
    for (const auto& words : commands_in(sent)) test::shared_server().command(words);
  }

  Client redis = test::emptied_client();
};

bool knows_nothing(const Stock& stock) {
  return !stock.left.loaded() && !stock.place.loaded() && !stock.version.loaded();
}

}  // namespace

TEST_CASE_METHOD(Doubts, "A conflict of a unique value leaves nothing known, and is no conflict for another value") {
  Holder mine{2};
  mine.email = "mine@example.org";
  mine.age = 3;
  mine.save(redis);
  mine.email = "taken@example.org";
  CHECK_THROWS_AS(mine.save(redis), UniqueConflict);
  CHECK(mine.email.changed());
  CHECK_FALSE(mine.age.loaded());
  CHECK_FALSE(mine.version.loaded());
  CHECK(mine.age == 3);
  SECTION("when nobody else has written") {
    mine.email = "free@example.org";
    CHECK(*mine.save(redis) == true);
    CHECK(mine.version == 2);
    CHECK(mine.version.loaded());
    CHECK_FALSE(mine.age.loaded());
    mine.load(redis);
    CHECK(mine.age.loaded());
  }
  SECTION("but a write of others is one") {
    Holder other = Holder::load_existing(redis, 2).result();
    other.age = 4;
    other.save(redis);
    mine.email = "free@example.org";
    CHECK_THROWS_AS(mine.save(redis), VersionConflict);
    CHECK(Holder::load_existing(redis, 2).result() == other);
  }
}

TEST_CASE_METHOD(Doubts, "After a failure every field is to be loaded again") {
  Account account{1};
  account.owner = "Bob";
  account.note = "x";
  account.save(redis);
  CHECK(account.note.loaded());
  SECTION("of an increment of what is no number") {
    redis.hset("A{1}", "limit", "many");
    CHECK_THROWS_AS(account.incr(redis, &Account::limit), ServerError);
  }
  SECTION("of a save that finds no record") {
    redis.del("A{1}");
    account.limit = 3;
    CHECK_THROWS_AS(account.save(redis), RecordNotFound);
  }
  SECTION("of a condition") {
    account.limit = 3;
    CHECK(*account.save(redis, {.only_if = Exists::no}) == false);
  }
  SECTION("of a load") {
    redis.del("A{1}");
    redis.set("A{1}", "text");
    CHECK_THROWS_AS(account.load(redis, &Account::limit), ServerError);
  }
  CHECK_FALSE(account.owner.loaded());
  CHECK_FALSE(account.note.loaded());
  CHECK(account.note == "x");
}

TEST_CASE_METHOD(Doubts, "What was not sent leaves known what was known") {
  Stock mine = loaded();
  {
    PipelineContext dropped{redis};
    mine.left = 2;
    mine.save(dropped);
    mine.incr(dropped, &Stock::left);
  }
  CHECK(mine.place.loaded());
  Client nobody{"unix:///nonexistent/redis.sock"};
  CHECK_THROWS_AS(mine.save(nobody), TransportError);
  CHECK(mine.left.changed());
  CHECK(mine.place.loaded());
  CHECK(mine.version.loaded());
}

TEST_CASE_METHOD(Doubts, "What was known before a conflict is not known again behind it") {
  Stock mine = loaded();
  others_save();
  redis.hset("W{1}", "left", 9);
  PipelineContext pipe{redis};
  SECTION("by an operation that is dropped") {
    PipelineContext dropped{redis};
    mine.incr(dropped, &Stock::left);
    mine.place = "mine";
    mine.save(pipe);
    pipe.execute(Errors::in_results);
    dropped.discard();
    CHECK(mine.left == 1);
  }
  SECTION("by one that finds a value") {
    mine.place = "mine";
    mine.save(pipe);
    mine.set_if_absent(pipe, &Stock::left, 5);
    pipe.execute(Errors::in_results);
    CHECK_FALSE(mine.left.readable());
  }
  SECTION("by a load that fails") {
    mine.place = "mine";
    mine.save(pipe);
    const auto reloaded = mine.load(pipe, &Stock::left);
    redis.hset("W{1}", "left", "many");
    pipe.execute(Errors::in_results);
    CHECK(test::state_of(reloaded) == "decode");
  }
  CHECK(knows_nothing(mine));
}

// What was lost may have been done or not: both are tried.

TEST_CASE_METHOD(Doubts, "A save behind one whose reply got lost repeats it, and overwrites nobody") {
  const bool applied = GENERATE(true, false);
  CAPTURE(applied);
  Stock mine = loaded();
  mine.left = 2;
  DeferredResult<bool> lost;
  lose_replies_of([&](Commands& pipe) { lost = mine.save(pipe); }, applied);
  REQUIRE(test::state_of(lost) == "maybe_applied");
  CHECK(stored("left") == (applied ? "2" : "1"));
  CHECK(knows_nothing(mine));
  CHECK(mine.left.changed());
  mine.place = "B";
  SECTION("when nobody else has written") {
    CHECK(*mine.save(redis) == true);
    CHECK(stored("left") == "2");
    CHECK(stored("place") == "B");
    CHECK(mine.version == (applied ? 3 : 2));
    CHECK(loaded() == mine);
  }
  SECTION("when others have") {
    others_save();
    CHECK_THROWS_AS(mine.save(redis), VersionConflict);
    CHECK(stored("place") == "theirs");
    CHECK(mine.left.changed());
  }
}

TEST_CASE_METHOD(Doubts, "A creation whose reply got lost is repeated, and is no conflict with itself") {
  const bool applied = GENERATE(true, false);
  CAPTURE(applied);
  Holder mine{2};
  mine.email = "mine@example.org";
  DeferredResult<bool> lost;
  lose_replies_of([&](Commands& pipe) { lost = mine.save(pipe); }, applied);
  REQUIRE(test::state_of(lost) == "maybe_applied");
  mine.age = 3;
  CHECK(*mine.save(redis) == true);
  CHECK(Holder::load_existing(redis, 2).result() == mine);
  CHECK(*Holder::find(redis, &Holder::email, "mine@example.org") == "2");
}

TEST_CASE_METHOD(Doubts, "Of an increment whose reply got lost no sum is written") {
  const bool applied = GENERATE(true, false);
  CAPTURE(applied);
  Stock mine = loaded();
  DeferredResult<int> lost;
  lose_replies_of([&](Commands& pipe) { lost = mine.incr(pipe, &Stock::left); }, applied);
  REQUIRE(test::state_of(lost) == "maybe_applied");
  const std::string left = applied ? "2" : "1";
  CHECK(stored("left") == left);
  CHECK(knows_nothing(mine));
  mine.place = "B";
  SECTION("when nobody else has written") {
    CHECK(*mine.save(redis) == true);
    CHECK(stored("left") == left);
    CHECK(stored("place") == "B");
    mine.left = 1;
    mine.save(redis);  // also what it held before is a change
    CHECK(stored("left") == "1");
  }
  SECTION("when others have") {
    others_save();
    CHECK_THROWS_AS(mine.save(redis), VersionConflict);
    CHECK(stored("place") == "theirs");
  }
}

TEST_CASE_METHOD(Doubts, "A field that may have been set is not known, and what it holds stays") {
  const bool applied = GENERATE(true, false);
  CAPTURE(applied);
  Stock mine = loaded();
  mine.remove(redis, &Stock::left);
  DeferredResult<bool> lost;
  lose_replies_of([&](Commands& pipe) { lost = mine.set_if_absent(pipe, &Stock::left, 5); }, applied);
  REQUIRE(test::state_of(lost) == "maybe_applied");
  const std::string left = applied ? "5" : "none";
  CHECK(stored("left") == left);
  CHECK(knows_nothing(mine));
  mine.place = "B";
  CHECK(*mine.save(redis) == true);
  CHECK(stored("left") == left);
  mine.load(redis);
  CHECK(mine.left.has_value() == applied);
}

TEST_CASE_METHOD(Doubts, "A record that may have been cleared is saved where it still is, and otherwise a conflict") {
  const bool applied = GENERATE(true, false);
  CAPTURE(applied);
  Stock mine = loaded();
  DeferredResult<bool> lost;
  lose_replies_of([&](Commands& pipe) { lost = mine.clear(pipe); }, applied);
  REQUIRE(test::state_of(lost) == "maybe_applied");
  CHECK(*Stock::exists(redis, 1) == !applied);
  CHECK(knows_nothing(mine));
  mine.place = "B";
  if (!applied) {
    CHECK(*mine.save(redis) == true);
    CHECK(stored("left") == "1");
    return;
  }
  // It might have been deleted by others.
  CHECK_THROWS_AS(mine.save(redis), VersionConflict);
  CHECK(*Stock::exists(redis, 1) == false);
  CHECK(*mine.load(redis) == false);
  mine.place = "B";
  CHECK(*mine.save(redis) == true);
  CHECK(stored("version") == "1");
}

TEST_CASE_METHOD(Doubts, "Who saves a record that may have been deleted by its id is told that it was") {
  const bool applied = GENERATE(true, false);
  CAPTURE(applied);
  Stock mine = loaded();
  DeferredResult<bool> lost;
  lose_replies_of([&](Commands& pipe) { lost = Stock::del(pipe, 1); }, applied);
  REQUIRE(test::state_of(lost) == "maybe_applied");
  mine.place = "B";
  if (applied) {
    CHECK_THROWS_AS(mine.save(redis), VersionConflict);
    CHECK(*Stock::exists(redis, 1) == false);
  } else {
    CHECK(*mine.save(redis) == true);
  }
}

TEST_CASE_METHOD(Doubts, "Without a version, too, what may have been done is not known, and only changes are written") {
  const bool applied = GENERATE(true, false);
  CAPTURE(applied);
  User user{1};
  user.name = "Bob";
  user.admin = true;
  user.save(redis);
  user.name = "Rob";
  std::string left = "1";
  SECTION("a save") {
    lose_replies_of([&](Commands& pipe) { user.save(pipe); }, applied);
    CHECK(user.name.changed());
  }
  SECTION("an increment") {
    lose_replies_of([&](Commands& pipe) { user.incr(pipe, &User::logins); }, applied);
    CHECK(user.logins == 0);
  }
  SECTION("a clear") {
    lose_replies_of([&](Commands& pipe) { user.clear(pipe); }, applied);
    if (applied) left = "none";
    user.name = "Rob";
  }
  CHECK_FALSE(user.admin.loaded());
  CHECK_FALSE(user.logins.loaded());
  redis.hset("U{1}", "code", "X");  // somebody else
  user.save(redis);
  CHECK(redis.hget("U{1}", "name")->value_or("") == "Rob");
  CHECK(redis.hget("U{1}", "code")->value_or("") == "X");
  CHECK(redis.hget("U{1}", "admin")->value_or("none") == left);
}
