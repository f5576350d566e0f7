// RESP3: who speaks it, and that nobody sees it in a result.
#include <tributary/transport/subscriber.hpp>

#include "integration/observe.hpp"
#include "resp/reply_reader.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_server.hpp"

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

ClientOptions asking_for_resp3(const std::string& uri) {
  ClientOptions options = ClientOptions::from_uri(uri);
  options.protocol = Resp::v3;
  return options;
}

std::int64_t spoken_by(Client& client) { return client.client_info()->resp; }

const std::int64_t kBestProtocol = detail::reads_resp3() ? 3 : 2;

/// A client of each protocol, on one server.
struct Both {
  RedisServer server{{.extra = {"--enable-debug-command", "yes"}}};
  Client resp2{server.uri("protocol=2")};
  Client resp3{asking_for_resp3(server.uri())};

  /// `ask` answers the same, and not nothing, by both.
  template <class F>
  void check(F&& ask) {
    const auto by_resp2 = ask(resp2);
    CHECK(by_resp2 == ask(resp3));
    CHECK_FALSE(by_resp2 == decltype(by_resp2){});
  }
};

/// The login as it has to be, and how it is answered. Where no RESP3 is read, HELLO is not even asked.
struct ScriptedLogin {
  ServerScript script{};

  void hello(const std::string& commands, const std::string& replies) {
    if (detail::reads_resp3()) script.expect(commands).reply(replies);
  }
};

constexpr const char* kGreeting = "%2\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:3\r\n";

}  // namespace

TEST_CASE("a client speaks RESP2 unless it asks for more") {
  RedisServer server;
  Client client{"unix://" + server.socket_path()};
  CHECK(spoken_by(client) == 2);
}

TEST_CASE("a client that asks for RESP3 speaks it where hiredis can read it, whoever it is") {
  const std::string user = GENERATE(as<std::string>{}, "", "joe");
  const std::string password = GENERATE(as<std::string>{}, "", "p@ss word");
  if (!user.empty() && password.empty()) return;
  const std::string name = GENERATE(as<std::string>{}, "", "worker");
  const int database = GENERATE(0, 3);
  CAPTURE(user, password, name, database);
  RedisServer server{{.password = password, .user = user}};
  ClientOptions options = asking_for_resp3(server.uri());
  options.username = user;
  options.password = password;
  options.client_name = name;
  options.database = database;
  Client client{options};
  const auto info = client.client_info();
  CHECK(info->resp == kBestProtocol);
  CHECK(info->user == (user.empty() ? "default" : user));
  CHECK(info->name == name);
  CHECK(info->db == database);
}

TEST_CASE("a URI may ask for RESP3") {
  RedisServer server;
  Client client{server.uri("protocol=3")};
  CHECK(spoken_by(client) == kBestProtocol);
}

