#include "support/faulty_proxy.hpp"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace tributary::test {

namespace {

using ProxyClock = std::chrono::steady_clock;

constexpr std::size_t kProxyBufferBytes = 65536;
constexpr double kNever = 1e18;                // bytes
constexpr std::chrono::hours kLookAtLeast{1};  // every change has an event or a time
// No event tells that the receiver has read a single byte, so it is looked for after this time.
constexpr std::chrono::microseconds kLookForReader{50};

[[noreturn]] void fail_proxy(const std::string& what) { throw std::system_error{errno, std::generic_category(), what}; }

bool would_wait() noexcept { return errno == EAGAIN || errno == EINTR; }

sockaddr_un unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    throw std::runtime_error{"too long for a unix socket: " + path};
  }
  path.copy(address.sun_path, path.size());
  return address;
}

FileDescriptor connect_to(const std::string& path) {
  const sockaddr_un address = unix_address(path);
  FileDescriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!socket || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return {};
  }
  return socket;
}

bool receiver_has_read_all(int fd) noexcept {
  int unread = 0;
  return ::ioctl(fd, SIOCOUTQ, &unread) != 0 || unread == 0;
}

/// Reads what has come, as closing with bytes unread would be a reset; up to a limit, as the other side may never stop.
void drain(int fd) noexcept {
  std::array<char, kProxyBufferBytes> buffer;
  for (int i = 0; i < 100 && ::recv(fd, buffer.data(), buffer.size(), 0) > 0; ++i) {
  }
}

void reset_when_closed(int fd) noexcept {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace

std::string_view to_string(Fault fault) noexcept {
  switch (fault) {
    case Fault::cut: return "cut";
    case Fault::reset: return "reset";
    case Fault::half_close: return "half-close";
    case Fault::freeze: return "freeze";
    case Fault::single_bytes: return "single bytes";
    case Fault::delay: return "delay";
  }
  return "unknown";
}

// states: open --the sender ends--> source_ended, the end is passed on when `held` is empty
//          |
//          +-- half_close, or the receiver is gone --> swallowing: what the sender sends is read and forgotten
struct FaultyProxy::Direction {
  int from;
  int to;
  std::uint64_t until_fault;  // bytes to take before the next one
  std::string held{};         // taken and not given
  std::size_t given = 0;      // of what is held
  std::size_t single_bytes = 0;
  ProxyClock::time_point held_until{};
  bool source_ended = false;
  bool end_passed_on = false;
  bool swallowing = false;
  bool waits_for_reader = false;  // a single byte was given

  [[nodiscard]] bool over() const noexcept { return source_ended && (end_passed_on || swallowing); }
  [[nodiscard]] bool has_bytes() const noexcept { return given < held.size(); }

  void swallow() noexcept {
    swallowing = true;
    held.clear();
    given = 0;
  }
};

struct FaultyProxy::Connection {
  FileDescriptor client;
  FileDescriptor server;
  Direction requests;
  Direction replies;

  [[nodiscard]] bool over() const noexcept { return !client || (requests.over() && replies.over()); }
  void close() noexcept {
    client.reset();
    server.reset();
  }
};

FaultyProxy::FaultyProxy(std::string server_socket, const FaultyProxyOptions& options)
    : server_socket_{std::move(server_socket)},
      options_{options},
      wake_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)},
      random_{options.seed} {
  if (!wake_) {
    fail_proxy("eventfd");
  }
  calm_ = std::all_of(options_.weights.begin(), options_.weights.end(), [](double weight) { return weight == 0; });
  listen_on_unix_socket();
  if (options_.tcp) {
    listen_on_loopback();
  }
  thread_ = std::thread{[this] { serve(); }};
}

FaultyProxy::~FaultyProxy() {
  stopping_ = true;
  wake();
  thread_.join();
}

void FaultyProxy::calm() {
  calm_ = true;
  wake();
}

std::size_t FaultyProxy::injected(Fault fault) const noexcept { return injected_[static_cast<std::size_t>(fault)]; }

bool FaultyProxy::wait_idle(std::chrono::milliseconds timeout) {
  std::unique_lock lock{mutex_};
  const std::uint64_t question = ++questions_;
  wake();
  return looked_.wait_for(lock, timeout, [&] { return !failure_.empty() || (idle_ && answered_ >= question); }) &&
         failure_.empty();
}

std::string FaultyProxy::failure() const {
  const std::lock_guard lock{mutex_};
  return failure_;
}

