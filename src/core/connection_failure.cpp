#include "core/connection_failure.hpp"

#include "core/out_of_memory.hpp"
#include "resp/quote.hpp"

#include <fmt/format.h>

#include <new>

namespace tributary::detail {

const std::shared_ptr<const ErrorInfo>& ConnectionFailure::error(const std::string& connection,
                                                                 TransportOutcome outcome) noexcept {
  if (last_ != nullptr && last_->outcome == outcome && last_->connection == connection) return last_;
  try {
    auto made = std::make_shared<ErrorInfo>();
    made->kind = ErrorKind::transport;
    made->reason = reason_;
    made->outcome = outcome;
    made->server = server_;
    made->connection = connection;
    made->message = message_;
    if (!connection.empty()) made->message += fmt::format(" (connection {})", quote(connection));
    last_ = std::move(made);
  } catch (const std::bad_alloc&) {
    last_ = out_of_memory(ErrorKind::transport, outcome);
  }
  return last_;
}

}  // namespace tributary::detail
