// Bad days before the first command: nobody is there, or the client is not let in.
#include <tributary/transport/subscriber.hpp>

#include "integration/deaf_port.hpp"
#include "integration/observe.hpp"
#include "support/file_descriptor.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_server.hpp"
#include "support/temporary_folder.hpp"

#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cstdint>
#include <optional>
#include <thread>

using namespace tributary;
using namespace tributary::test;

namespace {

/// Executes two commands, of which nothing can be sent, and returns what execute() threw.
TransportError refusal_of(Client& client) {
  PipelineContext pipe{client};
  const auto first = pipe.incr("n");
  const auto second = pipe.get("n");
  bool called = false;
  pipe.on_execute([&] { called = true; });
  auto error = thrown_by<TransportError>([&] { pipe.execute(); });
  CHECK(state_of(first) == "not_sent");
  CHECK(state_of(second) == "not_sent");
  CHECK(first.error()->reason == error.reason());
  CHECK(first.error()->position == 0);
  CHECK(second.error()->position == 1);
  CHECK(error.outcome() == TransportOutcome::not_sent);
  CHECK(error.failed() == 2);
  CHECK_FALSE(called);
  return error;
}

bool contains(const TransportError& error, std::string_view text) {
  return std::string_view{error.what()}.find(text) != std::string_view::npos;
}

/// However it is asked, there is no connection, and the server's words say why.
void check_turned_away(const ClientOptions& options, const std::string& words) {
  Client client{options};
  const Script<std::int64_t> script{"return 1"};
  const auto check = [&](auto&& ask) {
    const auto error = thrown_by<TransportError>(ask);
    CAPTURE(error.what());
    CHECK(error.reason() == TransportReason::connect);
    CHECK(error.outcome() == TransportOutcome::not_sent);
    CHECK(contains(error, words));
    CHECK(contains(error, client.options().endpoint()));
    CHECK(error.server() == client.options().endpoint());
  };
  const auto check_results = [](const auto& result) {
    CHECK(result.error()->reason == TransportReason::connect);
    CHECK(state_of(result) == "not_sent");
  };
  check([&] { client.get("k"); });
  check([&] { script(client, {"k"}, {}); });
  check([&] { transaction(client, {"k"}, [](Commands& read, PipelineContext&) { read.get("k"); }); });
  for (const bool is_atomic : {false, true}) {
    std::optional<PipelineContext> pipe;
    is_atomic ? pipe.emplace(client, atomically) : pipe.emplace(client);
    const auto first = pipe->incr("n");
    const auto second = script(*pipe, {"k"}, {});
    check([&] { pipe->execute(); });
    check_results(first);
    check_results(second);
  }
  PipelineContext stream{client, {.flush_every = 1}};
  const auto streamed = stream.incr("n");
  check([&] { stream.execute(); });
  check_results(streamed);
}

/// Interrupts this thread's system calls every two milliseconds.
class Interruptions {
 public:
  Interruptions() {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    sigaction(SIGALRM, &action, &before_);
    const itimerval often{{0, 2000}, {0, 2000}};
    setitimer(ITIMER_REAL, &often, nullptr);
  }
  Interruptions(const Interruptions&) = delete;
  Interruptions& operator=(const Interruptions&) = delete;
  ~Interruptions() {
    const itimerval never{};
    setitimer(ITIMER_REAL, &never, nullptr);
    sigaction(SIGALRM, &before_, nullptr);
  }

 private:
  struct sigaction before_ {};
};

}  // namespace

TEST_CASE("a refused connection is an error that names the place") {
  RedisServer server{{.tcp = true}};
  server.kill();
  Client client{server.tcp_uri()};
  const auto error = refusal_of(client);
  CHECK(error.reason() == TransportReason::connect);
  CHECK(contains(error, "cannot connect to " + server.tcp_uri() + "/0: Connection refused"));
}

TEST_CASE("an unknown host is an error that names the place") {
  // A label has at most 63 letters, so that no name server is asked.
  const std::string host(64, 'x');
  Client client{"redis://" + host + ":1"};
  const auto error = refusal_of(client);
  CHECK(error.reason() == TransportReason::connect);
  CHECK(contains(error, "cannot connect to redis://" + host + ":1/0: "));
}

TEST_CASE("a missing socket is an error that names the path, and no longer one when the server is there") {
  RedisServer server;
  server.stop();
  Client client{server.uri()};
  const auto error = refusal_of(client);
  CHECK(error.reason() == TransportReason::connect);
  CHECK(contains(error, "cannot connect to unix://" + server.socket_path() + ": No such file or directory"));
  server.restart();
  CHECK(*client.ping() == "PONG");
}

