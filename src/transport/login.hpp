#pragma once

#include <tributary/transport/client_options.hpp>

#include "transport/deadline.hpp"
#include "transport/failure.hpp"

#include <string>
#include <string_view>

namespace tributary::detail {

class Connection;

/// Calls `command` with the words of each command that a new connection begins with, as the options ask for them.
template <class Command>
void each_login_command(const ClientOptions& options, Command&& command) {
  if (!options.password.empty() && options.username.empty()) {
    command("AUTH", options.password);
  } else if (!options.password.empty()) {
    command("AUTH", options.username, options.password);
  }
  if (options.database != 0) command("SELECT", options.database);
  if (!options.client_name.empty()) command("CLIENT", "SETNAME", options.client_name);
}

/// What to tell of the error that answers a command of the login, or the first PING. Nothing that was said to AUTH, in
/// whatever form the server repeats it.
std::string login_refusal(const ClientOptions& options, std::string_view command, std::string_view error);
/// A failure that came before the server had let us in: there is no connection.
Failure handshake_failure(const ClientOptions& options, Failure failure);

/// AUTH, SELECT and CLIENT SETNAME, as far as the options ask for them, in one round trip; a PING when they ask for
/// none. So a server that turns everybody away, because it is full or protected, does so before anything of the user
/// has left. False, and why, when it lets us not in.
bool log_in(Connection& connection, const ClientOptions& options, const Deadline& deadline, Failure& failure);

/// One PING, to learn whether a connection that was idle for long is alive.
void check_alive(Connection& connection, const ClientOptions& options);

}  // namespace tributary::detail
