#pragma once

#include "core/executor.hpp"

namespace tributary::detail {

class Connection;

/// Adds what the server needs for the calls of programs in `batch`, and does not have as far as the connection knows.
/// To be called before the batch is added.
void add_programs(Connection& connection, const Batch& batch);

/// When what was run met a server that had lost a program, it may have lost all.
void forget_lost_programs(Connection& connection, const Settlement& settlement) noexcept;

}  // namespace tributary::detail