TEST_CASE("a path too long for a unix socket is an error, not another socket") {
  // hiredis cuts the path to what the kernel takes; somebody else may listen there.
  const TemporaryFolder folder;
  const std::string path = folder.path().string() + "/" + std::string(150, 's');
  Client client{"unix://" + path};
  const auto error = refusal_of(client);
  CHECK(error.reason() == TransportReason::connect);
  CHECK(contains(error, "107"));
}

TEST_CASE("a wrong password is an error that does not show it") {
  RedisServer server{{.password = "right"}};
  Client client{"unix://:hunter2@" + server.socket_path()};
  const auto error = refusal_of(client);
  CHECK(error.reason() == TransportReason::handshake);
  CHECK(contains(error, "unix://" + server.socket_path()));
  CHECK(contains(error, "WRONGPASS"));
  CHECK_FALSE(contains(error, "hunter2"));
}

TEST_CASE("a password is not shown when the server repeats it") {
  // What Redis says when AUTH was renamed, and what many a proxy says.
  ScriptedServer server{{ServerScript{}
                             .expect_command({"AUTH", "hunter2"})
                             .reply("-ERR unknown command 'AUTH', with args beginning with: 'hunter2' \r\n")
                             .expect_command({"PING"})
                             .reply("+PONG\r\n")}};
  Client client{"unix://:hunter2@" + server.socket_path()};
  const auto error = refusal_of(client);
  CHECK(error.reason() == TransportReason::handshake);
  CHECK(contains(error, "unknown command 'AUTH'"));
  CHECK_FALSE(contains(error, "hunter2"));
}

TEST_CASE("no argument of AUTH reaches a message, whatever the server says") {
  const std::string secret = std::string(200, 's') + "\r\nhunter2";
  const std::string reply = GENERATE_COPY(
      // What Redis says, cut after 128 bytes and without line ends.
      "-ERR unknown command 'AUTH', with args beginning with: '" + secret.substr(0, 128) + "\r\n",
      "-ERR unknown command 'AUTH', with args beginning with: 'joe' '" + std::string(200, 's') + "  hunter2'\r\n",
      "-ERR hunter2\r\n", "-hunter2 is wrong\r\n", "-ERR 2retnuh ssss\r\n", "+hunter2\r\n", "$7\r\nhunter2\r\n",
      "*2\r\n$4\r\nAUTH\r\n$7\r\nhunter2\r\n", "+OK\r\n+hunter2\r\n", "hunter2\r\n", "*-3\r\nhunter2\r\n");
  CAPTURE(reply);
  const std::string hello = resp_command({"AUTH", "joe", secret});
  const std::string subscriber_hello = hello + resp_command({"PING"}) + resp_command({"SUBSCRIBE", "a"});
  ScriptedServer server{{ServerScript{}.expect(hello).reply(reply).close()}};
  ScriptedServer for_subscriber{{ServerScript{}.expect(subscriber_hello).reply(reply).close()},
                                {.after_last = AfterLastScript::repeat}};
  ClientOptions options;
  options.unix_socket = server.socket_path();
  options.username = "joe";
  options.password = secret;
  Client client{options};
  options.unix_socket = for_subscriber.socket_path();
  Subscriber subscriber{options, {.first_backoff = 1ms, .longest_backoff = 2ms, .give_up_after = 100ms}};
  subscriber.subscribe("a");
  std::string told = refusal_of(client).what();
  const auto outage = thrown_by<TransportError>([&] {
    for (;;) {
      const auto event = subscriber.next(20s);
      REQUIRE(event);
      if (const auto* lost = std::get_if<Disconnected>(&*event)) told += '\n' + lost->message;
    }
  });
  told += '\n' + std::string{outage.what()};
  CAPTURE(told);
  for (const auto* part : {"hunter2", "2retnuh", "ssss", "joe"}) CHECK(told.find(part) == std::string::npos);
  CHECK(server.failure() == "");
  CHECK(for_subscriber.failure() == "");
}

TEST_CASE("what a server says of the login is escaped") {
  ScriptedServer server{{ServerScript{}.expect_command({"SELECT", "2"}).reply("-ERR no\x1b[31m\bforged\r\n").stall()}};
  Client client{server.uri() + "?db=2"};
  const auto error = refusal_of(client);
  CHECK(contains(error, "ERR no\\x1b[31m\\x08forged"));
}

TEST_CASE("a wrong user is an error") {
  RedisServer server{{.password = "right", .user = "joe"}};
  Client client{"unix://jim:right@" + server.socket_path()};
  const auto error = refusal_of(client);
  CHECK(error.reason() == TransportReason::handshake);
  CHECK(contains(error, "WRONGPASS"));
  CHECK_FALSE(contains(error, "right"));
}

