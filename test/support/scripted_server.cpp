#include "support/scripted_server.hpp"

#include "support/resp_text.hpp"

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
#include <array>
#include <cerrno>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace tributary::test {
namespace {

// No event tells that a unix socket's peer has read everything, so reply_in_pieces looks again after this time.
constexpr timespec kLookAgain{.tv_sec = 0, .tv_nsec = 50'000};

[[noreturn]] void fail_call(const std::string& what) { throw std::system_error{errno, std::generic_category(), what}; }

std::string printable(std::string_view bytes) {
  constexpr std::size_t kMost = 80;
  std::string text = "\"";
  for (const char c : bytes.substr(0, kMost)) {
    if (c == '\r') {
      text += "\\r";
    } else if (c == '\n') {
      text += "\\n";
    } else if (c < ' ' || c > '~') {
      constexpr std::string_view kHex = "0123456789abcdef";
      const auto value = static_cast<unsigned char>(c);
      text += "\\x";
      text += kHex[value >> 4U];
      text += kHex[value & 15U];
    } else {
      text += c;
    }
  }
  return text + (bytes.size() > kMost ? "\"..." : "\"");
}

}  // namespace

ServerScript& ServerScript::add(Step step) {
  steps_.push_back(std::move(step));
  return *this;
}

ServerScript& ServerScript::expect(std::string bytes) { return add({.kind = Kind::expect, .bytes = std::move(bytes)}); }

ServerScript& ServerScript::expect_command(const std::vector<std::string>& words) {
  return expect(resp_command(words));
}

ServerScript& ServerScript::expect_bytes(std::size_t count) {
  return add({.kind = Kind::expect_bytes, .count = count});
}

ServerScript& ServerScript::reply(std::string bytes) { return add({.kind = Kind::reply, .bytes = std::move(bytes)}); }

ServerScript& ServerScript::reply_in_pieces(std::string bytes, std::size_t size) {
  if (size == 0) {
    throw std::invalid_argument{"ServerScript: pieces of no bytes"};
  }
  return add({.kind = Kind::reply_in_pieces, .bytes = std::move(bytes), .count = size});
}

ServerScript& ServerScript::close() { return add({.kind = Kind::close}); }

ServerScript& ServerScript::reset() { return add({.kind = Kind::reset}); }

ServerScript& ServerScript::stall() { return add({.kind = Kind::stall}); }

ServerScript& ServerScript::drain() { return add({.kind = Kind::drain}); }

ServerScript& ServerScript::stop_reading() { return add({.kind = Kind::stop_reading}); }

// One accepted connection. `step` indexes the script; `unmatched` is where in `received` the next expect begins, `sent`
// how much of the current reply has left.
struct ScriptedServer::Connection {
  std::size_t index = 0;
  const ServerScript* script = nullptr;  // none: closed at once
  FileDescriptor socket{};
  std::string received{};
  std::size_t step = 0;
  std::size_t unmatched = 0;
  std::size_t sent = 0;
  bool reading = true;
  bool recording = true;
  bool client_gone = false;
  bool wants_write = false;
  bool waits_for_client_to_read = false;
  bool played = false;
  bool closed_by_client = false;
  bool greeted = false;
};

ScriptedServer::ScriptedServer(std::vector<ServerScript> scripts, ScriptedServerOptions options)
    : scripts_{std::move(scripts)}, options_{options}, wake_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
  for (const auto& script : scripts_) {
    for (const auto& step : script.steps()) {
      if (step.kind == ServerScript::Kind::reset && !options_.tcp) {
        throw std::invalid_argument{"ScriptedServer: reset() needs .tcp = true; a unix socket knows no RST"};
      }
    }
  }
  if (!wake_) {
    fail_call("eventfd");
  }
  if (options_.tcp) {
    listen_on_loopback();
  } else {
    listen_on_unix_socket();
  }
  if (::listen(listener_.get(), 64) != 0) {
    fail_call("cannot listen");
  }
  thread_ = std::thread{[this] { serve(); }};
}

ScriptedServer::~ScriptedServer() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
  thread_.join();
}

std::string ScriptedServer::uri() const {
  return options_.tcp ? "redis://127.0.0.1:" + std::to_string(port_) : "unix://" + socket_path_;
}

std::size_t ScriptedServer::accepted() const {
  const std::lock_guard lock{mutex_};
  return connections_.size();
}

std::string ScriptedServer::received(std::size_t index) const {
  const std::lock_guard lock{mutex_};
  return index < connections_.size() ? connections_[index].received : std::string{};
}

std::string ScriptedServer::failure() const {
  const std::lock_guard lock{mutex_};
  return failure_;
}

bool ScriptedServer::wait_accepted(std::size_t count, std::chrono::milliseconds timeout) const {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, timeout, [&] { return connections_.size() >= count; });
}

