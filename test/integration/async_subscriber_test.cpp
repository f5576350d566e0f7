// Asynchronous subscribers on real servers: what is theirs alone. The rules that they share with Subscriber are tested
// in subscriber_test.cpp.
#include "integration/observe.hpp"
#include "integration/run_coroutines.hpp"
#include "support/scripted_server.hpp"

#include <tributary/asio.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_future.hpp>

#include <atomic>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using Kind = SubscriptionKind;
using Texts = std::vector<std::string>;
namespace asio = boost::asio;

namespace {

/// Comes back at once.
constexpr SubscriberOptions kEager{.first_backoff = 1ms, .longest_backoff = 20ms};
constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

std::string text_of(const SubscriberEvent& event) {
  if (const auto* postponed = std::get_if<Postponed>(&event)) return "postponed by " + postponed->code;
  if (const auto* dropped = std::get_if<EventsDropped>(&event)) return "dropped " + std::to_string(dropped->count);
  if (const auto* message = std::get_if<SubscriberMessage>(&event)) {
    return std::string{to_string(message->kind)} + " " + message->pattern + " " + message->channel + "=" +
           message->payload;
  }
  return std::holds_alternative<Disconnected>(event) ? "disconnected" : "reconnected";
}

std::string text_of(const std::exception_ptr& error) {
  if (error == nullptr) return "";
  try {
    std::rethrow_exception(error);
  } catch (const SubscriptionRefused& refused) {
    return "refused " + refused.name();
  } catch (const TransportError& failure) {
    return "failed: " + std::string{to_string(failure.reason())};
  } catch (const UsageError&) {
    return "misused";
  } catch (const boost::system::system_error& cancelled) {
    return cancelled.code() == asio::error::operation_aborted ? "aborted" : "unknown";
  }
}

/// The next event, or the error in its place.
asio::awaitable<std::string> next_text(AsyncSubscriber& subscriber) {
  const auto [error, event] = co_await async_receive(subscriber, kAsTuple);
  co_return error == nullptr ? text_of(event) : text_of(error);
}

asio::awaitable<std::string> active_text(AsyncSubscriber& subscriber) {
  const auto [error] = co_await async_wait_until_active(subscriber, kAsTuple);
  co_return error == nullptr ? "active" : text_of(error);
}

// CHECK() would await its argument twice.
asio::awaitable<void> next_is(AsyncSubscriber& subscriber, std::string expected) {
  const std::string text = co_await next_text(subscriber);
  CHECK(text == expected);
}

asio::awaitable<void> active_is(AsyncSubscriber& subscriber, std::string expected) {
  const std::string text = co_await active_text(subscriber);
  CHECK(text == expected);
}

/// Lets others of the context have their turn until it is true.
asio::awaitable<void> until(std::function<bool()> predicate) {
  asio::steady_timer timer{co_await asio::this_coro::executor};
  const auto end = Clock::now() + kForever;
  while (!predicate()) {
    if (Clock::now() > end) throw std::runtime_error{"it never came true"};
    timer.expires_after(1ms);
    co_await timer.async_wait(asio::use_awaitable);
  }
}

std::string publish(RedisServer& server, const std::string& channel, const std::string& payload) {
  return server.command({"PUBLISH", channel, payload});
}

void kill_subscribers(RedisServer& server) { server.command({"CLIENT", "KILL", "TYPE", "pubsub"}); }

std::int64_t subscribers_of(RedisServer& server, const std::string& channel) {
  const std::string counts = server.command({"PUBSUB", "NUMSUB", channel});
  return std::stoll(counts.substr(counts.rfind(':') + 1));
}

/// What the server keeps for subscribers that do not read.
std::int64_t kept_for_subscribers(RedisServer& server) {
  const std::string clients = server.command({"CLIENT", "LIST", "TYPE", "pubsub"});
  const auto found = clients.find(" omem=");
  return found == std::string::npos ? 0 : std::stoll(clients.substr(found + 6));
}

/// Tells when it is destroyed without having been called.
struct Watched {
  bool* called;
  std::shared_ptr<int> alive;
  template <class... Results>
  void operator()(Results&&...) const {
    *called = true;
  }
};

}  // namespace