TEST_CASE("a password for a server that wants none is an error") {
  RedisServer server;
  Client client{"unix://:hunter2@" + server.socket_path()};
  const auto error = refusal_of(client);
  CHECK(error.reason() == TransportReason::handshake);
  CHECK_FALSE(contains(error, "hunter2"));
}

TEST_CASE("a database that does not exist is an error") {
  RedisServer server{{.databases = 4}};
  Client client{server.uri("db=4")};
  const auto error = refusal_of(client);
  CHECK(error.reason() == TransportReason::handshake);
  CHECK(contains(error, "SELECT"));
  CHECK(contains(error, "DB index is out of range"));
  CHECK(connections_to(server) == 0);
}

TEST_CASE("a client name that the server refuses is an error") {
  RedisServer server;
  Client client{server.uri("client_name=two%20words")};
  const auto error = refusal_of(client);
  CHECK(error.reason() == TransportReason::handshake);
  CHECK(contains(error, "CLIENT"));
}

TEST_CASE("without a password the server's NOAUTH stays with the commands") {
  RedisServer server{{.password = "right"}};
  Client client{server.uri()};
  CHECK(thrown_by<ServerError>([&] { client.get("k"); }).code() == "NOAUTH");
}

TEST_CASE("promise 15: a server that is deaf while connecting ends the wait") {
  const DeafPort port;
  ClientOptions options;
  options.host = "127.0.0.1";
  options.port = port.port();
  options.connect_timeout = 150ms;
  Client client{options};
  const auto begin = Clock::now();
  const auto error = refusal_of(client);
  const auto took = Clock::now() - begin;
  CHECK(error.reason() == TransportReason::connect);
  CHECK(took >= 150ms);
  CHECK(took < kForever);
}

TEST_CASE("a signal does not end an attempt to connect") {
  const DeafPort port;
  ClientOptions options;
  options.host = "127.0.0.1";
  options.port = port.port();
  options.connect_timeout = 150ms;
  Client client{options};
  const Interruptions interruptions;
  const auto begin = Clock::now();
  const auto error = refusal_of(client);
  CHECK(error.reason() == TransportReason::connect);
  CHECK(Clock::now() - begin >= 150ms);
  CHECK_FALSE(contains(error, "Interrupted"));
}

TEST_CASE("a signal does not end an exchange") {
  RedisServer server;
  Client client{server.uri()};
  const Interruptions interruptions;
  CHECK_FALSE(client.command<std::optional<std::vector<std::string>>>("BLPOP", "nothing", "0.05")->has_value());
  const std::string big(4'000'000, 'x');
  PipelineContext pipe{client};
  const auto stored = pipe.set("k", big);
  const auto fetched = pipe.get("k");
  pipe.execute();
  CHECK(*stored);
  CHECK(fetched->value() == big);
}

TEST_CASE("promise 15: a server that stalls in the handshake ends the wait, and the message says where") {
  ScriptedServer server{{ServerScript{}.expect_command({"SELECT", "2"}).stall()}};
  ClientOptions options;
  options.unix_socket = server.socket_path();
  options.database = 2;
  options.connect_timeout = 100ms;
  Client client{options};
  const auto error = refusal_of(client);
  CHECK(error.reason() == TransportReason::connect);
  CHECK(contains(error, "cannot connect to " + options.endpoint() + ": "));
  CHECK(contains(error, "handshake"));
  CHECK(server.wait_closed_by_client(0));
}

TEST_CASE("a server that hangs up in the handshake has let nobody in, at every byte of its reply") {
  const std::string replies = "+OK\r\n+OK\r\n";
  std::vector<ServerScript> scripts;
  const std::string handshake = resp_command({"AUTH", "pw"}) + resp_command({"SELECT", "2"});
  for (std::size_t cut = 0; cut < replies.size(); ++cut) {
    scripts.push_back(ServerScript{}.expect(handshake).reply(replies.substr(0, cut)).close());
  }
  ScriptedServer server{scripts};
  Client client{"unix://:pw@" + server.socket_path() + "?db=2"};
  for (std::size_t cut = 0; cut < replies.size(); ++cut) {
    CAPTURE(cut);
    const auto error = refusal_of(client);
    CHECK(error.reason() == TransportReason::connect);
    CHECK(contains(error, "cannot connect to " + server.uri()));
    CHECK(contains(error, "handshake"));
  }
  CHECK(server.accepted() == replies.size());
  CHECK(server.failure() == "");
}

