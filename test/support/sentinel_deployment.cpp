#include "support/sentinel_deployment.hpp"

#include <chrono>
#include <fstream>
#include <map>
#include <stdexcept>
#include <thread>

namespace tributary::test {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kTime{60};

template <class F>
void wait_until(F&& predicate, const char* what) {
  const auto end = std::chrono::steady_clock::now() + kTime;
  while (!predicate()) {
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error{std::string{"SentinelDeployment: "} + what};
    std::this_thread::sleep_for(10ms);
  }
}

std::string port_of(const RedisServer& server) { return std::to_string(server.tcp_port()); }

}  // namespace

SentinelDeployment::SentinelDeployment(const SentinelDeploymentOptions& options) : options_{options} {
  start_servers();
  start_sentinels();
}

void SentinelDeployment::start_servers() {
  for (int i = 0; i <= options_.replicas; ++i) {
    RedisServerOptions server{.password = options_.password, .tcp = true};
    server.extra = {"--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"};
    if (!options_.password.empty()) server.extra.insert(server.extra.end(), {"--masterauth", options_.password});
    if (i > 0) server.extra.insert(server.extra.end(), {"--replicaof", "127.0.0.1 " + port_of(*servers_[0])});
    servers_.push_back(std::make_unique<RedisServer>(server));
  }
  wait_until(
      [&] {
        return servers_[0]->statistic("connected_slaves") == options_.replicas &&
               servers_[0]->command({"INFO", "replication"}).find("state=wait") == std::string::npos;
      },
      "the replicas did not connect");
}

void SentinelDeployment::start_sentinels() {
  const std::string master{kMaster};
  for (int i = 0; i < options_.sentinels; ++i) {
    const std::string file = (folder_.path() / ("sentinel" + std::to_string(i) + ".conf")).string();
    {
      std::ofstream config{file};
      config << "sentinel monitor " << master << " 127.0.0.1 " << port_of(*servers_[0]) << ' '
             << options_.sentinels / 2 + 1 << "\n"
             << "sentinel down-after-milliseconds " << master << " 500\n"
             << "sentinel failover-timeout " << master << " 3000\n"
             << "sentinel parallel-syncs " << master << " 4\n";
      if (!options_.password.empty()) config << "sentinel auth-pass " << master << ' ' << options_.password << "\n";
      if (!options_.sentinel_password.empty())
        config << "sentinel sentinel-pass " << options_.sentinel_password << "\n";
    }
    sentinels_.push_back(std::make_unique<RedisServer>(RedisServerOptions{
        .password = options_.sentinel_password, .tcp = true, .sentinel = true, .config_file = file}));
  }
  const std::string others = std::to_string(options_.sentinels - 1);
  wait_until(
      [&] {
        for (auto& sentinel : sentinels_) {
          const std::string words = sentinel->command({"SENTINEL", "MASTER", master});
          if (words.find("num-other-sentinels, " + others) == std::string::npos) return false;
          if (words.find("num-slaves, " + std::to_string(options_.replicas)) == std::string::npos) return false;
        }
        return true;
      },
      "the sentinels did not find each other and the replicas");
}

std::string SentinelDeployment::uri(std::string_view options) const {
  std::string places;
  for (const auto& sentinel : sentinels_) places += (places.empty() ? "" : ",") + ("127.0.0.1:" + port_of(*sentinel));
  return "redis-sentinel://" + places + "/" + std::string{kMaster} + (options.empty() ? "" : "?") +
         std::string{options};
}

std::uint16_t SentinelDeployment::master_port(RedisServer& sentinel) {
  const std::string words = sentinel.command({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", std::string{kMaster}});
  const std::size_t comma = words.find(", ");
  return comma == std::string::npos ? std::uint16_t{0} : static_cast<std::uint16_t>(std::stoi(words.substr(comma + 2)));
}

RedisServer& SentinelDeployment::master() {
  std::map<std::uint16_t, std::size_t> votes;
  for (auto& sentinel : sentinels_) {
    if (sentinel->running()) ++votes[master_port(*sentinel)];
  }
  for (auto& server : servers_) {
    if (2 * votes[server->tcp_port()] > sentinels_.size()) return *server;
  }
  throw std::runtime_error{"SentinelDeployment: the sentinels do not agree"};
}

RedisServer& SentinelDeployment::replica() {
  RedisServer& master_now = master();
  for (auto& server : servers_) {
    if (server.get() != &master_now && server->running()) return *server;
  }
  throw std::runtime_error{"SentinelDeployment: no replica is running"};
}

void SentinelDeployment::wait_for_other_master(const RedisServer& before) {
  wait_until(
      [&] {
        for (auto& sentinel : sentinels_) {
          if (!sentinel->running()) continue;
          const std::uint16_t port = master_port(*sentinel);
          if (port == before.tcp_port() || port == 0) return false;
        }
        return true;
      },
      "no other master was elected");
}

void SentinelDeployment::fail_over() {
  RedisServer& before = master();
  // Refused while no replica is good enough, as behind another failover.
  wait_until(
      [&] {
        return sentinels_[0]->command({"SENTINEL", "FAILOVER", std::string{kMaster}}) == "+OK";
      },
      "no failover was begun");
  wait_for_other_master(before);
}

void SentinelDeployment::wait_for_replicas(std::size_t count) {
  wait_until([&] { return master().statistic("connected_slaves") == static_cast<std::int64_t>(count); },
             "the replicas did not connect");
}

}  // namespace tributary::test