TEST_CASE_METHOD(Both, "what RESP3 sends as other types has the same results") {
  CHECK(spoken_by(resp2) == 2);
  CHECK(spoken_by(resp3) == kBestProtocol);
  resp2.hset("h", "a", 1);
  resp2.hset("h", "b", 2);
  resp2.sadd("s", {"x", "y", "z"});
  resp2.zadd("z", {{"a", 0.1}, {"b", 1e300}, {"c", std::numeric_limits<double>::infinity()}});
  resp2.zadd("z", "d", -std::numeric_limits<double>::infinity());
  resp2.zadd("other", {{"a", 1.5}, {"b", 2}});
  resp2.set("one", "ohmytext");
  resp2.set("two", "mynewtext");
  for (int i = 1; i <= 3; ++i)
    resp2.xadd("x", {{"n", std::to_string(i)}}, {.id = StreamId{1, static_cast<std::uint64_t>(i)}});
  resp2.xadd("y", {{"n", "1"}}, {.id = StreamId{1, 1}});

  using Map = std::map<std::string, std::string>;
  check([](Client& redis) { return redis.hgetall("h").result(); });
  check([](Client& redis) { return redis.hgetall<Map>("h").result(); });
  check([](Client& redis) { return redis.command<std::vector<std::string>>("HGETALL", "h").result(); });
  check([](Client& redis) { return redis.smembers("s").result(); });
  check([](Client& redis) { return redis.zscore("z", "a").result(); });
  check([](Client& redis) { return redis.zscore("z", "c").result(); });
  check([](Client& redis) { return redis.command<std::string>("ZSCORE", "z", "a").result(); });
  check([](Client& redis) { return redis.command<std::string>("ZSCORE", "z", "b").result(); });
  check([](Client& redis) { return redis.command<std::string>("ZSCORE", "z", "d").result(); });
  check([](Client& redis) { return redis.zmscore("z", {"a", "no", "d"}).result(); });
  check([](Client& redis) { return redis.zrange_withscores("z", 0, -1).result(); });
  check([](Client& redis) { return redis.zdiff_withscores({"z", "other"}).result(); });
  check([](Client& redis) {
    return redis.command<std::vector<ScoredMember<>>>("ZRANGE", "z", 0, -1, "WITHSCORES").result();
  });
  check([](Client& redis) { return redis.config_get("maxmemory*").result(); });
  check([](Client& redis) { return redis.xread("x", StreamId{1, 1}).result(); });
  check([](Client& redis) { return redis.xread({{"x", StreamId{}}, {"y", StreamId{}}}).result(); });
  check(
      [](Client& redis) { return redis.command<std::vector<StreamEntries<>>>("XREAD", "STREAMS", "x", "0").result(); });
  check([](Client& redis) { return redis.command<std::vector<std::string>>("CONFIG", "GET", "port").result(); });
  check([](Client& redis) { return redis.command<bool>("DEBUG", "PROTOCOL", "true").result(); });
  check([](Client& redis) { return redis.command<std::string>("DEBUG", "PROTOCOL", "bignum").result(); });
  check([](Client& redis) { return redis.command<std::string>("DEBUG", "PROTOCOL", "verbatim").result(); });
  check([](Client& redis) { return redis.command<std::string>("DEBUG", "PROTOCOL", "double").result(); });
  check([](Client& redis) {
    return redis.eval<std::vector<std::optional<std::int64_t>>>("redis.setresp(3); return {true, false, 3}", {}, {})
        .result();
  });
  // Nothing, in its several forms.
  for (Client* client : {&resp2, &resp3}) {
    CHECK_FALSE(client->get("no")->has_value());
    CHECK_FALSE(client->zscore("z", "no")->has_value());
    CHECK(client->xread("no", StreamId{})->empty());
    CHECK_FALSE(*client->command<bool>("DEBUG", "PROTOCOL", "false"));
    CHECK_FALSE(client->command<std::optional<std::string>>("DEBUG", "PROTOCOL", "null")->has_value());
  }
}

TEST_CASE_METHOD(Both, "what a server adds to a reply as an attribute is passed over") {
  PipelineContext pipe{resp3};
  const auto before = pipe.incr("n");
  const auto text = pipe.command<std::string>("DEBUG", "PROTOCOL", "attrib");
  const auto behind = pipe.incr("n");
  pipe.execute();
  CHECK(*before == 1);
  CHECK(*text == "Some real reply following the attribute");
  CHECK(*behind == 2);
}

TEST_CASE("a server that has no RESP3 is spoken to in RESP2, without a word") {
  const std::string refusal =
      GENERATE(as<std::string>{}, "-NOPROTO unsupported protocol version\r\n",
               "-ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `joe`, `pw`, \r\n");
  // What it says to SELECT depends on who it is for the server, and is of no interest.
  const std::string selected = GENERATE(as<std::string>{}, "+OK\r\n", "-NOAUTH Authentication required.\r\n");
  ScriptedLogin login;
  login.hello(resp_command({"HELLO", "3", "AUTH", "joe", "pw", "SETNAME", "worker"}) + resp_command({"SELECT", "2"}),
              refusal + selected);
  login.script
      .expect(resp_command({"AUTH", "joe", "pw"}) + resp_command({"SELECT", "2"}) +
              resp_command({"CLIENT", "SETNAME", "worker"}))
      .reply("+OK\r\n+OK\r\n+OK\r\n")
      .expect_command({"GET", "k"})
      .reply("$1\r\nv\r\n");
  ScriptedServer server{{login.script}};
  Client client{asking_for_resp3("unix://joe:pw@" + server.socket_path() + "?db=2&client_name=worker")};
  CHECK(*client.get("k") == "v");
  CHECK(server.accepted() == 1);
  CHECK(server.failure() == "");
}

TEST_CASE("a server that has no RESP3, asked for nothing else, is greeted by a PING") {
  ScriptedLogin login;
  login.hello(resp_command({"HELLO", "3"}), "-NOPROTO sorry\r\n");
  login.script.expect_command({"PING"}).reply("+PONG\r\n").expect_command({"GET", "k"}).reply("$1\r\nv\r\n");
  ScriptedServer server{{login.script}, {.greets = false}};
  Client client{asking_for_resp3(server.uri())};
  CHECK(*client.get("k") == "v");
  CHECK(server.failure() == "");
}

