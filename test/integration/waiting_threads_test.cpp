// Threads that wait for results of a client with a thread of its own carry its connection meanwhile.
#include "support/catch.hpp"
#include "support/redis_server.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_server.hpp"

#include <tributary/asio.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

namespace {

/// Knows the thread that has read its reply.
struct ReadOn {
  std::thread::id thread;
};

}  // namespace

template <>
struct tributary::Codec<ReadOn> {
  static ReadOn from_reply(const ReplyView&) { return {std::this_thread::get_id()}; }
};

namespace {

/// True as soon as `f` is; false when it is not in a minute.
template <class F>
bool soon(F&& f) {
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (!f()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace

TEST_CASE("a thread that waits reads its reply itself, as soon as it is known to wait") {
  RedisServer server;
  AsyncClient redis{server.uri()};
  wait(redis.set("key", "value"));
  CHECK(soon([&] { return wait(redis.get<ReadOn>("key")).value().thread == std::this_thread::get_id(); }));
}

TEST_CASE("promise 19: what callers want to run never runs on a thread that waits") {
  constexpr int kThreads = 8;
  constexpr int kEach = 400;
  RedisServer server;
  AsyncClient redis{server.uri()};
  std::mutex mutex;
  std::set<std::thread::id> ran_on;
  std::set<std::thread::id> waited_on;
  const auto note = [&](std::set<std::thread::id>& threads) {
    const std::lock_guard lock{mutex};
    threads.insert(std::this_thread::get_id());
  };
  std::atomic<int> continuations{0};
  std::atomic<int> callbacks{0};
  std::atomic<int> wrong{0};
  std::vector<std::jthread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      note(waited_on);
      for (int i = 0; i < kEach; ++i) {
        PipelineContext pipe{redis};
        const auto number = pipe.incr("n");
        auto last = number;
        if ((i + t) % 5 == 0) {
          last = number.then([&](std::int64_t n) {
            note(ran_on);
            ++continuations;
            return n;
          });
        }
        if ((i + t) % 5 == 1) {
          pipe.on_execute([&] {
            note(ran_on);
            ++callbacks;
          });
        }
        pipe.execute();
        if (wait(last) < 1) ++wrong;
      }
    });
  }
  threads.clear();
  wait(redis.ping());
  CHECK(wrong == 0);
  CHECK(continuations == kThreads * kEach / 5);
  CHECK(soon([&] { return callbacks == kThreads * kEach / 5; }));
  CHECK(server.command({"GET", "n"}) == std::to_string(kThreads * kEach));
  const std::lock_guard lock{mutex};
  CHECK(ran_on.size() == 1);
  for (const auto& thread : ran_on) CHECK(waited_on.count(thread) == 0);
}

TEST_CASE("a thread that has waited so far, and does not wait for its last command, has it sent all the same") {
  RedisServer server;
  AsyncClient redis{server.uri()};
  for (int i = 1; i <= 50; ++i) {
    wait(redis.ping());
    redis.set("key", std::to_string(i));
    REQUIRE(soon([&] { return server.command({"GET", "key"}) == std::to_string(i); }));
  }
}

TEST_CASE("what other threads start leaves while one waits for a server that stands still") {
  ScriptedServer server{{ServerScript{}
                             .expect_command({"GET", "first"})
                             .reply("$5\r\nfirst\r\n")
                             .expect_command({"GET", "slow"})
                             .expect_command({"SET", "other", "1"})
                             .reply("$4\r\nslow\r\n+OK\r\n")}};
  AsyncClient redis{server.uri()};
  wait(redis.get("first"));
  auto slow = std::async(std::launch::async, [&] {
    const auto value = redis.get("slow");
    return wait(value).value();
  });
  REQUIRE(soon([&] { return server.received(0).find("slow") != std::string::npos; }));
  wait(redis.set("other", "1"));
  CHECK(slow.get() == "slow");
  CHECK(server.failure() == "");
}

