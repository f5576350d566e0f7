#pragma once

#include "core/executor.hpp"
#include "link/connection.hpp"
#include "link/dialer.hpp"

#include <memory>

namespace tributary::detail {

/// Connects, and asks the server to let us in. Nothing of the user has left when that fails. Null on failure.
///
/// `limits`: of whoever waits, when they come before the connect timeout
std::unique_ptr<Connection> open_connection(const Dialer& dialer, Telemetry& telemetry, const ExecuteLimits& limits,
                                            Failure& failure);

/// Logs in once more on a connection that has nothing under way. False when that failed: it cannot be used.
bool log_in_again(Connection& connection, const Dialer& dialer, const ExecuteLimits& limits);

}  // namespace tributary::detail
