// What a subscriber decides, with a server and a clock that are the test.
#include "transport/subscriber_engine.hpp"

#include "resp/reply_reader.hpp"
#include "support/catch.hpp"
#include "support/resp_text.hpp"

#include <chrono>
#include <string>
#include <variant>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;
using detail::Clock;
using detail::EventBound;
using detail::SubscriberEngine;

namespace {

constexpr auto kNever = Clock::time_point::max();

ClientOptions client_options() {
  ClientOptions options;
  options.unix_socket = "/redis.sock";
  options.connect_timeout = 5s;
  options.timeout = 3s;
  options.ping_after_idle = 10s;
  return options;
}

class Talk {
 public:
  explicit Talk(const EventBound& bound = {})
      : client{client_options()},
        engine{client, {.first_backoff = 100ms, .longest_backoff = 1s, .give_up_after = 60s}, bound} {}

  /// A connection, up to where the server has let us in and subscribed `channels`.
  void come_up(const std::vector<std::string>& channels) {
    pass(2s);  // longer than any backoff
    REQUIRE(engine.connect_at() <= now);
    engine.connecting();
    engine.connected(out, client);
    said();
    answer("+PONG\r\n");
    for (const std::string& channel : channels) confirm(channel);
    engine.received();
  }
  /// What time passes for; a step begins then.
  bool pass(std::chrono::milliseconds time) {
    now += time;
    return engine.begin_step(now);
  }
  std::string said() {
    engine.write(out, false);
    std::string bytes{out.view(0, out.size())};
    out.clear();
    return bytes;
  }
  void answer(const std::string& bytes) { reader.feed(bytes, engine); }
  void confirm(const std::string& channel) {
    answer("*3\r\n$9\r\nsubscribe\r\n$" + std::to_string(channel.size()) + "\r\n" + channel + "\r\n:1\r\n");
  }
  void publish(const std::string& channel, const std::string& payload) {
    answer(resp_command({"message", channel, payload}));
  }
  void lose() { engine.ended({TransportReason::closed, "gone"}, now, now); }
  std::string next() {
    if (!engine.has_event()) return "nothing";
    try {
      const SubscriberEvent event = engine.take_event();
      if (const auto* message = std::get_if<SubscriberMessage>(&event)) return message->payload;
      if (std::holds_alternative<Disconnected>(event)) return "disconnected";
      return std::holds_alternative<Reconnected>(event) ? "reconnected" : "other";
    } catch (const TransportError& error) {
      return std::string{to_string(error.reason())};
    }
  }

  const ClientOptions client;
  SubscriberEngine engine;
  Clock::time_point now{std::chrono::hours{1}};
  detail::RequestBuffer out;
  detail::ReplyReader reader{ReplyLimits{}};
};

}  // namespace

TEST_CASE("an engine connects when something is wanted, and after a loss when the backoff is over") {
  Talk talk;
  talk.pass(0ms);
  CHECK(talk.engine.connect_at() == kNever);
  CHECK(talk.engine.rest_until() == kNever);
  CHECK(talk.engine.is_idle());
  talk.engine.add(SubscriptionKind::channel, {"a"});
  talk.come_up({"a"});
  CHECK_FALSE(talk.engine.is_idle());
  talk.publish("a", "1");
  talk.lose();
  CHECK(talk.engine.connect_at() >= talk.now);
  CHECK(talk.engine.connect_at() <= talk.now + 100ms);
  CHECK(talk.next() == "1");
  CHECK(talk.next() == "disconnected");
  talk.come_up({"a"});
  CHECK(talk.next() == "reconnected");
  CHECK(talk.next() == "nothing");
}

TEST_CASE("an engine asks a silent server with a PING, and gives it the timeout to answer anything") {
  Talk talk;
  talk.engine.add(SubscriptionKind::channel, {"a"});
  talk.come_up({"a"});
  CHECK(talk.engine.next_at(false) == talk.now + 10s);
  talk.pass(10s);
  CHECK(talk.said() == resp_command({"PING"}));
  CHECK_FALSE(talk.engine.overdue(false));
  CHECK(talk.engine.next_at(false) == talk.now + 3s);
  talk.pass(2s);
  CHECK(talk.said().empty());
  talk.publish("a", "1");
  talk.engine.received();  // any byte is a sign of life
  CHECK_FALSE(talk.engine.overdue(false));
  talk.pass(3s);
  REQUIRE(talk.engine.overdue(false));
  CHECK(talk.engine.overdue(false)->reason == TransportReason::timeout);
}

