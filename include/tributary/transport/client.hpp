#pragma once

#include <tributary/commands/commands.hpp>
#include <tributary/core/connections.hpp>
#include <tributary/core/observer.hpp>
#include <tributary/link/client_options.hpp>

#include <string_view>

namespace tributary {

/// A handle to one Redis deployment: a pool of blocking connections, and a Commands that runs each command at once.
///
/// Making one connects to nothing. A connection is taken inside an execute, and returned there; one that fails in any
/// way that leaves its replies in doubt is closed. A server that went away between two executes is not an error of the
/// second one. Any thread may use a client or its copies, which share the pool; the pool ends with the last of them.
///
/// A command called on the client itself throws what execute() would: TransportError, ServerError, DecodeError.
class TRIBUTARY_API Client : public Deployment, public Commands {
 public:
  /// Errors:   UriError
  [[nodiscard]] explicit Client(std::string_view uri);
  /// Errors:   std::invalid_argument for an empty pool or a timeout that is not positive
  [[nodiscard]] explicit Client(const ClientOptions& options);

  const ClientOptions& options() const noexcept;
  /// What this client and its copies have done.
  [[nodiscard]] ClientStatistics statistics() const noexcept;
};

}  // namespace tributary
