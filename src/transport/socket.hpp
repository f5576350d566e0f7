#pragma once

#include <tributary/transport/client_options.hpp>

#include <cerrno>
#include <memory>
#include <string>

struct redisContext;

namespace tributary::detail {

struct FreeContext {
  void operator()(redisContext* context) const noexcept;
};
/// hiredis' context, of which only the socket is used; closes it.
using OwnedContext = std::unique_ptr<redisContext, FreeContext>;

/// A socket that does not block and is on its way to be connected: it is when it can be written and connect_error() is
/// 0. Only the lookup of a host name may take time. Null, and why, when it is known at once that there is no way.
OwnedContext begin_connect(const ClientOptions& options, std::string& why);

/// 0, or the errno that tells why the connection was not made.
int connect_error(int fd) noexcept;

/// A peer that vanished without a word is noticed by the kernel: while data is unacknowledged, and while idle.
void watch_for_dead_peer(redisContext& context, const ClientOptions& options) noexcept;

inline bool would_block(int error) noexcept { return error == EAGAIN || error == EWOULDBLOCK; }

}  // namespace tributary::detail
