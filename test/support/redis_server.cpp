#include "support/redis_server.hpp"

#include "support/resp_text.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace tributary::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kStartTimeout{20};
constexpr int kCommandTimeoutMs = 60'000;
constexpr int kStopTimeoutMs = 60'000;
constexpr int kPortAttempts = 5;

[[noreturn]] void fail(const std::string& what) { throw std::system_error{errno, std::generic_category(), what}; }

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return left > 0 ? static_cast<int>(left) : 0;
}

// The search that execvp would do, done before fork: the child of a process with threads may not allocate.
std::optional<std::string> find_program(std::string_view name) {
  if (name.find('/') != std::string_view::npos) {
    return ::access(std::string{name}.c_str(), X_OK) == 0 ? std::optional<std::string>{name} : std::nullopt;
  }
  const char* path = std::getenv("PATH");
  std::string_view folders = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
  while (!folders.empty()) {
    const auto colon = folders.find(':');
    std::string candidate{folders.substr(0, colon)};
    candidate += '/';
    candidate += name;
    if (::access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
    folders = colon == std::string_view::npos ? std::string_view{} : folders.substr(colon + 1);
  }
  return std::nullopt;
}

std::string find_server() {
  if (const char* chosen = std::getenv("TRIBUTARY_TEST_SERVER"); chosen != nullptr && *chosen != '\0') {
    if (auto found = find_program(chosen)) {
      return std::move(*found);
    }
    throw std::runtime_error{"TRIBUTARY_TEST_SERVER is " + std::string{chosen} + ", which is no program on PATH"};
  }
  for (const std::string_view name : {"redis-server", "valkey-server"}) {
    if (auto found = find_program(name)) {
      return std::move(*found);
    }
  }
  throw std::runtime_error{
      "neither redis-server nor valkey-server is on PATH; install one (Debian: apt-get install redis-server)"};
}

bool asked_for_tls() {
  const char* const asked = std::getenv("TRIBUTARY_TEST_TLS");
  return asked != nullptr && *asked != '\0';
}

std::uint16_t free_loopback_port() {
  const FileDescriptor probe{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (!probe || ::bind(probe.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0 ||
      ::getsockname(probe.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    fail("cannot find a free port");
  }
  return ntohs(address.sin_port);
}

// Between fork and exec: only calls that are safe there.
[[noreturn]] void become(const char* program, char* const* arguments, int log, int failure_pipe, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() == parent) {  // else the parent died before prctl, and nobody would end this child
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    // A client socket inherited from a test would keep that connection open after the test closed it.
    ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
    ::execv(program, arguments);
  }
  const int reason = errno;
  [[maybe_unused]] const auto told = ::write(failure_pipe, &reason, sizeof reason);
  ::_exit(127);
}

}  // namespace

RedisServer::RedisServer(RedisServerOptions options)
    : options_{std::move(options)}, socket_path_{folder_.path().string() + "/redis.sock"} {
  if (!options_.user.empty() && options_.password.empty()) {
    throw std::invalid_argument{"RedisServerOptions: a user needs a password"};
  }
  if (asked_for_tls()) options_.tls = true;
  if (options_.tls) {
    authority_ = std::make_unique<Authority>();
    certificate_ = authority_->issue();
  }
  start();
}

RedisServer::~RedisServer() { end(true); }

std::string RedisServer::uri(std::string_view options) const {
  std::string uri = asked_for_tls() ? tls_uri() + "&" : "unix://" + socket_path_ + "?";
  uri += "connect_timeout=60s&pool_timeout=60s&timeout=300s";
  if (const char* protocol = std::getenv("TRIBUTARY_TEST_PROTOCOL"); protocol != nullptr && *protocol != '\0') {
    uri.append("&protocol=").append(protocol);
  }
  return options.empty() ? uri : uri.append("&").append(options);
}

std::string RedisServer::tcp_uri() const { return "redis://127.0.0.1:" + std::to_string(tcp_port()); }

std::string RedisServer::tls_uri(std::string_view options) const {
  const std::string uri = "rediss://localhost:" + std::to_string(tls_port()) + "?ca_file=" + authority().ca_file();
  return options.empty() ? uri : uri + "&" + std::string{options};
}

std::uint16_t RedisServer::tls_port() const {
  if (!tls_port_) {
    throw std::logic_error{"RedisServer: started without .tls = true"};
  }
  return *tls_port_;
}

Authority& RedisServer::authority() const {
  if (authority_ == nullptr) {
    throw std::logic_error{"RedisServer: started without .tls = true"};
  }
  return *authority_;
}

std::uint16_t RedisServer::tcp_port() const {
  if (!port_) {
    throw std::logic_error{"RedisServer: started without .tcp = true"};
  }
  return *port_;
}

void RedisServer::stop() { end(false); }

void RedisServer::kill() { end(true); }

void RedisServer::restart() {
  stop();
  start();
}

void RedisServer::pause() {
  if (!running() || ::kill(pid_, SIGSTOP) != 0) {
    throw std::logic_error{"RedisServer: not running"};
  }
  siginfo_t state{};
  while (::waitid(P_PID, static_cast<id_t>(pid_), &state, WSTOPPED | WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  if (state.si_code != CLD_STOPPED) {
    throw std::runtime_error{"redis-server ended instead of pausing: " + log_tail()};
  }
}

void RedisServer::resume() {
  if (!running() || ::kill(pid_, SIGCONT) != 0) {
    throw std::logic_error{"RedisServer: not running"};
  }
}

std::string RedisServer::command(const std::vector<std::string>& words) {
  char byte = 0;
  // Nothing may be pending between two commands: end of file or an error here means that the connection is gone.
  if (control_ && (::recv(control_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN)) {
    control_.reset();
  }
  if (!control_) {
    connect_control();
  }
  return exchange(words, kCommandTimeoutMs);
}

std::int64_t RedisServer::statistic(std::string_view name) {
  const std::string info = "\r\n" + command({"INFO", "everything"});
  const std::string field = "\r\n" + std::string{name} + ":";
  const auto found = info.find(field);
  if (found == std::string::npos) {
    throw std::runtime_error{"INFO has no field " + std::string{name}};
  }
  std::int64_t value = 0;
  const char* begin = info.data() + found + field.size();
  const auto [end, error] = std::from_chars(begin, info.data() + info.size(), value);
  if (error != std::errc{} || (end != info.data() + info.size() && *end != '\r')) {
    throw std::runtime_error{"INFO: " + std::string{name} + " is not an integer"};
  }
  return value;
}

void RedisServer::start() {
  std::string reason;
  const bool new_port = options_.tcp && !port_;
  const bool new_tls_port = options_.tls && !tls_port_;
  const bool new_bus_port = options_.cluster && !bus_port_;
  for (int attempt = 0; attempt < (new_port || new_tls_port || new_bus_port ? kPortAttempts : 1); ++attempt) {
    if (new_port) {
      port_ = free_loopback_port();  // another process may take it before redis-server does: hence the attempts
    }
    if (new_tls_port) {
      tls_port_ = free_loopback_port();
    }
    if (new_bus_port) {
      bus_port_ = free_loopback_port();
    }
    if (start_once(reason)) {
      return;
    }
  }
  throw std::runtime_error{"redis-server did not start: " + reason};
}

std::vector<std::string> RedisServer::command_line(const std::string& program) const {
  const std::string folder = folder_.path().string();
  const std::string port = std::to_string(port_.value_or(0));
  std::vector<std::string> line{program,
                                "--unixsocket",
                                socket_path_,
                                "--save",
                                "",
                                "--dir",
                                folder,
                                "--port",
                                port,
                                "--appendonly",
                                "no",
                                "--bind",
                                "127.0.0.1",
                                "--daemonize",
                                "no",
                                "--databases",
                                std::to_string(options_.databases)};
  if (options_.tls) {
    line.insert(line.end(), {"--tls-port", std::to_string(*tls_port_), "--tls-cert-file", certificate_.cert,
                             "--tls-key-file", certificate_.key, "--tls-ca-cert-file", authority_->ca_file(),
                             "--tls-auth-clients", options_.tls_knows_clients ? "yes" : "no"});
  }
  if (options_.cluster) {
    line.insert(line.end(), {"--cluster-enabled", "yes", "--cluster-port", std::to_string(*bus_port_)});
  }
  if (options_.sentinel) {
    line = {program,  options_.config_file, "--unixsocket", socket_path_, "--dir", folder, "--port", port,
            "--bind", "127.0.0.1",          "--sentinel"};
  } else if (!options_.config_file.empty()) {
    line.insert(line.begin() + 1, options_.config_file);  // only there redis-server takes a word for a file
  }
  if (!options_.user.empty()) {
    line.insert(line.end(), {"--user", options_.user, "on", ">" + options_.password, "~*", "&*", "+@all"});
    line.insert(line.end(), {"--user", "default", "off"});
  } else if (!options_.password.empty()) {
    line.insert(line.end(), {"--requirepass", options_.password});
  }
  line.insert(line.end(), options_.extra.begin(), options_.extra.end());
  return line;
}

// False, with the reason, when the process ended or stayed silent until the deadline.
bool RedisServer::start_once(std::string& reason) {
  const std::string program = find_server();
  auto line = command_line(program);
  std::vector<char*> arguments;
  for (auto& word : line) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);

  const auto log_path = folder_.path() / "redis.log";
  const FileDescriptor log{::open(log_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
  std::array<int, 2> ends{};
  if (!log || ::pipe2(ends.data(), O_CLOEXEC) != 0) {
    fail("cannot prepare to start redis-server");
  }
  const FileDescriptor failure_reader{ends[0]};
  FileDescriptor failure_writer{ends[1]};

  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) {
    fail("cannot fork");
  }
  if (child == 0) {
    become(program.c_str(), arguments.data(), log.get(), failure_writer.get(), parent);
  }
  pid_ = child;
  process_ = FileDescriptor{static_cast<int>(::syscall(SYS_pidfd_open, child, 0))};
  failure_writer.reset();

  int exec_error = 0;
  ssize_t told = 0;
  while ((told = ::read(failure_reader.get(), &exec_error, sizeof exec_error)) < 0 && errno == EINTR) {
  }
  if (told > 0) {
    end(true);
    reason = "cannot run " + program + ": " + std::generic_category().message(exec_error);
    return false;
  }
  try {
    const auto deadline = Clock::now() + kStartTimeout;
    while (!answers()) {
      if (wait_for_exit(2)) {
        reason = "it ended at once. It said: " + log_tail();
        return false;
      }
      if (Clock::now() > deadline) {
        end(true);
        reason = "no answer in time. It said: " + log_tail();
        return false;
      }
    }
  } catch (...) {
    end(true);  // a constructor that throws runs no destructor
    throw;
  }
  return true;
}

bool RedisServer::answers() {
  if (!control_) {
    try {
      connect_control();
    } catch (const std::system_error&) {
      return false;  // no socket yet, or nobody listens on it
    }
  }
  const auto reply = exchange({"PING"}, kCommandTimeoutMs);
  if (reply == "+PONG") {
    return true;
  }
  if (reply.starts_with("-LOADING")) {
    return false;
  }
  throw std::runtime_error{"redis-server answers PING with " + reply};
}

void RedisServer::connect_control() {
  unread_.clear();
  FileDescriptor connection{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_path_.size() >= sizeof address.sun_path) {
    throw std::runtime_error{"too long for a unix socket: " + socket_path_};
  }
  socket_path_.copy(address.sun_path, socket_path_.size());
  if (!connection || ::connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail("cannot connect to " + socket_path_);
  }
  control_ = std::move(connection);
  if (!options_.password.empty()) {
    std::vector<std::string> auth{"AUTH"};
    if (!options_.user.empty()) {
      auth.push_back(options_.user);
    }
    auth.push_back(options_.password);
    if (const auto reply = exchange(auth, kCommandTimeoutMs); reply != "+OK") {
      control_.reset();
      throw std::runtime_error{"redis-server answers AUTH with " + reply};
    }
  }
}

// Writes and reads at the same time: neither a large argument nor a large reply can block both sides.
std::string RedisServer::exchange(const std::vector<std::string>& words, int timeout_ms) {
  const std::string request = resp_command(words);
  const auto deadline = Clock::now() + std::chrono::milliseconds{timeout_ms};
  std::size_t sent = 0;
  std::array<char, 65536> buffer;
  for (;;) {
    if (auto reply = printable_reply(unread_)) {
      unread_.erase(0, reply->length);
      return std::move(reply->text);
    }
    pollfd event{control_.get(), static_cast<short>(sent < request.size() ? POLLIN | POLLOUT : POLLIN), 0};
    const int ready = ::poll(&event, 1, milliseconds_until(deadline));
    if (ready < 0 && errno == EINTR) {
      continue;
    }
    if (ready <= 0) {
      control_.reset();
      throw std::runtime_error{"redis-server does not answer " + (words.empty() ? "" : words.front())};
    }
    if ((event.revents & POLLOUT) != 0) {
      const auto written =
          ::send(control_.get(), request.data() + sent, request.size() - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (written > 0) {
        sent += static_cast<std::size_t>(written);
      }
    }
    if ((event.revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
      const auto got = ::recv(control_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (got > 0) {
        unread_.append(buffer.data(), static_cast<std::size_t>(got));
      } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        control_.reset();
        throw std::runtime_error{"redis-server closed the connection"};
      }
    }
  }
}

// True when the process has ended (and is then reaped), false when it still runs after the timeout.
bool RedisServer::wait_for_exit(int timeout_ms) noexcept {
  const auto deadline = Clock::now() + std::chrono::milliseconds{timeout_ms};
  for (;;) {
    const pid_t reaped = ::waitpid(pid_, nullptr, WNOHANG);
    if (reaped == pid_ || (reaped < 0 && errno == ECHILD)) {
      pid_ = -1;
      process_.reset();
      control_.reset();
      return true;
    }
    const int left = milliseconds_until(deadline);
    if (left == 0) {
      return false;
    }
    pollfd event{process_.get(), POLLIN, 0};
    ::poll(&event, 1, process_ ? left : 1);
  }
}

void RedisServer::end(bool by_force) noexcept {
  control_.reset();
  if (!running()) {
    return;
  }
  if (!by_force) {
    ::kill(pid_, SIGTERM);
    ::kill(pid_, SIGCONT);  // a paused process would keep SIGTERM waiting
    if (wait_for_exit(kStopTimeoutMs)) {
      return;
    }
  }
  ::kill(pid_, SIGKILL);
  while (!wait_for_exit(kStopTimeoutMs)) {
  }
}

std::string RedisServer::log_tail() const {
  constexpr std::size_t kMost = 1000;
  std::ifstream log{folder_.path() / "redis.log", std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{log}, {}};
  return text.size() <= kMost ? text : "..." + text.substr(text.size() - kMost);
}

}  // namespace tributary::test
