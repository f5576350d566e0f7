#include "janitor.hpp"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <system_error>

namespace tributary::bench {
namespace {

// True when the other side said that all is well.
bool was_let_go(int channel) {
  char word = 0;
  ssize_t got = 0;
  do {
    got = ::recv(channel, &word, 1, 0);
  } while (got < 0 && errno == EINTR);
  return got == 1;
}

}  // namespace

Janitor::Janitor(const std::function<void()>& clean_up) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::system_error{errno, std::generic_category(), "socketpair"};
  }
  process_ = ::fork();
  if (process_ < 0) throw std::system_error{errno, std::generic_category(), "fork"};
  if (process_ == 0) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) std::signal(signal, SIG_IGN);
    ::close(ends[0]);
    if (!was_let_go(ends[1])) {
      try {
        clean_up();
      } catch (const std::exception&) {  // the server is gone, and nobody listens
      }
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  channel_ = ends[0];
}

Janitor::~Janitor() {
  const char word = 1;
  [[maybe_unused]] const auto told = ::send(channel_, &word, 1, MSG_NOSIGNAL);
  ::close(channel_);
  ::waitpid(process_, nullptr, 0);
}

}  // namespace tributary::bench