TEST_CASE("a server that is full says so, and nothing was sent") {
  RedisServer server{{.tcp = true}};
  const std::string uri = GENERATE(false, true) ? server.tcp_uri() : server.uri();
  ClientOptions options = ClientOptions::from_uri(uri);
  Client first{options};
  options.client_name = GENERATE(as<std::string>{}, "", "second");
  options.database = GENERATE(0, 1);
  CAPTURE(uri, options.client_name, options.database);
  CHECK(*first.ping() == "PONG");
  server.command({"CONFIG", "SET", "maxclients", "2"});  // the server object's own connection, and the first client's
  for (int i = 0; i < 50; ++i) check_turned_away(options, "ERR max number of clients reached");
  CHECK(*first.ping() == "PONG");
}

TEST_CASE("a server that turns everybody away is an error of connecting, with its words, at whatever step it does") {
  const bool tcp = GENERATE(false, true);
  const std::string words = "DENIED Redis is running in protected mode";
  const std::string name = GENERATE(as<std::string>{}, "", "joe");
  const int database = GENERATE(0, 1);
  // Before it has read anything, while it has something to read, or when it has read all.
  const int heard = GENERATE(0, 1, 2);
  CAPTURE(tcp, name, database, heard);
  std::string login;
  if (database != 0) login += resp_command({"SELECT", "1"});
  if (!name.empty()) login += resp_command({"CLIENT", "SETNAME", name});
  if (login.empty()) login = resp_command({"PING"});
  ServerScript script;
  if (heard == 1) script.expect_bytes(1);
  if (heard == 2) script.expect(login);
  script.reply("-" + words + "\r\n").close();
  ScriptedServer server{{script}, {.tcp = tcp, .after_last = AfterLastScript::repeat, .greets = false}};
  ClientOptions options = ClientOptions::from_uri(server.uri());
  options.client_name = name;
  options.database = database;
  for (int i = 0; i < 10; ++i) check_turned_away(options, words);
}

TEST_CASE("an error of the login that is followed by nothing is no reason to wait for more than the deadline") {
  ScriptedServer server{{ServerScript{}.expect_command({"AUTH", "pw"}).reply("-WRONGPASS no\r\n").stall()}};
  ClientOptions options;
  options.unix_socket = server.socket_path();
  options.password = "pw";
  options.connect_timeout = 100ms;
  Client client{options};
  const auto error = refusal_of(client);
  CHECK(error.reason() == TransportReason::handshake);
  CHECK(contains(error, "WRONGPASS"));
}

TEST_CASE("a server that talks without end does not keep those waiting who want in") {
  // In small pieces, each of which waits for the reader: no machine is through with it before the deadline.
  const std::string endless = "$90000000\r\n" + std::string(40'000'000, 'x');
  ScriptedServer server{{ServerScript{}.expect_bytes(1).reply_in_pieces(endless, 1000).stall()}, {.greets = false}};
  ClientOptions options;
  options.unix_socket = server.socket_path();
  options.connect_timeout = 5ms;
  Client client{options};
  CHECK(refusal_of(client).reason() == TransportReason::connect);
  CHECK_FALSE(server.wait_played(0ms));
}

TEST_CASE("a unix socket whose queue of connections is full is tried again until there is room, or the deadline") {
  const TemporaryFolder folder;
  const std::string path = folder.path().string() + "/full.sock";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, path.size());
  const FileDescriptor listener{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  REQUIRE(bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(listen(listener.get(), 0) == 0);
  FileDescriptor filler{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  REQUIRE(connect(filler.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  FileDescriptor another{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  REQUIRE(connect(another.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) < 0);

  ClientOptions options;
  options.unix_socket = path;
  SECTION("the deadline") {
    options.connect_timeout = 50ms;
    Client client{options};
    const auto begin = Clock::now();
    const auto error = refusal_of(client);
    CHECK(Clock::now() - begin >= 50ms);
    CHECK(error.reason() == TransportReason::connect);
    CHECK(contains(error, "its queue of connections stayed full"));
  }
  SECTION("room") {
    options.connect_timeout = 60s;
    std::thread server{[&] {
      let_pass(5ms);  // by then the client has been refused
      const FileDescriptor first{accept(listener.get(), nullptr, nullptr)};
      const FileDescriptor second{accept(listener.get(), nullptr, nullptr)};
      const std::string replies = "+PONG\r\n:7\r\n";
      std::string request(1000, ' ');
      for (const auto size : {std::size_t{7}, std::size_t{4}}) {
        if (recv(second.get(), request.data(), request.size(), 0) <= 0) return;
        if (send(second.get(), replies.data() + (size == 7 ? 0 : 7), size, MSG_NOSIGNAL) <= 0) return;
      }
    }};
    Client client{options};
    CHECK(*client.dbsize() == 7);
    server.join();
  }
}
