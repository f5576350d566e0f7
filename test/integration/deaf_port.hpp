#pragma once

#include "support/catch.hpp"
#include "support/file_descriptor.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>

namespace tributary::test {

/// A port of 127.0.0.1 where connecting neither succeeds nor fails: its queue of connections is full.
class DeafPort {
 public:
  DeafPort() : listener_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(listen(listener_.get(), 0) == 0);
    REQUIRE(getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    for (auto& filler : fillers_) {
      filler = FileDescriptor{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
      connect(filler.get(), reinterpret_cast<sockaddr*>(&address), size);
    }
  }
  std::uint16_t port() const noexcept { return port_; }

 private:
  FileDescriptor listener_;
  FileDescriptor fillers_[4];
  std::uint16_t port_ = 0;
};

}  // namespace tributary::test
