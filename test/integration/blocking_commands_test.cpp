#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "integration/server_version.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_server.hpp"

#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

/// Long enough for everything that is going to happen; nobody waits for its end.
constexpr auto kLong = 20s;
constexpr auto kShort = 10ms;

ClientOptions options_of(const RedisServer& server, std::size_t pool_size = 16) {
  ClientOptions options = ClientOptions::from_uri(server.uri());
  options.pool_size = pool_size;
  return options;
}

ClientOptions impatient(const ScriptedServer& server, std::chrono::milliseconds timeout) {
  ClientOptions options;
  options.unix_socket = server.socket_path();
  options.timeout = timeout;
  return options;
}

}  // namespace

TEST_CASE("blocking pops of lists take what is there, and nothing when the time is over") {
  Client redis = emptied_client();
  redis.rpush("q", {1, 2, 3, 4});
  redis.rpush("other", "x");
  CHECK(*redis.blpop<int>("q", kLong) == 1);
  CHECK(*redis.brpop<int>("q", kLong) == 4);
  CHECK(*redis.blpop<int>({"empty", "q"}, kLong) == Served<int>{"q", 2});
  CHECK(*redis.brpop({"other", "q"}, kLong) == Served<std::string>{"other", "x"});
  CHECK(*redis.blpop("empty", kShort) == std::nullopt);
  CHECK(*redis.brpop({"empty", "other"}, kShort) == std::nullopt);
}

TEST_CASE("blmove and blmpop take what is there, and nothing when the time is over") {
  Client redis = emptied_client();
  redis.rpush("q", {1, 2, 3});
  CHECK(*redis.blmove<int>("q", "r", ListEnd::left, ListEnd::right, kLong) == 1);
  CHECK(*redis.lrange<int>("r", 0, -1) == std::vector{1});
  CHECK(*redis.blmpop<int>({"empty", "q"}, ListEnd::right, kLong, 5) == Popped<int>{"q", {3, 2}});
  CHECK(*redis.blmove("q", "r", ListEnd::left, ListEnd::left, kShort) == std::nullopt);
  CHECK(*redis.blmpop({"q"}, ListEnd::left, kShort) == std::nullopt);
}

TEST_CASE("blocking pops of sorted sets take what is there, and nothing when the time is over") {
  Client redis = emptied_client();
  redis.zadd("z", {{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}, {"e", 5.5}});
  CHECK(*redis.bzpopmin("z", kLong) == ScoredMember<>{"a", 1});
  CHECK(*redis.bzpopmax("z", kLong) == ScoredMember<>{"e", 5.5});
  CHECK(*redis.bzpopmin({"empty", "z"}, kLong) == Served<ScoredMember<>>{"z", {"b", 2}});
  CHECK(*redis.bzpopmax({"empty", "z"}, kLong) == Served<ScoredMember<>>{"z", {"d", 4}});
  CHECK(*redis.bzmpop({"empty", "z"}, ScoreEnd::lowest, kLong, 2) == Popped<ScoredMember<>>{"z", {{"c", 3}}});
  CHECK(*redis.bzpopmin("z", kShort) == std::nullopt);
  CHECK(*redis.bzpopmax({"z", "empty"}, kShort) == std::nullopt);
  CHECK(*redis.bzmpop({"z"}, ScoreEnd::highest, kShort) == std::nullopt);
}

TEST_CASE("a blocking command on another type is WRONGTYPE, at once") {
  Client redis = emptied_client();
  redis.set("s", "text");
  CHECK(server_error_of([&] { redis.blpop("s", kLong); }) == "WRONGTYPE");
  CHECK(server_error_of([&] { redis.bzpopmin({"s"}, kLong); }) == "WRONGTYPE");
  CHECK(server_error_of([&] { redis.blmove("s", "d", ListEnd::left, ListEnd::left, kLong); }) == "WRONGTYPE");
}

TEST_CASE("wait tells how many replicas have what stands before it") {
  RedisServer server{{.tcp = true, .extra = {"--repl-diskless-sync-delay", "0"}}};
  Client client{server.uri()};
  {
    PipelineContext pipe{client};
    pipe.set("k", "v");
    const auto none = pipe.wait(1, kShort);
    const auto behind = pipe.get("k");
    pipe.execute();
    CHECK(*none == 0);
    CHECK(*behind == "v");
  }
  RedisServer replica{{.extra = {"--replicaof", "127.0.0.1 " + std::to_string(server.tcp_port())}}};
  REQUIRE(eventually([&] {
    return replica.command({"INFO", "replication"}).find("master_link_status:up") != std::string::npos;
  }));
  PipelineContext pipe{client};
  pipe.set("k", "w");
  const auto one = pipe.wait(1, kLong);
  pipe.execute();
  CHECK(*one == 1);
  CHECK(replica.command({"GET", "k"}) == "w");
  CHECK(server_error_of([&] { Client{replica.uri()}.wait(1, kShort); }) == "ERR");
}

