#pragma once

#include "core/connection_failure.hpp"
#include "core/executor.hpp"

#include <cstddef>

namespace tributary::detail {

/// Settles a batch that no connection has taken: every command is known not to be sent. Its landing is told. Needs no
/// memory.
///
/// `position`: of its first command, unless the batch says so itself. Returns that of the next one behind it.
std::size_t settle_unsent(const Batch& batch, ConnectionFailure& failure, std::size_t position = 0) noexcept;

}  // namespace tributary::detail
