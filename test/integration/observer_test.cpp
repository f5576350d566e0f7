// What a client counts and tells, the blocking one and the asynchronous one.
#include "integration/observe.hpp"
#include "integration/run_coroutines.hpp"

#include <tributary/asio.hpp>
#include <tributary/transport/stop_on.hpp>

#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
namespace asio = boost::asio;

namespace {

/// Keeps what it is told as texts.
class Notes : public Observer {
 public:
  using Observer::Observer;

  void on_batch(const BatchReport& report) noexcept override {
    const std::lock_guard lock{mutex_};
    batches_.push_back(std::to_string(report.commands) + " commands, " + std::to_string(report.failed) + " failed");
    if (report.duration.count() <= 0) batches_.back() += ", in no time";
  }
  void on_command(const CommandReport& report) noexcept override {
    const std::lock_guard lock{mutex_};
    commands_.push_back(std::string{report.name} + " '" + std::string{report.key} + (report.failed ? "' failed" : "'"));
    if (report.latency.count() <= 0) commands_.back() += ", in no time";
  }
  void on_event(const ClientEvent& event) noexcept override {
    const std::lock_guard lock{mutex_};
    events_.emplace_back(to_string(event.kind));
    last_message_ = event.message;
  }

  std::vector<std::string> batches() const { return copy(batches_); }
  std::vector<std::string> commands() const { return copy(commands_); }
  std::vector<std::string> events() const { return copy(events_); }
  std::string last_message() const { return copy(last_message_); }

 private:
  template <class T>
  T copy(const T& of) const {
    const std::lock_guard lock{mutex_};
    return of;
  }

