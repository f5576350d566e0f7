#pragma once

#include <tributary/transport/client_options.hpp>

#include <chrono>

namespace tributary::detail {

class Connection;

/// AUTH, SELECT and CLIENT SETNAME, as far as the options ask for them, in one round trip. Fails the connection when
/// the server refuses one.
void log_in(Connection& connection, const ClientOptions& options, std::chrono::milliseconds timeout);

/// One PING, to learn whether a connection that was idle for long is alive.
void check_alive(Connection& connection, const ClientOptions& options);

}  // namespace tributary::detail