TEST_CASE("waitaof counts copies; it is unknown to a server before 7.2, and its error is that of the result alone") {
  Client redis = emptied_client();
  const bool is_known = version_of(redis).has(detail::kSince72);
  PipelineContext pipe{redis};
  const auto copies = pipe.waitaof({.replicas = 1}, kShort);
  const auto number = pipe.incr("n");
  CHECK(pipe.execute(Errors::in_results) == (is_known ? 0 : 1));
  CHECK(*number == 1);
  if (is_known) {
    CHECK(*copies == Fsynced{});
  } else {
    CHECK(copies.error()->code == "ERR");
  }
}

TEST_CASE("a blocking command may wait longer than the client's timeout") {
  RedisServer server;
  ClientOptions options = options_of(server);
  options.timeout = 50ms;
  Client client{options};
  std::optional<std::string> taken;
  std::thread waiting{[&] { taken = client.blpop("q", kLong).result(); }};
  CHECK(eventually_blocked(server));
  let_pass(2 * options.timeout);
  server.command({"RPUSH", "q", "x"});
  waiting.join();
  CHECK(taken == "x");
}

TEST_CASE("threads that block do not keep out the one that wakes them") {
  RedisServer server;
  Client client{options_of(server, 2)};
  std::vector<std::string> taken(5);
  std::vector<std::thread> waiting;
  for (std::string& own : taken)
    waiting.emplace_back([&client, &own] { own = client.blpop("q", kLong).result().value_or("nothing"); });
  CHECK(eventually_blocked(server, 5));
  CHECK(*client.rpush("q", {"x", "x", "x", "x", "x"}) == 5);
  for (auto& thread : waiting) thread.join();
  CHECK(taken == std::vector<std::string>(5, "x"));
  // Their connections were closed when they were too many for the pool.
  CHECK(eventually([&] { return connections_to(server) <= 2; }));
  CHECK(*client.ping() == "PONG");
}

TEST_CASE("a run that blocks on one server keeps no connection of another one from others") {
  RedisServer server;
  Client blocked{options_of(server, 1)};
  Client other{options_of(server, 1)};
  Connections connections;
  connections.add("blocked", blocked);
  connections.add("other", other);
  std::optional<std::string> taken;
  std::thread waiting{[&] {
    PipelineContext pipe{connections, "blocked"};
    const auto result = pipe.blpop("q", kLong);
    PipelineContext nested{pipe, "other"};
    nested.set("k", "v");
    nested.execute();
    pipe.execute();
    taken = *result;
  }};
  CHECK(eventually_blocked(server));
  CHECK(*other.rpush("q", "x") == 1);
  waiting.join();
  CHECK(taken == "x");
}

TEST_CASE("what stands before a blocking command is executed at once, and what stands behind it afterwards") {
  RedisServer server;
  Client client{server.uri()};
  std::optional<std::string> taken;
  std::thread waiting{[&] {
    PipelineContext pipe{client};
    pipe.set("before", "1");
    const auto first = pipe.blpop("q", kLong);
    pipe.set("behind", "1");
    pipe.execute();
    taken = *first;
  }};
  CHECK(eventually_blocked(server));
  CHECK(server.command({"GET", "before"}) == "1");
  CHECK(server.command({"GET", "behind"}) == "(nil)");
  server.command({"RPUSH", "q", "x"});
  waiting.join();
  CHECK(taken == "x");
  CHECK(server.command({"GET", "behind"}) == "1");
}

TEST_CASE("blocking commands of one batch wait one after another") {
  Client redis = emptied_client();
  PipelineContext pipe{redis};
  const auto begin = Clock::now();
  const auto first = pipe.blpop("q", 30ms);
  const auto second = pipe.bzpopmin("z", 30ms);
  const auto behind = pipe.incr("n");
  pipe.execute();
  // The server counts in whole milliseconds, from the time of its last look at the clock.
  CHECK(Clock::now() - begin > 50ms);
  CHECK(*first == std::nullopt);
  CHECK(*second == std::nullopt);
  CHECK(*behind == 1);
}