  mutable std::mutex mutex_;
  std::vector<std::string> batches_;
  std::vector<std::string> commands_;
  std::vector<std::string> events_;
  std::string last_message_;
};

ClientOptions observed(const RedisServer& server, const std::shared_ptr<Notes>& notes) {
  ClientOptions options = ClientOptions::from_uri(server.uri());
  options.observer = notes;
  return options;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("both clients count the same for the same work") {
  RedisServer server;
  const auto use = [](PipelineContext& pipe) {
    pipe.incr("n");
    pipe.lpush("n", "x");
    pipe.get("n");
  };
  const auto check = [](const ClientStatistics& seen) {
    CHECK(seen.batches == 2);
    CHECK(seen.commands == 4);
    CHECK(seen.failed == 1);
    CHECK(seen.writes == 3);  // the login is one
    CHECK(seen.reads == 3);
    CHECK(seen.bytes_written > 0);
    CHECK(seen.bytes_read > 0);
    CHECK(seen.connections == 1);
    CHECK(seen.lost == 0);
    CHECK(seen.unsettled == 0);
    CHECK(seen.queued == 0);
    CHECK(seen.commands_per_write() == Approx(4.0 / 3));
  };
  SECTION("blocking") {
    Client redis{server.uri()};
    PipelineContext pipe{redis};
    use(pipe);
    pipe.execute(Errors::in_results);
    redis.ping();
    check(redis.statistics());
  }
  SECTION("asynchronous") {
    asio::io_context context;
    AsyncClient redis{context, server.uri()};
    run(context, [&]() -> asio::awaitable<void> {
      PipelineContext pipe{redis};
      use(pipe);
      co_await async_execute(pipe, Errors::in_results);
      co_await async_wait(redis.ping());
    });
    check(redis.statistics());
  }
}

TEST_CASE("an observer is told of batches, and of commands and their keys when it asks for them") {
  RedisServer server;
  const auto detail =
      GENERATE(Observer::Detail::batches, Observer::Detail::commands, Observer::Detail::commands_with_keys);
  const bool asynchronous = GENERATE(false, true);
  const auto notes = std::make_shared<Notes>(detail);
  const auto record = [](PipelineContext& pipe) {
    pipe.set("key", "text");
    pipe.incr("key");
    pipe.ping();
  };
  if (asynchronous) {
    asio::io_context context;
    AsyncClient redis{context, observed(server, notes)};
    run(context, [&]() -> asio::awaitable<void> {
      PipelineContext pipe{redis};
      record(pipe);
      co_await async_execute(pipe, Errors::in_results);
    });
  } else {
    Client redis{observed(server, notes)};
    PipelineContext pipe{redis};
    record(pipe);
    pipe.execute(Errors::in_results);
  }
  CHECK(notes->batches() == Texts{"3 commands, 1 failed"});
  CHECK(notes->events() == Texts{"connected"});
  switch (detail) {
    case Observer::Detail::batches: CHECK(notes->commands().empty()); break;
    case Observer::Detail::commands: CHECK(notes->commands() == Texts{"SET ''", "INCR '' failed", "PING ''"}); break;
    case Observer::Detail::commands_with_keys:
      CHECK(notes->commands() == Texts{"SET 'key'", "INCR 'key' failed", "PING ''"});
      break;
  }
}

TEST_CASE("an observer is told of connections that are made, not made and lost") {
  RedisServer server;
  const auto notes = std::make_shared<Notes>();
  SECTION("blocking") {
    Client redis{observed(server, notes)};
    redis.ping();
    server.kill();
    CHECK_THROWS_AS(redis.ping(), TransportError);
    CHECK(notes->events() == Texts{"connected", "not_connected"});
    server.restart();
    PipelineContext pipe{redis};
    pipe.ping();
    pipe.command<std::string>("CLIENT", "KILL", "SKIPME", "no");
    pipe.ping();
    CHECK_THROWS_AS(pipe.execute(), TransportError);
    CHECK(notes->events().back() == "lost");
    CHECK(redis.statistics().lost == 1);
  }
  SECTION("asynchronous") {
    asio::io_context context;
    AsyncClient redis{context, observed(server, notes), {.when_disconnected = WhenUnable::fail}};
    const auto ping = [&] {
      const auto result = redis.ping();
      context.restart();
      context.run();
      return result.has_value();
    };
    CHECK(ping());
    server.kill();
    CHECK_FALSE(ping());
    CHECK(notes->events() == Texts{"connected", "not_connected"});
  }
}

TEST_CASE("a context that is destroyed with commands and without an exception is told") {
  RedisServer server;
  const auto notes = std::make_shared<Notes>();
  Client redis{observed(server, notes)};
  {
    PipelineContext pipe{redis};
    pipe.ping();
    pipe.ping();
  }
  CHECK(notes->events() == Texts{"discarded"});
  CHECK_THAT(notes->last_message(), Catch::Contains("2 commands"));
  {
    PipelineContext pipe{redis};
    PipelineContext child{pipe};
    child.ping();
  }
  CHECK(notes->events() == Texts{"discarded", "discarded"});
  try {
    PipelineContext pipe{redis};
    pipe.ping();
    throw std::runtime_error{"a reason"};
  } catch (const std::runtime_error&) {
  }
  {
    PipelineContext pipe{redis};
    pipe.ping();
    pipe.discard();
  }
  CHECK(notes->events() == Texts{"discarded", "discarded"});
}

TEST_CASE("what a callback throws that nobody waits for is told") {
  RedisServer server;
  const auto notes = std::make_shared<Notes>();
  asio::io_context context;
  AsyncClient redis{context, observed(server, notes)};
  PipelineContext pipe{redis};
  pipe.ping();
  pipe.on_execute([] { throw std::runtime_error{"of the callback"}; });
  pipe.execute();
  context.run();
  CHECK(notes->events() == Texts{"connected", "callback_threw"});
  CHECK(notes->last_message() == "of the callback");
}

TEST_CASE("promise 15: an execute of a blocking client has a deadline of its own, and ends when somebody asks it to") {
  RedisServer server;
  Client redis{server.uri()};
  redis.ping();
  server.pause();
  PipelineContext pipe{redis};
  const auto late = pipe.incr("n");
  const auto begin = Clock::now();
  SECTION("deadline") {
    const auto error = thrown_by<TransportError>([&] { pipe.execute({.deadline = 40ms}); });
    CHECK(error.reason() == TransportReason::timeout);
    CHECK_THAT(error.what(), Catch::Contains("the deadline of the execute passed"));
    CHECK(Clock::now() - begin >= 40ms);
  }
  SECTION("stop") {
    std::stop_source source;
    const StopOn stop{source.get_token()};
    std::jthread stopper{[&] {
      let_pass(30ms);
      source.request_stop();
    }};
    const auto error = thrown_by<TransportError>([&] { pipe.execute({.stop = &stop}); });
    CHECK(error.reason() == TransportReason::cancelled);
    CHECK(error.outcome() == TransportOutcome::maybe_applied);
    PipelineContext again{redis};
    const auto unsent = again.incr("n");
    CHECK_THROWS_AS(again.execute({.stop = &stop}), TransportError);
    CHECK(unsent.error()->outcome == TransportOutcome::not_sent);
  }
  CHECK(late.error()->outcome == TransportOutcome::maybe_applied);
  CHECK(Clock::now() - begin < kForever);
  server.resume();
  CHECK(redis.ping().has_value());
  PipelineContext refused{redis};
  refused.ping();
  CHECK_THROWS_AS(refused.execute({.deadline = -1ms}), std::invalid_argument);
  CHECK(refused.size() == 1);
  refused.discard();
}