bool ScriptedServer::wait_played(std::chrono::milliseconds timeout) const {
  std::unique_lock lock{mutex_};
  const auto all_played = [&] {
    return connections_.size() >= scripts_.size() &&
           std::all_of(connections_.begin(), connections_.end(), [](const auto& c) { return c.played; });
  };
  changed_.wait_for(lock, timeout, [&] { return !failure_.empty() || all_played(); });
  return failure_.empty() && all_played();
}

bool ScriptedServer::wait_closed_by_client(std::size_t index, std::chrono::milliseconds timeout) const {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, timeout, [&] {
    return index < connections_.size() && (connections_[index].closed_by_client || !connections_[index].socket);
  });
  return index < connections_.size() && connections_[index].closed_by_client;
}

void ScriptedServer::listen_on_unix_socket() {
  socket_path_ = folder_.path().string() + "/redis.sock";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_path_.size() >= sizeof address.sun_path) {
    throw std::runtime_error{"too long for a unix socket: " + socket_path_};
  }
  socket_path_.copy(address.sun_path, socket_path_.size());
  listener_ = FileDescriptor{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!listener_ || ::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail_call("cannot bind " + socket_path_);
  }
}

void ScriptedServer::listen_on_loopback() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  listener_ = FileDescriptor{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!listener_ || ::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0 ||
      ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    fail_call("cannot bind a loopback port");
  }
  port_ = ntohs(address.sin_port);
}

void ScriptedServer::serve() noexcept {
  try {
    serve_until_woken();
  } catch (const std::exception& error) {
    const std::lock_guard lock{mutex_};
    if (failure_.empty()) {
      failure_ = std::string{"the scripted server itself failed: "} + error.what();
    }
    changed_.notify_all();
  }
}

void ScriptedServer::serve_until_woken() {
  std::vector<pollfd> events;
  std::vector<std::size_t> polled;  // the connection of events[i + 2]
  for (;;) {
    events.assign({pollfd{wake_.get(), POLLIN, 0}, pollfd{listener_.get(), POLLIN, 0}});
    polled.clear();
    bool look_again = false;
    for (std::size_t i = 0; i < connections_.size(); ++i) {  // only this thread changes connections_: no lock to read
      const auto& connection = connections_[i];
      if (connection.socket && !connection.client_gone) {
        const bool reads = connection.reading && (options_.reads_while_replying || !connection.wants_write);
        const auto wanted = (reads ? POLLIN : POLLRDHUP) | (connection.wants_write ? POLLOUT : 0);
        events.push_back(pollfd{connection.socket.get(), static_cast<short>(wanted), 0});
        polled.push_back(i);
        look_again = look_again || connection.waits_for_client_to_read;
      }
    }
    if (::ppoll(events.data(), events.size(), look_again ? &kLookAgain : nullptr, nullptr) < 0 && errno != EINTR) {
      fail_call("ppoll");
    }
    if (events[0].revents != 0) {
      return;
    }
    const std::lock_guard lock{mutex_};
    for (std::size_t i = 0; i < polled.size(); ++i) {
      handle(connections_[polled[i]], events[i + 2].revents);
    }
    if (events[1].revents != 0) {
      accept_all();
    }
    changed_.notify_all();
  }
}

