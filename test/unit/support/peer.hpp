#pragma once

#include "support/catch.hpp"
#include "support/file_descriptor.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

namespace tributary::test {

/// A client of plain bytes, on a blocking socket that gives up after ten seconds.
class Peer {
 public:
  /// Connects by TCP to a server that listens there, else to its unix socket.
  template <class Server>
  explicit Peer(const Server& server)
      : socket_{::socket(server.tcp_port() != 0 ? AF_INET : AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    int connected = -1;
    if (server.tcp_port() != 0) {
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(server.tcp_port());
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      connected = ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    } else {
      sockaddr_un address{};
      address.sun_family = AF_UNIX;
      server.socket_path().copy(address.sun_path, sizeof address.sun_path - 1);
      connected = ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
    if (connected != 0) {
      throw std::system_error{errno, std::generic_category(), "connect"};
    }
  }

  void send(std::string_view bytes) {
    REQUIRE(::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
  }

  // What one recv gives; "EOF", or "RST" when the connection is over.
  std::string receive() {
    std::array<char, 4096> buffer{};
    const auto got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (got > 0) {
      return {buffer.data(), static_cast<std::size_t>(got)};
    }
    return got == 0 ? "EOF" : errno == ECONNRESET ? "RST" : "timeout";
  }

  // All that comes before the end, however the connection ends.
  std::string receive_all() {
    std::string all;
    for (auto part = receive(); part != "EOF" && part != "RST"; part = receive()) {
      REQUIRE(part != "timeout");
      all += part;
    }
    return all;
  }

  [[nodiscard]] bool silent() const {
    pollfd event{socket_.get(), POLLIN, 0};
    return ::poll(&event, 1, 0) == 0;
  }

  // Sends until the kernel takes no more; gives how much it took.
  std::size_t fill() {
    const std::string block(65536, 'x');
    std::size_t taken = 0;
    for (;;) {
      const auto sent = ::send(socket_.get(), block.data(), block.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent < 0) {
        REQUIRE(errno == EAGAIN);
        return taken;
      }
      taken += static_cast<std::size_t>(sent);
    }
  }

  void close() { socket_.reset(); }

 private:
  FileDescriptor socket_;
};

}  // namespace tributary::test
