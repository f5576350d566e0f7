#pragma once

#include <tributary/core/error.hpp>

#include <string>

namespace tributary::detail {

/// Why there is no (longer a) connection. What it means for commands and subscriptions is decided by their protocol.
struct Failure {
  TransportReason reason = TransportReason::closed;
  std::string message;
};

}  // namespace tributary::detail
