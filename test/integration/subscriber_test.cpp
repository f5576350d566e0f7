// Subscribers on real servers. Runs under TSan. Catch's assertions are not for several threads: those count.
#include <tributary/transport/subscriber.hpp>

#include "integration/observe.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_server.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <variant>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using Kind = SubscriptionKind;
using Texts = std::vector<std::string>;

namespace {

/// Comes back at once.
constexpr SubscriberOptions kEager{.first_backoff = 1ms, .longest_backoff = 20ms};
constexpr std::chrono::seconds kLong{20};

std::string text_of(const SubscriberEvent& event) {
  if (const auto* postponed = std::get_if<Postponed>(&event)) return "postponed by " + postponed->code;
  if (const auto* message = std::get_if<SubscriberMessage>(&event)) {
    return std::string{to_string(message->kind)} + " " + message->pattern + " " + message->channel + "=" +
           message->payload;
  }
  return std::holds_alternative<Disconnected>(event) ? "disconnected" : "reconnected";
}

std::string next_text(Subscriber& subscriber) {
  const auto event = subscriber.next(kLong);
  return event ? text_of(*event) : "nothing";
}

/// The next event, which must be an E.
template <class E>
E next_of(Subscriber& subscriber) {
  auto event = subscriber.next(kLong);
  REQUIRE(event);
  REQUIRE(std::holds_alternative<E>(*event));
  return std::get<E>(std::move(*event));
}

void publish(RedisServer& server, const std::string& channel, const std::string& payload) {
  server.command({"PUBLISH", channel, payload});
}

std::int64_t subscribers_of(RedisServer& server, const std::string& channel) {
  const std::string counts = server.command({"PUBSUB", "NUMSUB", channel});
  return std::stoll(counts.substr(counts.rfind(':') + 1));
}

void kill_subscribers(RedisServer& server) { server.command({"CLIENT", "KILL", "TYPE", "pubsub"}); }

}  // namespace

TEST_CASE("making a subscriber connects to nothing, nor does waiting with nothing subscribed") {
  RedisServer server;
  Subscriber subscriber{server.uri()};
  CHECK_FALSE(subscriber.next(0ms));
  CHECK_FALSE(subscriber.next(10ms));
  CHECK(subscriber.wait_until_active(0ms));
  CHECK(connections_to(server) == 0);
  subscriber.subscribe("a");
  CHECK(connections_to(server) == 0);
  CHECK(subscriber.wait_until_active(kLong));
  CHECK(connections_to(server) == 1);
}

