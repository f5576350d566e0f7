#pragma once

#include "core/telemetry.hpp"
#include "link/connection.hpp"
#include "link/forks.hpp"
#include "transport/sentinel_dialer.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tributary::detail {

/// Whether a connection counts among the `pool_size` that may exist. For commands that block it does not: those who
/// wait for something to come must not keep out those who would send it.
enum class Lease : std::uint8_t { counted, apart };

/// The connections of one client. Bounded; the one that was used last is leased first, so that others may grow old.
/// Any thread may use it.
class Pool {
 public:
  explicit Pool(const ClientOptions& options)
      : dialer_{make_dialer(options)}, telemetry_{options.observer, options.endpoint()}, process_{forks()} {}

  /// A connection that is alive as far as can be known without sending, from the pool or new. Null on failure.
  ///
  /// `limits`: of whoever waits, when they come before the timeouts of the options
  std::unique_ptr<Connection> lease(Lease kind, const ExecuteLimits& limits, Failure& failure) noexcept;
  /// Replaces a leased connection, which turned out to be gone before anything was sent, by a new one.
  std::unique_ptr<Connection> renew(std::unique_ptr<Connection> gone, Lease kind, const ExecuteLimits& limits,
                                    Failure& failure) noexcept;
  /// From here on a leased connection, which was counted, is apart: it is going to block.
  void set_apart() noexcept;
  /// Ends a lease. A connection that failed, or that is one too many, is closed.
  void give_back(std::unique_ptr<Connection> connection, Lease kind) noexcept;

  const ClientOptions& options() const noexcept { return dialer_->options(); }
  Telemetry& telemetry() noexcept { return telemetry_; }
  /// Its URI, without user and password.
  const std::string& server() const noexcept { return telemetry_.server(); }

 private:
  bool count(Lease kind, std::unique_lock<std::mutex>& lock, const ExecuteLimits& limits, Failure& failure);
  std::unique_ptr<Connection> take_idle(std::unique_lock<std::mutex>& lock, const ExecuteLimits& limits);
  void notice_fork() noexcept;
  bool is_usable(Connection& connection, const ExecuteLimits& limits);
  void drop_idle() noexcept;

  const std::shared_ptr<const Dialer> dialer_;
  Telemetry telemetry_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t leased_ = 0;
  unsigned process_;  ///< how often the process had been forked when the connections were counted
};

}  // namespace tributary::detail