void FaultyProxy::listen_on_unix_socket() {
  socket_path_ = folder_.path().string() + "/proxy.sock";
  const sockaddr_un address = unix_address(socket_path_);
  unix_listener_ = FileDescriptor{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!unix_listener_ ||
      ::bind(unix_listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(unix_listener_.get(), SOMAXCONN) != 0) {
    fail_proxy("cannot listen on " + socket_path_);
  }
}

void FaultyProxy::listen_on_loopback() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  tcp_listener_ = FileDescriptor{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!tcp_listener_ || ::bind(tcp_listener_.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0 ||
      ::getsockname(tcp_listener_.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0 ||
      ::listen(tcp_listener_.get(), SOMAXCONN) != 0) {
    fail_proxy("cannot listen on a loopback port");
  }
  port_ = ntohs(address.sin_port);
}

void FaultyProxy::wake() noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
}

void FaultyProxy::serve() noexcept {
  try {
    serve_until_stopped();
  } catch (const std::exception& error) {
    const std::lock_guard lock{mutex_};
    failure_ = std::string{"the faulty proxy itself failed: "} + error.what();
    looked_.notify_all();
  }
  connections_.clear();
}

void FaultyProxy::serve_until_stopped() {
  std::vector<pollfd> events;
  for (;;) {
    // Before anything is looked at that others change: who changes it later wakes the poll() below.
    std::uint64_t woken = 0;
    [[maybe_unused]] const auto got = ::read(wake_.get(), &woken, sizeof woken);
    if (stopping_) {
      return;
    }
    std::uint64_t questions = 0;
    bool is_asked = false;
    {
      const std::lock_guard lock{mutex_};
      questions = questions_;
      is_asked = questions != answered_;
    }
    events.assign({{wake_.get(), POLLIN, 0}, {unix_listener_.get(), POLLIN, 0}, {tcp_listener_.get(), POLLIN, 0}});
    auto look_at = ProxyClock::now() + (is_asked ? std::chrono::hours{0} : kLookAtLeast);
    for (const Connection& connection : connections_) {
      for (const Direction* direction : {&connection.requests, &connection.replies}) {
        // A descriptor of which nothing is wanted is left out: poll() would tell for ever that its other side is gone.
        int fd = -1;
        short wanted = 0;
        if (is_held(*direction)) {
          look_at = std::min(look_at, direction->held_until);
        } else if (direction->waits_for_reader) {
          look_at = std::min(look_at, ProxyClock::now() + kLookForReader);
        } else if (direction->has_bytes()) {
          fd = direction->to;
          wanted = POLLOUT;
        } else if (!direction->source_ended) {
          fd = direction->from;
          wanted = POLLIN;
        }
        events.push_back({fd, wanted, 0});
      }
    }
    const auto wait =
        std::max(std::chrono::nanoseconds{look_at - ProxyClock::now()}, std::chrono::nanoseconds{0}).count();
    const timespec limit{.tv_sec = wait / 1'000'000'000, .tv_nsec = wait % 1'000'000'000};
    if (::ppoll(events.data(), events.size(), &limit, nullptr) < 0 && errno != EINTR) {
      fail_proxy("ppoll");
    }
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      Connection& connection = connections_[i];
      for (Direction* direction : {&connection.requests, &connection.replies}) {
        const bool has_event = events[3 + 2 * i + (direction == &connection.replies ? 1U : 0U)].revents != 0;
        const bool was_held = direction->held_until != ProxyClock::time_point{};
        if (connection.client && (has_event || was_held || direction->waits_for_reader)) {
          pump(connection, *direction);
        }
      }
    }
    std::erase_if(connections_, [](const Connection& connection) { return connection.over(); });
    accept_all(unix_listener_);
    accept_all(tcp_listener_);
    const std::lock_guard lock{mutex_};
    answered_ = questions;
    idle_ = connections_.empty();
    looked_.notify_all();
  }
}