TEST_CASE("messages of the three kinds arrive with every byte") {
  RedisServer server{{.tcp = true}};
  const std::string uri = GENERATE(false, true) ? server.tcp_uri() : server.uri();
  Client client{uri};
  Subscriber subscriber{client};
  const std::string channel{"ch\0an\r\nnel", 10};
  std::string payload(256, ' ');
  for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>(i);
  payload += std::string(300'000, 'x');
  subscriber.subscribe(channel);
  subscriber.psubscribe({"ch*", "nothing?"});
  subscriber.ssubscribe(channel);
  REQUIRE(subscriber.wait_until_active(kLong));
  server.command({"PUBLISH", channel, payload});
  server.command({"SPUBLISH", channel, payload});
  server.command({"PUBLISH", channel, ""});

  const auto direct = next_of<SubscriberMessage>(subscriber);
  CHECK(direct.kind == Kind::channel);
  CHECK(direct.channel == channel);
  CHECK(direct.pattern.empty());
  CHECK(direct.payload == payload);
  const auto matched = next_of<SubscriberMessage>(subscriber);
  CHECK(matched.kind == Kind::pattern);
  CHECK(matched.channel == channel);
  CHECK(matched.pattern == "ch*");
  CHECK(matched.payload == payload);
  const auto sharded = next_of<SubscriberMessage>(subscriber);
  CHECK(sharded.kind == Kind::sharded);
  CHECK(sharded.channel == channel);
  CHECK(sharded.payload == payload);
  CHECK(next_of<SubscriberMessage>(subscriber).payload.empty());
  CHECK(next_of<SubscriberMessage>(subscriber).kind == Kind::pattern);
  CHECK_FALSE(subscriber.next(0ms));
}

TEST_CASE("a payload is read by the codec of its type, and an error names the channel") {
  RedisServer server;
  Subscriber subscriber{server.uri()};
  subscriber.subscribe("numbers");
  REQUIRE(subscriber.wait_until_active(kLong));
  publish(server, "numbers", "42");
  publish(server, "numbers", "many");
  CHECK(next_of<SubscriberMessage>(subscriber).payload_as<int>() == 42);
  const auto message = next_of<SubscriberMessage>(subscriber);
  CHECK(message.payload_as<std::string>() == "many");
  const auto error = thrown_by<DecodeError>([&] { static_cast<void>(message.payload_as<int>()); });
  CHECK(std::string_view{error.what()}.find("\"numbers\"") != std::string_view::npos);
  CHECK(error.actual().find("many") != std::string::npos);
}

TEST_CASE("subscriptions are changed by another thread while one waits") {
  RedisServer server;
  Subscriber subscriber{server.uri()};
  std::atomic<int> wrong = 0;
  constexpr int kRounds = 50;
  std::jthread changer{[&] {
    Client client{server.uri()};
    for (int round = 0; round < kRounds; ++round) {
      const std::string name = "round" + std::to_string(round);
      subscriber.subscribe(name);
      if (!subscriber.wait_until_active(Kind::channel, {name}, kLong)) ++wrong;
      if (*client.command<std::int64_t>("PUBLISH", name, round) != 1) ++wrong;
      subscriber.psubscribe(name + "*");
      subscriber.unsubscribe(name);
      if (subscriber.wait_until_active(Kind::channel, {name}, kLong)) ++wrong;  // it is not subscribed
      if (!subscriber.wait_until_active(kLong)) ++wrong;
      if (*client.command<std::int64_t>("PUBLISH", name, round) != 1) ++wrong;
      subscriber.punsubscribe(name + "*");
    }
    subscriber.subscribe("end");
    if (!subscriber.wait_until_active(Kind::channel, {"end"}, kLong)) ++wrong;
    client.command<std::int64_t>("PUBLISH", "end", "");
  }};
  // What was unsubscribed before this thread came to it is not delivered, so rounds may be missing, but not mixed up.
  int last = -1;
  for (;;) {
    const auto message = next_of<SubscriberMessage>(subscriber);
    if (message.channel == "end") break;
    const int round = message.payload_as<int>();
    CHECK(message.channel == "round" + std::to_string(round));
    CHECK(round >= last);
    last = round;
  }
  changer.join();
  CHECK(wrong == 0);
  CHECK(subscribers_of(server, "end") == 1);
}

TEST_CASE("threads that wait share one connection: whoever is there serves it for all") {
  RedisServer server;
  Subscriber subscriber{server.uri()};
  constexpr int kThreads = 4;
  constexpr int kRounds = 25;
  std::atomic<int> wrong = 0;
  std::atomic<int> finished = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      Client client{server.uri()};
      for (int round = 0; round < kRounds; ++round) {
        const std::string name = std::to_string(i) + "/" + std::to_string(round);
        subscriber.ssubscribe(name);
        if (!subscriber.wait_until_active(Kind::sharded, {name}, kLong)) ++wrong;
        if (*client.command<std::int64_t>("SPUBLISH", name, name) != 1) ++wrong;
      }
      ++finished;
    });
  }
  std::set<std::string> seen;
  const auto take = [&](const std::optional<SubscriberEvent>& event) {
    if (event) seen.insert(std::get<SubscriberMessage>(*event).payload);
  };
  while (finished < kThreads) take(subscriber.next(1ms));
  while (seen.size() < kThreads * kRounds) {
    const auto event = subscriber.next(kLong);
    REQUIRE(event);
    take(event);
  }
  CHECK(wrong == 0);
  CHECK(server.statistic("total_connections_received") == 1 + 1 + kThreads);  // the server's probe, ours, the clients'
}

TEST_CASE("nothing is delivered of what was unsubscribed, though it had arrived") {
  RedisServer server;
  Subscriber subscriber{server.uri()};
  subscriber.subscribe({"a", "b"});
  subscriber.psubscribe("a*");
  REQUIRE(subscriber.wait_until_active(kLong));
  for (int i = 0; i < 3; ++i) {
    publish(server, "a", "1");
    publish(server, "b", "2");
  }
  subscriber.subscribe("c");
  REQUIRE(subscriber.wait_until_active(kLong));  // so the messages before it are here
  subscriber.unsubscribe({"a", "never"});
  CHECK(next_text(subscriber) == "pattern a* a=1");
  subscriber.punsubscribe("a*");
  for (int i = 0; i < 3; ++i) CHECK(next_text(subscriber) == "channel  b=2");
  CHECK_FALSE(subscriber.next(0ms));
  REQUIRE(subscriber.wait_until_active(kLong));
  CHECK(subscribers_of(server, "a") == 0);
  CHECK(subscribers_of(server, "b") == 1);
}

