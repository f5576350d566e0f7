#pragma once

#include <tributary/core/error.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace tributary::detail {

/// How a connection failed, for the commands that it leaves without a reply. Those of one name and one outcome get the
/// same error, of which each makes its own as long as there is memory.
class ConnectionFailure {
 public:
  /// `server`: whose fault it is. Both texts outlive this.
  ConnectionFailure(TransportReason reason, std::string_view message, std::string_view server) noexcept
      : reason_{reason}, message_{message}, server_{server} {}

  /// `connection`: the name that the commands were recorded for, or empty.
  const std::shared_ptr<const ErrorInfo>& error(const std::string& connection, TransportOutcome outcome) noexcept;

 private:
  TransportReason reason_;
  std::string_view message_;
  std::string_view server_;
  std::shared_ptr<const ErrorInfo> last_;
};

}  // namespace tributary::detail
