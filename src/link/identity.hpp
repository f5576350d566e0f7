#pragma once

#include <tributary/link/client_options.hpp>

#include "link/credentials_request.hpp"
#include "link/deadline.hpp"
#include "link/dialer.hpp"
#include "link/wait_for.hpp"

#include <memory>
#include <string>

namespace tributary::detail {

/// Who one connection logs in as: what the options say, known at once, or what their provider of credentials gives.
class Identity {
 public:
  /// Begins to ask, where there is a provider. `dialer`: lives as long, and as long as options().
  Identity(const Dialer& dialer, const Deadline& deadline);
  ~Identity();
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  bool is_under_way() const noexcept { return options_ == nullptr && why_.empty(); }
  WaitFor wait_for() const noexcept;
  void step();

  /// When it is known: to log in with. Null when it is not, and why() says why.
  const std::shared_ptr<const ClientOptions>& options() const noexcept { return options_; }
  Clock::time_point renew_at() const noexcept { return renew_at_; }
  const std::string& why() const noexcept { return why_; }

 private:
  const Dialer& dialer_;
  Clock::time_point until_;
  std::shared_ptr<const CredentialsRequest> request_;
  std::shared_ptr<const ClientOptions> options_;
  Clock::time_point renew_at_ = Clock::time_point::max();
  std::string why_;
};

}  // namespace tributary::detail
