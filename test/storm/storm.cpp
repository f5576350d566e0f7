#include "storm.hpp"

#include "support/redis_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace tributary::storm {

namespace {

using namespace std::chrono_literals;

// Shorter than the proxy's longest freeze: some exchanges end by it, with their bytes still on the way.
constexpr auto kSilence = 80ms;
constexpr auto kQuiet = 60s;

/// One by the unix socket, one by TCP.
std::vector<ClientOptions> ways_through(const test::FaultyProxy& proxy) {
  ClientOptions by_path;
  by_path.unix_socket = proxy.socket_path();
  by_path.timeout = kSilence;
  by_path.connect_timeout = by_path.pool_timeout = 2 * kSilence;
  ClientOptions by_port = by_path;
  by_port.unix_socket.clear();
  by_port.host = "127.0.0.1";
  by_port.port = proxy.tcp_port();
  return {by_path, by_port};
}

/// Lets the server forget its scripts all the time, so that callers meet one that does not know theirs.
class ScriptForgetter {
 public:
  explicit ScriptForgetter(test::RedisServer& server)
      : thread_{[this, &server] {
          std::unique_lock lock{mutex_};
          while (!ended_.wait_for(lock, 20ms, [this] { return over_; })) server.command({"SCRIPT", "FLUSH"});
        }} {}
  ScriptForgetter(const ScriptForgetter&) = delete;
  ScriptForgetter& operator=(const ScriptForgetter&) = delete;
  ~ScriptForgetter() {
    {
      const std::lock_guard lock{mutex_};
      over_ = true;
    }
    ended_.notify_one();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::thread thread_;
};

/// Until the server has read what the proxy gave it before it closed.
void wait_until_alone(test::RedisServer& server) {
  const auto deadline = std::chrono::steady_clock::now() + kQuiet;
  while (server.statistic("connected_clients") > 1) {
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error{"the server still has clients"};
    std::this_thread::yield();
  }
}

}  // namespace

std::string StormReport::failure() const {
  if (tally.faults() > 0) return "commands were lost, doubled, misdelivered or torn";
  if (tally.confirmed == 0) return "nothing was confirmed";
  if (std::accumulate(injected.begin(), injected.end(), std::size_t{0}) == 0) return "there were no faults";
  return {};
}

StormReport run_storm(const StormOptions& options) {
  test::RedisServer server;
  test::FaultyProxy proxy{server.socket_path(),
                          {.seed = options.seed, .tcp = true, .bytes_between_faults = options.bytes_between_faults}};
  std::vector<Ledger> ledgers;
  for (std::size_t i = 0; i < options.workers; ++i) {
    ledgers.emplace_back(fmt::format("worker{}", i), options.seed + 1 + static_cast<std::uint32_t>(i));
  }
  const std::vector<ClientOptions> ways = ways_through(proxy);
  {
    const ScriptForgetter forgetter{server};
    options.mode->run({.ways = ways, .ledgers = ledgers, .until = std::chrono::steady_clock::now() + options.duration});
  }

  proxy.calm();
  if (!proxy.wait_idle(kQuiet)) {
    throw std::runtime_error{"connections to the proxy are left. " + proxy.failure()};
  }
  wait_until_alone(server);
  StormReport report;
  for (Ledger& ledger : ledgers) {
    ledger.compare_with(server);
    report.tally += ledger.tally();
  }
  std::ranges::transform(test::kAllFaults, report.injected.begin(), [&](auto fault) { return proxy.injected(fault); });
  report.connections = proxy.accepted();
  return report;
}

}  // namespace tributary::storm
