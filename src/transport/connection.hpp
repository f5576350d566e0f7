#pragma once

#include <tributary/transport/client_options.hpp>

#include "core/exchange.hpp"
#include "transport/deadline.hpp"
#include "transport/failure.hpp"

#include <chrono>
#include <memory>
#include <string>

struct redisContext;

namespace tributary::detail {

/// One socket with its conversation. Made connected and let in; any failure is for good.
///
/// hiredis connects; reading and writing are done here, without blocking, so that replies are read while requests are
/// still being written.
class Connection {
 public:
  /// Connects, and authenticates, selects and names in one round trip. Null on failure.
  static std::unique_ptr<Connection> open(const ClientOptions& options, Failure& failure);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Exchange& exchange() noexcept { return exchange_; }
  KnownPrograms& programs() noexcept { return programs_; }
  int fd() const noexcept { return fd_; }

  bool failed() const noexcept { return failed_; }
  const Failure& failure() const noexcept { return failure_; }
  /// The first failure counts.
  void fail(TransportReason reason, std::string message) noexcept;
  /// Fails because the deadline has passed, and says how far the exchange came.
  void fail_by_deadline() noexcept;
  /// True when a byte of the present exchange has left.
  bool has_written() const noexcept { return has_written_; }

  /// Begins an exchange, or a further part of it, that ends by then.
  void begin(std::chrono::milliseconds timeout) noexcept { deadline_ = Deadline{timeout}; }
  const Deadline& deadline() const noexcept { return deadline_; }

  /// Writes as much as the socket takes at once.
  void write_some() noexcept;
  /// Reads and parses what is there; false when there was nothing.
  bool read_some() noexcept;
  /// The first read of an exchange that has just begun: the socket itself waits, when its timeout is the deadline's.
  /// Saves the poll() of a lone short exchange.
  void read_first() noexcept;

  /// Ends an exchange: the next one may begin when this returns true.
  bool finish_exchange() noexcept;
  /// True when the server has closed the connection, or sent something that nobody asked for, or when the connection
  /// belongs to the process that this one was forked from.
  bool is_stale() const noexcept;
  Clock::duration idle() const noexcept { return Clock::now() - last_used_; }

 private:
  Connection(redisContext* context, const ClientOptions& options);

  bool receive(int flags) noexcept;
  std::string last_words() noexcept;

  redisContext* context_;
  int fd_;
  unsigned process_;  ///< how often the process had been forked
  Exchange exchange_;
  KnownPrograms programs_;
  std::unique_ptr<char[]> buffer_;
  bool failed_ = false;
  bool has_written_ = false;
  Failure failure_;
  std::chrono::milliseconds socket_timeout_;
  Deadline deadline_;
  Clock::time_point last_read_;
  Clock::time_point last_used_;
};

}  // namespace tributary::detail
