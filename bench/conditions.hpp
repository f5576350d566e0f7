#pragma once

#include <cstdint>
#include <string_view>

namespace tributary::bench {

/// What the machine has done since it started, in seconds of CPU.
struct MachineUse {
  double busy = 0;       ///< all cores together, without what was stolen
  double stolen = 0;     ///< a hypervisor gave it to other machines
  double throttled = 0;  ///< times that a core was slowed down for heat, and that the quota of this group was used up
};

/// The first line of /proc/stat, whose numbers are in ticks.
[[nodiscard]] MachineUse read_machine_use(std::string_view proc_stat, double ticks_per_second);

/// What others did to this machine while something was measured.
struct Conditions {
  double seconds = 0;
  double other_cores = 0;   ///< how many cores others than client and server kept busy, on average
  double stolen_cores = 0;  ///< how many a hypervisor took away
  double throttled = 0;     ///< how often something was slowed down for heat or by a quota
};

/// Watches from its construction on.
class ConditionsWatch {
 public:
  ConditionsWatch();

  /// `server_cpu_seconds`: what the server used meanwhile, when it is on this machine. Processes that this one started
  /// count when they have ended.
  [[nodiscard]] Conditions finish(double server_cpu_seconds) const;

 private:
  MachineUse begin_;
  double own_begin_;
  std::int64_t wall_begin_;
};

}  // namespace tributary::bench
