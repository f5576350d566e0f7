#pragma once

#include "core/telemetry.hpp"
#include "link/dialer.hpp"
#include "link/tether.hpp"
#include "transport/sentinel_watch.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tributary::detail {

/// To a master that sentinels know the place of. Each connection begins with asking all of them: a place that is
/// remembered may be that of yesterday's master. From the first one on, a thread listens to what sentinels tell, and
/// cuts those to yesterday's master.
class SentinelDialer final : public Dialer {
 public:
  explicit SentinelDialer(const ClientOptions& options);

  ~SentinelDialer() override;

  std::unique_ptr<Locator> locate(const Deadline& deadline) const override;
  std::unique_ptr<Tether> tie(int fd, const Place& place) const override;

 private:
  std::vector<std::shared_ptr<const Dialer>> sentinels() const;
  void learn(const std::vector<Place>& others) const;

  void watch() const;

  const std::shared_ptr<Telemetry> telemetry_;  ///< of what is said to sentinels, for nobody
  mutable Tethers tethers_;
  mutable std::mutex mutex_;
  mutable std::vector<std::shared_ptr<const Dialer>> sentinels_;
  mutable std::unique_ptr<SentinelWatch> watch_;
  mutable unsigned process_ = 0;  ///< how often the process had been forked when the watch began
};

/// The kind of dialer that options ask for.
///
/// Errors:   std::invalid_argument for files of TLS that cannot be used
std::shared_ptr<const Dialer> make_dialer(const ClientOptions& options);

}  // namespace tributary::detail