TEST_CASE("abort() ends the waits of threads, also of the one that carries the connection") {
  ScriptedServer server{{ServerScript{}.expect_command({"GET", "first"}).reply("$5\r\nfirst\r\n").stall()}};
  AsyncClient redis{server.uri()};
  wait(redis.get("first"));
  std::vector<std::future<TransportOutcome>> waits;
  for (int i = 0; i < 4; ++i) {
    waits.push_back(std::async(std::launch::async, [&]() -> TransportOutcome {
      try {
        wait(redis.get("key"));
      } catch (const TransportError& error) {
        return error.outcome();
      }
      return TransportOutcome::not_sent;
    }));
  }
  REQUIRE(soon([&] { return redis.statistics().unsettled == 4 && redis.statistics().queued == 0; }));
  redis.abort();
  for (auto& each : waits) CHECK(each.get() == TransportOutcome::maybe_applied);
}

TEST_CASE("a deadline ends a wait while its thread carries the connection") {
  ScriptedServer server{{ServerScript{}.expect_command({"GET", "first"}).reply("$5\r\nfirst\r\n").stall()}};
  AsyncClient redis{server.uri()};
  wait(redis.get("first"));
  PipelineContext pipe{redis};
  const auto value = pipe.get("key");
  pipe.execute({.deadline = 20ms});
  CHECK_THROWS_AS(wait(value), TransportError);
  CHECK(value.error()->reason == TransportReason::timeout);
  redis.abort();
}

TEST_CASE("a connection that is lost while a thread carries it fails its commands, and the next ones find another") {
  ScriptedServer server{{
      ServerScript{}.expect_command({"GET", "first"}).reply("$5\r\nfirst\r\n").expect_command({"GET", "a"}).close(),
      ServerScript{}.expect_command({"GET", "b"}).reply("$1\r\nb\r\n"),
  }};
  AsyncClient redis{server.uri()};
  wait(redis.get("first"));
  CHECK_THROWS_AS(wait(redis.get("a")), TransportError);
  CHECK(wait(redis.get("b")) == "b");
  CHECK(server.failure() == "");
}

TEST_CASE("a command that blocks, or is large, is waited for while other threads carry the shared connection") {
  RedisServer server;
  AsyncClient redis{server.uri(), {.max_shared_bytes = 1000}};
  std::atomic<bool> stop{false};
  std::vector<std::jthread> others;
  for (int t = 0; t < 2; ++t) {
    others.emplace_back([&] {
      while (!stop) wait(redis.incr("n"));
    });
  }
  for (int i = 0; i < 20; ++i) {
    const auto popped = redis.blpop({"queue"}, 10s);
    wait(redis.rpush("queue", std::to_string(i)));
    CHECK(wait(popped)->element == std::to_string(i));
    wait(redis.set("large", std::string(2000, 'x')));
  }
  stop = true;
}

TEST_CASE("the last handle of a client may be gone while threads wait, and is ended by whoever has the last reply") {
  RedisServer server;
  for (int i = 0; i < 100; ++i) {
    std::vector<std::jthread> threads;
    AsyncClient redis{server.uri()};
    wait(redis.ping());
    for (int t = 0; t < 3; ++t) {
      threads.emplace_back([own = std::optional<AsyncClient>{redis}]() mutable {
        const auto first = own->incr("n");
        wait(first);
        const auto number = own->incr("n");
        own.reset();
        wait(number);
      });
    }
  }
  CHECK(server.command({"GET", "n"}) == "600");
}

TEST_CASE("results of two clients are waited for in either order") {
  RedisServer first;
  RedisServer second;
  AsyncClient one{first.uri()};
  AsyncClient other{second.uri()};
  std::vector<std::jthread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 300; ++i) {
        const auto a = one.incr("a" + std::to_string(t));
        const auto b = other.incr("b" + std::to_string(t));
        if (wait(i % 2 == 0 ? a : b) != i + 1) ++wrong;
        if (wait(i % 2 == 0 ? b : a) != i + 1) ++wrong;
      }
    });
  }
  threads.clear();
  CHECK(wrong == 0);
}
