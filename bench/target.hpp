#pragma once

#include "endpoint.hpp"
#include "options.hpp"
#include "pinning.hpp"
#include "workload.hpp"

#include "support/redis_server.hpp"

#include <optional>

namespace tributary::bench {

/// The server that is measured: the one that was given, or a private one that ends with this object.
class Target {
 public:
  /// Asks before one that was given and holds data is written to. Pins a private one, and this thread, to cores of
  /// their own, unless that is not wanted.
  ///
  /// Errors: std::runtime_error when there is none, or it may not be written to
  explicit Target(const Options& options);

  [[nodiscard]] bool is_private() const noexcept { return server_.has_value(); }
  [[nodiscard]] const Endpoint& endpoint() const noexcept { return endpoint_; }
  [[nodiscard]] const Pinning& pinning() const noexcept { return pinning_; }

  /// Takes away what a run has left that ended before its time: keys on a server of somebody else, or the folder of a
  /// private one, which has ended with the run.
  void clean_up(const Options& options, const Workload& workload) const;

 private:
  Pinning pinning_;
  std::optional<tributary::test::RedisServer> server_;
  Endpoint endpoint_;
};

}  // namespace tributary::bench
