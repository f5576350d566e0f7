// Threads that meet in one client. Runs under TSan. Catch's assertions are not for several threads: those count.
#include "integration/observe.hpp"

#include <atomic>
#include <optional>
#include <random>
#include <thread>

using namespace tributary;
using namespace tributary::test;

namespace {

/// Runs `work(index)` on so many threads at once and returns how many of them threw.
template <class F>
int failures_of(int threads, F work) {
  std::atomic<int> ready = 0;
  std::atomic<int> failed = 0;
  std::vector<std::thread> all_threads;
  for (int i = 0; i < threads; ++i) {
    all_threads.emplace_back([&, i] {
      ++ready;
      while (ready < threads) std::this_thread::sleep_for(1ms);
      try {
        work(i);
      } catch (...) {
        ++failed;
      }
    });
  }
  for (auto& thread : all_threads) thread.join();
  return failed;
}

}  // namespace

TEST_CASE("sixteen threads on one client with a pool of four: each gets its own replies") {
  constexpr int kThreads = 16;
  constexpr int kRounds = 60;
  RedisServer server;
  Client client{server.uri("pool_size=4")};
  std::atomic<int> wrong = 0;
  std::atomic<std::int64_t> most = 0;
  std::atomic<bool> done = false;
  std::thread observer{[&] {
    while (!done) most = std::max(most.load(), connections_to(server));
  }};
  const int failed = failures_of(kThreads, [&](int thread) {
    const std::string name = "thread" + std::to_string(thread);
    for (int round = 1; round <= kRounds; ++round) {
      PipelineContext pipe{client};
      const auto echo = pipe.echo(name + " in round " + std::to_string(round));
      std::vector<DeferredResult<std::int64_t>> counts;
      for (int i = 0; i < 20; ++i) counts.push_back(pipe.incr(name));
      pipe.execute();
      if (*echo != name + " in round " + std::to_string(round)) ++wrong;
      for (int i = 0; i < 20; ++i) {
        if (*counts[static_cast<std::size_t>(i)] != (round - 1) * 20 + i + 1) ++wrong;
      }
      if (*client.echo(name) != name) ++wrong;
    }
  });
  done = true;
  observer.join();
  CHECK(failed == 0);
  CHECK(wrong == 0);
  CHECK(most <= 4);
  CHECK(server.statistic("total_connections_received") <= 5);
  CHECK(*client.dbsize() == kThreads);
}

TEST_CASE("threads that stream and threads that do not share a pool") {
  RedisServer server;
  Client client{server.uri("pool_size=3")};
  std::atomic<int> wrong = 0;
  const int failed = failures_of(8, [&](int thread) {
    const std::string key = "key" + std::to_string(thread);
    for (int round = 0; round < 10; ++round) {
      PipelineContext pipe{client, {.flush_every = thread % 2 == 0 ? std::size_t{5} : std::size_t{0}}};
      DeferredResult<std::int64_t> last;
      for (int i = 0; i < 42; ++i) last = pipe.incr(key);
      pipe.execute();
      if (*last != (round + 1) * 42) ++wrong;
    }
  });
  CHECK(failed == 0);
  CHECK(wrong == 0);
  CHECK(server.statistic("total_connections_received") <= 4);
}

TEST_CASE("contexts over two clients in opposite order do not wait for each other") {
  RedisServer server;
  const Client one{server.uri("pool_size=1")};
  const Client two{server.uri("pool_size=1&db=1")};
  Connections connections;
  connections.add("one", one);
  connections.add("two", two);
  std::atomic<int> wrong = 0;
  const auto begin = Clock::now();
  const int failed = failures_of(4, [&](int thread) {
    const std::string key = "key" + std::to_string(thread);
    for (int round = 1; round <= 50; ++round) {
      PipelineContext pipe{connections, thread % 2 == 0 ? "one" : "two"};
      const auto first = pipe.incr(key);
      PipelineContext nested{pipe, thread % 2 == 0 ? "two" : "one"};
      const auto second = nested.incr(key);
      nested.execute();
      pipe.execute();
      if (*first != round || *second != round) ++wrong;
    }
  });
  CHECK(failed == 0);
  CHECK(wrong == 0);
  CHECK(Clock::now() - begin < 20s);
}

