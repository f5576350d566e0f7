#include <tributary/commands/monitoring_commands.hpp>

#include "commands/counts.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kMonitoringRows{
    CommandRow{"LATENCY DOCTOR", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"LATENCY GRAPH", 3, Access::none, Repeat::safe, kNoKey},
    CommandRow{"LATENCY HISTOGRAM", -2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"LATENCY HISTORY", 3, Access::none, Repeat::safe, kNoKey},
    CommandRow{"LATENCY LATEST", 2, Access::none, Repeat::safe, kNoKey},
    // A second time resets would also forget what was recorded since.
    CommandRow{"LATENCY RESET", -2, Access::none, Repeat::unsafe, kNoKey},
    CommandRow{"MEMORY DOCTOR", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"MEMORY MALLOC-STATS", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"MEMORY PURGE", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"MEMORY STATS", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"MEMORY USAGE", -3, Access::read, Repeat::safe, kSubcommandKey},
    CommandRow{"SLOWLOG GET", -2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"SLOWLOG LEN", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"SLOWLOG RESET", 2, Access::none, Repeat::unsafe, kNoKey},
};

}  // namespace

std::span<const CommandRow> detail::monitoring_command_rows() noexcept { return kMonitoringRows.rows(); }

DeferredResult<std::string> MonitoringCommands::latency_doctor() {
  return record<std::string>(*this, kMonitoringRows["LATENCY DOCTOR"]);
}

DeferredResult<std::string> MonitoringCommands::latency_graph(std::string_view event) {
  return record<std::string>(*this, kMonitoringRows["LATENCY GRAPH"], event);
}

DeferredResult<std::map<std::string, CommandLatency>> MonitoringCommands::latency_histogram(Arguments commands) {
  return record<std::map<std::string, CommandLatency>>(*this, kMonitoringRows["LATENCY HISTOGRAM"], commands);
}

DeferredResult<std::vector<LatencySample>> MonitoringCommands::latency_history(std::string_view event) {
  return record<std::vector<LatencySample>>(*this, kMonitoringRows["LATENCY HISTORY"], event);
}

DeferredResult<std::vector<LatencyEvent>> MonitoringCommands::latency_latest() {
  return record<std::vector<LatencyEvent>>(*this, kMonitoringRows["LATENCY LATEST"]);
}

DeferredResult<std::int64_t> MonitoringCommands::latency_reset(Arguments events) {
  return record<std::int64_t>(*this, kMonitoringRows["LATENCY RESET"], events);
}

DeferredResult<std::string> MonitoringCommands::memory_doctor() {
  return record<std::string>(*this, kMonitoringRows["MEMORY DOCTOR"]);
}

DeferredResult<std::string> MonitoringCommands::memory_malloc_stats() {
  return record<std::string>(*this, kMonitoringRows["MEMORY MALLOC-STATS"]);
}

DeferredResult<Ok> MonitoringCommands::memory_purge() { return record<Ok>(*this, kMonitoringRows["MEMORY PURGE"]); }

DeferredResult<MemoryStats> MonitoringCommands::memory_stats() {
  return record<MemoryStats>(*this, kMonitoringRows["MEMORY STATS"]);
}

DeferredResult<std::optional<std::int64_t>> MonitoringCommands::memory_usage(std::string_view key,
                                                                             std::optional<std::int64_t> samples) {
  Words words;
  if (samples) words.add("SAMPLES", *samples);
  return record<std::optional<std::int64_t>>(*this, kMonitoringRows["MEMORY USAGE"], key, words);
}

DeferredResult<std::vector<SlowlogEntry>> MonitoringCommands::slowlog_get(std::optional<std::int64_t> count) {
  if (count) require_count("SLOWLOG GET", *count);
  return record<std::vector<SlowlogEntry>>(*this, kMonitoringRows["SLOWLOG GET"], count.value_or(-1));
}

DeferredResult<std::int64_t> MonitoringCommands::slowlog_len() {
  return record<std::int64_t>(*this, kMonitoringRows["SLOWLOG LEN"]);
}

DeferredResult<Ok> MonitoringCommands::slowlog_reset() { return record<Ok>(*this, kMonitoringRows["SLOWLOG RESET"]); }

}  // namespace tributary
