#include "transport/connection.hpp"

#include "transport/login.hpp"

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
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

bool would_block(int error) noexcept { return error == EAGAIN || error == EWOULDBLOCK; }

/// A peer that vanished without a word is noticed by the kernel: while data is unacknowledged, and while idle.
void watch_for_dead_peer(redisContext& context, const ClientOptions& options) noexcept {
  constexpr int kKeepAliveSeconds = 15;
  redisEnableKeepAlive(&context);
  const int interval = kKeepAliveSeconds;
  setsockopt(context.fd, IPPROTO_TCP, TCP_KEEPIDLE, &interval, sizeof interval);
  const auto unacknowledged = static_cast<unsigned>(options.timeout.count());
  setsockopt(context.fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged, sizeof unacknowledged);
}

}  // namespace

std::unique_ptr<Connection> Connection::open(const ClientOptions& options, Failure& failure) {
  const timeval timeout = to_timeval(options.connect_timeout);
  redisContext* context = options.unix_socket.empty()
                              ? redisConnectWithTimeout(options.host.c_str(), options.port, timeout)
                              : redisConnectUnixWithTimeout(options.unix_socket.c_str(), timeout);
  if (context == nullptr || context->err != 0) {
    failure = {TransportReason::connect, fmt::format("cannot connect to {}: {}", options.endpoint(),
                                                     context == nullptr ? "out of memory" : context->errstr)};
    if (context != nullptr) redisFree(context);
    return nullptr;
  }
  std::unique_ptr<Connection> connection{new Connection{context, options}};
  if (!connection->log_in(options, failure)) return nullptr;
  return connection;
}

Connection::Connection(redisContext* context, const ClientOptions& options)
    : context_{context},
      fd_{static_cast<int>(context->fd)},
      exchange_{options.reply_limits},
      buffer_{new char[kReadBytes]},
      socket_timeout_{options.timeout},
      deadline_{options.timeout},
      last_read_{Clock::now()},
      last_used_{last_read_} {
  fcntl(fd_, F_SETFD, FD_CLOEXEC);
  const timeval timeout = to_timeval(options.timeout);
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  if (options.unix_socket.empty()) watch_for_dead_peer(*context, options);
}

Connection::~Connection() { redisFree(context_); }

bool Connection::log_in(const ClientOptions& options, Failure& failure) {
  tributary::detail::log_in(*this, options);
  if (failed_) failure = failure_;
  return !failed_;
}

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
      fail(TransportReason::closed, fmt::format("cannot write: {}", std::strerror(error)));
    }
  }
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
  char byte = 0;
  return recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || !would_block(errno);
}

}  // namespace tributary::detail