TEST_CASE("an asynchronous subscriber without subscriptions connects to nothing, and keeps no context busy") {
  RedisServer server;
  asio::io_context context;
  AsyncSubscriber news{context, server.uri()};
  CHECK(context.run() == 0);
  CHECK(connections_to(server) == 0);
  CHECK(news.get_executor() == context.get_executor());
  bool active = false;
  async_wait_until_active(news, [&](const std::exception_ptr& error) { active = error == nullptr; });
  CHECK_FALSE(active);
  context.restart();
  context.run();
  CHECK(active);
  CHECK(connections_to(server) == 0);
}

TEST_CASE("an asynchronous subscriber receives the three kinds with every byte") {
  RedisServer server{{.tcp = true}};
  const std::string uri = GENERATE(false, true) ? server.tcp_uri() : server.uri();
  asio::io_context context;
  run(context, [&]() -> asio::awaitable<void> {
    AsyncSubscriber news{context, uri};
    const std::string channel{"ch\0an\r\nnel", 10};
    std::string payload(256, ' ');
    for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>(i);
    payload += std::string(300'000, 'x');
    news.subscribe(channel);
    news.psubscribe({"ch*", "nothing?"});
    news.ssubscribe(channel);
    co_await async_wait_until_active(news);
    CHECK(publish(server, channel, payload) == ":2");
    server.command({"SPUBLISH", channel, "s"});
    const SubscriberEvent direct = co_await async_receive(news);
    CHECK(std::get<SubscriberMessage>(direct).channel == channel);
    CHECK(std::get<SubscriberMessage>(direct).payload == payload);
    const SubscriberEvent matched = co_await async_receive(news);
    CHECK(std::get<SubscriberMessage>(matched).pattern == "ch*");
    CHECK(std::get<SubscriberMessage>(matched).payload == payload);
    const SubscriberEvent sharded = co_await async_receive(news);
    CHECK(std::get<SubscriberMessage>(sharded).kind == Kind::sharded);
    CHECK(std::get<SubscriberMessage>(sharded).payload == "s");
  });
}

TEST_CASE("messages come in their order, also those that came while nobody received") {
  RedisServer server;
  asio::io_context context;
  run(context, [&]() -> asio::awaitable<void> {
    AsyncSubscriber news{context, server.uri()};
    news.subscribe("n");
    co_await async_wait_until_active(news);
    constexpr int kMessages = 3'000;
    for (int i = 0; i < kMessages; ++i) publish(server, "n", std::to_string(i));
    int wrong = 0;
    for (int i = 0; i < kMessages; ++i) {
      const SubscriberEvent event = co_await async_receive(news);
      if (std::get<SubscriberMessage>(event).payload_as<int>() != i) ++wrong;
    }
    CHECK(wrong == 0);
  });
}

TEST_CASE("every completion token receives, never within the call") {
  RedisServer server;
  asio::io_context context;
  AsyncSubscriber news{context, server.uri()};
  news.subscribe("a");
  std::future<SubscriberEvent> future = async_receive(news, asio::use_future);
  std::jthread runner{[&] { context.run(); }};
  REQUIRE(eventually([&] { return publish(server, "a", "1") == ":1"; }));
  CHECK(text_of(future.get()) == "channel  a=1");
  publish(server, "a", "2");
  publish(server, "a", "3");
  CHECK(text_of(async_receive(news, asio::use_future).get()) == "channel  a=2");

  std::promise<std::string> promise;
  std::atomic<bool> is_in_call = true;
  asio::post(context, [&] {
    async_receive(news, [&](const std::exception_ptr&, const SubscriberEvent& event) {
      promise.set_value(is_in_call ? "within the call" : text_of(event));
    });
    is_in_call = false;
  });
  CHECK(promise.get_future().get() == "channel  a=3");
  auto later = async_receive(news, asio::deferred);
  publish(server, "a", "4");
  CHECK(text_of(std::move(later)(asio::use_future).get()) == "channel  a=4");
  news.unsubscribe("a");
}

TEST_CASE("after CLIENT KILL an asynchronous subscriber subscribes again by itself, and tells the gap") {
  RedisServer server{{.tcp = true}};
  const std::string uri = GENERATE(false, true) ? server.tcp_uri() : server.uri();
  asio::io_context context;
  run(context, [&]() -> asio::awaitable<void> {
    AsyncSubscriber news{context, uri, {.subscriber = kEager}};
    news.subscribe({"a", "gone"});
    news.psubscribe("p*");
    news.ssubscribe("s");
    co_await active_is(news, "active");
    news.unsubscribe("gone");
    co_await active_is(news, "active");
    for (int round = 0; round < 3; ++round) {
      publish(server, "a", "before");
      const auto before = std::chrono::system_clock::now();
      kill_subscribers(server);
      co_await next_is(news, "channel  a=before");
      const SubscriberEvent lost = co_await async_receive(news);
      CHECK(std::get<Disconnected>(lost).reason == TransportReason::closed);
      const SubscriberEvent back = co_await async_receive(news);
      CHECK(std::get<Reconnected>(back).since <= before + 1ms);  // two clocks are involved
      publish(server, "a", "1");
      publish(server, "p1", "2");
      server.command({"SPUBLISH", "s", "3"});
      co_await next_is(news, "channel  a=1");
      co_await next_is(news, "pattern p* p1=2");
      co_await next_is(news, "sharded channel  s=3");
      CHECK(subscribers_of(server, "gone") == 0);
    }
  });
}

TEST_CASE("an asynchronous subscriber finds a server that was killed and comes back") {
  RedisServer server;
  asio::io_context context;
  run(context, [&]() -> asio::awaitable<void> {
    AsyncSubscriber news{context, server.uri(), {.subscriber = kEager}};
    std::vector<std::string> names;
    for (int i = 0; i < 2'000; ++i) names.push_back("channel" + std::to_string(i));
    news.subscribe(names);
    co_await active_is(news, "active");
    server.kill();
    co_await next_is(news, "disconnected");
    news.unsubscribe(names[0]);
    news.subscribe("new");
    server.restart();
    co_await next_is(news, "reconnected");
    CHECK(server.statistic("pubsub_channels") == 2'000);
    publish(server, names.back(), "x");
    publish(server, "new", "y");
    co_await next_is(news, "channel  " + names.back() + "=x");
    co_await next_is(news, "channel  new=y");
  });
}

TEST_CASE("connections that are lost at random cost gaps that are told, never a wrong or doubled message") {
  RedisServer server;
  asio::io_context context;
  constexpr int kMessages = 2'000;
  int gaps = 0;
  int wrong = 0;
  asio::co_spawn(
      context,
      [&]() -> asio::awaitable<void> {
        AsyncSubscriber news{context, server.uri(), {.subscriber = kEager, .max_messages = 7}};
        news.subscribe("a");
        bool may_have_missed = true;
        for (int last = 0; last < kMessages;) {
          const SubscriberEvent event = co_await async_receive(news);
          if (const auto* message = std::get_if<SubscriberMessage>(&event)) {
            const int number = message->payload_as<int>();
            if (number <= last || (number != last + 1 && !may_have_missed)) ++wrong;
            may_have_missed = false;
            last = number;
          } else {
            may_have_missed = true;
            ++gaps;
          }
        }
      },
      rethrow);
  std::jthread runner{[&] { context.run(); }};
  for (int i = 1; i < kMessages; ++i) {
    if (i % 100 == 0) kill_subscribers(server);
    publish(server, "a", std::to_string(i));
  }
  CHECK(eventually([&] { return publish(server, "a", std::to_string(kMessages)) == ":1"; }));
  runner.join();
  CHECK(wrong == 0);
  CHECK(gaps > 0);
}

TEST_CASE("a channel that the ACL forbids is told once, to whoever waits first, and harms no other") {
  RedisServer server;
  server.command({"ACL", "SETUSER", "default", "resetchannels", "&ok*"});
  asio::io_context context;
  run(context, [&]() -> asio::awaitable<void> {
    AsyncSubscriber news{context, server.uri()};
    news.subscribe({"ok1", "secret", "ok2"});
    co_await next_is(news, "refused secret");
    co_await active_is(news, "refused secret");  // as long as nobody has given it up
    news.unsubscribe("secret");
    co_await active_is(news, "active");
    publish(server, "ok2", "x");
    co_await next_is(news, "channel  ok2=x");

    news.subscribe("other");
    co_await active_is(news, "refused other");
    publish(server, "ok1", "y");
    co_await next_is(news, "channel  ok1=y");  // it was told
  });
}

TEST_CASE("what keeps an asynchronous subscriber out is told to receivers and to those who wait, and may be mended") {
  RedisServer server{{.password = "right"}};
  server.command({"AUTH", "right"});
  asio::io_context context;
  run(context, [&]() -> asio::awaitable<void> {
    AsyncSubscriber news{context, "unix://:mistaken@" + server.socket_path(), {.subscriber = kEager}};
    news.subscribe("a");
    co_await active_is(news, "failed: handshake");
    co_await next_is(news, "failed: handshake");
    server.command({"CONFIG", "SET", "requirepass", "mistaken"});
    while (co_await active_text(news) != "active") {
    }
    publish(server, "a", "1");
    std::string text;
    do text = co_await next_text(news);
    while (text == "failed: handshake");  // at most one that nobody had received
    CHECK(text == "channel  a=1");
  });
}

TEST_CASE("an outage that does not end is an error for each give_up_after, but one for who was away") {
  TemporaryFolder folder;
  asio::io_context context;
  run(context, [&]() -> asio::awaitable<void> {
    AsyncSubscriber news{context,
                         "unix://" + folder.path().string() + "/nobody",
                         {.subscriber = {.first_backoff = 1ms, .longest_backoff = 5ms, .give_up_after = 20ms}}};
    news.subscribe("a");
    co_await active_is(news, "failed: connect");
    co_await next_is(news, "failed: connect");
    co_await next_is(news, "failed: connect");
    co_await active_is(news, "failed: connect");
    co_await active_is(news, "failed: connect");
    co_await active_is(news, "failed: connect");
    co_await next_is(news, "failed: connect");
    news.unsubscribe("a");
    co_await active_is(news, "active");
  });
}

TEST_CASE("a silent server is noticed by a PING") {
  RedisServer server;
  ClientOptions options;
  options.unix_socket = server.socket_path();
  options.ping_after_idle = 10ms;
  options.timeout = 200ms;
  options.connect_timeout = 5s;
  asio::io_context context;
  run(context, [&]() -> asio::awaitable<void> {
    AsyncSubscriber news{context, options, {.subscriber = kEager}};
    news.subscribe("a");
    co_await active_is(news, "active");
    co_await until([&] { return calls_of(server, "ping") > 5; });
    CHECK(connections_to(server) == 1);
    server.pause();
    const SubscriberEvent lost = co_await async_receive(news);
    CHECK(std::get<Disconnected>(lost).reason == TransportReason::timeout);
    server.resume();
    co_await next_is(news, "reconnected");
  });
}

TEST_CASE("when_full wait: the server keeps what there is no room for, nothing is lost, and the context is not busy") {
  RedisServer server{{.extra = {"--client-output-buffer-limit", "pubsub", "0", "0", "0"}}};
  const bool by_bytes = GENERATE(false, true);
  AsyncSubscriberOptions options{.subscriber = kEager};
  (by_bytes ? options.max_bytes : options.max_messages) = by_bytes ? 250'000 : 3;
  asio::io_context context;
  AsyncSubscriber news{context, server.uri(), options};
  news.subscribe("a");
  run(context, [&]() -> asio::awaitable<void> {
    co_await async_wait_until_active(news);
    for (int i = 0; i < 100; ++i) publish(server, "a", std::to_string(i) + std::string(100'000, 'x'));
  });  // returns, though it is subscribed
  CHECK(kept_for_subscribers(server) > 5'000'000);
  run(context, [&]() -> asio::awaitable<void> {
    for (int i = 0; i < 100; ++i) {
      const SubscriberEvent event = co_await async_receive(news);
      CHECK(std::get<SubscriberMessage>(event).payload.substr(0, 3) == (std::to_string(i) + "xxx").substr(0, 3));
    }
    CHECK(kept_for_subscribers(server) == 0);
    // A change is sent, though nothing is read; it is confirmed when there is room.
    for (int i = 0; i < 20; ++i) publish(server, "a", std::string(100'000, 'y'));
    co_await until([&] { return kept_for_subscribers(server) > 500'000; });
    news.subscribe("b");
    co_await until([&] { return subscribers_of(server, "b") == 1; });
    news.unsubscribe("a");  // what is here of it makes room
    co_await active_is(news, "active");
    publish(server, "b", "1");
    co_await next_is(news, "channel  b=1");
    news.unsubscribe("b");
  });
}

TEST_CASE("when_full drop_oldest: the last ones are there, and how many are not") {
  RedisServer server;
  const bool by_bytes = GENERATE(false, true);
  AsyncSubscriberOptions options{.subscriber = kEager, .when_full = WhenFull::drop_oldest};
  (by_bytes ? options.max_bytes : options.max_messages) = by_bytes ? 1'000 : 3;
  asio::io_context context;
  run(context, [&]() -> asio::awaitable<void> {
    AsyncSubscriber news{context, server.uri(), options};
    news.subscribe("a");
    co_await async_wait_until_active(news);
    const std::string filler(by_bytes ? 300 : 0, '.');
    for (int i = 0; i < 10; ++i) publish(server, "a", std::to_string(i) + filler);
    news.subscribe("b");
    co_await active_is(news, "active");  // so all of them have come
    co_await next_is(news, "dropped 7");
    for (int i = 7; i < 10; ++i) co_await next_is(news, "channel  a=" + std::to_string(i) + filler);
    publish(server, "a", "next");
    co_await next_is(news, "channel  a=next");

    publish(server, "a", std::string(5'000, 'z'));  // larger than the bound
    const std::string large = co_await next_text(news);
    CHECK(large.size() == 5'011);
    // What is told of the connection outlasts messages.
    kill_subscribers(server);
    co_await until([&] { return publish(server, "a", "0") == ":1"; });
    co_await active_is(news, "active");
    for (int i = 1; i < 10; ++i) publish(server, "a", std::to_string(i) + filler);
    news.subscribe("c");
    co_await active_is(news, "active");
    Texts texts;
    do texts.push_back(co_await next_text(news));
    while (texts.back() != "channel  a=9" + filler);
    CHECK(texts[0].starts_with("dropped"));
    CHECK(texts[1] == "disconnected");
    CHECK(texts[2] == "reconnected");
  });
}

TEST_CASE("when_full close: what has come is delivered, and then an error, for good") {
  RedisServer server;
  asio::io_context context;
  run(context, [&]() -> asio::awaitable<void> {
    AsyncSubscriber news{
        context, server.uri(), {.subscriber = kEager, .max_messages = 3, .when_full = WhenFull::close}};
    news.subscribe("a");
    co_await async_wait_until_active(news);
    for (int i = 0; i < 5; ++i) publish(server, "a", std::to_string(i));
    news.subscribe("b");
    co_await active_is(news, "failed: queue_full");
    co_await until([&] { return connections_to(server) == 0; });
    for (int i = 0; i < 3; ++i) co_await next_is(news, "channel  a=" + std::to_string(i));
    co_await next_is(news, "failed: queue_full");
    co_await next_is(news, "failed: queue_full");
    news.subscribe("c");
    co_await active_is(news, "failed: queue_full");
    CHECK(connections_to(server) == 0);
  });
}

TEST_CASE("a wait that is cancelled ends as aborted, loses nothing, and may be begun again") {
  RedisServer server;
  asio::io_context context;
  run(context, [&]() -> asio::awaitable<void> {
    using namespace asio::experimental::awaitable_operators;
    AsyncSubscriber news{context, server.uri()};
    news.subscribe("a");
    co_await async_wait_until_active(news);
    asio::cancellation_signal signal;
    std::string ended;
    async_receive(
        news, asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr& error, const SubscriberEvent&) {
          ended = text_of(error);
        }));
    signal.emit(asio::cancellation_type::terminal);
    CHECK(ended.empty());  // never within the call
    publish(server, "a", "1");
    co_await next_is(news, "channel  a=1");
    CHECK(ended == "aborted");
    signal.emit(asio::cancellation_type::terminal);  // nobody listens any more

    asio::steady_timer timer{context, 5ms};
    const auto first = co_await (async_receive(news, asio::use_awaitable) || timer.async_wait(asio::use_awaitable));
    CHECK(std::holds_alternative<std::monostate>(first));
    publish(server, "a", "2");
    co_await next_is(news, "channel  a=2");
  });
}

TEST_CASE("a wait until all is active can be cancelled, where no server is") {
  ScriptedServer server{{ServerScript{}.stall()}};
  asio::io_context context;
  run(context, [&]() -> asio::awaitable<void> {
    AsyncSubscriber news{context, server.uri()};
    news.subscribe("a");
    asio::cancellation_signal signal;
    Texts ended;
    const auto note = [&](const std::exception_ptr& error) { ended.push_back(text_of(error)); };
    async_wait_until_active(news, asio::bind_cancellation_slot(signal.slot(), note));
    async_wait_until_active(news, note);
    signal.emit(asio::cancellation_type::all);
    co_await until([&] { return !ended.empty(); });
    CHECK(ended == Texts{"aborted"});
    news.unsubscribe("a");
    co_await until([&] { return ended.size() == 2; });
    CHECK(ended.back().empty());
  });
}

TEST_CASE("a second receiver is refused, and disturbs nobody") {
  RedisServer server;
  asio::io_context context;
  run(context, [&]() -> asio::awaitable<void> {
    AsyncSubscriber news{context, server.uri()};
    news.subscribe("a");
    co_await async_wait_until_active(news);
    std::string first;
    async_receive(news, [&](const std::exception_ptr&, const SubscriberEvent& event) { first = text_of(event); });
    co_await next_is(news, "misused");
    publish(server, "a", "1");
    co_await until([&] { return !first.empty(); });
    CHECK(first == "channel  a=1");
    publish(server, "a", "2");
    co_await next_is(news, "channel  a=2");
  });
}

TEST_CASE("nothing is delivered of what was unsubscribed, and without subscriptions the connection is closed") {
  RedisServer server;
  asio::io_context context;
  AsyncSubscriber news{context, server.uri()};
  run(context, [&]() -> asio::awaitable<void> {
    news.subscribe({"a", "b"});
    news.psubscribe("a*");
    co_await async_wait_until_active(news);
    publish(server, "a", "1");
    publish(server, "b", "2");
    news.subscribe("c");
    co_await async_wait_until_active(news);  // so the messages before it are here
    news.unsubscribe({"a", "never"});
    co_await next_is(news, "pattern a* a=1");
    co_await next_is(news, "channel  b=2");
    news.unsubscribe({"b", "c"});
    co_await active_is(news, "active");
    CHECK(subscribers_of(server, "b") == 0);
    CHECK(connections_to(server) == 1);
    news.punsubscribe("a*");
  });  // returns: nothing is left to do
  CHECK(eventually([&] { return connections_to(server) == 0; }));
  run(context, [&]() -> asio::awaitable<void> {
    news.ssubscribe("s");
    co_await active_is(news, "active");
    server.command({"SPUBLISH", "s", "1"});
    co_await next_is(news, "sharded channel  s=1");
    news.sunsubscribe("s");
  });
  CHECK(eventually([&] { return connections_to(server) == 0; }));
}

TEST_CASE("destroying a subscriber ends those who wait, and closes the connection") {
  RedisServer server;
  asio::io_context context;
  Texts ended;
  std::optional<AsyncSubscriber> news{std::in_place, context, server.uri()};
  news->subscribe("a");
  run(context, [&]() -> asio::awaitable<void> {
    co_await async_wait_until_active(*news);
    async_receive(*news,
                  [&](const std::exception_ptr& error, const SubscriberEvent&) { ended.push_back(text_of(error)); });
    news->subscribe("b");
    async_wait_until_active(*news, [&](const std::exception_ptr& error) { ended.push_back(text_of(error)); });
    auto later = async_receive(*news, asio::deferred);
    news.reset();
    CHECK(ended.empty());
    const auto [error, event] = co_await std::move(later)(kAsTuple);
    CHECK(text_of(error) == "aborted");
  });
  CHECK(ended == Texts{"aborted", "aborted"});
  CHECK(eventually([&] { return connections_to(server) == 0; }));
}

TEST_CASE("a subscriber may be destroyed by whoever it resumes") {
  RedisServer server;
  asio::io_context context;
  auto news = std::make_unique<AsyncSubscriber>(context, server.uri());
  news->subscribe("a");
  std::string text;
  async_wait_until_active(*news, [&](const std::exception_ptr&) {
    publish(server, "a", "1");
    async_receive(*news, [&](const std::exception_ptr&, const SubscriberEvent& event) {
      text = text_of(event);
      news.reset();
    });
  });
  context.run();
  CHECK(text == "channel  a=1");
  CHECK(eventually([&] { return connections_to(server) == 0; }));
}

TEST_CASE("an exception of a handler leaves through its context, and the subscriber goes on") {
  RedisServer server;
  asio::io_context context;
  AsyncSubscriber news{context, server.uri()};
  news.subscribe("a");
  async_wait_until_active(news, [](const std::exception_ptr&) { throw std::runtime_error{"of the handler"}; });
  CHECK_THROWS_WITH(context.run(), "of the handler");
  run(context, [&]() -> asio::awaitable<void> {
    co_await active_is(news, "active");
    publish(server, "a", "1");
    co_await next_is(news, "channel  a=1");
    news.unsubscribe("a");
  });
}

TEST_CASE("a context that ends first destroys handlers without calling them, and later waits get an error") {
  RedisServer server;
  ScriptedServer stalled{{ServerScript{}.stall()}};
  enum class When { never_run, connecting, active, full };
  const When when = GENERATE(When::never_run, When::connecting, When::active, When::full);
  bool called = false;
  const auto alive = std::make_shared<int>(0);
  std::optional<AsyncSubscriber> news;
  {
    asio::io_context context;
    news.emplace(context, when == When::connecting ? stalled.uri() : server.uri(),
                 AsyncSubscriberOptions{.max_messages = 1});
    news->subscribe("a");
    if (when == When::connecting) {
      while (stalled.accepted() == 0) context.run_for(1ms);
    } else if (when != When::never_run) {
      bool active = false;
      async_wait_until_active(*news, [&](const std::exception_ptr&) { active = true; });
      while (!active) context.run_one();
    }
    if (when == When::full) {
      publish(server, "a", "1");
      context.restart();
      context.run();
    } else {
      async_receive(*news, Watched{&called, alive});
      asio::co_spawn(
          context,
          [](AsyncSubscriber& subscriber, std::shared_ptr<int>) -> asio::awaitable<void> {
            subscriber.subscribe("b");
            co_await async_wait_until_active(subscriber);
          }(*news, alive),
          Watched{&called, alive});
      if (when != When::never_run) context.poll_one();
    }
  }
  CHECK_FALSE(called);
  CHECK(alive.use_count() == 1);
  if (when == When::full) return;  // it rested, and knows nothing of the end
  asio::io_context other;
  run(other, [&]() -> asio::awaitable<void> {
    co_await next_is(*news, "failed: cancelled");
    co_await active_is(*news, "failed: cancelled");
    news->subscribe("c");
  });
}

TEST_CASE("subscriptions are changed by threads while others run the context and one receives") {
  RedisServer server;
  asio::io_context context;
  std::optional<AsyncSubscriber> news{std::in_place, context, server.uri()};
  auto work = asio::make_work_guard(context);
  std::vector<std::jthread> runners;
  for (int i = 0; i < 3; ++i) runners.emplace_back([&] { context.run(); });
  constexpr int kThreads = 4;
  constexpr int kRounds = 25;
  std::atomic<int> wrong = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      Client client{server.uri()};
      for (int round = 0; round < kRounds; ++round) {
        const std::string name = std::to_string(i) + "/" + std::to_string(round);
        news->subscribe(name);
        async_wait_until_active(*news, asio::use_future).get();
        if (*client.command<std::int64_t>("PUBLISH", name, name) != 1) ++wrong;
        if (round % 5 == 0) news->unsubscribe(name);
      }
    });
  }
  // Of each five the first may be missing.
  std::atomic<int> seen = 0;
  std::promise<void> all;
  asio::co_spawn(
      context,
      [&]() -> asio::awaitable<void> {
        while (seen < kThreads * kRounds * 4 / 5) {
          const SubscriberEvent event = co_await async_receive(*news);
          const auto& channel = std::get<SubscriberMessage>(event).channel;
          if (std::stoi(channel.substr(channel.find('/') + 1)) % 5 != 0) ++seen;
        }
        all.set_value();
      },
      rethrow);
  threads.clear();
  all.get_future().get();
  news.reset();
  work.reset();
  runners.clear();
  CHECK(wrong == 0);
  CHECK(server.statistic("total_connections_received") == 1 + 1 + kThreads);
}

TEST_CASE("asynchronous subscribers refuse options that cannot work") {
  asio::io_context context;
  const auto make = [&](const AsyncSubscriberOptions& options) { AsyncSubscriber news{context, "redis://h", options}; };
  CHECK_THROWS_AS(make({.max_messages = 0}), std::invalid_argument);
  CHECK_THROWS_AS(make({.max_bytes = 0}), std::invalid_argument);
  CHECK_THROWS_AS(make({.subscriber = {.first_backoff = -1ms}}), std::invalid_argument);
  CHECK_THROWS_AS((AsyncSubscriber{context, "http://h"}), UriError);
}
