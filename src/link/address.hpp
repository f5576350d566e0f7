#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace tributary::detail {

/// Where a socket can be connected to.
struct Address {
  sockaddr_storage place{};
  socklen_t size = 0;

  /// `127.0.0.1:6379`, `[::1]:6379`, or the path of a unix socket.
  std::string text() const;
  bool is_tcp() const noexcept { return place.ss_family != AF_UNIX; }
};

/// The longest path of a unix socket: the kernel would cut a longer one, and might find somebody else's.
extern const std::size_t kLongestUnixPath;
/// Of a path that is no longer.
Address unix_address(std::string_view path) noexcept;

}  // namespace tributary::detail
