#pragma once

#include "support/redis_server.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::test {

struct SentinelDeploymentOptions {
  int replicas = 1;
  int sentinels = 3;
  std::string password{};           ///< of the servers
  std::string sentinel_password{};  ///< of the sentinels
};

/// A master with replicas, and sentinels that watch it, on loopback ports of their own. A failover takes about a
/// second.
///
/// Errors: std::runtime_error when they do not find together in time
class SentinelDeployment {
 public:
  static constexpr std::string_view kMaster = "mymaster";

  explicit SentinelDeployment(const SentinelDeploymentOptions& options = {});

  /// `redis-sentinel://s1,s2,s3/mymaster`, without credentials, then `options`.
  [[nodiscard]] std::string uri(std::string_view options = {}) const;

  [[nodiscard]] std::size_t servers() const noexcept { return servers_.size(); }
  RedisServer& server(std::size_t index) { return *servers_[index]; }
  RedisServer& sentinel(std::size_t index) { return *sentinels_[index]; }
  /// The one that most sentinels call the master now.
  RedisServer& master();
  /// A server that is running and is not that one.
  RedisServer& replica();

  /// Makes a replica the master, in good order, and returns when the sentinels agree.
  void fail_over();
  /// Returns when the sentinels agree that the master is another than `before`.
  void wait_for_other_master(const RedisServer& before);
  /// Returns when the master has so many replicas that are connected.
  void wait_for_replicas(std::size_t count);

 private:
  std::uint16_t master_port(RedisServer& sentinel);
  void start_servers();
  void start_sentinels();

  SentinelDeploymentOptions options_;
  std::vector<std::unique_ptr<RedisServer>> servers_;
  TemporaryFolder folder_;
  std::vector<std::unique_ptr<RedisServer>> sentinels_;
};

}  // namespace tributary::test
