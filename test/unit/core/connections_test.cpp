// Promises 7, 9, 10: several deployments in one context.
#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_executor.hpp"

#include <cstdint>
#include <string>
#include <vector>

using namespace tributary;
using tributary::detail::DeploymentAccess;
using tributary::test::resp_command;
using tributary::test::ScriptedClient;

namespace {

/// Two named clients.
struct Two {
  Two() {
    connections.add("users", users);
    connections.add("messages", messages);
  }
  ScriptedClient users;
  ScriptedClient messages;
  Connections connections;
};

/// Two names of one client, and one of another.
struct TwoNames {
  TwoNames() {
    connections.add("a", client);
    connections.add("b", client);
    connections.add("c", other);
  }
  ScriptedClient client;
  ScriptedClient other;
  Connections connections;
};

}  // namespace

TEST_CASE("a registry knows the names it was given") {
  Connections connections;
  const ScriptedClient client;
  CHECK_FALSE(connections.contains("a"));
  CHECK_THROWS_AS(DeploymentAccess::find(connections, "a"), UnknownConnection);
  connections.add("a", client);
  CHECK(connections.contains("a"));
  CHECK(DeploymentAccess::find(connections, "a") == DeploymentAccess::executor(client));
  connections.remove("a");
  CHECK_FALSE(connections.contains("a"));
  connections.remove("a");
}

TEST_CASE("a name belongs to one client") {
  Connections connections;
  const ScriptedClient client;
  const ScriptedClient other;
  connections.add("a", client);
  connections.add("a", client);
  CHECK_THROWS_AS(connections.add("a", other), UsageError);
  CHECK(DeploymentAccess::find(connections, "a") == DeploymentAccess::executor(client));
  connections.remove("a");
  connections.add("a", other);
  CHECK(DeploymentAccess::find(connections, "a") == DeploymentAccess::executor(other));
}

TEST_CASE("copies of a registry are the same registry") {
  Connections connections;
  Connections copy = connections;
  copy.add("a", ScriptedClient{});
  CHECK(connections.contains("a"));
}

TEST_CASE("an unknown connection says which") {
  try {
    DeploymentAccess::find(Connections{}, "users");
    FAIL("no error");
  } catch (const UnknownConnection& error) {
    CHECK(error.name() == "users");
    CHECK_THAT(error.what(), Catch::Matchers::Contains("\"users\""));
  }
}

TEST_CASE("promise 10: the commands of all connections are given to one run") {
  Two two;
  PipelineContext pipe{two.connections, "users"};
  const auto user = pipe.incr("u");
  PipelineContext child{pipe, "messages"};
  const auto message = child.incr("m");
  child.execute();
  two.users.reply(":1\r\n");
  two.messages.reply(":2\r\n");
  pipe.execute();
  CHECK(*user == 1);
  CHECK(*message == 2);
  CHECK(two.users.sent() == resp_command({"INCR", "u"}));
  CHECK(two.messages.sent() == resp_command({"INCR", "m"}));
  CHECK(two.users.script().runs == std::vector<std::size_t>{2});
  CHECK(two.messages.script().runs.empty());
}

TEST_CASE("promise 10: executors that cannot run together run one after another") {
  Two two;
  two.users.script().alone = true;
  PipelineContext pipe{two.connections, "users"};
  pipe.incr("u");
  PipelineContext child{pipe, "messages"};
  child.incr("m");
  child.execute();
  two.users.reply(":1\r\n");
  two.messages.reply(":2\r\n");
  pipe.execute();
  CHECK(two.users.script().runs == std::vector<std::size_t>{1});
  CHECK(two.messages.script().runs == std::vector<std::size_t>{1});
}

TEST_CASE("promise 12: each connection keeps its own order") {
  Two two;
  PipelineContext pipe{two.connections, "users"};
  PipelineContext messages{pipe, "messages"};
  PipelineContext users{messages, "users"};
  const auto m1 = messages.incr("1");
  const auto u2 = users.incr("2");
  const auto m3 = messages.incr("3");
  const auto u4 = pipe.incr("4");
  users.execute();
  messages.execute();
  two.users.reply(":40\r\n:20\r\n");
  two.messages.reply(":10\r\n:30\r\n");
  CHECK(pipe.size() == 4);
  pipe.execute();
  CHECK(two.users.sent() == resp_command({"INCR", "4"}) + resp_command({"INCR", "2"}));
  CHECK(two.messages.sent() == resp_command({"INCR", "1"}) + resp_command({"INCR", "3"}));
  CHECK(*m1 == 10);
  CHECK(*u2 == 20);
  CHECK(*m3 == 30);
  CHECK(*u4 == 40);
}

