#pragma once

#include "link/deadline.hpp"
#include "link/dial.hpp"
#include "link/failure.hpp"
#include "resp/reply_reader.hpp"
#include "resp/request_buffer.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace tributary::detail {

/// The socket of a subscriber: bytes out, replies in, never blocking. Any failure is for good.
class SubscriberLink {
 public:
  /// Begins to connect. It fails at once when it is known that there is no way.
  explicit SubscriberLink(const Dialer& dialer);

  bool is_connecting() const noexcept { return dial_.is_under_way(); }
  /// What to wait for: while connecting until a time of its own, then as long as the owner likes.
  WaitFor wait_for() const noexcept;
  /// To be called when that has happened, or its time is over, while it is connecting.
  void go_on_connecting(const ClientOptions& options);

  /// Who to log in as, when it has connected.
  const ClientOptions& identity() const noexcept { return *dial_.identity().options(); }

  bool failed() const noexcept { return failed_; }
  const Failure& failure() const noexcept { return failure_; }
  /// The first failure counts.
  void fail(Failure failure) noexcept;

  /// What is to be sent, when nothing is left of what was.
  RequestBuffer& out() noexcept { return out_; }
  bool has_unsent() const noexcept { return sent_ < out_.size(); }
  void send_some();
  /// Reads once and hands the replies to `sink`; false when there was nothing to read.
  bool receive_some(ReplySink& sink);

  /// The server was there, and everything that it had sent by then has been received.
  Clock::time_point known_alive() const noexcept { return known_alive_; }

 private:
  void finish_connecting(const ClientOptions& options);
  int fd() const noexcept { return stream_.fd(); }

  Dial dial_;
  ByteStream stream_;
  bool failed_ = false;
  Failure failure_;
  std::string send_error_;
  RequestBuffer out_;
  std::size_t sent_ = 0;
  ReplyReader reader_;
  std::unique_ptr<char[]> buffer_;
  Clock::time_point known_empty_;  ///< when there was nothing to read
  Clock::time_point known_alive_;
};

}  // namespace tributary::detail
