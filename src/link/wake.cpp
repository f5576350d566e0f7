#include "link/wake.hpp"

#include <tributary/core/error.hpp>

#include <fmt/format.h>

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tributary::detail {

namespace {

int open_eventfd() {
  const int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) throw RedisError{fmt::format("cannot make an eventfd: {}", std::strerror(errno))};
  return fd;
}

}  // namespace

Wake::Wake() : fd_{open_eventfd()} {}

Wake::~Wake() { close(fd_); }

void Wake::signal() const noexcept {
  const eventfd_t one = 1;
  eventfd_write(fd_, one);
}

void Wake::drain() const noexcept {
  eventfd_t count = 0;
  eventfd_read(fd_, &count);
}

void Wake::renew() {
  const int fd = open_eventfd();
  close(fd_);
  fd_ = fd;
}

}  // namespace tributary::detail