TEST_CASE("a request to stop ends every wait at once") {
  constexpr auto kLongest = ClientOptions::kLongestTimeout;
  SECTION("while nothing is subscribed, while nothing comes, and for threads that serve and that do not") {
    RedisServer server;
    Subscriber subscriber{server.uri()};
    if (GENERATE(false, true)) {
      subscriber.subscribe("a");
      REQUIRE(subscriber.wait_until_active(kLong));
    }
    std::stop_source stop;
    std::atomic<int> ended = 0;
    std::jthread runner{[&] {
      subscriber.run(stop.get_token(), [](const SubscriberMessage&) {});
      ++ended;
    }};
    std::stop_source other;
    std::jthread waiter{[&] {
      subscriber.subscribe("b");
      while (subscriber.wait_until_active(Kind::channel, {"b"}, kLongest, other.get_token())) {
        if (other.stop_requested()) break;
      }
      ++ended;
    }};
    REQUIRE(eventually([&] { return subscribers_of(server, "b") == 1; }));
    CHECK(ended == 0);
    other.request_stop();
    waiter.join();
    CHECK(ended == 1);
    stop.request_stop();
    runner.join();
    CHECK(ended == 2);
    CHECK_FALSE(subscriber.next(kLongest, stop.get_token()));
  }
  SECTION("while a server lets nobody in") {
    ScriptedServer server{{ServerScript{}.stall()}};
    Subscriber subscriber{server.uri()};
    subscriber.subscribe("a");
    std::stop_source stop;
    std::jthread stopper{[&] {
      if (server.wait_accepted(1)) stop.request_stop();
    }};
    CHECK_FALSE(subscriber.next(kLongest, stop.get_token()));
    CHECK_FALSE(subscriber.wait_until_active(kLongest, stop.get_token()));
  }
  SECTION("while nobody is there") {
    TemporaryFolder folder;
    Subscriber subscriber{"unix://" + folder.path().string() + "/nobody",
                          {.first_backoff = 24h, .longest_backoff = 24h}};
    subscriber.subscribe("a");
    std::stop_source stop;
    std::jthread stopper{[&] {
      let_pass(10ms);
      stop.request_stop();
    }};
    subscriber.run(stop.get_token(), [](const auto&) {});
    CHECK(stop.stop_requested());
  }
  SECTION("from a handler, with more messages waiting") {
    RedisServer server;
    Subscriber subscriber{server.uri()};
    subscriber.subscribe("a");
    REQUIRE(subscriber.wait_until_active(kLong));
    for (const auto* text : {"1", "2", "3"}) publish(server, "a", text);
    std::stop_source stop;
    Texts seen;
    subscriber.run(stop.get_token(), [&](const SubscriberMessage& message) {
      seen.push_back(message.payload);
      if (message.payload == "2") stop.request_stop();
    });
    CHECK(seen == Texts{"1", "2"});
    CHECK(next_text(subscriber) == "channel  a=3");
  }
}

TEST_CASE("a second thread that waits for events is refused, and disturbs nobody") {
  RedisServer server;
  Subscriber subscriber{server.uri()};
  subscriber.subscribe("a");
  REQUIRE(subscriber.wait_until_active(kLong));
  std::stop_source stop;
  std::atomic<bool> in_handler = false;
  std::atomic<bool> refused = false;
  std::jthread runner{[&] {
    subscriber.run(stop.get_token(), [&](const SubscriberMessage& message) {
      if (message.payload != "1") return;
      in_handler = true;
      while (!refused) std::this_thread::sleep_for(1ms);
      if (const auto nested = subscriber.next(kLong)) in_handler = text_of(*nested) == "channel  a=2";
      stop.request_stop();
    });
  }};
  publish(server, "a", "1");
  REQUIRE(eventually([&] { return in_handler.load(); }));
  thrown_by<UsageError>([&] { static_cast<void>(subscriber.next(0ms)); });
  thrown_by<UsageError>([&] { subscriber.run(stop.get_token(), [](const SubscriberMessage&) {}); });
  publish(server, "a", "2");
  refused = true;
  runner.join();
  CHECK(in_handler);
  CHECK_FALSE(subscriber.next(0ms));
}

TEST_CASE("handlers get the events that they take; what one throws comes out of run(), which can be called again") {
  RedisServer server;
  Subscriber subscriber{server.uri(), kEager};
  subscriber.subscribe("a");
  REQUIRE(subscriber.wait_until_active(kLong));
  publish(server, "a", "1");
  std::stop_source stop;
  Texts seen;
  const auto run = [&] {
    subscriber.run(
        stop.get_token(),
        [&](SubscriberMessage message) {
          seen.push_back(message.payload);
          if (message.payload == "1") throw std::runtime_error{"no"};
        },
        [&](const Reconnected&) {
          seen.emplace_back("reconnected");
          stop.request_stop();
        });
  };
  CHECK_THROWS_WITH(run(), "no");
  kill_subscribers(server);
  run();
  CHECK(seen == Texts{"1", "reconnected"});
}