TEST_CASE("an engine gives a server that talks, but lets nobody in, no longer than connect_timeout") {
  Talk talk;
  talk.engine.add(SubscriptionKind::channel, {"a"});
  talk.pass(0ms);
  talk.engine.connecting();
  talk.engine.connected(talk.out, talk.client);
  talk.pass(4s);
  CHECK(talk.engine.received());
  talk.pass(1s);
  CHECK_FALSE(talk.engine.received());
  REQUIRE(talk.engine.overdue(false));
  CHECK(talk.engine.overdue(false)->reason == TransportReason::connect);
}

TEST_CASE("an engine tells an outage after each give_up_after, and keeps one of those that nobody takes") {
  Talk talk;
  talk.engine.add(SubscriptionKind::channel, {"a"});
  CHECK_FALSE(talk.pass(0ms));
  CHECK_FALSE(talk.pass(59s));
  CHECK(talk.pass(1s));
  CHECK(talk.engine.told() == 1);
  CHECK_FALSE(talk.pass(59s));
  CHECK(talk.pass(1s));
  CHECK(talk.engine.told() == 2);
  CHECK(talk.next() == "connect");
  CHECK(talk.next() == "nothing");
  talk.engine.remove(SubscriptionKind::channel, {"a"});
  CHECK_FALSE(talk.pass(60s));
}

TEST_CASE("an engine that is full pauses, and what is not read is not late") {
  Talk talk{{.events = 2}};
  talk.engine.add(SubscriptionKind::channel, {"a"});
  talk.come_up({"a"});
  talk.publish("a", "1");
  CHECK_FALSE(talk.engine.is_paused());
  talk.publish("a", "2");
  CHECK(talk.engine.is_paused());
  talk.engine.add(SubscriptionKind::channel, {"b"});
  CHECK(talk.said() == resp_command({"SUBSCRIBE", "b"}));
  CHECK_FALSE(talk.engine.overdue(false));  // from now on an answer is due
  talk.engine.pause();
  talk.pass(2h);
  CHECK(talk.next() == "1");
  CHECK_FALSE(talk.engine.is_paused());
  CHECK_FALSE(talk.engine.overdue(false));
  CHECK(talk.engine.next_at(false) == talk.now + 3s);
  CHECK(talk.next() == "2");
  CHECK(talk.next() == "nothing");  // no outage, however long it was
}

TEST_CASE("an engine without a connection makes none while it is full") {
  Talk talk{{.events = 2}};
  talk.engine.add(SubscriptionKind::channel, {"a"});
  talk.come_up({"a"});
  talk.publish("a", "1");
  talk.lose();
  CHECK(talk.engine.connect_at() == kNever);
  CHECK_FALSE(talk.pass(2h));
  CHECK(talk.engine.rest_until() == kNever);
  CHECK(talk.next() == "1");
  CHECK(talk.engine.connect_at() <= talk.now);
}

TEST_CASE("an engine that closes when it is full delivers what has come, and then the error for ever") {
  Talk talk{{.events = 1, .when_full = WhenFull::close}};
  talk.engine.add(SubscriptionKind::channel, {"a"});
  talk.come_up({"a"});
  talk.publish("a", "1");
  CHECK(talk.engine.failure() == nullptr);
  talk.publish("a", "2");
  REQUIRE(talk.engine.failure() != nullptr);
  talk.engine.ended(*talk.engine.failure(), talk.now, talk.now);
  CHECK(talk.engine.why_closed() != nullptr);
  talk.engine.add(SubscriptionKind::channel, {"b"});
  talk.pass(1h);
  CHECK(talk.engine.connect_at() == kNever);
  CHECK(talk.next() == "1");
  CHECK(talk.next() == "queue_full");
  CHECK(talk.next() == "queue_full");
}
