#pragma once

#include "core/telemetry.hpp"
#include "link/dial.hpp"
#include "link/dialer.hpp"
#include "link/login.hpp"
#include "link/own_batch.hpp"
#include "topology/sentinel_answers.hpp"

#include <tributary/core/deferred_result.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tributary::detail {

/// Asks one sentinel where a master is, and which other sentinels watch it; in steps, without waiting. Its connection
/// ends with it.
class SentinelQuestion {
 public:
  /// All of it lives as long.
  SentinelQuestion(const Dialer& dialer, const std::string& master_name, Telemetry& telemetry,
                   const Deadline& deadline);
  SentinelQuestion(const SentinelQuestion&) = delete;
  SentinelQuestion& operator=(const SentinelQuestion&) = delete;

  bool is_under_way() const noexcept { return answer_.kind == SentinelAnswer::Kind::none; }
  WaitFor wait_for() const noexcept;
  void step();

  const SentinelAnswer& answer() const noexcept { return answer_; }
  /// That it has heard of.
  const std::vector<Place>& others() const noexcept { return others_; }

 private:
  using Words = std::map<std::string, std::string>;

  void dial_on();
  void talk();
  bool end_round();
  void ask();
  void read_answers();
  void fail(std::string words);

  const Dialer& dialer_;
  const std::string& master_name_;
  Telemetry& telemetry_;
  const Deadline deadline_;
  SentinelAnswer answer_;
  std::vector<Place> others_;
  std::optional<Dial> dial_;
  std::unique_ptr<Connection> connection_;
  std::optional<Login> login_;
  std::optional<OwnBatch> batch_;
  std::optional<DeferredResult<Words>> master_;
  std::optional<DeferredResult<std::vector<Words>>> sentinels_;
};

}  // namespace tributary::detail