TEST_CASE("after CLIENT KILL everything is subscribed again by itself, and the gap is told") {
  RedisServer server{{.tcp = true}};
  const std::string uri = GENERATE(false, true) ? server.tcp_uri() : server.uri();
  Subscriber subscriber{uri, kEager};
  subscriber.subscribe({"a", "gone"});
  subscriber.psubscribe("p*");
  subscriber.ssubscribe("s");
  REQUIRE(subscriber.wait_until_active(kLong));
  subscriber.unsubscribe("gone");
  REQUIRE(subscriber.wait_until_active(kLong));
  for (int round = 0; round < 3; ++round) {
    const auto before = std::chrono::system_clock::now();
    publish(server, "a", "before");
    kill_subscribers(server);
    CHECK(next_text(subscriber) == "channel  a=before");
    const auto lost = next_of<Disconnected>(subscriber);
    CHECK(lost.reason == TransportReason::closed);
    CHECK_FALSE(lost.message.empty());
    const auto back = next_of<Reconnected>(subscriber);
    CHECK(back.since <= before + 1ms);  // two clocks are involved
    CHECK(back.since > before - 20s);
    // Told when all is active, so nothing of this can be missed.
    publish(server, "a", "1");
    publish(server, "p1", "2");
    server.command({"SPUBLISH", "s", "3"});
    CHECK(next_text(subscriber) == "channel  a=1");
    CHECK(next_text(subscriber) == "pattern p* p1=2");
    CHECK(next_text(subscriber) == "sharded channel  s=3");
    CHECK(subscribers_of(server, "gone") == 0);
  }
}

TEST_CASE("a server that is killed and comes back is found again, with all of a large set") {
  RedisServer server;
  Subscriber subscriber{server.uri(), kEager};
  constexpr std::size_t kNames = 5'000;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kNames; ++i) names.push_back("channel" + std::to_string(i));
  subscriber.subscribe(names);
  REQUIRE(subscriber.wait_until_active(kLong));
  server.kill();
  CHECK(next_text(subscriber) == "disconnected");
  CHECK_FALSE(subscriber.next(50ms));
  CHECK_FALSE(subscriber.wait_until_active(0ms));
  // Changes count, though there is no connection.
  subscriber.unsubscribe(names[0]);
  subscriber.subscribe("new");
  server.restart();
  CHECK(next_text(subscriber) == "reconnected");
  CHECK(subscriber.wait_until_active(0ms));
  CHECK(subscribers_of(server, names[0]) == 0);
  CHECK(server.statistic("pubsub_channels") == kNames);
  publish(server, names.back(), "x");
  publish(server, "new", "y");
  CHECK(next_text(subscriber) == "channel  " + names.back() + "=x");
  CHECK(next_text(subscriber) == "channel  new=y");
}

TEST_CASE("nothing is missed when nothing was subscribed") {
  RedisServer server;
  Subscriber subscriber{server.uri(), kEager};
  subscriber.subscribe("a");
  REQUIRE(subscriber.wait_until_active(kLong));
  subscriber.unsubscribe("a");
  REQUIRE(subscriber.wait_until_active(kLong));
  server.restart();
  CHECK_FALSE(subscriber.next(5ms));
  subscriber.subscribe("a");
  REQUIRE(subscriber.wait_until_active(kLong));
  publish(server, "a", "1");
  CHECK(next_text(subscriber) == "channel  a=1");
}

TEST_CASE("a connection that is lost at random costs a gap that is told, never a wrong or doubled message") {
  RedisServer server;
  Subscriber subscriber{server.uri(), kEager};
  subscriber.subscribe("a");
  REQUIRE(subscriber.wait_until_active(kLong));
  constexpr int kMessages = 3'000;
  std::jthread publisher{[&server] {
    for (int i = 1; i < kMessages; ++i) {
      if (i % 100 == 0) kill_subscribers(server);
      publish(server, "a", std::to_string(i));
    }
    eventually([&] { return server.command({"PUBLISH", "a", std::to_string(kMessages)}) == ":1"; });
  }};
  int gaps = 0;
  int wrong = 0;
  bool may_have_missed = false;
  for (int last = 0; last < kMessages;) {
    const auto event = subscriber.next(kLong);
    REQUIRE(event);
    if (const auto* message = std::get_if<SubscriberMessage>(&*event)) {
      const int number = message->payload_as<int>();
      if (number <= last || (number != last + 1 && !may_have_missed)) ++wrong;
      may_have_missed = false;
      last = number;
    } else {
      may_have_missed = true;
      ++gaps;
    }
  }
  CHECK(wrong == 0);
  CHECK(gaps > 0);
}

