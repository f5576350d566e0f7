#pragma once

#include "core/telemetry.hpp"
#include "link/dialer.hpp"
#include "link/locator.hpp"
#include "link/socket.hpp"
#include "topology/sentinel_answers.hpp"
#include "topology/sentinel_question.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tributary::detail {

/// Asks all sentinels at once where the master is, and compares what they say.
class SentinelSurvey final : public Locator {
 public:
  using Learn = std::function<void(const std::vector<Place>&)>;

  /// All of it lives as long.
  ///
  /// `sentinels`: how to reach each
  /// `learn`:     is told of sentinels that those who answer have heard of
  ///
  /// Errors:   RedisError when the process has no file descriptor left
  SentinelSurvey(std::vector<std::shared_ptr<const Dialer>> sentinels, const std::string& master_name,
                 Telemetry& telemetry, const Deadline& deadline, Learn learn);
  ~SentinelSurvey() override;

  bool is_under_way() const noexcept override { return !is_over_; }
  WaitFor wait_for() const noexcept override;
  void step() override;

  const Place* place() const noexcept override { return master_ ? &*master_ : nullptr; }
  const std::string& why() const noexcept override { return why_; }

 private:
  void look();
  void gather_descriptors();

  const std::vector<std::shared_ptr<const Dialer>> dialers_;
  const std::string& master_name_;
  const Learn learn_;
  std::vector<std::unique_ptr<SentinelQuestion>> questions_;
  Socket descriptors_;  ///< an epoll instance: one that waits for all of them
  Clock::time_point until_;
  bool is_over_ = false;
  std::optional<Place> master_;
  std::string why_;
};

}  // namespace tributary::detail