TEST_CASE("a server that never answers ends the wait when the timeouts are over") {
  ScriptedServer server{{ServerScript{}.expect_command({"BLPOP", "q", "0.03"}).stall()}};
  Client client{impatient(server, 20ms)};
  PipelineContext pipe{client};
  const auto first = pipe.blpop("q", 30ms);
  pipe.incr("n");
  pipe.brpop("q", 40ms);
  const auto begin = Clock::now();
  const auto error = thrown_by<TransportError>([&] { pipe.execute(); });
  CHECK(Clock::now() - begin >= 90ms);
  CHECK(error.reason() == TransportReason::timeout);
  CHECK(error.outcome() == TransportOutcome::maybe_applied);
  CHECK(first.error()->message.find("nothing moved for 90 ms: of 3 commands 3 were sent and 0 answered") !=
        std::string::npos);
  CHECK(server.wait_closed_by_client(0));
}

TEST_CASE("a connection that dies while it blocks leaves the command in doubt") {
  RedisServer server;
  Client client{server.uri()};
  std::optional<TransportError> error;
  std::thread waiting{[&] { error = thrown_by<TransportError>([&] { client.blpop("q", kLong); }); }};
  CHECK(eventually_blocked(server));
  server.command({"CLIENT", "KILL", "TYPE", "normal"});
  waiting.join();
  REQUIRE(error);
  CHECK(error->reason() == TransportReason::closed);
  CHECK(error->outcome() == TransportOutcome::maybe_applied);
  CHECK(*client.ping() == "PONG");
}

TEST_CASE("a server that unblocks a client makes the wait end as by its timeout, or with an error") {
  RedisServer server;
  Client client{server.uri()};
  for (const char* how : {"TIMEOUT", "ERROR"}) {
    PipelineContext pipe{client, {.flush_every = 1}};
    const auto id = pipe.client_id();
    const auto taken = pipe.blpop("q", kLong);
    CHECK(eventually_blocked(server));
    CHECK(eventually([&] {
      pipe.incr("behind");
      return id.ready();
    }));
    CHECK(server.command({"CLIENT", "UNBLOCK", std::to_string(*id), how}) == ":1");
    pipe.execute(Errors::in_results);
    if (how == std::string_view{"TIMEOUT"}) {
      CHECK(*taken == std::nullopt);
    } else {
      CHECK(taken.error()->code == "UNBLOCKED");
    }
  }
}

TEST_CASE("a stream that blocks waits at its end, and keeps nobody out of the pool") {
  RedisServer server;
  Client client{options_of(server, 1)};
  const bool began_before = GENERATE(false, true);
  PipelineContext pipe{client, {.flush_every = 1}};
  if (began_before) pipe.set("before", "1");
  const auto taken = pipe.blpop("q", kLong);
  pipe.incr("behind");
  CHECK(eventually_blocked(server));
  CHECK(*client.rpush("q", "x") == 1);
  const auto next = pipe.blpop("q", kLong);
  CHECK(*client.rpush("q", "y") == 1);
  pipe.execute();
  CHECK(*taken == "x");
  CHECK(*next == "y");
  CHECK(eventually([&] { return connections_to(server) == 1; }));
}

TEST_CASE("a stream does not wait for blocking commands that were answered") {
  ScriptedServer server{
      {ServerScript{}.expect_command({"BLPOP", "q", "20"}).reply("*2\r\n$1\r\nq\r\n$1\r\nx\r\n").drain()}};
  Client client{impatient(server, 50ms)};
  PipelineContext pipe{client, {.flush_every = 1}};
  const auto taken = pipe.blpop("q", kLong);
  CHECK(eventually([&] {
    pipe.ping();
    return taken.ready();
  }));
  const auto last = pipe.ping();
  pipe.execute(Errors::in_results);
  CHECK(*taken == "x");
  REQUIRE(last.error() != nullptr);
  CHECK(last.error()->message.find("nothing moved for 50 ms") != std::string::npos);
}

TEST_CASE("a stream that blocks ends when its timeouts are over") {
  ScriptedServer server{{ServerScript{}.expect_command({"BLPOP", "q", "0.03"}).stall()}};
  Client client{impatient(server, 20ms)};
  PipelineContext pipe{client, {.flush_every = 1}};
  pipe.blpop("q", 30ms);
  const auto second = pipe.blpop("q", 40ms);
  pipe.execute(Errors::in_results);
  REQUIRE(second.error() != nullptr);
  CHECK(second.error()->reason == TransportReason::timeout);
  CHECK(second.error()->message.find("nothing moved for 90 ms") != std::string::npos);
}

TEST_CASE("a timeout that is refused leaves the batch as it was") {
  Client redis = emptied_client();
  PipelineContext pipe{redis};
  const auto n = pipe.incr("n");
  CHECK_THROWS_AS(pipe.blpop("q", 0ms), std::invalid_argument);
  CHECK(pipe.size() == 1);
  pipe.execute();
  CHECK(*n == 1);
}
