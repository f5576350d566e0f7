// Defines the C library's functions for I/O once more: each counts and goes on to the next definition, the real one.

// The fortified headers define some of these functions inline.
#undef _FORTIFY_SOURCE

#include "counters.hpp"

#include <dlfcn.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdlib>

#if defined(__GLIBC__) && !TRIBUTARY_BENCH_SANITIZED

namespace {

template <class Function>
Function* real(const char* name) noexcept {
  void* found = ::dlsym(RTLD_NEXT, name);
  if (found == nullptr) {
    std::abort();
  }
  return reinterpret_cast<Function*>(found);
}

void count() noexcept { tributary::bench::detail::count(tributary::bench::detail::syscalls); }

}  // namespace

extern "C" {

[[gnu::visibility("default")]] ssize_t read(int fd, void* data, size_t size) {
  static auto* const next = real<ssize_t(int, void*, size_t)>("read");
  count();
  return next(fd, data, size);
}

[[gnu::visibility("default")]] ssize_t write(int fd, const void* data, size_t size) {
  static auto* const next = real<ssize_t(int, const void*, size_t)>("write");
  count();
  return next(fd, data, size);
}

[[gnu::visibility("default")]] ssize_t readv(int fd, const iovec* parts, int parts_count) {
  static auto* const next = real<ssize_t(int, const iovec*, int)>("readv");
  count();
  return next(fd, parts, parts_count);
}

[[gnu::visibility("default")]] ssize_t writev(int fd, const iovec* parts, int parts_count) {
  static auto* const next = real<ssize_t(int, const iovec*, int)>("writev");
  count();
  return next(fd, parts, parts_count);
}

[[gnu::visibility("default")]] ssize_t send(int fd, const void* data, size_t size, int flags) {
  static auto* const next = real<ssize_t(int, const void*, size_t, int)>("send");
  count();
  return next(fd, data, size, flags);
}

[[gnu::visibility("default")]] ssize_t recv(int fd, void* data, size_t size, int flags) {
  static auto* const next = real<ssize_t(int, void*, size_t, int)>("recv");
  count();
  return next(fd, data, size, flags);
}

[[gnu::visibility("default")]] ssize_t sendto(int fd, const void* data, size_t size, int flags, const sockaddr* to,
                                              socklen_t to_size) {
  static auto* const next = real<ssize_t(int, const void*, size_t, int, const sockaddr*, socklen_t)>("sendto");
  count();
  return next(fd, data, size, flags, to, to_size);
}

[[gnu::visibility("default")]] ssize_t recvfrom(int fd, void* data, size_t size, int flags, sockaddr* from,
                                                socklen_t* from_size) {
  static auto* const next = real<ssize_t(int, void*, size_t, int, sockaddr*, socklen_t*)>("recvfrom");
  count();
  return next(fd, data, size, flags, from, from_size);
}

[[gnu::visibility("default")]] ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  static auto* const next = real<ssize_t(int, const msghdr*, int)>("sendmsg");
  count();
  return next(fd, message, flags);
}

[[gnu::visibility("default")]] ssize_t recvmsg(int fd, msghdr* message, int flags) {
  static auto* const next = real<ssize_t(int, msghdr*, int)>("recvmsg");
  count();
  return next(fd, message, flags);
}

[[gnu::visibility("default")]] int poll(pollfd* events, nfds_t events_count, int timeout) {
  static auto* const next = real<int(pollfd*, nfds_t, int)>("poll");
  count();
  return next(events, events_count, timeout);
}

[[gnu::visibility("default")]] int ppoll(pollfd* events, nfds_t events_count, const timespec* timeout,
                                         const sigset_t* mask) {
  static auto* const next = real<int(pollfd*, nfds_t, const timespec*, const sigset_t*)>("ppoll");
  count();
  return next(events, events_count, timeout, mask);
}

[[gnu::visibility("default")]] int select(int limit, fd_set* readable, fd_set* writable, fd_set* failed,
                                          timeval* timeout) {
  static auto* const next = real<int(int, fd_set*, fd_set*, fd_set*, timeval*)>("select");
  count();
  return next(limit, readable, writable, failed, timeout);
}

[[gnu::visibility("default")]] int epoll_wait(int fd, epoll_event* events, int most, int timeout) {
  static auto* const next = real<int(int, epoll_event*, int, int)>("epoll_wait");
  count();
  return next(fd, events, most, timeout);
}

[[gnu::visibility("default")]] int epoll_ctl(int fd, int operation, int target, epoll_event* event) noexcept {
  static auto* const next = real<int(int, int, int, epoll_event*)>("epoll_ctl");
  count();
  return next(fd, operation, target, event);
}

[[gnu::visibility("default")]] int connect(int fd, const sockaddr* address, socklen_t address_size) {
  static auto* const next = real<int(int, const sockaddr*, socklen_t)>("connect");
  count();
  return next(fd, address, address_size);
}

[[gnu::visibility("default")]] int socket(int domain, int type, int protocol) noexcept {
  static auto* const next = real<int(int, int, int)>("socket");
  count();
  return next(domain, type, protocol);
}

[[gnu::visibility("default")]] int close(int fd) {
  static auto* const next = real<int(int)>("close");
  count();
  return next(fd);
}

[[gnu::visibility("default")]] int setsockopt(int fd, int level, int name, const void* value, socklen_t size) noexcept {
  static auto* const next = real<int(int, int, int, const void*, socklen_t)>("setsockopt");
  count();
  return next(fd, level, name, value, size);
}

[[gnu::visibility("default")]] int getsockopt(int fd, int level, int name, void* value, socklen_t* size) noexcept {
  static auto* const next = real<int(int, int, int, void*, socklen_t*)>("getsockopt");
  count();
  return next(fd, level, name, value, size);
}

}  // extern "C"

bool tributary::bench::syscalls_are_counted() noexcept { return true; }

#else

bool tributary::bench::syscalls_are_counted() noexcept { return false; }

#endif
