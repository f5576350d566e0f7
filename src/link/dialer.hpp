#pragma once

#include <tributary/link/client_options.hpp>

#include "link/credentials_request.hpp"
#include "link/deadline.hpp"
#include "link/locator.hpp"
#include "link/tether.hpp"
#include "link/tls.hpp"

#include <memory>
#include <string>
#include <utility>

namespace tributary::detail {

/// What the connections of one client have in common: where to, who asks, and what TLS needs for it.
class Dialer {
 public:
  /// Errors:   std::invalid_argument for files of TLS that cannot be used
  explicit Dialer(const ClientOptions& options)
      : Dialer{options, options.tls ? TlsContext::make(*options.tls) : nullptr} {}
  /// With the TLS of another one, whose options say the same about it.
  Dialer(const ClientOptions& options, std::shared_ptr<TlsContext> tls)
      : options_{options}, desk_{options.credentials}, tls_{std::move(tls)} {}
  virtual ~Dialer() = default;
  Dialer(const Dialer&) = delete;
  Dialer& operator=(const Dialer&) = delete;

  const ClientOptions& options() const noexcept { return options_; }
  const std::shared_ptr<TlsContext>& tls() const noexcept { return tls_; }
  CredentialsDesk& desk() const noexcept { return desk_; }
  /// For one connection to `host`; null without TLS.
  std::unique_ptr<TlsSession> begin_tls(const std::string& host) const {
    return tls_ == nullptr ? nullptr : tls_->begin(host);
  }
  /// Begins to find out where the server is; null where the options say so. The dialer outlives what it returns.
  ///
  /// Errors:   RedisError when the process has no thread or file descriptor left
  virtual std::unique_ptr<Locator> locate(const Deadline&) const { return nullptr; }
  /// For a socket to a place that was located; may be null.
  virtual std::unique_ptr<Tether> tie(int, const Place&) const { return nullptr; }

 private:
  const ClientOptions options_;
  mutable CredentialsDesk desk_;
  const std::shared_ptr<TlsContext> tls_;
};

}  // namespace tributary::detail
