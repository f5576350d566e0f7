// Receiving what others publish.     subscribing <uri>

#include <tributary/transport/subscriber.hpp>
#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <variant>

using tributary::Client;
using tributary::ClientOptions;
using tributary::Disconnected;
using tributary::Ok;
using tributary::Postponed;
using tributary::Reconnected;
using tributary::Subscriber;
using tributary::SubscriberMessage;
using tributary::SubscriptionKind;
using tributary::SubscriptionRefused;
using namespace std::chrono_literals;

namespace {

void publish(Client& redis, std::string_view channel, std::string_view payload) {
  redis.command<std::int64_t>("PUBLISH", channel, payload);
}

void wait_for_one(Client& redis) {
  // [next]
  Subscriber subscriber{redis};  // the client's server and options, and a connection of its own
  subscriber.subscribe({"news", "weather"});
  subscriber.psubscribe("room:*");

  if (!subscriber.wait_until_active(5s)) return;  // the server knows: what is published now comes
  publish(redis, "room:7", "hello");

  if (auto event = subscriber.next(5s)) {
    if (auto* message = std::get_if<SubscriberMessage>(&*event)) {
      fmt::print("{} says {} (by {})\n", message->channel, message->payload, message->pattern);
    }
  }
  // [/next]
}

void run_in_a_thread(Client& redis) {
  Subscriber subscriber{redis};
  // [run]
  std::atomic<int> total = 0;
  std::jthread receiver{[&](const std::stop_token& stop) {
    subscriber.run(
        stop, [&](const SubscriberMessage& message) { total += message.payload_as<int>(); },
        [&](const Disconnected& lost) { fmt::print("lost: {}\n", lost.message); },
        [&](const Reconnected&) { fmt::print("back: messages may have been missed, read the total anew\n"); },
        [&](const Postponed& later) { fmt::print("not yet: {}\n", later.message); });
  }};
  // [/run]

  // [change]
  subscriber.subscribe("amounts");  // any thread, at any time
  subscriber.wait_until_active(SubscriptionKind::channel, {"amounts"}, 5s);
  // [/change]
  for (int amount = 1; amount <= 4; ++amount) publish(redis, "amounts", std::to_string(amount));
  while (total < 10) std::this_thread::yield();
  // [stop]
  receiver.request_stop();  // ends run() wherever it waits
  receiver.join();
  // [/stop]
  fmt::print("total {}\n", total.load());
}

void come_back(Client& redis) {
  Subscriber subscriber{redis};
  subscriber.subscribe("prices");
  subscriber.wait_until_active(5s);
  redis.command<std::int64_t>("CLIENT", "KILL", "TYPE", "pubsub");
  // [reconnected]
  bool restored = false;
  while (!restored) {
    const auto event = subscriber.next(30s);
    if (!event) break;
    if (std::holds_alternative<Disconnected>(*event)) fmt::print("the connection is lost\n");
    if (const auto* back = std::get_if<Reconnected>(&*event)) {
      const bool is_recent = std::chrono::system_clock::now() - back->since < 1min;
      fmt::print("everything is subscribed again; the gap began {} ago\n", is_recent ? "moments" : "long");
      restored = true;
    }
  }
  // [/reconnected]
  publish(redis, "prices", "12.50");
  if (auto event = subscriber.next(5s))
    fmt::print("price {}\n", std::get<SubscriberMessage>(*event).payload_as<double>());
}

void options(Client& redis) {
  // [options]
  ClientOptions server = redis.options();
  server.client_name = "ticker";
  server.ping_after_idle = 10s;  // silence after which the server is asked whether it is there
  server.timeout = 2s;           // for its answers
  Subscriber subscriber{server, {.first_backoff = 50ms, .longest_backoff = 5s, .give_up_after = 30s}};
  // [/options]
}

void be_refused(Client& redis) {
  redis.command<Ok>("ACL", "SETUSER", "reader", "on", ">pw", "resetchannels", "&public:*", "+@all");
  ClientOptions reader = redis.options();
  reader.username = "reader";
  reader.password = "pw";
  Subscriber subscriber{reader};
  // [refused]
  subscriber.subscribe({"public:1", "secret"});
  try {
    subscriber.wait_until_active(5s);
  } catch (const SubscriptionRefused& refused) {
    fmt::print("not {}: {}\n", refused.name(), refused.code());
    subscriber.unsubscribe(refused.name());
  }
  const bool active = subscriber.wait_until_active(5s);  // the other one
  // [/refused]
  fmt::print("active: {}\n", active);
  redis.command<std::int64_t>("ACL", "DELUSER", "reader");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: {} <uri>\n", argv[0]);
    return 2;
  }
  try {
    Client redis{argv[1]};
    wait_for_one(redis);
    run_in_a_thread(redis);
    come_back(redis);
    options(redis);
    be_refused(redis);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
