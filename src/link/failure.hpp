#pragma once

#include <tributary/core/error.hpp>
#include <tributary/link/client_options.hpp>

#include "core/out_of_memory.hpp"
#include "core/settle_unsent.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <new>
#include <span>
#include <string>
#include <string_view>

namespace tributary::detail {

/// Why there is no (longer a) connection. What it means for commands and subscriptions is decided by their protocol.
struct Failure {
  TransportReason reason = TransportReason::closed;
  std::string message;
};

inline Failure without_memory() noexcept { return {TransportReason::out_of_memory, kOutOfMemory}; }

/// The same; without its words when there is no memory for them.
inline Failure copy_of(const Failure& failure) noexcept {
  try {
    return failure;
  } catch (const std::bad_alloc&) {
    return {failure.reason, kOutOfMemory};
  }
}

/// Settles batches that no connection has taken, one behind the other.
inline void settle_unsent(std::span<const Batch> batches, const Failure& failure, std::string_view server) noexcept {
  ConnectionFailure why{failure.reason, failure.message, server};
  std::size_t position = 0;
  for (const Batch& batch : batches) position = settle_unsent(batch, why, position);
}

inline Failure cannot_connect(const ClientOptions& options, std::string_view why) {
  return {TransportReason::connect, fmt::format("cannot connect to {}: {}", options.endpoint(), why)};
}

}  // namespace tributary::detail