void ScriptedServer::accept_all() {
  for (;;) {
    FileDescriptor socket{::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (!socket) {
      if (errno == EINTR || errno == ECONNABORTED) {
        continue;
      }
      if (errno == EAGAIN) {
        return;
      }
      fail_call("accept");
    }
    if (options_.tcp) {
      const int on = 1;
      ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    const std::size_t index = connections_.size();
    const bool repeats = options_.after_last == AfterLastScript::repeat && !scripts_.empty();
    auto& connection = connections_.emplace_back();
    connection.index = index;
    if (index < scripts_.size()) {
      connection.script = &scripts_[index];
    } else if (repeats) {
      connection.script = &scripts_.back();
    } else {
      connection.played = true;
      continue;  // `socket` closes here
    }
    connection.socket = std::move(socket);
    advance(connection);
  }
}

void ScriptedServer::handle(Connection& connection, short events) {
  if ((events & (POLLIN | POLLRDHUP | POLLHUP | POLLERR)) != 0) {
    if (connection.reading) {
      read_all(connection);
    } else {
      connection.client_gone = true;
    }
  }
  advance(connection);
  if (connection.client_gone && connection.socket) {
    close_connection(connection, true);
  }
}

void ScriptedServer::read_all(Connection& connection) {
  std::array<char, 65536> buffer;
  for (;;) {
    const auto got = ::recv(connection.socket.get(), buffer.data(), buffer.size(), 0);
    if (got > 0) {
      if (connection.recording) {
        connection.received.append(buffer.data(), static_cast<std::size_t>(got));
      }
      continue;
    }
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got == 0 || errno != EAGAIN) {
      connection.client_gone = true;
    }
    return;
  }
}

// True when the script may begin.
bool ScriptedServer::greet(Connection& connection) {
  if (connection.greeted) {
    return true;
  }
  const std::string greeting = resp_command({"PING"});
  const auto& steps = connection.script->steps();
  const auto first = steps.empty() ? ServerScript::Kind::stall : steps[0].kind;
  const bool listens = first == ServerScript::Kind::expect_bytes ||
                       (first == ServerScript::Kind::expect && !steps[0].bytes.starts_with(greeting));
  const bool differs = connection.received.substr(0, greeting.size()) != greeting.substr(0, connection.received.size());
  if (!options_.greets || !listens || differs || connection.client_gone) {
    connection.greeted = true;
  } else if (connection.received.size() >= greeting.size()) {
    connection.greeted = true;
    connection.received.erase(0, greeting.size());
    constexpr std::string_view kPong = "+PONG\r\n";
    [[maybe_unused]] const auto sent = ::send(connection.socket.get(), kPong.data(), kPong.size(), MSG_NOSIGNAL);
  }
  return connection.greeted;
}

// Plays steps until one has to wait.
void ScriptedServer::advance(Connection& connection) {
  connection.wants_write = false;
  connection.waits_for_client_to_read = false;
  if (!greet(connection)) {
    return;
  }
  const auto& steps = connection.script->steps();
  while (connection.socket && connection.step < steps.size()) {
    const auto step = connection.step;
    if (!play(connection, steps[step])) {
      return;
    }
    connection.step = step + 1;
    connection.sent = 0;
  }
  if (connection.step == steps.size()) {
    connection.played = true;
  }
}

// True when the step is done.
bool ScriptedServer::play(Connection& connection, const ServerScript::Step& step) {
  switch (step.kind) {
    case ServerScript::Kind::expect:
    case ServerScript::Kind::expect_bytes: return play_expect(connection, step);
    case ServerScript::Kind::reply: return send_until(connection, step.bytes, step.bytes.size());
    case ServerScript::Kind::reply_in_pieces:
      while (connection.sent < step.bytes.size()) {
        int unread = 0;
        if (connection.sent % step.count == 0 && ::ioctl(connection.socket.get(), SIOCOUTQ, &unread) == 0 &&
            unread > 0) {
          connection.waits_for_client_to_read = true;
          return false;
        }
        const auto piece_end = std::min(connection.sent - connection.sent % step.count + step.count, step.bytes.size());
        if (!send_until(connection, step.bytes, piece_end)) {
          return false;
        }
      }
      return true;
    case ServerScript::Kind::reset: {
      const linger at_once{.l_onoff = 1, .l_linger = 0};
      ::setsockopt(connection.socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      close_connection(connection, false);
      return true;
    }
    case ServerScript::Kind::close: close_connection(connection, false); return true;
    case ServerScript::Kind::stall: connection.played = true; return false;
    case ServerScript::Kind::drain:
      connection.played = true;
      connection.recording = false;
      return false;
    case ServerScript::Kind::stop_reading: connection.reading = false; return true;
  }
  return true;
}

bool ScriptedServer::play_expect(Connection& connection, const ServerScript::Step& step) {
  const auto arrived = std::string_view{connection.received}.substr(connection.unmatched);
  const std::size_t wanted = step.kind == ServerScript::Kind::expect ? step.bytes.size() : step.count;
  if (step.kind == ServerScript::Kind::expect) {
    const auto common = arrived.substr(0, wanted);
    if (common != std::string_view{step.bytes}.substr(0, common.size())) {
      fail(connection, "expected " + printable(step.bytes) + ", got " + printable(arrived));
      close_connection(connection, false);
      return false;
    }
  }
  if (arrived.size() >= wanted) {
    connection.unmatched += wanted;
    return true;
  }
  if (connection.client_gone || !connection.reading) {
    fail(connection, "expected " + std::to_string(wanted) + " bytes, but after " + printable(arrived) +
                         (connection.reading ? " the client closed" : " the script stopped reading"));
    close_connection(connection, connection.client_gone);
  }
  return false;
}

// Sends bytes[sent, end); true when all of it has left, false to be called again, or when the client is gone.
bool ScriptedServer::send_until(Connection& connection, std::string_view bytes, std::size_t end) {
  while (connection.sent < end) {
    const auto written =
        ::send(connection.socket.get(), bytes.data() + connection.sent, end - connection.sent, MSG_NOSIGNAL);
    if (written >= 0) {
      connection.sent += static_cast<std::size_t>(written);
    } else if (errno == EAGAIN) {
      connection.wants_write = true;
      return false;
    } else if (errno != EINTR) {
      if (connection.reading) {
        read_all(connection);  // what came before the client closed still belongs into the record
      }
      close_connection(connection, true);
      return false;
    }
  }
  return true;
}

void ScriptedServer::fail(const Connection& connection, const std::string& what) {
  if (failure_.empty()) {
    failure_ =
        "connection " + std::to_string(connection.index) + ", step " + std::to_string(connection.step) + ": " + what;
  }
}

void ScriptedServer::close_connection(Connection& connection, bool by_client) {
  connection.closed_by_client = by_client;
  connection.socket.reset();
}

}  // namespace tributary::test
