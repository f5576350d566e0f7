#pragma once

#include "link/socket.hpp"
#include "link/tether.hpp"
#include "link/tls.hpp"

#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace tributary::detail {

/// Bytes to and from one server: a connected socket, and TLS where that was asked for.
///
/// Reading and writing are those of the socket, with errno. EPROTO: TLS has failed; why() tells.
class ByteStream {
 public:
  ByteStream() noexcept;
  /// `tls`: null for none; else of use once shake_hands() has said so
  ByteStream(Socket socket, std::unique_ptr<TlsSession> tls);
  ByteStream(ByteStream&& other) noexcept;
  ByteStream& operator=(ByteStream&& other) noexcept;
  ~ByteStream();

  /// Room for one read: a larger one does not help hiredis' reader, a smaller one costs system calls (measured in
  /// docs/decisions.md). With TLS, no decrypted byte stays behind where nobody would hear of it.
  static constexpr std::size_t kReadBytes = std::size_t{64} << 10;

  /// From now on somebody may cut it. Its socket stays the same.
  void tie(std::unique_ptr<Tether> tether) noexcept { tether_ = std::move(tether); }

  explicit operator bool() const noexcept { return static_cast<bool>(socket_); }
  int fd() const noexcept { return socket_.fd(); }

  /// Goes on with the handshake as far as the socket allows. 0 when it is over; else -1 with errno, which is EAGAIN as
  /// long as it goes on.
  int shake_hands() noexcept;
  /// What the handshake, or anything after it, waits for beside what can be read.
  bool has_unsent() const noexcept { return tls_ != nullptr && tls_has_unsent(); }

  /// Does not wait. With TLS, only bytes whose records have left completely are counted: all others are of no use to
  /// the server, and have to be given again.
  ssize_t write(std::span<const iovec> parts) noexcept {
    if (tls_ != nullptr) return write_tls(parts);
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(parts.data());
    message.msg_iovlen = parts.size();
    return sendmsg(socket_.fd(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  /// `room`: kReadBytes. `flags`: MSG_DONTWAIT, or 0 to wait as long as the socket is set to; with TLS it may wait for
  /// bytes that make no record yet, and say EAGAIN.
  ssize_t read(std::span<char> room, int flags) noexcept {
    if (tls_ != nullptr) return read_tls(room, flags);
    return recv(socket_.fd(), room.data(), room.size(), flags);
  }
  /// True when the peer has closed the connection or sent something. With TLS, what it sent is lost.
  ///
  /// `room`: as in read()
  bool has_news(std::span<char> room) noexcept {
    char byte = 0;
    if (recv(socket_.fd(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && would_block(errno)) return false;
    return tls_ == nullptr || read_tls(room, MSG_DONTWAIT) >= 0 || !would_block(errno);
  }
  /// What errno means here: that somebody has cut it, or why TLS has failed, if that is so, as a peer that says so
  /// closes the connection behind it. 0: the peer has ended it. Good until the next call.
  std::string_view why(int error) const noexcept;

 private:
  struct Tls;

  bool tls_has_unsent() const noexcept;
  bool send_records(std::size_t& completed) noexcept;
  ssize_t write_tls(std::span<const iovec> parts) noexcept;
  ssize_t read_tls(std::span<char> room, int flags) noexcept;

  Socket socket_;
  std::unique_ptr<Tls> tls_;
  std::unique_ptr<Tether> tether_;  ///< ends before the socket
};

}  // namespace tributary::detail
