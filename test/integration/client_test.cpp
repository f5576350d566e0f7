// A client on its good days: connecting, the handshake, the pool of one thread, and what a client promises as a
// Commands.
#include "integration/observe.hpp"
#include "support/file_descriptor.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>

using namespace tributary;
using namespace tributary::test;

namespace {

bool has_ipv6() {
  const FileDescriptor probe{socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  return probe && bind(probe.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

std::string with_option(std::string uri, std::string_view option) {
  uri += uri.find('?') == std::string::npos ? '?' : '&';
  return uri.append(option);
}

}  // namespace

TEST_CASE("a client talks through a unix socket, IPv4 and IPv6") {
  RedisServer server{{.tcp = true, .extra = {"--bind", "127.0.0.1", "-::1"}}};  // the dash: unless there is no IPv6
  const std::string port = ":" + std::to_string(server.tcp_port());
  const std::string place = GENERATE("unix socket", "127.0.0.1", "localhost", "[::1]");
  const std::string uri = place == "unix socket" ? server.uri() : "redis://" + place + port;
  CAPTURE(uri);
  if (place == "[::1]" && !has_ipv6()) {
    WARN("this machine has no IPv6");
    return;
  }
  Client client{uri};
  CHECK(*client.set("k", "v"));
  CHECK(client.get("k")->value() == "v");
  PipelineContext pipe{client};
  const auto first = pipe.incr("n");
  const auto second = pipe.incr("n");
  CHECK(pipe.execute() == 0);
  CHECK(*first == 1);
  CHECK(*second == 2);
}

TEST_CASE("a user with a password is let in, whatever bytes the password has") {
  RedisServer server{{.password = "p@:/?% ü", .user = "joe"}};
  Client client{"unix://joe:p%40%3A%2F%3F%25%20%C3%BC@" + server.socket_path()};
  CHECK(*client.command<std::string>("ACL", "WHOAMI") == "joe");
}

TEST_CASE("a password alone is the default user's") {
  RedisServer server{{.password = "hunter2"}};
  Client client{"unix://:hunter2@" + server.socket_path()};
  CHECK(*client.ping() == "PONG");
}

TEST_CASE("a database is selected on every connection") {
  RedisServer server;
  Client zero{server.uri()};
  Client three{server.uri("db=3")};
  zero.set("k", "in 0");
  three.set("k", "in 3");
  CHECK(zero.get("k")->value() == "in 0");
  CHECK(three.get("k")->value() == "in 3");
  server.restart();
  three.set("k", "new");
  CHECK(*zero.dbsize() == 0);
  CHECK(*three.dbsize() == 1);
}

TEST_CASE("a client's name is visible to the server") {
  RedisServer server;
  Client client{server.uri("client_name=worker-7")};
  CHECK(client.client_getname()->value() == "worker-7");
  CHECK(server.command({"CLIENT", "LIST"}).find(" name=worker-7 ") != std::string::npos);
}

TEST_CASE("the handshake is one round trip, and the batch waits for it") {
  const std::string handshake = resp_command({"AUTH", "joe", "pw"}) + resp_command({"SELECT", "2"}) +
                                resp_command({"CLIENT", "SETNAME", "worker"});
  // The server answers nothing before it has everything.
  ScriptedServer server{{ServerScript{}
                             .expect(handshake)
                             .reply("+OK\r\n+OK\r\n+OK\r\n")
                             .expect_command({"PING"})
                             .reply("+PONG\r\n")
                             .expect_command({"DBSIZE"})
                             .reply(":5\r\n")}};
  Client client{"unix://joe:pw@" + server.socket_path() + "?db=2&client_name=worker"};
  CHECK(*client.ping() == "PONG");
  CHECK(*client.dbsize() == 5);
  CHECK(server.accepted() == 1);
  CHECK(server.failure() == "");
}

TEST_CASE("a client that asks for nothing special sends a PING before its first batch, and waits for the answer") {
  const std::string ping = resp_command({"PING"});
  const std::string get = resp_command({"GET", "k"});
  ScriptedServer server{{ServerScript{}.expect(ping).reply("+PONG\r\n").expect(get).reply("$1\r\nv\r\n")}};
  Client client{server.uri()};
  CHECK(*client.get("k") == "v");
  CHECK(server.received(0) == ping + get);
}

TEST_CASE("what a server thinks of the first PING is no concern of the commands") {
  const std::string error = "-" + GENERATE(as<std::string>{}, "LOADING wait", "NOPERM no ping", "NOAUTH who?") + "\r\n";
  const ServerScript twice = ServerScript{}.expect_command({"PING"}).reply(error).expect_command({"PING"}).reply(error);
  ScriptedServer server{{ServerScript{twice}.expect_command({"GET", "k"}).reply("$1\r\nv\r\n")}};
  Client client{server.uri()};
  CHECK(*client.get("k") == "v");
  CHECK(server.failure() == "");
}

TEST_CASE("a handshake that is cut at every byte still lets the client in") {
  ScriptedServer server{{ServerScript{}
                             .expect(resp_command({"AUTH", "pw"}) + resp_command({"SELECT", "2"}))
                             .reply_in_pieces("+OK\r\n+OK\r\n", 1)
                             .expect_command({"PING"})
                             .reply_in_pieces("+PONG\r\n", 1)}};
  Client client{"unix://:pw@" + server.socket_path() + "?db=2"};
  CHECK(*client.ping() == "PONG");
  CHECK(server.failure() == "");
}

TEST_CASE("a command on the client itself throws what went wrong") {
  RedisServer server;
  Client client{server.uri()};
  client.command<std::int64_t>("RPUSH", "list", "a");
  const auto refused = thrown_by<ServerError>([&] { client.incr("list"); });
  CHECK(refused.code() == "WRONGTYPE");
  CHECK(refused.command() == "INCR");
  CHECK(refused.position() == 0);
  client.set("text", "abc");
  const auto undecodable = thrown_by<DecodeError>([&] { client.get<std::int64_t>("text"); });
  CHECK(undecodable.command() == "GET");
  server.kill();
  const auto lost = thrown_by<TransportError>([&] { client.get("text"); });
  CHECK(lost.reason() == TransportReason::connect);
  CHECK(lost.outcome() == TransportOutcome::not_sent);
}

TEST_CASE("promise 3: a result outlives its context, its client and its server") {
  DeferredResult<std::optional<std::string>> value;
  std::optional<DeferredResult<std::int64_t>> failed;
  {
    RedisServer server;
    Client client{server.uri()};
    client.set("k", "a value that is too long for the small string optimisation");
    PipelineContext pipe{client};
    value = pipe.get("k");
    failed = pipe.incr("k");
    pipe.execute(Errors::in_results);
  }
  CHECK(value->value() == "a value that is too long for the small string optimisation");
  CHECK(thrown_by<ServerError>([&] { failed->result(); }).code() == "ERR");
}

TEST_CASE("keys and values may hold any bytes, and be empty") {
  RedisServer server;
  Client client{server.uri()};
  using namespace std::string_literals;
  const std::vector<std::string> texts{
      "",        "\0"s,      "a\0b"s,         "\r\n",         "$5\r\nhello\r\n", "*1\r\n",
      "+OK\r\n", "-ERR\r\n", "Grüße 日本 🚀", "\xff\xfe\x80", " \t\"'\\",        std::string(70'000, '\n')};
  std::vector<DeferredResult<std::optional<std::string>>> values;
  PipelineContext pipe{client};
  for (const auto& text : texts) {
    pipe.set("k" + text, text);
    pipe.set(text, text + "!");
  }
  for (const auto& text : texts) {
    values.push_back(pipe.get("k" + text));
    values.push_back(pipe.get(text));
  }
  pipe.execute();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CAPTURE(i);
    CHECK(values[2 * i]->value() == texts[i]);
    CHECK(values[2 * i + 1]->value() == texts[i] + "!");
  }
  CHECK(server.command({"GET", "a\0b"s}) == "a\0b!"s);
}

TEST_CASE("one thread uses one connection, however often it executes") {
  RedisServer server;
  Client client{server.uri()};
  for (int i = 0; i < 100; ++i) {
    PipelineContext pipe{client};
    pipe.incr("n");
    pipe.execute();
    client.incr("n");
  }
  CHECK(client.get<std::int64_t>("n")->value() == 200);
  CHECK(server.statistic("total_connections_received") == 2);  // the other one is the server object's own
}

TEST_CASE("copies of a client share its pool, and either may go first") {
  RedisServer server;
  std::optional<Client> original{server.uri()};
  Client copy{*original};
  const auto id = *original->client_id();
  CHECK(*copy.client_id() == id);
  original.reset();
  CHECK(*copy.client_id() == id);
  CHECK(connections_to(server) == 1);
}

TEST_CASE("the last copy of a client closes its connections") {
  RedisServer server;
  {
    Client client{server.uri()};
    const Client copy{client};
    client.ping();
    CHECK(connections_to(server) == 1);
  }
  CHECK(eventually([&] { return connections_to(server) == 0; }));
}

TEST_CASE("promise 6: recording takes no connection, and cannot fail because of the network") {
  const Client nowhere{"redis://127.0.0.1:1"};
  Client client{nowhere};
  DeferredResult<std::int64_t> result;
  {
    PipelineContext pipe{client};
    PipelineContext nested{pipe};
    result = nested.incr("n");
    nested.execute();
    CHECK(pipe.size() == 1);
    CHECK(state_of(result) == "pending");
  }
  CHECK(state_of(result) == "discarded");
}

TEST_CASE("promise 6: a lease is not held while recording") {
  RedisServer server;
  Client client{with_option(server.uri(), "pool_size=1&pool_timeout=100ms")};
  PipelineContext outer{client};
  const auto before = outer.incr("n");
  PipelineContext other{client};
  const auto between = other.incr("n");
  CHECK(*client.incr("n") == 1);
  other.execute();
  CHECK(*client.incr("n") == 3);
  outer.execute();
  CHECK(*between == 2);
  CHECK(*before == 4);
}

TEST_CASE("a callback and a continuation may use the client, even with a pool of one") {
  RedisServer server;
  Client client{with_option(server.uri(), "pool_size=1&pool_timeout=100ms")};
  PipelineContext pipe{client};
  const auto doubled = pipe.incr("n").then([&](std::int64_t n) { return n + *client.incrby("n", 10); });
  std::string from_callback;
  pipe.on_execute([&] { from_callback = client.get("n")->value(); });
  pipe.execute();
  CHECK(*doubled == 12);
  CHECK(from_callback == "11");
}

TEST_CASE("promise 9: executing twice sends nothing twice") {
  RedisServer server;
  Client client{server.uri()};
  PipelineContext pipe{client};
  pipe.incr("n");
  pipe.execute();
  pipe.execute();
  CHECK(server.command({"GET", "n"}) == "1");
}

TEST_CASE("an execute without commands takes no connection") {
  Client nowhere{"redis://127.0.0.1:1"};
  PipelineContext pipe{nowhere};
  bool called = false;
  pipe.on_execute([&] { called = true; });
  CHECK(pipe.execute() == 0);
  CHECK(called);
}

TEST_CASE("a connection that was idle for long is asked whether it lives") {
  ClientOptions options;
  options.ping_after_idle = 20ms;
  options.connect_timeout = 100ms;

  SECTION("it does, and is used") {
    ScriptedServer server{{ServerScript{}
                               .expect_command({"ECHO", "a"})
                               .reply("$1\r\na\r\n")
                               .expect_command({"PING"})
                               .reply("+PONG\r\n")
                               .expect_command({"ECHO", "b"})
                               .reply("$1\r\nb\r\n")}};
    options.unix_socket = server.socket_path();
    Client client{options};
    CHECK(*client.echo("a") == "a");
    let_pass(25ms);
    CHECK(*client.echo("b") == "b");
    CHECK(server.accepted() == 1);
    CHECK(server.failure() == "");
  }
  SECTION("an error is a sign of life as well") {
    ScriptedServer server{{ServerScript{}
                               .expect_command({"ECHO", "a"})
                               .reply("$1\r\na\r\n")
                               .expect_command({"PING"})
                               .reply("-NOPERM no ping for you\r\n")
                               .expect_command({"ECHO", "b"})
                               .reply("$1\r\nb\r\n")}};
    options.unix_socket = server.socket_path();
    Client client{options};
    client.echo("a");
    let_pass(25ms);
    CHECK(*client.echo("b") == "b");
    CHECK(server.accepted() == 1);
  }
  SECTION("it does not, and is replaced before anything of the batch is sent") {
    ScriptedServer server{
        {ServerScript{}.expect_command({"ECHO", "a"}).reply("$1\r\na\r\n").expect_command({"PING"}).stall(),
         ServerScript{}.expect_command({"ECHO", "b"}).reply("$1\r\nb\r\n")}};
    options.unix_socket = server.socket_path();
    Client client{options};
    client.echo("a");
    let_pass(25ms);
    CHECK(*client.echo("b") == "b");
    CHECK(server.wait_closed_by_client(0));
    CHECK(server.received(0) == resp_command({"ECHO", "a"}) + resp_command({"PING"}));
    CHECK(server.failure() == "");
  }
}

TEST_CASE("a connection that was used a moment ago is not asked") {
  ScriptedServer server{{ServerScript{}
                             .expect_command({"ECHO", "a"})
                             .reply("$1\r\na\r\n")
                             .expect_command({"ECHO", "b"})
                             .reply("$1\r\nb\r\n")}};
  Client client{server.uri()};
  client.echo("a");
  let_pass(5ms);
  CHECK(*client.echo("b") == "b");
  CHECK(server.failure() == "");
}

TEST_CASE("promise 14: a forked process uses connections of its own") {
  RedisServer server;
  Client client{server.uri()};
  const auto id = *client.client_id();
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // Two processes on one socket would read each other's replies. No assertions here: this is not Catch's process.
    int verdict = 1;
    try {
      verdict = *client.client_id() != id && *client.echo("child") == "child" ? 0 : 2;
    } catch (...) {
    }
    _exit(verdict);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(*client.client_id() == id);
}
