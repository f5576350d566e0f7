#include "transport/socket.hpp"

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace tributary::detail {

void FreeContext::operator()(redisContext* context) const noexcept { redisFree(context); }

OwnedContext begin_connect(const ClientOptions& options, std::string& why) {
  constexpr std::size_t kLongestPath = sizeof(sockaddr_un::sun_path) - 1;
  if (options.unix_socket.size() > kLongestPath) {
    // hiredis would cut it, and might find somebody else's socket.
    why = fmt::format("a unix socket's path has at most {} bytes, this one has {}", kLongestPath,
                      options.unix_socket.size());
    return nullptr;
  }
  OwnedContext context{options.unix_socket.empty() ? redisConnectNonBlock(options.host.c_str(), options.port)
                                                   : redisConnectUnixNonBlock(options.unix_socket.c_str())};
  if (context == nullptr || context->err != 0) {
    why = context == nullptr ? "out of memory" : context->errstr;
    return nullptr;
  }
  fcntl(static_cast<int>(context->fd), F_SETFD, FD_CLOEXEC);
  return context;
}

int connect_error(int fd) noexcept {
  int error = 0;
  socklen_t size = sizeof error;
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0 ? errno : error;
}

void watch_for_dead_peer(redisContext& context, const ClientOptions& options) noexcept {
  constexpr int kKeepAliveSeconds = 15;
  redisEnableKeepAlive(&context);
  const int interval = kKeepAliveSeconds;
  setsockopt(context.fd, IPPROTO_TCP, TCP_KEEPIDLE, &interval, sizeof interval);
  const auto unacknowledged = static_cast<unsigned>(options.timeout.count());
  setsockopt(context.fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged, sizeof unacknowledged);
}

}  // namespace tributary::detail