TEST_CASE("promise 7: a child without a name uses its parent's connection") {
  Two two;
  PipelineContext pipe{two.connections, "users"};
  PipelineContext messages{pipe, "messages"};
  PipelineContext leaf{messages};
  PipelineContext by_empty_name{messages, ""};
  leaf.incr("a");
  by_empty_name.incr("b");
  leaf.execute();
  by_empty_name.execute();
  messages.execute();
  two.messages.reply(":1\r\n:2\r\n");
  pipe.execute();
  CHECK(two.users.sent().empty());
  CHECK(two.messages.sent() == resp_command({"INCR", "a"}) + resp_command({"INCR", "b"}));
}

TEST_CASE("promise 10: only connections that have something to do take part") {
  Two two;
  PipelineContext pipe{two.connections, "users"};
  PipelineContext child{pipe, "messages"};
  child.incr("m");
  child.execute();
  two.messages.reply(":1\r\n");
  pipe.execute();
  CHECK(two.users.script().runs.empty());
  CHECK(two.messages.script().runs == std::vector<std::size_t>{1});
}

TEST_CASE("promise 7: a child for another connection that is dropped leaves nothing") {
  Two two;
  PipelineContext pipe{two.connections, "users"};
  pipe.incr("u");
  {
    PipelineContext child{pipe, "messages"};
    child.incr("m");
  }
  two.users.reply(":1\r\n");
  pipe.execute();
  CHECK(two.messages.sent().empty());
}

TEST_CASE("promise 9: an unknown connection is an error, and nothing is sent or lost") {
  Two two;
  PipelineContext pipe{two.connections, "users"};
  const auto user = pipe.incr("u");
  PipelineContext child{pipe, "later"};
  const auto late = child.incr("l");
  child.execute();
  bool called = false;
  pipe.on_execute([&] { called = true; });
  CHECK_THROWS_AS(pipe.execute(), UnknownConnection);
  CHECK_THROWS_AS(pipe.execute(Errors::in_results), UnknownConnection);
  CHECK(two.users.sent().empty());
  CHECK(pipe.size() == 2);
  CHECK_FALSE(user.ready());
  CHECK_FALSE(called);

  ScriptedClient later;
  two.connections.add("later", later);
  two.users.reply(":1\r\n");
  later.reply(":2\r\n");
  pipe.execute();
  CHECK(*user == 1);
  CHECK(*late == 2);
  CHECK(called);
}

TEST_CASE("a name is looked up at each execute") {
  Two two;
  PipelineContext pipe{two.connections, "users"};
  pipe.incr("a");
  two.users.reply(":1\r\n");
  pipe.execute();

  ScriptedClient moved;
  moved.reply(":2\r\n");
  two.connections.remove("users");
  two.connections.add("users", moved);
  const auto result = pipe.incr("b");
  pipe.execute();
  CHECK(*result == 2);
  CHECK(moved.sent() == resp_command({"INCR", "b"}));
}

TEST_CASE("a name that was removed is unknown, also to a context that has used it") {
  Two two;
  PipelineContext pipe{two.connections, "users"};
  pipe.incr("a");
  two.users.reply(":1\r\n");
  pipe.execute();
  two.connections.remove("users");
  pipe.incr("b");
  CHECK_THROWS_AS(pipe.execute(), UnknownConnection);
  CHECK(pipe.size() == 1);
}

TEST_CASE("a context of one client has no names") {
  ScriptedClient client;
  PipelineContext pipe{client};
  CHECK_THROWS_AS((PipelineContext{pipe, "users"}), UsageError);
  pipe.incr("a");
  client.reply(":1\r\n");
  CHECK(pipe.execute() == 0);
}

TEST_CASE("promise 3: a context keeps its registry and its client alive") {
  ScriptedClient client;
  client.reply(":1\r\n");
  auto* connections = new Connections;
  connections->add("users", client);
  PipelineContext pipe{*connections, "users"};
  delete connections;
  const auto result = pipe.incr("k");
  pipe.execute();
  CHECK(*result == 1);
}

