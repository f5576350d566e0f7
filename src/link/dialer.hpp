#pragma once

#include <tributary/link/client_options.hpp>

#include "link/tls.hpp"

#include <memory>

namespace tributary::detail {

/// What the connections of one client have in common: where to, who asks, and what TLS needs for it.
class Dialer {
 public:
  /// Errors:   std::invalid_argument for files of TLS that cannot be used
  explicit Dialer(const ClientOptions& options)
      : options_{options}, tls_{options.tls ? TlsContext::make(options) : nullptr} {}

  const ClientOptions& options() const noexcept { return options_; }
  /// For one connection; null without TLS.
  std::unique_ptr<TlsSession> begin_tls() const { return tls_ == nullptr ? nullptr : tls_->begin(); }

 private:
  const ClientOptions options_;
  const std::shared_ptr<TlsContext> tls_;
};

}  // namespace tributary::detail