void FaultyProxy::accept_all(const FileDescriptor& listener) {
  while (listener) {
    FileDescriptor client{::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (!client) {
      if (errno == EINTR || errno == ECONNABORTED) {
        continue;
      }
      if (errno == EAGAIN) {
        return;
      }
      fail_proxy("accept");
    }
    ++accepted_;
    const int on = 1;
    ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    FileDescriptor server = connect_to(server_socket_);
    if (!server) {
      continue;  // `client` closes here
    }
    const Direction requests{.from = client.get(), .to = server.get(), .until_fault = next_distance()};
    const Direction replies{.from = server.get(), .to = client.get(), .until_fault = next_distance()};
    connections_.push_back({std::move(client), std::move(server), requests, replies});
  }
}

// Moves what can be moved at once. One read a call, so that no connection keeps the others waiting.
void FaultyProxy::pump(Connection& connection, Direction& direction) {
  if (is_held(direction)) {
    return;
  }
  direction.held_until = {};
  if (!give(direction)) {
    return;
  }
  if (fault_is_due(direction)) {
    inject(connection, direction);
  } else if (!direction.source_ended && take(direction)) {
    give(direction);
  }
}

// True when nothing is held any more.
bool FaultyProxy::give(Direction& direction) {
  while (direction.has_bytes()) {
    const bool one = direction.single_bytes > 0 && !calm_;
    direction.waits_for_reader = one && !receiver_has_read_all(direction.to);
    if (direction.waits_for_reader) {
      return false;
    }
    const std::size_t size = one ? 1 : direction.held.size() - direction.given;
    const auto sent = ::send(direction.to, direction.held.data() + direction.given, size, MSG_NOSIGNAL);
    if (sent < 0 && would_wait()) {
      return false;
    }
    if (sent < 0) {
      direction.swallow();
      break;
    }
    direction.given += static_cast<std::size_t>(sent);
    direction.single_bytes -= one ? 1 : 0;
  }
  direction.waits_for_reader = false;
  direction.held.clear();
  direction.given = 0;
  if (direction.source_ended && !direction.end_passed_on && !direction.swallowing) {
    direction.end_passed_on = true;
    ::shutdown(direction.to, SHUT_WR);
  }
  return true;
}

// Up to the next fault. True when there is something to give: bytes, or the end.
bool FaultyProxy::take(Direction& direction) {
  const bool harmless = calm_ || direction.swallowing;
  // At least one: reading none would look like the end.
  const std::size_t most =
      harmless ? kProxyBufferBytes : std::clamp<std::uint64_t>(direction.until_fault, 1, kProxyBufferBytes);
  direction.held.resize(most);
  const auto got = ::recv(direction.from, direction.held.data(), most, 0);
  direction.held.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  if (got < 0 && would_wait()) {
    return false;
  }
  if (got <= 0) {
    direction.source_ended = true;
  } else if (direction.swallowing) {
    direction.held.clear();
  } else if (!harmless) {
    direction.until_fault -= std::min(direction.until_fault, static_cast<std::uint64_t>(got));
  }
  return true;
}

bool FaultyProxy::is_held(const Direction& direction) const noexcept {
  return !calm_ && direction.held_until > ProxyClock::now();
}

// With a byte still unread: that makes closing a reset.
bool FaultyProxy::fault_is_due(const Direction& direction) const {
  char byte = 0;
  return !calm_ && !direction.swallowing && !direction.source_ended && direction.until_fault == 0 &&
         ::recv(direction.from, &byte, 1, MSG_PEEK) > 0;
}

void FaultyProxy::inject(Connection& connection, Direction& direction) {
  std::discrete_distribution<std::size_t> choose{options_.weights.begin(), options_.weights.end()};
  const Fault fault = kAllFaults[choose(random_)];
  direction.until_fault = next_distance();
  ++injected_[static_cast<std::size_t>(fault)];  // before it is seen
  switch (fault) {
    case Fault::cut:
      drain(connection.client.get());
      drain(connection.server.get());
      connection.close();
      break;
    case Fault::reset:
      reset_when_closed(connection.client.get());
      connection.close();
      break;
    case Fault::half_close:
      ::shutdown(direction.to, SHUT_WR);
      direction.swallow();
      break;
    case Fault::freeze:
      connection.requests.held_until = connection.replies.held_until =
          ProxyClock::now() + up_to(options_.longest_freeze);
      break;
    case Fault::single_bytes:
      direction.single_bytes = std::uniform_int_distribution<std::size_t>{1, options_.most_single_bytes}(random_);
      break;
    case Fault::delay: direction.held_until = ProxyClock::now() + up_to(options_.longest_delay); break;
  }
}

// At least 1: the byte that the last fault left unread goes on.
std::uint64_t FaultyProxy::next_distance() {
  std::exponential_distribution<double> distance{1 / options_.bytes_between_faults};
  return 1 + static_cast<std::uint64_t>(std::min(distance(random_), kNever));
}

std::chrono::microseconds FaultyProxy::up_to(std::chrono::milliseconds longest) {
  const std::chrono::microseconds most{longest};
  return std::chrono::microseconds{std::uniform_int_distribution<std::int64_t>{0, most.count()}(random_)};
}

}  // namespace tributary::test
