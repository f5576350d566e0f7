#include "link/connection.hpp"

#include "core/settle_unsent.hpp"
#include "link/forks.hpp"
#include "link/server_words.hpp"
#include "resp/quote.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <new>
#include <utility>

namespace tributary::detail {

namespace {

constexpr std::size_t kPieces = 64;  // of one sendmsg()
constexpr std::size_t kShownError = 256;

timeval to_timeval(std::chrono::milliseconds time) noexcept {
  return {static_cast<time_t>(time.count() / 1000), static_cast<suseconds_t>(time.count() % 1000 * 1000)};
}

}  // namespace

Connection::Connection(ByteStream stream, const ClientOptions& options, Telemetry& telemetry, std::string_view located)
    : stream_{std::move(stream)},
      telemetry_{telemetry},
      process_{forks()},
      server_{located.empty() ? options.endpoint() : fmt::format("{} ({})", options.endpoint(), located)},
      exchange_{options.reply_limits},
      buffer_{new char[ByteStream::kReadBytes]},
      needs_master_{!options.master_name.empty()},
      socket_timeout_{options.timeout},
      patience_{options.timeout},
      last_read_{Clock::now()},
      last_used_{last_read_} {
  fcntl(fd(), F_SETFL, fcntl(fd(), F_GETFL) & ~O_NONBLOCK);  // read_first() waits in the socket
  const timeval timeout = to_timeval(options.timeout);
  setsockopt(fd(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  if (options.unix_socket.empty()) watch_for_dead_peer(fd(), options.timeout);
}

short Connection::events() const noexcept { return static_cast<short>(wants_to_write() ? POLLIN | POLLOUT : POLLIN); }

void Connection::let_in() noexcept {
  if (is_let_in_) return;
  is_let_in_ = true;
  telemetry_.tell(ClientEvent::Kind::connected, {});
  if (telemetry_.tells_commands()) exchange_.observe(telemetry_);
}

Connection::~Connection() = default;

void Connection::fail(TransportReason reason, std::string_view message) noexcept {
  if (failed_) return;
  failed_ = true;
  failure_.reason = reason;
  try {
    if (last_error_.empty()) last_error_ = exchange_.last_error();
    // Before we are let in it may be one that repeats the password: log_in() knows what can be shown.
    const bool shows_error = is_let_in_ && !last_error_.empty();
    failure_.message = is_let_in_ ? fmt::format("{}: {}", server_, message) : std::string{message};
    if (shows_error)
      failure_.message += fmt::format("; its last error was: {}", escape_controls(last_error_.substr(0, kShownError)));
  } catch (const std::bad_alloc&) {
    if (failure_.message.empty()) failure_.message = kOutOfMemory;
  }
  if (is_let_in_) telemetry_.tell(ClientEvent::Kind::lost, failure_.message);
}

std::string Connection::progress() {
  const auto silent = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - last_read_);
  return fmt::format("of {} commands {} were sent and {} answered; the last byte came {} ms ago", exchange_.commands(),
                     exchange_.sent(), exchange_.answered(), silent.count());
}

void Connection::fail_by_timeout() noexcept {
  if (failed_) return;
  try {
    const std::string why =
        patience_.ends_by_limit() ? is_let_in_ ? "the deadline of the execute passed" : "no end in time"
        : patience_.ends_silent() ? fmt::format("nothing moved for {} ms", patience_.silence().count())
                                  : fmt::format("no end after {} ms", patience_.whole().count());
    fail(TransportReason::timeout, fmt::format("{}: {}", why, progress()));
  } catch (const std::bad_alloc&) {
    fail(TransportReason::timeout, kOutOfMemory);
  }
}

bool Connection::add(std::span<const Batch> batches) noexcept {
  try {
    for (const Batch& batch : batches) exchange_.add(batch);
    return true;
  } catch (const std::bad_alloc&) {
    exchange_.reset();
    settle_unsent(batches, without_memory(), server_);
    return false;
  }
}

void Connection::write_some() noexcept {
  std::array<std::string_view, kPieces> pieces;
  std::array<iovec, kPieces> parts;
  while (wants_to_write() && !failed_) {
    const std::size_t count = exchange_.unsent(pieces);
    for (std::size_t i = 0; i < count; ++i) parts[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
    const ssize_t written = stream_.write(std::span{parts}.first(count));
    if (written >= 0) {
      has_written_ |= written > 0;
      telemetry_.wrote(static_cast<std::size_t>(written));
      exchange_.wrote(static_cast<std::size_t>(written));
      if (exchange_.unsent_bytes() == 0) return;
      if (patience_.is_over()) return fail_by_timeout();
      patience_.note_move(static_cast<std::size_t>(written), Clock::now());
    } else if (would_block(errno)) {
      return;
    } else if (errno != EINTR) {
      const int error = errno;
      while (has_written_ && !patience_.is_over() && read_some()) {  // replies that came before the end still count
      }
      if (!failed_) read_last_words();
      fail_with(TransportReason::closed, "cannot write: {}", stream_.why(error));
    }
  }
}

/// What a server had to say that closed the connection before it was asked for anything, such as being full.
void Connection::read_last_words() noexcept {
  const ssize_t size = stream_.read({buffer_.get(), ByteStream::kReadBytes}, MSG_DONTWAIT);
  if (size <= 0) return;
  std::string_view words{buffer_.get(), static_cast<std::size_t>(size)};
  if (!words.starts_with('-')) return;
  try {
    last_error_ = words.substr(1, words.find('\r') - 1);
  } catch (const std::bad_alloc&) {  // it is not told, then
  }
}

bool Connection::read_some() noexcept { return receive(MSG_DONTWAIT); }

void Connection::read_first() noexcept {
  if (patience_.silence() == socket_timeout_ && !patience_.has_limit()) receive(0);
}

bool Connection::receive(int flags) noexcept {
  const ssize_t size = stream_.read({buffer_.get(), ByteStream::kReadBytes}, flags);
  filled_buffer_ = size == static_cast<ssize_t>(ByteStream::kReadBytes);
  if (size > 0) {
    last_read_ = Clock::now();
    patience_.note_move(static_cast<std::size_t>(size), last_read_);
    telemetry_.read(static_cast<std::size_t>(size));
    if (!exchange_.received({buffer_.get(), static_cast<std::size_t>(size)})) {
      fail(exchange_.lacked_memory() ? TransportReason::out_of_memory : TransportReason::protocol,
           exchange_.protocol_error());
    }
    if (needs_master_ && is_of_replica(exchange_.last_error())) is_demoted_ = true;
    return !failed_;
  }
  if (size == 0) {
    fail_with(TransportReason::closed, "{} after {} of {} replies", stream_.why(0), exchange_.answered(),
              exchange_.commands());
  } else if (!would_block(errno) && errno != EINTR) {
    fail_with(TransportReason::closed, "cannot read: {}", stream_.why(errno));
  }
  return false;
}

bool Connection::finish_exchange() noexcept {
  if (failed_) {
    exchange_.fail(failure_.reason, failure_.message, server_);
    return false;
  }
  if (!exchange_.clean()) {
    fail(TransportReason::protocol, "the server sent more than what was asked for");
    return false;
  }
  if (is_demoted_) {
    fail(TransportReason::closed, "the server is no master any more");
    return false;
  }
  exchange_.reset();
  has_written_ = false;
  last_used_ = last_read_;
  return true;
}

bool Connection::is_foreign() const noexcept { return process_ != forks(); }

bool Connection::has_news() noexcept { return stream_.has_news({buffer_.get(), ByteStream::kReadBytes}); }

void Connection::fail_if_foreign() noexcept {
  if (!failed_ && is_foreign()) {
    fail(TransportReason::closed, "this process was forked from the one that has the connection");
  }
}

void Connection::fail_if_stale() noexcept {
  fail_if_foreign();
  if (failed_ || !has_news()) return;
  read_last_words();
  fail(TransportReason::closed, "the server had closed the connection, or sent what nobody asked for");
}

}  // namespace tributary::detail