TEST_CASE("a channel that the ACL forbids is named, does no harm to others, and is not asked for again") {
  RedisServer server;
  server.command({"ACL", "SETUSER", "reader", "on", ">pw", "resetchannels", "&ok*", "+@all"});
  ClientOptions options;
  options.unix_socket = server.socket_path();
  options.username = "reader";
  options.password = "pw";
  Subscriber subscriber{options, kEager};
  subscriber.subscribe({"ok1", "secret", "ok2"});
  subscriber.psubscribe("ok*");

  const auto refused = thrown_by<SubscriptionRefused>([&] { static_cast<void>(subscriber.next(kLong)); });
  CHECK(refused.kind() == Kind::channel);
  CHECK(refused.name() == "secret");
  CHECK(refused.code() == "NOPERM");
  CHECK(std::string_view{refused.what()}.find("SUBSCRIBE \"secret\"") != std::string_view::npos);
  REQUIRE(subscriber.wait_until_active(Kind::channel, {"ok1", "ok2"}, kLong));
  REQUIRE(subscriber.wait_until_active(Kind::pattern, {"ok*"}, kLong));
  publish(server, "ok2", "x");
  CHECK(next_text(subscriber) == "channel  ok2=x");
  CHECK(next_text(subscriber) == "pattern ok* ok2=x");
  CHECK_FALSE(subscriber.next(0ms));

  // Whoever waits for it learns it too, as long as nobody has given it up.
  CHECK(thrown_by<SubscriptionRefused>([&] {
          subscriber.wait_until_active(Kind::channel, {"secret"}, kLong);
        }).name() == "secret");
  thrown_by<SubscriptionRefused>([&] { subscriber.wait_until_active(kLong); });
  const auto refusals = server.command({"INFO", "errorstats"});
  kill_subscribers(server);
  CHECK(next_text(subscriber) == "disconnected");
  CHECK(next_text(subscriber) == "reconnected");
  CHECK(server.command({"INFO", "errorstats"}) == refusals);

  server.command({"ACL", "SETUSER", "reader", "&secret"});
  subscriber.subscribe("secret");
  REQUIRE(subscriber.wait_until_active(kLong));
  CHECK(subscribers_of(server, "secret") == 1);

  // Redis ends the connections of a user who loses a channel that is subscribed.
  server.command({"ACL", "SETUSER", "reader", "resetchannels", "&ok*"});
  CHECK(next_text(subscriber) == "disconnected");
  CHECK(thrown_by<SubscriptionRefused>([&] { static_cast<void>(subscriber.next(kLong)); }).name() == "secret");
  CHECK(next_text(subscriber) == "reconnected");
  CHECK(subscriber.wait_until_active(Kind::channel, {"ok1", "ok2"}, 0ms));
}

TEST_CASE("a refusal that was thrown by the wait for its name is not thrown by next() again") {
  RedisServer server;
  server.command({"ACL", "SETUSER", "default", "resetchannels", "&ok"});
  Subscriber subscriber{server.uri()};
  subscriber.subscribe({"ok", "no"});
  CHECK(thrown_by<SubscriptionRefused>([&] { subscriber.wait_until_active(kLong); }).name() == "no");
  subscriber.unsubscribe("no");
  CHECK(subscriber.wait_until_active(kLong));
  CHECK_FALSE(subscriber.next(0ms));
}

TEST_CASE("a user that may neither PING nor PSUBSCRIBE can subscribe to channels") {
  RedisServer server;
  server.command({"ACL", "SETUSER", "reader", "on", ">pw", "allchannels", "+subscribe", "+unsubscribe"});
  ClientOptions options;
  options.unix_socket = server.socket_path();
  options.username = "reader";
  options.password = "pw";
  options.ping_after_idle = 5ms;
  Subscriber subscriber{options, kEager};
  subscriber.subscribe("a");
  REQUIRE(subscriber.wait_until_active(kLong));
  CHECK_FALSE(subscriber.next(50ms));
  subscriber.psubscribe("a*");
  CHECK(thrown_by<SubscriptionRefused>([&] { static_cast<void>(subscriber.next(kLong)); }).kind() == Kind::pattern);
  publish(server, "a", "1");
  CHECK(next_text(subscriber) == "channel  a=1");
}

TEST_CASE("a wrong password is thrown at once, does not show, and may be mended on the server") {
  RedisServer server{{.password = "right"}};
  server.command({"AUTH", "right"});
  Subscriber wrong{"unix://:mistaken@" + server.socket_path(), kEager};
  Subscriber missing{server.uri(), kEager};
  wrong.subscribe("a");
  missing.subscribe("a");
  const auto error = thrown_by<TransportError>([&] { static_cast<void>(wrong.next(kLong)); });
  CHECK(error.reason() == TransportReason::handshake);
  CHECK(std::string_view{error.what()}.find("WRONGPASS") != std::string_view::npos);
  CHECK(std::string_view{error.what()}.find("mistaken") == std::string_view::npos);
  CHECK(thrown_by<TransportError>([&] { wrong.wait_until_active(kLong); }).reason() == TransportReason::handshake);
  const auto needed = thrown_by<TransportError>([&] { static_cast<void>(missing.next(kLong)); });
  CHECK(needed.reason() == TransportReason::handshake);
  CHECK(std::string_view{needed.what()}.find("NOAUTH") != std::string_view::npos);
  std::stop_source stop;
  thrown_by<TransportError>([&] { missing.run(stop.get_token(), [](const SubscriberMessage&) {}); });

  server.command({"CONFIG", "SET", "requirepass", "mistaken"});
  REQUIRE(wrong.wait_until_active(kLong));
  publish(server, "a", "1");
  CHECK(next_text(wrong) == "channel  a=1");
}

