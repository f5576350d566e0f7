#pragma once

#include <cerrno>
#include <chrono>
#include <utility>

namespace tributary::detail {

/// Owns a socket, or none.
class Socket {
 public:
  Socket() noexcept = default;
  explicit Socket(int fd) noexcept : fd_{fd} {}
  Socket(Socket&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket();

  explicit operator bool() const noexcept { return fd_ >= 0; }
  int fd() const noexcept { return fd_; }

 private:
  int fd_ = -1;
};

/// 0, or the errno that tells why the connection was not made.
int connect_error(int fd) noexcept;

/// A peer that vanished without a word is noticed by the kernel: while data is unacknowledged, which it may be for
/// `timeout`, and while idle. TCP only.
void watch_for_dead_peer(int fd, std::chrono::milliseconds timeout) noexcept;

inline bool would_block(int error) noexcept { return error == EAGAIN || error == EWOULDBLOCK; }

}  // namespace tributary::detail
