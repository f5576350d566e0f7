// One context, several deployments: Connections, and what one server's bad day means for the others.
#include "integration/observe.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_server.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <optional>
#include <thread>

using namespace tributary;
using namespace tributary::test;

namespace {

using PoppedText = std::optional<std::vector<std::string>>;

Connections registry_of(const Client& a, const Client& b) {
  Connections connections;
  connections.add("a", a);
  connections.add("b", b);
  return connections;
}

}  // namespace

TEST_CASE("promise 10: both servers of a context work at the same time") {
  RedisServer one;
  RedisServer two;
  const auto connections = registry_of(Client{one.uri()}, Client{two.uri()});
  const std::size_t flush_every = GENERATE(values<std::size_t>({0, 1}));
  CAPTURE(flush_every);
  PipelineContext pipe{connections, "a", {.flush_every = flush_every}};
  const auto a = pipe.command<PoppedText>("BLPOP", "go", "0");
  PipelineContext nested{pipe, "b"};
  const auto b = nested.command<PoppedText>("BLPOP", "go", "0");
  nested.execute();
  // Neither is answered before both have got their command.
  std::atomic<bool> both = false;
  std::thread pusher{[&] {
    both = eventually_blocked(one) && eventually_blocked(two);
    one.command({"RPUSH", "go", "1"});
    two.command({"RPUSH", "go", "2"});
  }};
  pipe.execute();
  pusher.join();
  CHECK(both);
  CHECK(a->value() == std::vector<std::string>{"go", "1"});
  CHECK(b->value() == std::vector<std::string>{"go", "2"});
}

TEST_CASE("commands reach the server of their name, and callbacks see all of them") {
  RedisServer users;
  RedisServer messages;
  Connections connections;
  connections.add("users", Client{users.uri()});
  connections.add("messages", Client{messages.uri()});
  PipelineContext pipe{connections, "users"};
  const auto user = pipe.incr("n");
  DeferredResult<std::int64_t> message;
  DeferredResult<std::int64_t> other_user;
  std::int64_t sum = 0;
  {
    PipelineContext nested{pipe, "messages"};
    message = nested.incrby("n", 10);
    PipelineContext deeper{nested, "users"};
    other_user = deeper.incrby("n", 100);
    deeper.execute();
    nested.on_execute([&] { sum = *user + *message + *other_user; });
    nested.execute();
  }
  pipe.execute();
  CHECK(*user == 1);
  CHECK(*message == 10);
  CHECK(*other_user == 101);
  CHECK(sum == 112);
  CHECK(users.command({"GET", "n"}) == "101");
  CHECK(messages.command({"GET", "n"}) == "10");
  CHECK(connections_to(users) == 1);
  CHECK(connections_to(messages) == 1);
}

TEST_CASE("one server down: the other's results are filled, execute throws TransportError, no callback runs") {
  RedisServer up;
  RedisServer down;
  const std::string dead_name = GENERATE("a", "b");
  const std::size_t flush_every = GENERATE(values<std::size_t>({0, 1}));
  CAPTURE(dead_name, flush_every);
  const std::string live_name = dead_name == "a" ? "b" : "a";
  Connections connections;
  connections.add(dead_name, Client{down.uri()});
  connections.add(live_name, Client{up.uri()});
  down.kill();
  PipelineContext pipe{connections, "a", {.flush_every = flush_every}};
  PipelineContext live{pipe, live_name};
  PipelineContext dead{pipe, dead_name};
  const auto good = live.incr("n");
  const auto bad = dead.incr("n");
  bool called = false;
  pipe.on_execute([&] { called = true; });
  live.execute();
  dead.execute();
  const auto error = thrown_by<TransportError>([&] { pipe.execute(); });
  CHECK(error.reason() == TransportReason::connect);
  CHECK(error.failed() == 1);
  CHECK(*good == 1);
  CHECK(state_of(bad) == "not_sent");
  CHECK_FALSE(called);
  CHECK(up.command({"GET", "n"}) == "1");
}

