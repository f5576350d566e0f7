#include "isolation.hpp"

#include "support/file_descriptor.hpp"

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace tributary::bench {
namespace {

struct Order {
  std::int64_t commands;
  std::int64_t batch;
};

// A sample, or what went wrong.
struct Answer {
  bool failed = false;
  Sample sample{};
  std::array<char, 500> error{};
};

static_assert(std::is_trivially_copyable_v<Answer>);

// False when the other side has gone.
template <class T>
bool send_whole(int fd, const T& value) {
  return ::send(fd, &value, sizeof value, MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof value);
}

template <class T>
bool receive_whole(int fd, T& value) {
  ssize_t got = 0;
  do {
    got = ::recv(fd, &value, sizeof value, MSG_WAITALL);
  } while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof value);
}

Answer failure(std::string_view what) {
  Answer answer{.failed = true};
  what.copy(answer.error.data(), answer.error.size() - 1);
  return answer;
}

Answer measure(Contestant& contestant, const Order& order) {
  try {
    return {.sample = contestant.measure(order.commands, order.batch)};
  } catch (const std::exception& error) {
    return failure(error.what());
  }
}

void serve(int fd, const ModeEntry& entry, char letter, const Contest& contest) {
  Order order{};
  try {
    const auto contestant = make_contestant(entry, letter, contest);
    while (receive_whole(fd, order) && send_whole(fd, measure(*contestant, order))) {
    }
  } catch (const std::exception& error) {  // while it was made
    if (receive_whole(fd, order)) send_whole(fd, failure(error.what()));
  }
}

class Isolated final : public Contestant {
 public:
  Isolated(const ModeEntry& entry, char letter, const Contest& contest) : entry_{entry} {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      throw std::system_error{errno, std::generic_category(), "socketpair"};
    }
    const pid_t parent = ::getpid();
    process_ = ::fork();
    if (process_ < 0) throw std::system_error{errno, std::generic_category(), "fork"};
    if (process_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != parent) ::_exit(1);
      // Those of the others, too: they end when their other side is closed.
      ::close(ends[0]);
      for (const int other : others()) ::close(other);
      serve(ends[1], entry, letter, contest);
      ::_exit(0);
    }
    ::close(ends[1]);
    channel_ = tributary::test::FileDescriptor{ends[0]};
    others().push_back(ends[0]);
  }
  ~Isolated() override {
    std::erase(others(), channel_.get());
    channel_ = {};
    ::waitpid(process_, nullptr, 0);
  }

  Sample measure(std::int64_t commands, std::int64_t batch) override {
    Answer answer;
    if (!send_whole(channel_.get(), Order{commands, batch}) || !receive_whole(channel_.get(), answer)) {
      throw std::runtime_error{std::string{"the process of the mode "}.append(entry_.name) + " has ended"};
    }
    if (answer.failed) throw std::runtime_error{answer.error.data()};
    return answer.sample;
  }

 private:
  static std::vector<int>& others() {
    static std::vector<int> open;
    return open;
  }

  const ModeEntry& entry_;
  pid_t process_ = -1;
  tributary::test::FileDescriptor channel_;
};

}  // namespace

std::unique_ptr<Contestant> make_isolated(const ModeEntry& entry, char letter, const Contest& contest) {
  return std::make_unique<Isolated>(entry, letter, contest);
}

}  // namespace tributary::bench
