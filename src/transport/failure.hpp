#pragma once

#include <tributary/core/error.hpp>
#include <tributary/transport/client_options.hpp>

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace tributary::detail {

/// Why there is no (longer a) connection. What it means for commands and subscriptions is decided by their protocol.
struct Failure {
  TransportReason reason = TransportReason::closed;
  std::string message;
};

inline Failure cannot_connect(const ClientOptions& options, std::string_view why) {
  return {TransportReason::connect, fmt::format("cannot connect to {}: {}", options.endpoint(), why)};
}

}  // namespace tributary::detail