TEST_CASE("a server that turns everybody away is tried again, and its words are told") {
  const ScriptedServerOptions options{
      .tcp = GENERATE(false, true), .after_last = AfterLastScript::repeat, .greets = false};
  const std::string login = GENERATE(as<std::string>{}, "", "?client_name=joe");
  ScriptedServer server{
      {ServerScript{}.expect_bytes(1).reply("-DENIED Redis is running in protected mode\r\n").close()}, options};
  Subscriber subscriber{server.uri() + login, kEager};
  subscriber.subscribe("a");
  std::optional<TransportError> error;
  REQUIRE(eventually([&] {
    try {
      static_cast<void>(subscriber.next(20ms));
    } catch (const TransportError& thrown) {
      error = thrown;
    }
    return error.has_value() && server.accepted() > 2;
  }));
  CHECK(error->reason() == TransportReason::connect);
  CHECK(error->server() == ClientOptions::from_uri(server.uri()).endpoint());
  CHECK_THAT(error->what(), Catch::Contains("DENIED Redis is running in protected mode"));
}

TEST_CASE("where nobody is there at first, the wait tries until its end and says why") {
  TemporaryFolder folder;
  const std::string uri = "unix://" + folder.path().string() + "/nobody";
  Subscriber subscriber{uri, {.first_backoff = 1ms, .longest_backoff = 5ms, .give_up_after = 50ms}};
  subscriber.subscribe("a");
  const auto error = thrown_by<TransportError>([&] { static_cast<void>(subscriber.next(20ms)); });
  CHECK(error.reason() == TransportReason::connect);
  CHECK(std::string_view{error.what()}.find(uri) != std::string_view::npos);
  thrown_by<TransportError>([&] { subscriber.wait_until_active(1ms); });
  std::stop_source stop;
  const auto given_up = thrown_by<TransportError>([&] { subscriber.run(stop.get_token(), [](const auto&) {}); });
  CHECK(std::string_view{given_up.what()}.find("no connection for 50 ms: cannot connect") != std::string_view::npos);
  thrown_by<TransportError>([&] { subscriber.wait_until_active(kLong); });
  CHECK_FALSE([&] {
    subscriber.unsubscribe("a");
    return subscriber.next(10ms);
  }());
}

TEST_CASE("an outage that does not end is thrown, and a wait that goes on finds the server when it is back") {
  RedisServer server;
  Subscriber subscriber{server.uri(), {.first_backoff = 1ms, .longest_backoff = 5ms, .give_up_after = 30ms}};
  subscriber.subscribe("a");
  REQUIRE(subscriber.wait_until_active(kLong));
  server.kill();
  CHECK(next_text(subscriber) == "disconnected");
  for (int i = 0; i < 2; ++i) {
    CHECK(thrown_by<TransportError>([&] { static_cast<void>(subscriber.next(kLong)); }).reason() ==
          TransportReason::connect);
  }
  server.restart();
  std::string back;
  REQUIRE(eventually([&] {
    try {
      back = next_text(subscriber);
      return true;
    } catch (const TransportError&) {  // under a sanitizer the first attempt may take longer than it may here
      return false;
    }
  }));
  CHECK(back == "reconnected");
}

TEST_CASE("a peer that falls silent is noticed by a PING, and one that answers is left alone") {
  RedisServer server;
  ClientOptions options;
  options.unix_socket = server.socket_path();
  options.ping_after_idle = 10ms;
  options.timeout = 1s;
  options.connect_timeout = 1s;
  Subscriber subscriber{options, kEager};
  subscriber.subscribe("a");
  REQUIRE(subscriber.wait_until_active(kLong));
  CHECK_FALSE(subscriber.next(100ms));
  CHECK(calls_of(server, "ping") > 2);
  CHECK(connections_to(server) == 1);
  server.pause();
  const auto lost = next_of<Disconnected>(subscriber);
  CHECK(lost.reason == TransportReason::timeout);
  server.resume();
  CHECK(next_text(subscriber) == "reconnected");
}

TEST_CASE("a thread that was away reads what has come before it complains of silence") {
  RedisServer server;
  ClientOptions options;
  options.unix_socket = server.socket_path();
  options.ping_after_idle = 1ms;
  options.timeout = 400ms;
  options.connect_timeout = 10s;
  Subscriber subscriber{options, kEager};
  subscriber.subscribe("a");
  REQUIRE(subscriber.wait_until_active(kLong));
  int disconnected = 0;
  for (int i = 0; i < 2; ++i) {
    static_cast<void>(subscriber.next(2ms));  // sends a PING
    publish(server, "a", "1");
    let_pass(600ms);
    while (const auto event = subscriber.next(0ms))
      disconnected += std::holds_alternative<Disconnected>(*event) ? 1 : 0;
  }
  CHECK(disconnected == 0);
}

TEST_CASE("a replica that serves no stale data lets subscribers in, though it answers no PING") {
  RedisServer server;
  server.command({"CONFIG", "SET", "replica-serve-stale-data", "no"});
  server.command({"REPLICAOF", "127.0.0.1", "1"});
  REQUIRE(server.command({"PING"}).starts_with("-MASTERDOWN"));
  ClientOptions options;
  options.unix_socket = server.socket_path();
  options.ping_after_idle = 1ms;
  Subscriber subscriber{options, kEager};
  subscriber.subscribe("a");
  CHECK(subscriber.wait_until_active(kLong));
  CHECK_FALSE(subscriber.next(20ms));
  CHECK(connections_to(server) == 1);
}

