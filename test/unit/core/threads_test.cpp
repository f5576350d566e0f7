// Promise 3: handles may be copied, read and released on any thread while another one executes. Runs under TSan.
#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/scripted_executor.hpp"

#include <atomic>
#include <barrier>
#include <cstdint>
#include <latch>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace tributary;
using tributary::detail::DeploymentAccess;
using tributary::test::ScriptedClient;

namespace {

constexpr int kThreads = 4;
constexpr int kRounds = 100;
constexpr int kCommands = 100;

const std::string kText = "long enough not to fit into the string object itself";

std::string echo_replies(int count) {
  std::string replies;
  for (int i = 0; i < count; ++i) {
    replies.append("$").append(std::to_string(kText.size())).append("\r\n").append(kText).append("\r\n");
  }
  return replies;
}

/// Calls `work(thread)` on every thread at once, and waits for all.
template <class F>
void on_all_threads(F&& work) {
  std::barrier start{kThreads};
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      start.arrive_and_wait();
      work(thread);
    });
  }
}

}  // namespace

TEST_CASE("promise 3: copies are made, read and released while another thread executes") {
  ScriptedClient client;
  std::atomic<int> wrong = 0;
  for (int round = 0; round < kRounds; ++round) {
    PipelineContext pipe{client};
    std::vector<DeferredResult<std::string>> results;
    for (int i = 0; i < kCommands; ++i) results.push_back(pipe.echo(kText));
    client.reply(echo_replies(kCommands));

    std::latch start{kThreads + 1};
    std::vector<std::jthread> readers;
    for (int thread = 0; thread < kThreads; ++thread) {
      readers.emplace_back([&start, &wrong, mine = results] {
        start.arrive_and_wait();
        for (const auto& result : mine) {
          const auto copy = result;
          const std::string seen = copy.value_or("");
          if (!seen.empty() && seen != kText) ++wrong;
          if (copy.error() != nullptr) ++wrong;
        }
      });
    }
    results.clear();
    start.arrive_and_wait();
    pipe.execute();
  }
  CHECK(wrong == 0);
}

TEST_CASE("promise 3: the last handle of a pending result may be released while its reply arrives") {
  ScriptedClient client;
  for (int round = 0; round < kRounds; ++round) {
    PipelineContext pipe{client};
    std::vector<DeferredResult<std::string>> results;
    for (int i = 0; i < kCommands; ++i) results.push_back(pipe.echo(kText));
    client.reply(echo_replies(kCommands));
    std::latch start{2};
    const std::jthread dropper{[&start, dropped = std::move(results)]() mutable {
      start.arrive_and_wait();
      for (auto& result : dropped) const auto gone = std::move(result);
    }};
    start.arrive_and_wait();
    pipe.execute();
  }
}

TEST_CASE("promise 3: the last of several threads to release a result ends its value") {
  ScriptedClient client;
  for (int round = 0; round < kRounds; ++round) {
    PipelineContext pipe{client};
    std::vector<DeferredResult<std::string>> results;
    for (int i = 0; i < kCommands; ++i) results.push_back(pipe.echo(kText));
    client.reply(echo_replies(kCommands));
    pipe.execute();
    std::vector<std::vector<DeferredResult<std::string>>> copies(kThreads, results);
    results.clear();
    on_all_threads([&](int thread) { copies[static_cast<std::size_t>(thread)].clear(); });
  }
}

TEST_CASE("promise 3: a value is moved out only by the last of the threads that ask for it") {
  ScriptedClient client;
  std::atomic<int> wrong = 0;
  for (int round = 0; round < kRounds; ++round) {
    PipelineContext pipe{client};
    std::vector<DeferredResult<std::string>> copies(kThreads, pipe.echo(kText));
    client.reply(echo_replies(1));
    pipe.execute();
    on_all_threads([&](int thread) {
      if (std::move(copies[static_cast<std::size_t>(thread)]).result() != kText) ++wrong;
      copies[static_cast<std::size_t>(thread)] = {};
    });
  }
  CHECK(wrong == 0);
}

TEST_CASE("promise 3: errors are read on other threads") {
  ScriptedClient client;
  std::atomic<int> right = 0;
  PipelineContext pipe{client};
  const auto result = pipe.echo(kText);
  client.reply("-ERR no\r\n");
  pipe.execute(Errors::in_results);
  on_all_threads([&, result](int) {
    try {
      result.result();
    } catch (const ServerError& error) {
      if (error.code() == "ERR") ++right;
    }
  });
  CHECK(right == kThreads);
}

TEST_CASE("promise 3: slots that one thread has used are reused by another") {
  std::atomic<int> wrong = 0;
  std::mutex mutex;
  std::vector<DeferredResult<std::string>> exchange;
  on_all_threads([&](int) {
    ScriptedClient client;
    for (int round = 0; round < kRounds; ++round) {
      PipelineContext pipe{client};
      std::vector<DeferredResult<std::string>> results;
      for (int i = 0; i < kCommands; ++i) results.push_back(pipe.echo(kText));
      client.reply(echo_replies(kCommands));
      pipe.execute();
      for (const auto& result : results) {
        if (result.value_or("") != kText) ++wrong;
      }
      const std::lock_guard lock{mutex};
      exchange.swap(results);  // what another thread has executed is released here
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("promise 3: a result may outlive the thread that executed it") {
  std::optional<DeferredResult<std::string>> result;
  std::jthread{[&] {
    ScriptedClient client;
    PipelineContext pipe{client};
    result = pipe.echo(kText);
    client.reply(echo_replies(1));
    pipe.execute();
  }}.join();
  CHECK(**result == kText);
}

TEST_CASE("promise 3: a result may be released when its thread has almost ended") {
  ScriptedClient client;
  client.reply(echo_replies(1));
  std::string seen;
  std::jthread{[&] {
    // Made before the thread's cache of slots, and so destroyed after it.
    thread_local std::optional<DeferredResult<std::string>> kept;
    kept.reset();
    PipelineContext pipe{client};
    kept = pipe.echo(kText);
    pipe.execute();
    seen = **kept;
  }}.join();
  CHECK(seen == kText);
}

TEST_CASE("promise 3: a context may be recorded by one thread and executed by another") {
  ScriptedClient client;
  PipelineContext pipe{client};
  std::vector<DeferredResult<std::string>> results;
  std::jthread{[&] {
    for (int i = 0; i < kCommands; ++i) results.push_back(pipe.echo(kText));
  }}.join();
  client.reply(echo_replies(kCommands));
  pipe.execute();
  for (const auto& result : results) CHECK(*result == kText);
}

TEST_CASE("a result of a thread's own may be set on another") {
  DeferredResult<std::string> result;
  const auto length = result.then([](const std::string& text) { return text.size(); });
  std::jthread{[result]() mutable { result.set(kText); }}.join();
  CHECK(*length == kText.size());
}

TEST_CASE("a registry is used by many threads") {
  Connections connections;
  const ScriptedClient client;
  std::atomic<int> found = 0;
  on_all_threads([&](int thread) {
    const std::string name = "client " + std::to_string(thread);
    for (int round = 0; round < kRounds; ++round) {
      connections.add(name, client);
      if (DeploymentAccess::find(connections, name) == DeploymentAccess::executor(client)) ++found;
      connections.remove(name);
      static_cast<void>(connections.contains("client 0"));
    }
  });
  CHECK(found == kThreads * kRounds);
}
