#pragma once

#include <tributary/config.hpp>

#include <chrono>
#include <string>

namespace tributary {

/// Who a connection logs in as.
struct Credentials {
  std::string username{};  ///< empty: the default user
  std::string password{};
  /// From then on a connection that has logged in with these asks for new ones and logs in again, when it has nothing
  /// under way. max(): never.
  std::chrono::steady_clock::time_point renew_at = std::chrono::steady_clock::time_point::max();
};

/// Gives credentials that are known only when they are needed, such as a token with an end. Set in
/// ClientOptions::credentials.
class TRIBUTARY_API CredentialsProvider {
 public:
  virtual ~CredentialsProvider();

  /// Is called for each new connection, and when credentials are to be renewed; on a thread of its own, several at a
  /// time, and may take as long as ClientOptions::connect_timeout. What it throws is why there is no connection; the
  /// password must not be in it.
  virtual Credentials get() = 0;
};

}  // namespace tributary