TEST_CASE("a server that is busy is asked again until it subscribes, and that is told") {
  RedisServer server;
  server.command({"CONFIG", "SET", "busy-reply-threshold", "1"});
  Subscriber subscriber{server.uri(), kEager};
  subscriber.subscribe("first");
  REQUIRE(subscriber.wait_until_active(kLong));
  std::jthread busy{[&] {
    ClientOptions options;
    options.unix_socket = server.socket_path();
    options.timeout = 60s;
    Client client{options};
    try {
      client.eval<Ok>("while true do end");
    } catch (const ServerError&) {  // it is killed
    }
  }};
  REQUIRE(eventually([&] { return server.command({"PING"}).starts_with("-BUSY"); }));
  subscriber.subscribe({"a", "b"});
  subscriber.psubscribe("p*");
  subscriber.unsubscribe("first");
  Texts told;
  while (told.size() < 3) {
    const auto postponed = next_of<Postponed>(subscriber);
    CHECK(postponed.code == "BUSY");
    told.push_back(std::string{to_string(postponed.kind)} + " " + postponed.message.substr(0, 14));
    for (const std::string& name : postponed.names) told.back() += " " + name;
  }
  CHECK(std::ranges::count(told, "pattern PSUBSCRIBE: BU p*") == 1);
  CHECK(std::ranges::count(told, "channel UNSUBSCRIBE: B first") == 1);
  CHECK(std::ranges::any_of(told, [](const auto& text) { return text.starts_with("channel SUBSCRIBE: BUS "); }));
  CHECK_FALSE(subscriber.next(50ms));  // asked again, and told once
  CHECK_FALSE(subscriber.wait_until_active(1ms));
  server.command({"SCRIPT", "KILL"});
  busy.join();
  CHECK(subscriber.wait_until_active(kLong));
  CHECK(subscribers_of(server, "first") == 0);
  publish(server, "b", "x");
  publish(server, "p1", "y");
  CHECK(next_text(subscriber) == "channel  b=x");
  CHECK(next_text(subscriber) == "pattern p* p1=y");
}

TEST_CASE("what is postponed after a loss is restored late, and one that lasts is thrown as an outage") {
  const std::string hello = resp_command({"PING"}) + resp_command({"SUBSCRIBE", "a"});
  const std::string again = resp_command({"SUBSCRIBE", "a"});
  const std::string confirmed = "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n";
  const std::string loading = "-LOADING Redis is loading\r\n";
  ScriptedServer server{{ServerScript{}.expect(hello).reply("+PONG\r\n" + confirmed).close(),
                         ServerScript{}.expect(hello).reply(loading + loading).expect(again).reply(loading).stall()}};
  Subscriber subscriber{server.uri(), {.first_backoff = 1ms, .longest_backoff = 2ms, .give_up_after = 300ms}};
  subscriber.subscribe("a");
  CHECK(next_text(subscriber) == "disconnected");
  CHECK(next_text(subscriber) == "postponed by LOADING");
  const auto outage = thrown_by<TransportError>([&] { static_cast<void>(subscriber.next(kLong)); });
  CHECK(std::string_view{outage.what()}.find("not everything is subscribed again after 300 ms") !=
        std::string_view::npos);
  CHECK(std::string_view{outage.what()}.find("LOADING") != std::string_view::npos);
}

TEST_CASE("a server that is full, protected or still loading, and hangs up, is tried again") {
  const std::string greeting = GENERATE("-ERR max number of clients reached\r\n", "-LOADING Redis is loading\r\n",
                                        "-DENIED Redis is running in protected mode\r\n", "-ERR whatever it is\r\n");
  const std::string hello = resp_command({"PING"}) + resp_command({"SUBSCRIBE", "a"});
  const std::string confirmed = "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n";
  ScriptedServer server{{ServerScript{}.expect(hello).reply(greeting).close(),
                         ServerScript{}.expect(hello).reply_in_pieces("+PONG\r\n" + confirmed, 1).stall()}};
  Subscriber subscriber{server.uri(), kEager};
  subscriber.subscribe("a");
  CHECK(subscriber.wait_until_active(kLong));
  CHECK_FALSE(subscriber.next(0ms));  // nothing was missed: it had never been there
  CHECK(server.failure() == "");
}

