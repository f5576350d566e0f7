#include "link/byte_stream.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tributary::detail {

namespace {

// Records that are made before the first of them is sent: one system call takes them.
constexpr std::size_t kRecordsAtOnce = 4;
// What one read takes from the socket. With what TLS may hold of a record that came in part before, it is never more
// than what fits into kReadBytes.
constexpr std::size_t kCameBytes = ByteStream::kReadBytes - TlsSession::kRecordBytes - TlsSession::kRecordExtraBytes;

/// Reads bytes from several places as if they were in one.
class Gatherer {
 public:
  explicit Gatherer(std::span<const iovec> parts) noexcept : parts_{parts} {}

  void skip(std::size_t bytes) noexcept {
    while (bytes > 0 && !parts_.empty()) bytes -= take(bytes).size();
  }
  /// At most room.size(): where they lie when they lie together, or copied into `room`.
  std::string_view next(std::span<char> room) noexcept {
    std::string_view first = take(room.size());
    if (first.size() == room.size() || parts_.empty()) return first;
    std::size_t size = 0;
    for (std::string_view piece = first; !piece.empty(); piece = take(room.size() - size)) {
      std::memcpy(room.data() + size, piece.data(), piece.size());
      size += piece.size();
    }
    return {room.data(), size};
  }

 private:
  std::string_view take(std::size_t most) noexcept {
    while (!parts_.empty() && used_ == parts_.front().iov_len) {
      parts_ = parts_.subspan(1);
      used_ = 0;
    }
    if (parts_.empty()) return {};
    const iovec& part = parts_.front();
    const std::size_t size = std::min(most, part.iov_len - used_);
    const std::string_view taken{static_cast<const char*>(part.iov_base) + used_, size};
    used_ += size;
    if (used_ == part.iov_len) {
      parts_ = parts_.subspan(1);
      used_ = 0;
    }
    return taken;
  }

  std::span<const iovec> parts_;
  std::size_t used_ = 0;  ///< of the first one
};

}  // namespace

struct ByteStream::Tls {
  explicit Tls(std::unique_ptr<TlsSession> begun) : session{std::move(begun)} {}

  std::unique_ptr<TlsSession> session;
  std::unique_ptr<char[]> came_buffer{new char[kCameBytes]};
  std::string_view came;  ///< of that, what the session has not taken yet
};

ByteStream::ByteStream(Socket socket, std::unique_ptr<TlsSession> tls) : socket_{std::move(socket)} {
  if (tls != nullptr) tls_ = std::make_unique<Tls>(std::move(tls));
}

ByteStream::ByteStream() noexcept = default;
ByteStream::ByteStream(ByteStream&& other) noexcept = default;
ByteStream& ByteStream::operator=(ByteStream&& other) noexcept = default;
ByteStream::~ByteStream() = default;

std::string_view ByteStream::why(int error) const noexcept {
  if (tether_ != nullptr && tether_->is_cut()) return "the sentinels have made another server the master";
  const bool has_tls_failed = tls_ != nullptr && tls_->session->state() == TlsSession::State::failed;
  if (has_tls_failed) return tls_->session->why();
  return error == 0 ? "the server closed the connection" : std::strerror(error);
}

bool ByteStream::tls_has_unsent() const noexcept { return !tls_->session->unsent().empty(); }

/// False, with errno, when not everything has left.
bool ByteStream::send_records(std::size_t& completed) noexcept {
  TlsSession& session = *tls_->session;
  while (!session.unsent().empty()) {
    const std::string_view unsent = session.unsent();
    const ssize_t size = send(socket_.fd(), unsent.data(), unsent.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size >= 0) {
      completed += session.sent(static_cast<std::size_t>(size));
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

int ByteStream::shake_hands() noexcept {
  if (tls_ == nullptr) return 0;
  TlsSession& session = *tls_->session;
  for (;;) {
    session.shake_hands(tls_->came);
    std::size_t completed = 0;
    // An alert that says why is worth sending, though nobody waits until it has left.
    const bool has_left = send_records(completed);
    if (session.state() == TlsSession::State::failed) {
      errno = EPROTO;
      return -1;
    }
    if (!has_left) return -1;
    if (session.state() == TlsSession::State::open) return 0;
    const ssize_t size = recv(socket_.fd(), tls_->came_buffer.get(), kCameBytes, MSG_DONTWAIT);
    if (size == 0) errno = ECONNRESET;
    if (size <= 0) return -1;
    tls_->came = {tls_->came_buffer.get(), static_cast<std::size_t>(size)};
  }
}

ssize_t ByteStream::write_tls(std::span<const iovec> parts) noexcept {
  std::array<char, TlsSession::kRecordBytes> together;
  TlsSession& session = *tls_->session;
  std::size_t completed = 0;
  bool has_left = send_records(completed);
  Gatherer rest{parts};
  if (has_left) rest.skip(completed);  // what was encrypted before, and could not leave then
  while (has_left) {
    std::size_t records = 0;
    for (; records < kRecordsAtOnce; ++records) {
      const std::string_view plain = rest.next(together);
      if (plain.empty()) break;
      session.encrypt(plain);
    }
    if (records == 0) break;
    if (session.state() != TlsSession::State::open) {
      errno = session.state() == TlsSession::State::ended ? EPIPE : EPROTO;
      return completed > 0 ? static_cast<ssize_t>(completed) : -1;
    }
    has_left = send_records(completed);
  }
  return completed > 0 || has_left ? static_cast<ssize_t>(completed) : -1;
}

ssize_t ByteStream::read_tls(std::span<char> room, int flags) noexcept {
  TlsSession& session = *tls_->session;
  for (;;) {
    const std::size_t size = session.decrypt(tls_->came, room);
    if (size > 0) return static_cast<ssize_t>(size);
    if (session.state() == TlsSession::State::failed) {
      errno = EPROTO;
      return -1;
    }
    if (session.state() == TlsSession::State::ended) return 0;
    const ssize_t came = recv(socket_.fd(), tls_->came_buffer.get(), kCameBytes, flags);
    if (came <= 0) return came;
    flags = MSG_DONTWAIT;
    tls_->came = {tls_->came_buffer.get(), static_cast<std::size_t>(came)};
  }
}

}  // namespace tributary::detail
