#pragma once

#include "core/telemetry.hpp"
#include "link/dialer.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tributary::detail {

/// To a master that sentinels know the place of. Each connection begins with asking all of them: a place that is
/// remembered may be that of yesterday's master.
class SentinelDialer final : public Dialer {
 public:
  explicit SentinelDialer(const ClientOptions& options);

  std::unique_ptr<Locator> locate(const Deadline& deadline) const override;

 private:
  std::vector<std::shared_ptr<const Dialer>> sentinels() const;
  void learn(const std::vector<Place>& others) const;

  const std::shared_ptr<Telemetry> telemetry_;  ///< of what is said to sentinels, for nobody
  mutable std::mutex mutex_;
  mutable std::vector<std::shared_ptr<const Dialer>> sentinels_;
};

/// The kind of dialer that options ask for.
///
/// Errors:   std::invalid_argument for files of TLS that cannot be used
std::shared_ptr<const Dialer> make_dialer(const ClientOptions& options);

}  // namespace tributary::detail
