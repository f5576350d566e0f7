#pragma once

#include "support/certificates.hpp"
#include "support/file_descriptor.hpp"
#include "support/temporary_folder.hpp"

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::test {

/// What a private server is started with.
struct RedisServerOptions {
  /// Clients must authenticate with it; empty: no authentication.
  std::string password{};
  /// The ACL user that the password belongs to (the default user is then switched off); empty: the default user.
  std::string user{};
  int databases = 16;
  /// Listens on an ephemeral port of 127.0.0.1 as well.
  bool tcp = false;
  /// Listens on an ephemeral port of 127.0.0.1 for TLS as well, with a certificate of an authority of its own; see
  /// tls_uri().
  bool tls = false;
  /// With TLS: clients must have a certificate of that authority.
  bool tls_knows_clients = false;
  /// Is a node of a cluster, alone and without slots at first, with an ephemeral port for the other nodes.
  bool cluster = false;
  /// Is a sentinel; `config_file` names whom it watches.
  bool sentinel = false;
  /// A file of settings that it reads first and that CONFIG REWRITE writes; empty: none.
  std::string config_file{};
  /// Further words of the command line, for example {"--maxmemory", "1mb"}.
  std::vector<std::string> extra{};
};

/// A redis-server or valkey-server of its own, on a unix socket in its own temporary folder, that ends with the object.
///
/// Owns the process and the folder; one thread at a time. Nothing is persisted: a stop loses all data. The destructor
/// ends the process that this object started, and no other, by its id. The process also ends when the thread that
/// started it does (PR_SET_PDEATHSIG), so start it on a thread that lives as long as the server is needed, such as
/// main's. Which server: the program named by TRIBUTARY_TEST_SERVER in the environment, else redis-server, else
/// valkey-server, as PATH has them.
/// Errors: std::runtime_error when there is none or it does not answer in time (with what it logged)
class RedisServer {
 public:
  explicit RedisServer(RedisServerOptions options = {});
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;
  ~RedisServer();

  /// "unix:///<folder>/redis.sock", or tls_uri() when TRIBUTARY_TEST_TLS is in the environment, then timeouts that no
  /// slow machine meets, the protocol that TRIBUTARY_TEST_PROTOCOL in the environment names (2 or 3), if any, and
  /// `options`, such as "db=1". Without credentials.
  [[nodiscard]] std::string uri(std::string_view options = {}) const;
  /// "redis://127.0.0.1:<port>", without credentials. Errors: std::logic_error unless started with `.tcp = true`
  [[nodiscard]] std::string tcp_uri() const;
  /// "rediss://localhost:<port>?ca_file=<file>", without credentials, then `options`. Errors: std::logic_error unless
  /// started with `.tls = true`
  [[nodiscard]] std::string tls_uri(std::string_view options = {}) const;
  [[nodiscard]] std::uint16_t tls_port() const;
  /// Who issued the server's certificate. Errors: std::logic_error unless started with `.tls = true`
  [[nodiscard]] Authority& authority() const;
  [[nodiscard]] const std::string& socket_path() const noexcept { return socket_path_; }
  /// Errors: std::logic_error unless started with `.tcp = true`
  [[nodiscard]] std::uint16_t tcp_port() const;
  /// The process id; -1 while it is stopped.
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  [[nodiscard]] bool running() const noexcept { return pid_ > 0; }

  /// Ends the server in good order (SIGTERM) and waits for it; a paused one is resumed first. Nothing when it is
  /// stopped.
  void stop();
  /// Ends the server as a crash would (SIGKILL) and waits for it. Nothing when it is stopped.
  void kill();
  /// Starts it again, empty, on the same socket and port; a running one is stopped first.
  void restart();
  /// Stops the process where it is (SIGSTOP): connections stay, nothing answers. Returns when it has stopped.
  void pause();
  /// Lets a paused process go on.
  void resume();

  /// Runs one command outside the library and gives the reply as text.
  ///
  /// Reply:    a bulk string as its bytes; else `+OK`, `-ERR message`, `:12`, `(nil)`, `[a, :1]`
  /// Errors:   std::runtime_error when no reply arrives within a minute
  /// Notes:    all calls share one connection, so SELECT and the like last, and counters of connections stay still
  std::string command(const std::vector<std::string>& words);

  /// The number after `name:` in INFO, for example "total_commands_processed".
  ///
  /// Every call is itself a command: it does not count itself, the next call counts it.
  /// Errors: std::runtime_error when INFO has no such field, or the field is no integer
  std::int64_t statistic(std::string_view name);

 private:
  void start();
  bool start_once(std::string& reason);
  [[nodiscard]] std::vector<std::string> command_line(const std::string& program) const;
  bool answers();
  void connect_control();
  std::string exchange(const std::vector<std::string>& words, int timeout_ms);
  [[nodiscard]] bool wait_for_exit(int timeout_ms) noexcept;
  void end(bool by_force) noexcept;
  [[nodiscard]] std::string log_tail() const;

  RedisServerOptions options_;
  TemporaryFolder folder_;
  std::string socket_path_;
  std::optional<std::uint16_t> port_;
  std::optional<std::uint16_t> tls_port_;
  std::optional<std::uint16_t> bus_port_;
  std::unique_ptr<Authority> authority_;
  CertificateFiles certificate_;
  pid_t pid_ = -1;
  FileDescriptor process_;  // pidfd, readable when the process has ended; absent on kernels without it
  FileDescriptor control_;  // the connection behind command()
  std::string unread_;      // bytes of control_ beyond the last reply
};

}  // namespace tributary::test