TEST_CASE("connections that break under sixteen threads cost those exchanges, never a wrong reply") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  RedisServer server;
  Client client{server.uri("pool_size=4")};
  std::atomic<int> wrong = 0;
  std::atomic<int> lost = 0;
  std::atomic<bool> done = false;
  std::thread killer{[&] {
    std::minstd_rand random{seed};
    while (!done) {
      server.command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
      let_pass(std::chrono::milliseconds{random() % 4});
    }
  }};
  const int failed = failures_of(16, [&](int thread) {
    for (int round = 0; round < 40; ++round) {
      const std::string text = std::to_string(thread) + "/" + std::to_string(round);
      PipelineContext pipe{client};
      const auto first = pipe.echo(text);
      const auto second = pipe.echo(text + "!");
      try {
        pipe.execute();
      } catch (const TransportError&) {
        ++lost;
      }
      if (first.has_value() && *first != text) ++wrong;
      if (second.has_value() && *second != text + "!") ++wrong;
      if (!first.ready() || !second.ready()) ++wrong;
    }
  });
  done = true;
  killer.join();
  CHECK(failed == 0);
  CHECK(wrong == 0);
  CHECK(lost < 16 * 40);
  CHECK(*client.echo("alive") == "alive");
}

TEST_CASE("a pool that is too small for its threads lets each wait its turn") {
  RedisServer server;
  Client client{server.uri("pool_size=1")};
  const int failed = failures_of(8, [&](int) {
    for (int round = 0; round < 50; ++round) client.incr("n");
  });
  CHECK(failed == 0);
  CHECK(server.command({"GET", "n"}) == "400");
  CHECK(server.statistic("total_connections_received") == 2);
}

TEST_CASE("threads that wait for a pool whose connections fail all get their turn") {
  // Each lease of a client of nobody fails, and must give its place back.
  Client client{"redis://127.0.0.1:1?pool_size=2"};
  std::atomic<int> refused = 0;
  const auto begin = Clock::now();
  const int failed = failures_of(8, [&](int) {
    for (int round = 0; round < 20; ++round) {
      try {
        client.incr("n");
      } catch (const TransportError& error) {
        refused += error.reason() == TransportReason::connect ? 1 : 0;
      }
    }
  });
  CHECK(failed == 0);
  CHECK(refused == 160);
  CHECK(Clock::now() - begin < 20s);
}

TEST_CASE("a client may be copied and destroyed while others use it") {
  RedisServer server;
  std::optional<Client> original{server.uri("pool_size=2")};
  std::vector<Client> copies(4, *original);
  std::atomic<int> working = 0;
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (auto& copy : copies) {
    threads.emplace_back([&, client = std::optional<Client>{std::move(copy)}]() mutable {
      ++working;
      for (int i = 0; i < 100; ++i) {
        Client short_lived{*client};
        try {
          short_lived.incr("n");
        } catch (...) {
          ++failed;
        }
      }
      client.reset();
    });
  }
  copies.clear();
  while (working < 4) std::this_thread::sleep_for(1ms);
  original.reset();
  for (auto& thread : threads) thread.join();
  CHECK(failed == 0);
  CHECK(server.command({"GET", "n"}) == "400");
  CHECK(eventually([&] { return connections_to(server) == 0; }));
}

TEST_CASE("promise 3: results may be copied, read and released on any thread while their client is gone") {
  RedisServer server;
  std::vector<DeferredResult<std::optional<std::string>>> results;
  {
    Client client{server.uri()};
    client.set("k", std::string(100, 'v'));
    PipelineContext pipe{client};
    for (int i = 0; i < 500; ++i) results.push_back(pipe.get("k"));
    pipe.execute();
  }
  std::atomic<int> wrong = 0;
  const int failed = failures_of(8, [&, results](int thread) {
    auto own = results;
    for (std::size_t i = static_cast<std::size_t>(thread); i < own.size(); i += 8) {
      if (own[i]->value().size() != 100) ++wrong;
    }
  });
  results.clear();
  CHECK(failed == 0);
  CHECK(wrong == 0);
}

TEST_CASE("a registry may change while contexts execute") {
  RedisServer server;
  Connections connections;
  connections.add("fixed", Client{server.uri()});
  std::atomic<bool> done = false;
  std::thread changer{[&] {
    while (!done) {
      connections.add("other", Client{server.uri()});
      connections.remove("other");
    }
  }};
  const int failed = failures_of(4, [&](int) {
    for (int round = 0; round < 50; ++round) {
      PipelineContext pipe{connections, "fixed"};
      pipe.incr("n");
      PipelineContext nested{pipe, "other"};
      nested.incr("m");
      nested.execute();
      try {
        pipe.execute();
      } catch (const UnknownConnection&) {
        pipe.discard();
      }
    }
  });
  done = true;
  changer.join();
  CHECK(failed == 0);
}
