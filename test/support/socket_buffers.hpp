#pragma once

#include "support/scripted_server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <string>

namespace tributary::test {

/// Makes the buffers of each connection to the server as small as the kernel lets them be, at both ends, as both are of
/// this process. Returns how many ends there were. On a unix socket a sender's buffer holds what is under way.
inline std::size_t shrink_socket_buffers(const ScriptedServer& server) {
  const auto is_of_server = [&server](const sockaddr_storage& address) {
    if (address.ss_family == AF_UNIX) {
      return !server.socket_path().empty() &&
             server.socket_path() == reinterpret_cast<const sockaddr_un&>(address).sun_path;
    }
    return address.ss_family == AF_INET && server.tcp_port() != 0 &&
           ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port) == server.tcp_port();
  };
  constexpr int kMostDescriptors = 1024;
  constexpr int kLeast = 1;  // the kernel knows what it needs
  std::size_t ends = 0;
  for (int fd = 0; fd < kMostDescriptors; ++fd) {
    sockaddr_storage own{};
    sockaddr_storage other{};
    socklen_t own_size = sizeof own;
    socklen_t other_size = sizeof other;
    // A listener has no peer.
    const bool is_connection = ::getsockname(fd, reinterpret_cast<sockaddr*>(&own), &own_size) == 0 &&
                               ::getpeername(fd, reinterpret_cast<sockaddr*>(&other), &other_size) == 0;
    if (!is_connection || (!is_of_server(own) && !is_of_server(other))) continue;
    const bool is_set = ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &kLeast, sizeof kLeast) == 0 &&
                        ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &kLeast, sizeof kLeast) == 0;
    ends += is_set ? 1 : 0;
  }
  return ends;
}

}  // namespace tributary::test
