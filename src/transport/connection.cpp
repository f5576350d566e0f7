#include "transport/connection.hpp"

#include "resp/quote.hpp"
#include "transport/forks.hpp"
#include "transport/login.hpp"
#include "transport/socket.hpp"

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace tributary::detail {

namespace {

// A larger buffer does not help hiredis' reader, a smaller one costs system calls: measured in docs/decisions.md.
constexpr std::size_t kReadBytes = std::size_t{64} << 10;
constexpr std::size_t kPieces = 64;  // of one sendmsg()

timeval to_timeval(std::chrono::milliseconds time) noexcept {
  return {static_cast<time_t>(time.count() / 1000), static_cast<suseconds_t>(time.count() % 1000 * 1000)};
}

/// Waits until the connection is made: 0, or the errno that tells why it is not. hiredis' own wait ends at a signal.
int wait_connected(int fd, const Deadline& deadline) noexcept {
  pollfd polled{fd, POLLOUT, 0};
  int ready = 0;
  do {
    ready = poll(&polled, 1, deadline.left_ms());
  } while (ready < 0 && errno == EINTR);
  if (ready == 0) return ETIMEDOUT;
  return ready < 0 ? errno : connect_error(fd);
}

/// A connected, blocking socket; null, and why, when there is none.
OwnedContext connect(const ClientOptions& options, const Deadline& deadline, std::string& why) {
  OwnedContext context = begin_connect(options, why);
  if (context == nullptr) return nullptr;
  const int fd = static_cast<int>(context->fd);
  if (const int error = wait_connected(fd, deadline); error != 0) {
    why = std::strerror(error);
    return nullptr;
  }
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);  // read_first() waits in the socket
  return context;
}

}  // namespace

std::unique_ptr<Connection> Connection::open(const ClientOptions& options, Failure& failure) {
  const Deadline deadline{options.connect_timeout};
  std::string why;
  OwnedContext context = connect(options, deadline, why);
  if (context == nullptr) {
    failure = {TransportReason::connect, fmt::format("cannot connect to {}: {}", options.endpoint(), why)};
    return nullptr;
  }
  std::unique_ptr<Connection> connection{new Connection{context.release(), options}};
  log_in(*connection, options, std::chrono::milliseconds{deadline.left_ms()});
  if (!connection->failed()) return connection;
  failure = handshake_failure(options, connection->failure());
  return nullptr;
}

Connection::Connection(redisContext* context, const ClientOptions& options)
    : context_{context},
      fd_{static_cast<int>(context->fd)},
      process_{forks()},
      exchange_{options.reply_limits},
      buffer_{new char[kReadBytes]},
      socket_timeout_{options.timeout},
      deadline_{options.timeout},
      last_read_{Clock::now()},
      last_used_{last_read_} {
  const timeval timeout = to_timeval(options.timeout);
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  if (options.unix_socket.empty()) watch_for_dead_peer(*context, options);
}

Connection::~Connection() { redisFree(context_); }

void Connection::fail(TransportReason reason, std::string message) noexcept {
  if (failed_) return;
  failed_ = true;
  failure_ = {reason, std::move(message)};
}

void Connection::fail_by_deadline() noexcept {
  const auto silent = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - last_read_);
  fail(TransportReason::timeout,
       fmt::format("no end after {} ms: of {} commands {} were sent and {} answered; the last byte came {} ms ago",
                   deadline_.length().count(), exchange_.commands(), exchange_.sent(), exchange_.answered(),
                   silent.count()));
}

void Connection::write_some() noexcept {
  std::array<std::string_view, kPieces> pieces;
  std::array<iovec, kPieces> parts;
  while (exchange_.unsent_bytes() > 0 && !failed_) {
    const std::size_t count = exchange_.unsent(pieces);
    for (std::size_t i = 0; i < count; ++i) parts[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    const ssize_t written = sendmsg(fd_, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (written >= 0) {
      has_written_ = true;
      exchange_.wrote(static_cast<std::size_t>(written));
    } else if (would_block(errno)) {
      return;
    } else if (errno != EINTR) {
      const int error = errno;
      while (has_written_ && read_some()) {  // replies that came before the end still count
      }
      fail(TransportReason::closed, fmt::format("cannot write: {}{}", std::strerror(error), last_words()));
    }
  }
}

/// What a server had to say that closed the connection before it was asked for anything, such as being full.
std::string Connection::last_words() noexcept {
  const ssize_t size = failed_ ? 0 : recv(fd_, buffer_.get(), kReadBytes, MSG_DONTWAIT);
  if (size <= 0) return {};
  return fmt::format("; the server said {}", quote({buffer_.get(), static_cast<std::size_t>(size)}));
}

bool Connection::read_some() noexcept { return receive(MSG_DONTWAIT); }

void Connection::read_first() noexcept {
  if (deadline_.length() == socket_timeout_) receive(0);
}

bool Connection::receive(int flags) noexcept {
  const ssize_t size = recv(fd_, buffer_.get(), kReadBytes, flags);
  if (size > 0) {
    last_read_ = Clock::now();
    if (!exchange_.received({buffer_.get(), static_cast<std::size_t>(size)})) {
      fail(TransportReason::protocol, std::string{exchange_.protocol_error()});
    }
    return !failed_;
  }
  if (size == 0) {
    fail(TransportReason::closed, fmt::format("the server closed the connection after {} of {} replies",
                                              exchange_.answered(), exchange_.commands()));
  } else if (!would_block(errno) && errno != EINTR) {
    fail(TransportReason::closed, fmt::format("cannot read: {}", std::strerror(errno)));
  }
  return false;
}

bool Connection::finish_exchange() noexcept {
  if (failed_) {
    exchange_.fail(failure_.reason, failure_.message);
    return false;
  }
  if (!exchange_.clean()) {
    fail(TransportReason::protocol, "the server sent more than what was asked for");
    return false;
  }
  exchange_.reset();
  has_written_ = false;
  last_used_ = last_read_;
  return true;
}

bool Connection::is_stale() const noexcept {
  if (process_ != forks()) return true;
  char byte = 0;
  return recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || !would_block(errno);
}

}  // namespace tributary::detail
