#pragma once

#include <span>

namespace tributary::detail {

class Connection;

/// Writes and reads on all connections at once until each has finished its exchange or failed. Reading never waits for
/// writing to finish. What is not done at a connection's deadline fails.
void drive(std::span<Connection* const> connections) noexcept;

/// One step of a stream: waits until the connection can be read or written, and does that; fails it at its deadline.
void drive_step(Connection& connection) noexcept;

}  // namespace tributary::detail
