#pragma once

#include <tributary/link/client_options.hpp>

#include "core/exchange.hpp"
#include "core/telemetry.hpp"
#include "link/byte_stream.hpp"
#include "link/failure.hpp"
#include "link/patience.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <new>
#include <string>
#include <string_view>

namespace tributary::detail {

/// One socket with its conversation. Made connected and let in; any failure is for good.
///
/// Reading and writing are done without blocking, so that replies are read while requests are still being written.
class Connection {
 public:
  /// `stream` is connected. `telemetry` outlives the connection.
  ///
  /// `located`: where it leads to, when the options do not say it
  Connection(ByteStream stream, const ClientOptions& options, Telemetry& telemetry, std::string_view located = {});
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Exchange& exchange() noexcept { return exchange_; }
  const std::string& server() const noexcept { return server_; }
  int fd() const noexcept { return stream_.fd(); }
  /// Something waits for the socket to take it: of the exchange, or of TLS itself.
  bool wants_to_write() const noexcept { return exchange_.unsent_bytes() > 0 || stream_.has_unsent(); }
  /// What poll() is to wait for.
  short events() const noexcept;

  bool failed() const noexcept { return failed_; }
  const Failure& failure() const noexcept { return failure_; }
  /// The first failure counts. Its message names the server, and the last error that it answered in this exchange, once
  /// it has let us in.
  void fail(TransportReason reason, std::string_view message) noexcept;
  /// The same, with a message that is made only when there is memory for it.
  template <class... Args>
  void fail_with(TransportReason reason, fmt::format_string<const Args&...> message, const Args&... args) noexcept {
    if (failed_) return;
    try {
      fail(reason, fmt::format(message, args...));
    } catch (const std::bad_alloc&) {
      fail(reason, kOutOfMemory);
    }
  }
  /// The last error that the server had answered when the connection failed; empty when there was none.
  const std::string& last_error() const noexcept { return last_error_; }
  /// Fails because the patience is over, and says how far the exchange came.
  void fail_by_timeout() noexcept;
  /// How far the exchange has come, for messages: so many commands, sent, answered, and how old the last byte is.
  std::string progress();
  /// True when a byte of the present exchange has left.
  bool has_written() const noexcept { return has_written_; }

  /// Who has logged in is to do so again from then on.
  void renew_login_at(Clock::time_point time) noexcept { renew_login_at_ = time; }
  bool needs_new_login() const noexcept {
    return renew_login_at_ != Clock::time_point::max() && Clock::now() >= renew_login_at_;
  }

  /// A master was asked for, and this server has said that it is none any more: whoever has something to say is to say
  /// it elsewhere. What is under way is answered; then the connection fails.
  bool is_demoted() const noexcept { return is_demoted_; }

  /// The server has answered the login.
  void let_in() noexcept;

  /// Adds batches to the exchange, which has nothing else. False when there is no memory for them: they are settled as
  /// not sent, and the connection is as it was.
  bool add(std::span<const Batch> batches) noexcept;

  /// Begins an exchange, or a further part of it, whose commands have been added.
  void begin(std::chrono::milliseconds timeout, Clock::time_point until = Clock::time_point::max()) noexcept {
    patience_ = Patience{timeout, exchange_.commands() - exchange_.answered()};
    patience_.limit(until);
  }
  /// The same for a conversation that others join at any time: each reply has as long as an exchange of one command.
  void begin_endless(std::chrono::milliseconds silence) noexcept { patience_ = Patience{silence}; }
  /// Something was answered: the next reply has as long.
  void renew_patience() noexcept { patience_.renew(); }
  const Patience& patience() const noexcept { return patience_; }

  /// Writes as much as the socket takes at once.
  void write_some() noexcept;
  /// Reads and parses what is there; false when there was nothing.
  bool read_some() noexcept;
  /// True when the last read filled the buffer: there may be more.
  bool may_have_more() const noexcept { return filled_buffer_; }
  /// The first read of an exchange that has just begun: the socket itself waits, when its timeout is the same.
  /// Saves the poll() of a lone short exchange.
  void read_first() noexcept;

  /// Ends an exchange: the next one may begin when this returns true.
  bool finish_exchange() noexcept;
  /// True when the server has closed the connection, or sent something that nobody asked for, or when the connection
  /// belongs to the process that this one was forked from.
  bool is_stale() noexcept { return is_foreign() || has_news(); }
  /// For one that its holder used before, between two exchanges: fails it when it is stale, before anything is sent.
  void fail_if_stale() noexcept;
  /// Fails it when it belongs to the process that this one was forked from: two processes that read from one socket
  /// would take each other's replies.
  void fail_if_foreign() noexcept;
  bool is_foreign() const noexcept;
  Clock::duration idle() const noexcept { return Clock::now() - last_used_; }

 private:
  bool receive(int flags) noexcept;
  bool has_news() noexcept;
  void read_last_words() noexcept;

  ByteStream stream_;
  Telemetry& telemetry_;
  unsigned process_;  ///< how often the process had been forked
  std::string server_;
  Exchange exchange_;
  std::unique_ptr<char[]> buffer_;
  bool is_let_in_ = false;
  bool needs_master_;
  bool is_demoted_ = false;
  bool failed_ = false;
  bool has_written_ = false;
  bool filled_buffer_ = false;
  Failure failure_;
  std::string last_error_;
  std::chrono::milliseconds socket_timeout_;
  Patience patience_;
  Clock::time_point last_read_;
  Clock::time_point last_used_;
  Clock::time_point renew_login_at_ = Clock::time_point::max();
};

}  // namespace tributary::detail