TEST_CASE("one server closing in the middle does not disturb the other") {
  ScriptedServer closing{
      {ServerScript{}.expect(resp_command({"INCR", "a"}) + resp_command({"INCR", "b"})).reply(":1\r\n").close()}};
  ScriptedServer slow{{ServerScript{}.expect(resp_command({"INCR", "c"})).reply_in_pieces(":31\r\n", 1)}};
  const bool swapped = GENERATE(false, true);
  const Client first{closing.uri()};
  const Client second{slow.uri()};
  const auto connections = swapped ? registry_of(second, first) : registry_of(first, second);
  PipelineContext pipe{connections, "a"};
  PipelineContext to_closing{pipe, swapped ? "b" : "a"};
  PipelineContext to_slow{pipe, swapped ? "a" : "b"};
  const auto a = to_closing.incr("a");
  const auto c = to_slow.incr("c");
  const auto b = to_closing.incr("b");
  to_closing.execute();
  to_slow.execute();
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(*a == 1);
  CHECK(state_of(b) == "maybe_applied");
  CHECK(*c == 31);
}

TEST_CASE("a server that stalls does not use up the deadline of another one") {
  // The stalling one costs its whole connect_timeout, which is longer than what the other may take for its exchange.
  ScriptedServer stalling{{ServerScript{}.expect_command({"SELECT", "1"}).stall()}};
  RedisServer healthy;
  ClientOptions stalled_options;
  stalled_options.unix_socket = stalling.socket_path();
  stalled_options.database = 1;
  stalled_options.connect_timeout = 300ms;
  ClientOptions healthy_options = ClientOptions::from_uri(healthy.uri());
  healthy_options.timeout = 150ms;
  // Connections are leased in the order of the clients' addresses: those that come before the stalled one have to wait.
  std::vector<Client> healthy_clients;
  for (int i = 0; i < 50; ++i) healthy_clients.emplace_back(healthy_options);
  const Client stalled{stalled_options};
  const auto is_earlier = [](const Client& a, const Client& b) {
    return std::less<>{}(detail::DeploymentAccess::executor(a).get(), detail::DeploymentAccess::executor(b).get());
  };
  std::sort(healthy_clients.begin(), healthy_clients.end(), is_earlier);
  REQUIRE(is_earlier(healthy_clients[1], stalled));
  Connections connections;
  connections.add("first", healthy_clients[0]);
  connections.add("second", healthy_clients[1]);
  connections.add("stalled", stalled);
  PipelineContext pipe{connections, "first"};
  PipelineContext to_second{pipe, "second"};
  PipelineContext to_stalled{pipe, "stalled"};
  const auto first = pipe.incr("n");
  const auto second = to_second.incr("n");
  const auto lost = to_stalled.incr("n");
  to_second.execute();
  to_stalled.execute();
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(state_of(first) == "value");
  CHECK(state_of(second) == "value");
  CHECK(state_of(lost) == "not_sent");
}

TEST_CASE("a server that answers without end does not keep another's deadline from passing") {
  ScriptedServer endless{
      {ServerScript{}.expect_command({"GET", "k"}).reply("$90000000\r\n" + std::string(40'000'000, 'x')).stall()}};
  ScriptedServer silent{{ServerScript{}.expect_command({"GET", "k"}).stall()}};
  ClientOptions patient;
  patient.unix_socket = endless.socket_path();
  patient.timeout = 400ms;
  ClientOptions impatient;
  impatient.unix_socket = silent.socket_path();
  impatient.timeout = 5ms;
  const auto connections = registry_of(Client{patient}, Client{impatient});
  PipelineContext pipe{connections, "a"};
  PipelineContext nested{pipe, "b"};
  const auto a = pipe.get("k");
  const auto b = nested.get("k");
  nested.execute();
  CHECK(pipe.execute(Errors::in_results) == 2);
  CHECK(a.error()->reason == TransportReason::timeout);
  CHECK(b.error()->reason == TransportReason::timeout);
  CHECK(b.error()->message.find("nothing moved for 5 ms") != std::string::npos);
}

