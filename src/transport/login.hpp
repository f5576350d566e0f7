#pragma once

#include <tributary/transport/client_options.hpp>

namespace tributary::detail {

class Connection;

/// AUTH, SELECT and CLIENT SETNAME, as far as the options ask for them, in one round trip. Fails the connection when
/// the server refuses one.
void log_in(Connection& connection, const ClientOptions& options);

/// One PING, to learn whether a connection that was idle for long is alive.
void check_alive(Connection& connection, const ClientOptions& options);

}  // namespace tributary::detail