TEST_CASE("RESP2 without RESP3 keeps the errors of its login") {
  ScriptedLogin login;
  login.hello(resp_command({"HELLO", "3", "AUTH", "default", "pw"}), "-NOPROTO sorry\r\n");
  login.script.expect_command({"AUTH", "pw"}).reply("-WRONGPASS invalid username-password pair\r\n");
  login.script.expect_command({"PING"}).reply("-NOAUTH Authentication required.\r\n");
  ScriptedServer server{{login.script}};
  Client client{asking_for_resp3("unix://:pw@" + server.socket_path())};
  const auto error = thrown_by<TransportError>([&] { client.get("k"); });
  CHECK(error.reason() == TransportReason::handshake);
  CHECK_THAT(error.what(), Catch::Matchers::Contains("AUTH: WRONGPASS invalid username-password pair"));
}

TEST_CASE("without a password RESP3, too, leaves the server's NOAUTH to the commands") {
  RedisServer server{{.password = "right"}};
  Client client{asking_for_resp3(server.uri())};
  CHECK(thrown_by<ServerError>([&] { client.get("k"); }).code() == "NOAUTH");
}

TEST_CASE("a client name that is refused is told in the server's words") {
  RedisServer server;
  Client client{asking_for_resp3(server.uri("client_name=two%20words"))};
  const auto error = thrown_by<TransportError>([&] { client.get("k"); });
  CHECK(error.reason() == TransportReason::handshake);
  CHECK_THAT(error.what(), Catch::Matchers::Contains("Client names cannot contain spaces"));
}

TEST_CASE("a wrong password is told by HELLO as by AUTH, without its words") {
  RedisServer server{{.password = "right"}};
  ClientOptions options = asking_for_resp3(server.uri());
  options.password = "hunter2";
  Client client{options};
  const auto error = thrown_by<TransportError>([&] { client.get("k"); });
  CHECK(error.reason() == TransportReason::handshake);
  CHECK_THAT(error.what(), Catch::Matchers::Contains(detail::reads_resp3() ? "HELLO: WRONGPASS" : "AUTH: WRONGPASS"));
  CHECK_THAT(error.what(), !Catch::Matchers::Contains("hunter2"));
}

TEST_CASE("a subscriber speaks RESP2, whatever its options ask for") {
  RedisServer server;
  Subscriber subscriber{asking_for_resp3(server.uri())};
  subscriber.subscribe("news");
  REQUIRE(subscriber.wait_until_active(kForever));
  server.command({"PUBLISH", "news", "first"});
  const auto event = subscriber.next(kForever);
  REQUIRE(event.has_value());
  CHECK(std::get<SubscriberMessage>(*event).payload == "first");
}

TEST_CASE("a transaction's results are the same, and nil when a watched key has changed") {
  Both both;
  for (Client* client : {&both.resp2, &both.resp3}) {
    client->del("z");
    PipelineContext pipe{*client, atomically};
    pipe.zadd("z", "a", 0.5);
    const auto scores = pipe.zrange_withscores("z", 0, -1);
    const auto none = pipe.zscore("z", "no");
    pipe.execute();
    CHECK(*scores == std::vector<ScoredMember<>>{{"a", 0.5}});
    CHECK_FALSE(none->has_value());
    int attempts = 0;
    transaction(*client, {"k"}, [&](Commands& read, PipelineContext& write) {
      read.get("k");
      if (attempts++ == 0) both.server.command({"INCR", "k"});
      write.incr("k");
    });
    CHECK(attempts == 2);
  }
}

TEST_CASE("a greeting may come in pieces, and what is pushed without being asked for ends the connection") {
  if (!detail::reads_resp3()) return;
  ScriptedServer server{{ServerScript{}
                             .expect_command({"HELLO", "3"})
                             .reply_in_pieces(kGreeting, 1)
                             .expect_command({"GET", "k"})
                             .reply("$1\r\nv\r\n")
                             .expect_command({"GET", "k"})
                             .reply(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n$1\r\nw\r\n")}};
  Client client{asking_for_resp3(server.uri())};
  CHECK(*client.get("k") == "v");
  const auto error = thrown_by<TransportError>([&] { client.get("k"); });
  CHECK(error.reason() == TransportReason::protocol);
  CHECK(error.outcome() == TransportOutcome::maybe_applied);
  CHECK_THAT(error.what(), Catch::Matchers::Contains("a push that nobody wants: array of 2"));
  CHECK(server.failure() == "");
}