TEST_CASE("a subscriber whose server hangs up on everybody says why, with the words of the server") {
  const bool has_password = GENERATE(false, true);
  const std::string hello = (has_password ? resp_command({"AUTH", "pw"}) : std::string{}) + resp_command({"PING"}) +
                            resp_command({"SUBSCRIBE", "a"});
  ScriptedServer server{{ServerScript{}.expect(hello).reply("-ERR max number of clients reached\r\n").close()},
                        {.after_last = AfterLastScript::repeat}};
  Subscriber subscriber{"unix://" + std::string{has_password ? ":pw@" : ""} + server.socket_path(), kEager};
  subscriber.subscribe("a");
  const auto error = thrown_by<TransportError>([&] { static_cast<void>(subscriber.next(30ms)); });
  CHECK(error.reason() == TransportReason::connect);
  CHECK(std::string_view{error.what()}.find("ERR max number of clients reached") != std::string_view::npos);
}

TEST_CASE("a server that talks nonsense is left, and tried again") {
  const std::string hello = resp_command({"PING"}) + resp_command({"SUBSCRIBE", "a"});
  const std::string in = "+PONG\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n";
  const std::string nonsense = GENERATE("hello\r\n", ":1\r\n", "*3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:1\r\n");
  ScriptedServer server{
      {ServerScript{}.expect(hello).reply(in).reply(nonsense).stall(), ServerScript{}.expect(hello).reply(in)}};
  Subscriber subscriber{server.uri(), kEager};
  subscriber.subscribe("a");
  CHECK(next_of<Disconnected>(subscriber).reason == TransportReason::protocol);
  CHECK(next_text(subscriber) == "reconnected");
  CHECK(server.failure() == "");
}

TEST_CASE("a connection that breaks at any byte of an answer is made anew") {
  const std::string hello = resp_command({"PING"}) + resp_command({"SUBSCRIBE", "a"});
  const std::string in = "+PONG\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n";
  const std::string message = resp_command({"message", "a", "x"});
  const std::string answer = in + message;
  for (std::size_t cut = 0; cut < answer.size(); ++cut) {
    CAPTURE(cut);
    ScriptedServer server{{ServerScript{}.expect(hello).reply(answer.substr(0, cut)).close(),
                           ServerScript{}.expect(hello).reply(in + resp_command({"message", "a", "again"})).stall()}};
    Subscriber subscriber{server.uri(), kEager};
    subscriber.subscribe("a");
    Texts seen;
    for (std::string text; text != "channel  a=again"; seen.push_back(text)) text = next_text(subscriber);
    // It was up when the PONG had come; from then on messages may have been missed.
    const Texts expected = cut < 7 ? Texts{"channel  a=again"} : Texts{"disconnected", "channel  a=again"};
    const auto back = std::remove(seen.begin(), seen.end(), "reconnected");
    seen.erase(back, seen.end());
    CHECK(seen == expected);
    CHECK(server.failure() == "");
  }
}

TEST_CASE("a burst of 100,000 messages arrives whole and in order") {
  RedisServer server;
  Subscriber subscriber{server.uri()};
  Client client{server.uri()};
  constexpr int kMessages = 100'000;
  subscriber.subscribe("burst");
  REQUIRE(subscriber.wait_until_active(kLong));
  std::jthread publisher{[&] {
    PipelineContext pipe{client, {.flush_every = 500}};
    for (int i = 0; i < kMessages; ++i) pipe.command<std::int64_t>("PUBLISH", "burst", i);
    pipe.execute(Errors::in_results);
  }};
  int expected = 0;
  int wrong = 0;
  std::stop_source stop;
  subscriber.run(
      stop.get_token(),
      [&](const SubscriberMessage& message) {
        if (message.payload_as<int>() != expected++) ++wrong;
        if (expected == kMessages) stop.request_stop();
      },
      [&](const Disconnected&) { stop.request_stop(); });
  publisher.join();
  CHECK(expected == kMessages);
  CHECK(wrong == 0);
}

TEST_CASE("a forked process uses a connection of its own, and takes nothing from its parent") {
  RedisServer server;
  Subscriber subscriber{server.uri(), kEager};
  subscriber.subscribe("a");
  REQUIRE(subscriber.wait_until_active(kLong));
  publish(server, "a", "parent's");
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int verdict = 1;  // no assertions: this is not Catch's process
    try {
      const bool lost = subscriber.next(kLong)->index() == 1;
      verdict = lost && next_text(subscriber) == "reconnected" ? 0 : 2;
    } catch (...) {
    }
    _exit(verdict);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(next_text(subscriber) == "channel  a=parent's");
}

TEST_CASE("waits that cannot work are refused") {
  Subscriber subscriber{"redis://localhost:1"};
  thrown_by<std::invalid_argument>([&] { static_cast<void>(subscriber.next(24h * 25)); });
  thrown_by<std::invalid_argument>([] { static_cast<void>(Subscriber{ClientOptions{}, {.first_backoff = 0ms}}); });
  thrown_by<std::invalid_argument>([] {
    static_cast<void>(Subscriber{ClientOptions{}, {.first_backoff = 2s, .longest_backoff = 1s}});
  });
  ClientOptions negative;
  negative.database = -1;
  thrown_by<std::invalid_argument>([&] { static_cast<void>(Subscriber{negative}); });
  thrown_by<UriError>([] { static_cast<void>(Subscriber{"localhost"}); });
}
