#pragma once

#include <tributary/transport/client_options.hpp>

#include "transport/deadline.hpp"
#include "transport/failure.hpp"

#include <string>
#include <string_view>

namespace tributary::detail {

class Connection;

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

/// HELLO for RESP3, AUTH, SELECT and CLIENT SETNAME, as far as the options ask for them, in one round trip; a PING when
/// they ask for none. Another one without HELLO where the server has no RESP3. So a server that turns everybody away,
/// because it is full or protected, does so before anything of the user has left. False, and why, when it lets us not
/// in.
bool log_in(Connection& connection, const ClientOptions& options, const Deadline& deadline, Failure& failure);

/// One PING, to learn whether a connection that was idle for long is alive.
void check_alive(Connection& connection, const ClientOptions& options);

}  // namespace tributary::detail
