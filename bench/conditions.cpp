#include "conditions.hpp"

#include <fmt/format.h>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <system_error>

namespace tributary::bench {
namespace {

std::string content_of(const std::string& name) {
  std::ifstream file{name};
  return {std::istreambuf_iterator<char>{file}, {}};
}

double cpu_seconds(int whose) {
  rusage used{};
  ::getrusage(whose, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double own_cpu_seconds() { return cpu_seconds(RUSAGE_SELF) + cpu_seconds(RUSAGE_CHILDREN); }

std::int64_t now_ns() { return std::chrono::nanoseconds{std::chrono::steady_clock::now().time_since_epoch()}.count(); }

// Of heat, as far as the processor counts it, and of the quota of this group.
double times_throttled() {
  double times = 0;
  std::error_code none;
  for (int core = 0;; ++core) {
    const std::string folder = fmt::format("/sys/devices/system/cpu/cpu{}", core);
    if (!std::filesystem::exists(folder, none)) break;
    double count = 0;
    std::istringstream{content_of(folder + "/thermal_throttle/core_throttle_count")} >> count;
    times += count;
  }
  std::istringstream group{content_of("/sys/fs/cgroup/cpu.stat")};
  std::string name;
  for (double value = 0; group >> name >> value;) {
    if (name == "nr_throttled") times += value;
  }
  return times;
}

MachineUse machine_use() {
  MachineUse use = read_machine_use(content_of("/proc/stat"), static_cast<double>(::sysconf(_SC_CLK_TCK)));
  use.throttled = times_throttled();
  return use;
}

}  // namespace

MachineUse read_machine_use(std::string_view proc_stat, double ticks_per_second) {
  std::istringstream line{std::string{proc_stat.substr(0, proc_stat.find('\n'))}};
  std::string cpu;
  line >> cpu;
  std::array<double, 8> ticks{};  // user, nice, system, idle, iowait, irq, softirq, steal
  for (auto& tick : ticks) line >> tick;
  return {.busy = (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / ticks_per_second,
          .stolen = ticks[7] / ticks_per_second};
}

ConditionsWatch::ConditionsWatch() : begin_{machine_use()}, own_begin_{own_cpu_seconds()}, wall_begin_{now_ns()} {}

Conditions ConditionsWatch::finish(double server_cpu_seconds) const {
  const MachineUse end = machine_use();
  const double seconds = static_cast<double>(std::max<std::int64_t>(now_ns() - wall_begin_, 1)) / 1e9;
  const double ours = own_cpu_seconds() - own_begin_ + server_cpu_seconds;
  return {.seconds = seconds,
          .other_cores = std::max(end.busy - begin_.busy - ours, 0.0) / seconds,
          .stolen_cores = std::max(end.stolen - begin_.stolen, 0.0) / seconds,
          .throttled = std::max(end.throttled - begin_.throttled, 0.0)};
}

}  // namespace tributary::bench
