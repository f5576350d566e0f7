#pragma once

#include <tributary/commands/replication_role.hpp>
#include <tributary/core/deferred_result.hpp>
#include <tributary/link/client_options.hpp>

#include "link/failure.hpp"
#include "link/identity.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tributary::detail {

class Connection;
class OwnBatch;

/// True when something is said to AUTH that no message may show.
bool gives_password(const ClientOptions& options) noexcept;

/// What a connection of a client asks for: RESP3 when the options do and replies of it can be read.
Resp protocol_of(const ClientOptions& options) noexcept;

/// True for an error of HELLO after which the connection is let in over RESP2: there is no RESP3, or who asks has no
/// password to give, which is for the commands to be told.
bool stays_with_resp2(const ClientOptions& options, std::string_view error) noexcept;

/// Calls `command` with the words of each command that a new connection begins with, as the options ask for them.
template <class Command>
void each_login_command(const ClientOptions& options, Resp protocol, Command&& command) {
  const bool has_password = !options.password.empty();
  const bool has_name = !options.client_name.empty();
  if (protocol == Resp::v3) {
    const std::string_view user = options.username.empty() ? std::string_view{"default"} : options.username;
    if (has_password && has_name) {
      command("HELLO", "3", "AUTH", user, options.password, "SETNAME", options.client_name);
    } else if (has_password) {
      command("HELLO", "3", "AUTH", user, options.password);
    } else if (has_name) {
      command("HELLO", "3", "SETNAME", options.client_name);
    } else {
      command("HELLO", "3");
    }
  } else if (has_password && options.username.empty()) {
    command("AUTH", options.password);
  } else if (has_password) {
    command("AUTH", options.username, options.password);
  }
  if (options.database != 0) command("SELECT", options.database);
  if (has_name && protocol == Resp::v2) command("CLIENT", "SETNAME", options.client_name);
}

/// What to tell of the error that answers a command of the login, or the first PING. Nothing that was said to AUTH, in
/// whatever form the server repeats it.
std::string login_refusal(const ClientOptions& options, std::string_view command, std::string_view error);
/// A failure that came before the server had let us in: there is no connection.
Failure handshake_failure(const ClientOptions& options, Failure failure);

/// HELLO for RESP3, AUTH, SELECT and CLIENT SETNAME, as far as the options ask for them, and ROLE where the server has
/// to be a master, in one round trip; a PING when there is nothing to say. Another one without HELLO where the server
/// has no RESP3. So a server that turns everybody away, because it is full or protected, does so before anything of the
/// user has left. Does not wait: whoever owns it carries the bytes.
///
///     Login login{connection, identity};
///     do {
///       write and read until connection.exchange().done(), or it has failed
///     } while (!login.step());
class Login {
 public:
  /// Logs in, for the first time or again.
  Login(Connection& connection, const Identity& identity);
  ~Login();
  Login(const Login&) = delete;
  Login& operator=(const Login&) = delete;

  /// Ends a round. False when another one follows, whose commands were added.
  bool step();
  /// When it is over: nothing when we were let in, else why not.
  const std::optional<Failure>& failure() const noexcept { return failure_; }

 private:
  void begin(Resp protocol);
  void judge_answers();

  Connection& connection_;
  const std::shared_ptr<const ClientOptions> identity_;
  const ClientOptions& options_;  ///< of that
  std::unique_ptr<OwnBatch> round_;
  std::optional<DeferredResult<ReplicationRole>> role_;  ///< when a master was asked for
  std::size_t asked_ = 0;                                ///< commands of the first round
  bool has_identity_ = false;
  bool is_refused_ = false;  ///< by an error after which the connection went on
  bool asked_again_ = false;
  std::shared_ptr<const ErrorInfo> error_;  ///< the first one of the first round
  std::string answer_;                      ///< its text
  std::optional<Failure> failure_;
};

/// One PING, to learn whether a connection that was idle for long is alive: any answer is a sign of life, and a failure
/// is the connection's.
class SignOfLife {
 public:
  explicit SignOfLife(Connection& connection);
  ~SignOfLife();
  SignOfLife(const SignOfLife&) = delete;
  SignOfLife& operator=(const SignOfLife&) = delete;

  /// To be called when the exchange is done, or has failed.
  void end() noexcept;

 private:
  std::unique_ptr<OwnBatch> round_;
};

}  // namespace tributary::detail