TEST_CASE("a reusable function names its connection, which counts where names are known") {
  ScriptedClient users;
  ScriptedClient messages;
  Connections connections;
  connections.add("users", users);
  connections.add("messages", messages);
  const auto count_message = [](Commands& redis) {
    PipelineContext pipe{redis, "messages"};
    auto total = pipe.incr("m");
    pipe.execute();
    return total;
  };
  SECTION("in a context that knows names") {
    PipelineContext pipe{connections, "users"};
    pipe.incr("u");
    const auto total = count_message(pipe);
    users.reply(":1\r\n");
    messages.reply(":2\r\n");
    pipe.execute();
    CHECK(*total == 2);
    CHECK(messages.sent() == resp_command({"INCR", "m"}));
  }
  SECTION("on a client, and in a context of one: it goes where they lead") {
    users.reply(":1\r\n");
    CHECK(*count_message(users) == 1);
    PipelineContext pipe{users};
    const auto total = count_message(pipe);
    users.reply(":2\r\n");
    pipe.execute();
    CHECK(*total == 2);
  }
}

TEST_CASE_METHOD(
    TwoNames,
    "promise 21: commands for one client leave in the order of recording, whatever names they were recorded under") {
  PipelineContext pipe{connections, "a"};
  PipelineContext b{pipe, "b"};
  PipelineContext c{pipe, "c"};
  std::vector<DeferredResult<std::int64_t>> results;
  for (int i = 1; i <= 6; ++i) {
    results.push_back((i % 2 == 0 ? b : pipe).incr(std::to_string(i)));
    b.execute();
    c.incr("other");
    c.execute();
  }
  client.reply(":1\r\n:2\r\n:3\r\n:4\r\n:5\r\n:6\r\n");
  other.reply(":1\r\n:2\r\n:3\r\n:4\r\n:5\r\n:6\r\n");
  CHECK(pipe.execute() == 0);
  CHECK(client.sent() == resp_command({"INCR", "1"}) + resp_command({"INCR", "2"}) + resp_command({"INCR", "3"}) +
                             resp_command({"INCR", "4"}) + resp_command({"INCR", "5"}) + resp_command({"INCR", "6"}));
  for (int i = 1; i <= 6; ++i) CHECK(*results[static_cast<std::size_t>(i - 1)] == i);
}

TEST_CASE_METHOD(TwoNames, "promise 21: a failure names the connection that a command was recorded under") {
  PipelineContext pipe{connections, "a"};
  const auto first = pipe.incr("k");
  PipelineContext nested{pipe, "b"};
  const auto second = nested.incr("k");
  nested.execute();
  const auto third = pipe.incr("k");
  client.script().refuses = true;
  CHECK(pipe.execute(Errors::in_results) == 3);
  CHECK(first.error()->connection == "a");
  CHECK(second.error()->connection == "b");
  CHECK(third.error()->connection == "a");
  CHECK(third.error()->position == 2);
}

TEST_CASE_METHOD(TwoNames, "two names of one client share a transaction, unless they have parted since") {
  PipelineContext pipe{connections, "a"};
  PipelineContext atomic{pipe, atomically};
  const auto first = atomic.incr("k");
  PipelineContext nested{atomic, "b"};
  const auto second = nested.incr("k");
  nested.execute();
  CHECK_THROWS_AS((PipelineContext{atomic, "c"}), UsageError);
  atomic.execute();
  SECTION("they have not") {
    client.reply("+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n:1\r\n:2\r\n");
    CHECK(pipe.execute() == 0);
    CHECK(*first == 1);
    CHECK(*second == 2);
  }
  SECTION("they have") {
    connections.remove("b");
    connections.add("b", other);
    CHECK_THROWS_AS(pipe.execute(), UsageError);
    CHECK(client.sent().empty());
    CHECK(other.sent().empty());
    CHECK(pipe.size() == 2);
  }
}

TEST_CASE("a hundred names of one client make one batch, however often they are used") {
  ScriptedClient client;
  Connections connections;
  std::vector<std::string> names;
  for (int i = 0; i < 100; ++i) names.push_back("name " + std::to_string(i * 37 % 100));
  for (const auto& name : names) connections.add(name, client);
  PipelineContext pipe{connections, names.front()};
  for (int round = 0; round < 2; ++round) {
    for (const auto& name : names) {
      PipelineContext child{pipe, name};
      child.incr(name);
      child.execute();
    }
  }
  CHECK(pipe.size() == 200);
  for (int i = 0; i < 200; ++i) client.reply(":1\r\n");
  CHECK(pipe.execute() == 0);
  CHECK(client.script().runs == std::vector<std::size_t>{1});
}
