#pragma once

#include "core/executor.hpp"

#include <chrono>
#include <span>

namespace tributary::detail {

class Connection;

/// Writes and reads on all connections at once until each has finished its exchange or failed. Reading never waits for
/// writing to finish. What is not done at a connection's deadline fails, and when somebody asks to stop.
void drive(std::span<Connection* const> connections, const StopOn* stop = nullptr) noexcept;

/// The same for one.
inline void drive(Connection& connection, const StopOn* stop = nullptr) noexcept {
  Connection* const one = &connection;
  drive({&one, 1}, stop);
}

/// There is no memory to go on with.
void fail_for_memory(std::span<Connection* const> connections) noexcept;

/// Runs batches on one connection, one after another, and ends its exchange. Settles all of them.
void converse(Connection& connection, std::span<const Batch> batches, std::chrono::milliseconds timeout) noexcept;

/// One step of a stream: waits until the connection can be read or written, and does that; fails it at its deadline,
/// and when somebody asks to stop.
void drive_step(Connection& connection, const StopOn* stop = nullptr) noexcept;

}  // namespace tributary::detail
