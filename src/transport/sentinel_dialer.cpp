#include "transport/sentinel_dialer.hpp"

#include "link/forks.hpp"
#include "topology/sentinel_survey.hpp"

#include <algorithm>
#include <cstddef>
#include <new>
#include <utility>

namespace tributary::detail {

namespace {

constexpr std::uint16_t kSentinelPort = 26379;
// A deployment has three or five; what else they name is not worth asking.
constexpr std::size_t kMostSentinels = 16;

/// By the TLS of `server`, which is the dialer to the master.
std::shared_ptr<const Dialer> dialer_to(const Place& sentinel, const Dialer& dialer) {
  const ClientOptions& server = dialer.options();
  ClientOptions options;
  options.host = sentinel.host;
  options.port = sentinel.port;
  options.tls = server.tls;
  options.username = server.sentinel_username;
  options.password = server.sentinel_password;
  options.client_name = server.client_name;
  options.connect_timeout = server.connect_timeout;
  options.timeout = server.connect_timeout;
  return std::make_shared<const Dialer>(options, dialer.tls());
}

}  // namespace

SentinelDialer::SentinelDialer(const ClientOptions& options)
    : Dialer{options}, telemetry_{std::make_shared<Telemetry>(nullptr, options.endpoint())} {
  for (const std::string& sentinel : options.sentinels) {
    sentinels_.push_back(dialer_to(*read_place(sentinel, kSentinelPort), *this));
  }
}

SentinelDialer::~SentinelDialer() {
  if (process_ != forks()) static_cast<void>(watch_.release());  // the thread is the parent's
}

std::unique_ptr<Locator> SentinelDialer::locate(const Deadline& deadline) const {
  watch();
  return std::make_unique<SentinelSurvey>(sentinels(), options().master_name, *telemetry_, deadline,
                                          [this](const std::vector<Place>& others) { learn(others); });
}

std::unique_ptr<Tether> SentinelDialer::tie(int fd, const Place& place) const {
  return std::make_unique<Tether>(tethers_, fd, place);
}

/// Begins to listen, when nobody does in this process.
void SentinelDialer::watch() const {
  const std::lock_guard lock{mutex_};
  if (watch_ != nullptr && process_ == forks()) return;
  static_cast<void>(watch_.release());
  watch_ = std::make_unique<SentinelWatch>(sentinels_, options().master_name,
                                           [this](const Place& master) { tethers_.cut_all_but(master); });
  process_ = forks();
}

std::vector<std::shared_ptr<const Dialer>> SentinelDialer::sentinels() const {
  const std::lock_guard lock{mutex_};
  return sentinels_;
}

/// One that was added since is asked, too, when those that the options name are gone.
void SentinelDialer::learn(const std::vector<Place>& others) const {
  const std::lock_guard lock{mutex_};
  for (const Place& other : others) {
    const bool is_known = std::ranges::any_of(sentinels_, [&](const auto& known) {
      return known->options().host == other.host && known->options().port == other.port;
    });
    if (!is_known && sentinels_.size() < kMostSentinels) sentinels_.push_back(dialer_to(other, *this));
  }
}

std::shared_ptr<const Dialer> make_dialer(const ClientOptions& options) {
  if (options.master_name.empty()) return std::make_shared<const Dialer>(options);
  return std::make_shared<const SentinelDialer>(options);
}

}  // namespace tributary::detail
