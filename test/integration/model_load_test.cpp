#include "support/users.hpp"

#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace tributary;
using namespace std::chrono_literals;
using test::Letters;
using test::User;

namespace {

/// A client of a server that holds one user, with a field that the model does not know.
struct Stored {
  Stored() {
    redis.hset("U{1}",
               {{"admin", "1"}, {"name", "Bob"}, {"shoe", "44"}, {"seen", "60"}, {"code", "XY"}, {"rating", "0.1"}});
  }

  Client redis = test::emptied_client();
};

}  // namespace

TEST_CASE_METHOD(Stored, "A record is loaded whole, and remembers that nothing of it was changed") {
  const auto loaded = User::load(redis, 1);
  REQUIRE(loaded->has_value());
  const User& bob = **loaded;
  CHECK(bob.id() == "1");
  CHECK(bob.name == "Bob");
  CHECK(bob.code == Letters{"XY"});
  CHECK(bob.logins == 0);  // its default: it is not stored
  CHECK(bob.rating == 0.1);
  CHECK(bob.seen == 60s);
  CHECK(bob.admin == true);
  CHECK(bob.name.loaded());
  CHECK(bob.logins.loaded());
}

TEST_CASE_METHOD(Stored, "A record that is not there is no record, loaded whole or in part") {
  CHECK_FALSE(User::load(redis, "2")->has_value());
  CHECK_FALSE(User::load(redis, "2", &User::name)->has_value());
  CHECK(*User::exists(redis, "2") == false);
  CHECK(*User::exists(redis, 1) == true);
}

TEST_CASE_METHOD(Stored, "Some fields are loaded, and nothing is known of the others") {
  const User bob = *User::load(redis, "1", &User::name, &User::logins).result();
  CHECK(bob.name == "Bob");
  CHECK(bob.logins.loaded());
  CHECK_FALSE(bob.admin.readable());
  CHECK_FALSE(bob.admin.loaded());
  // There is a record, although it has none of the fields.
  CHECK(User::load(redis, "1", &User::logins)->has_value());
}

TEST_CASE_METHOD(Stored, "Many records are loaded in one round trip, and the missing ones are told by id") {
  redis.hset("U{3}", "name", "Jill");
  PipelineContext pipe{redis};
  const auto whole = User::load(pipe, {"1", "2", "3"});
  const auto part = User::load(pipe, std::vector<int>{1, 2, 3}, &User::name);
  CHECK(pipe.size() == 6);
  pipe.execute();
  REQUIRE(whole.size() == 3);
  CHECK((*whole[0])->name == "Bob");
  CHECK_FALSE(whole[1]->has_value());
  CHECK((*whole[2])->name == "Jill");
  CHECK((*whole[2])->id() == "3");
  CHECK((*part[0])->name == "Bob");
  CHECK_FALSE(part[1]->has_value());
}

TEST_CASE_METHOD(Stored, "A stored value that is none is the error of that one result, naming key and field") {
  redis.hset("U{2}", "seen", "soon");
  PipelineContext pipe{redis};
  const auto users = User::load(pipe, {"1", "2"});
  const auto part = User::load(pipe, "2", &User::seen);
  pipe.execute(Errors::in_results);
  CHECK((*users[0])->name == "Bob");
  REQUIRE(test::state_of(users[1]) == "decode");
  const std::string message = "expected a 64-bit signed integer in field \"seen\", got \"soon\"";
  CHECK(users[1].error()->message == message);
  CHECK(users[1].error()->key == "U{2}");
  CHECK(part.error()->message == message);
  CHECK(part.error()->key == "U{2}");
  const auto thrown = test::thrown_by<DecodeError>([this] { User::load(redis, "2"); });
  CHECK(thrown.info().message == message);
}

TEST_CASE_METHOD(Stored, "A record of another type is the error of the server") {
  redis.set("U{2}", "text");
  CHECK(test::server_error_of([this] { User::load(redis, "2"); }) == "WRONGTYPE");
}

TEST_CASE_METHOD(Stored, "Records are loaded in nested, atomic and streaming contexts") {
  PipelineContext root{redis};
  PipelineContext nested{root, atomically};
  const auto loaded = User::load(nested, "1");
  const auto part = User::load(nested, "1", &User::name);
  nested.execute();
  CHECK_FALSE(loaded.ready());
  root.execute();
  CHECK((*loaded)->id() == "1");
  CHECK((*part)->name == "Bob");

  PipelineContext streaming{redis, {.flush_every = 2}};
  const auto users = User::load(streaming, {"1", "1", "1", "1"});
  const auto more = User::load(streaming, "1", &User::name);
  streaming.execute();
  for (const auto& user : users) CHECK((*user)->id() == "1");
  CHECK((*more)->name == "Bob");
}

TEST_CASE_METHOD(Stored, "A copy is a record of its own, made without a command") {
  User bob = *User::load(redis, "1").result();
  const auto before = test::shared_server().statistic("total_commands_processed");
  User copy = bob;
  copy.name = "Rob";
  CHECK(bob.name == "Bob");
  CHECK(copy != bob);
  User assigned;
  assigned = copy;
  CHECK(assigned == copy);
  CHECK(test::shared_server().statistic("total_commands_processed") == before + 1);  // the INFO before
}

namespace {

struct Note : Model<Note> {
  using Model::Model;
  static constexpr Keyspace keyspace{"N", {.connection = "notes"}};
  Field<"text", std::string> text;
  static constexpr auto fields = std::tuple{&Note::text};
};

}  // namespace

TEST_CASE_METHOD(Stored, "A model goes to the connection that its keyspace names, in contexts that know it") {
  test::RedisServer other;
  Client notes{other.uri()};
  Connections connections;
  connections.add("users", redis);
  connections.add("notes", notes);

  PipelineContext pipe{connections, "users"};
  Note note{1};
  note.text = "hello";
  note.save(pipe);
  const auto bob = User::load(pipe, 1);
  const auto loaded = Note::load(pipe, 1);
  pipe.execute();
  CHECK((*bob)->name == "Bob");
  CHECK((*loaded)->text == "hello");
  CHECK(other.command({"HGET", "N{1}", "text"}) == "hello");
  CHECK(*redis.exists("N{1}") == false);

  note.text = "here";
  note.save(redis);
  CHECK(*redis.exists("N{1}") == true);
}