TEST_CASE("two names for one client share one connection: a pool of one is enough") {
  RedisServer server;
  ClientOptions options = ClientOptions::from_uri(server.uri());
  options.pool_size = 1;
  options.pool_timeout = 50ms;
  const Client client{options};
  const auto connections = registry_of(client, client);

  SECTION("in one batch") {
    PipelineContext pipe{connections, "a"};
    const auto first = pipe.incr("n");
    PipelineContext nested{pipe, "b"};
    const auto second = nested.incr("n");
    nested.execute();
    CHECK(pipe.execute() == 0);
    CHECK(*first + *second == 3);
  }
  SECTION("in two streams") {
    PipelineContext pipe{connections, "a", {.flush_every = 1}};
    const auto first = pipe.incr("n");
    PipelineContext nested{pipe, "b"};
    const auto second = nested.incr("n");
    nested.execute();
    CHECK(pipe.execute(Errors::in_results) == 0);
    CHECK(state_of(first) == "value");
    CHECK(state_of(second) == "value");
  }
  SECTION("in a stream and a rest too small to be streamed") {
    PipelineContext pipe{connections, "a", {.flush_every = 2}};
    const auto first = pipe.incr("n");
    pipe.incr("n");
    PipelineContext nested{pipe, "b"};
    const auto second = nested.incr("n");
    nested.execute();
    CHECK(pipe.execute(Errors::in_results) == 0);
    CHECK(state_of(first) == "value");
    CHECK(state_of(second) == "value");
  }
  CHECK(connections_to(server) == 1);
}

TEST_CASE("a name that nobody knows is found before anything is sent") {
  RedisServer server;
  Connections connections;
  connections.add("a", Client{server.uri()});
  PipelineContext pipe{connections, "a"};
  const auto known = pipe.incr("n");
  PipelineContext nested{pipe, "b"};
  const auto unknown = nested.incr("n");
  nested.execute();
  CHECK(thrown_by<UnknownConnection>([&] { pipe.execute(); }).name() == "b");
  CHECK(state_of(known) == "pending");
  CHECK(server.statistic("total_connections_received") == 1);
  connections.add("b", Client{server.uri("db=1")});
  CHECK(pipe.execute() == 0);
  CHECK(*known == 1);
  CHECK(*unknown == 1);
}

TEST_CASE("a client that was removed while its commands were recorded is an unknown name; one in a stream stays") {
  RedisServer server;
  Connections connections;
  connections.add("a", Client{server.uri()});
  PipelineContext pipe{connections, "a", {.flush_every = 1}};
  const auto result = pipe.incr("n");
  connections.remove("a");
  CHECK(pipe.execute() == 0);
  CHECK(*result == 1);
  PipelineContext late{connections, "a"};
  late.incr("n");
  CHECK_THROWS_AS(late.execute(), UnknownConnection);
}

TEST_CASE("a stream to two servers gives each the order of recording") {
  RedisServer one;
  RedisServer two;
  const auto connections = registry_of(Client{one.uri()}, Client{two.uri()});
  PipelineContext pipe{connections, "a", {.flush_every = 7}};
  std::vector<DeferredResult<std::int64_t>> a;
  std::vector<DeferredResult<std::int64_t>> b;
  for (int i = 0; i < 1000; ++i) {
    a.push_back(pipe.incr("n"));
    PipelineContext nested{pipe, "b"};
    b.push_back(nested.incr("n"));
    b.push_back(nested.incr("n"));
    nested.execute();
  }
  CHECK(pipe.execute() == 0);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < a.size(); ++i) wrong += *a[i] == static_cast<std::int64_t>(i + 1) ? 0U : 1U;
  for (std::size_t i = 0; i < b.size(); ++i) wrong += *b[i] == static_cast<std::int64_t>(i + 1) ? 0U : 1U;
  CHECK(wrong == 0);
}
