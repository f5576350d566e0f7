#include "support/file_descriptor.hpp"

#include <unistd.h>

#include <cerrno>

namespace tributary::test {

void FileDescriptor::reset() noexcept {
  if (fd_ < 0) {
    return;
  }
  const int saved = errno;
  ::close(fd_);  // not repeated on EINTR: Linux has released the number by then
  fd_ = -1;
  errno = saved;
}

}  // namespace tributary::test
