#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/latency.hpp>
#include <tributary/commands/memory_stats.hpp>
#include <tributary/commands/slowlog_entry.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Memory and slowness of the server. It records times of slowness when its latency-monitor-threshold is not 0, and
/// slow commands as its slowlog-log-slower-than says.
class TRIBUTARY_API MonitoringCommands : public detail::CommandGroup<MonitoringCommands> {
 public:
  /// A report for a human about why the server was slow.
  ///
  /// Sends:    LATENCY DOCTOR
  /// Reply:    bulk string -> std::string
  /// Source:   redis.io/commands/latency-doctor, since 2.8.13
  DeferredResult<std::string> latency_doctor();

  /// A drawing of one kind of slowness over time.
  ///
  /// Sends:    LATENCY GRAPH event
  /// Reply:    bulk string -> std::string
  /// Errors:   ERR when there is no sample of it
  /// Source:   redis.io/commands/latency-graph, since 2.8.13
  DeferredResult<std::string> latency_graph(std::string_view event);

  /// How long the calls of some commands took; of all commands called so far for an empty list.
  ///
  /// Sends:    LATENCY HISTOGRAM [name...]
  /// Reply:    array -> std::map from a name, such as "config|get", to its CommandLatency; without those never called
  /// Units:    microseconds
  /// Cost:     O(N) for N commands
  /// Source:   redis.io/commands/latency-histogram, since 7.0.0
  DeferredResult<std::map<std::string, CommandLatency>> latency_histogram(Arguments commands = {});

  /// The last samples of one kind of slowness, at most 160.
  ///
  /// Sends:    LATENCY HISTORY event
  /// Reply:    array -> std::vector<LatencySample>, the oldest first, empty when there is none
  /// Units:    milliseconds
  /// Source:   redis.io/commands/latency-history, since 2.8.13
  DeferredResult<std::vector<LatencySample>> latency_history(std::string_view event);

  /// The latest sample of each kind of slowness.
  ///
  /// Sends:    LATENCY LATEST
  /// Reply:    array -> std::vector<LatencyEvent>
  /// Units:    milliseconds
  /// Source:   redis.io/commands/latency-latest, since 2.8.13
  DeferredResult<std::vector<LatencyEvent>> latency_latest();

  /// Forgets the samples of some kinds of slowness; of all for an empty list.
  ///
  /// Sends:    LATENCY RESET [event...]
  /// Reply:    integer -> std::int64_t, how many kinds had samples
  /// Source:   redis.io/commands/latency-reset, since 2.8.13
  DeferredResult<std::int64_t> latency_reset(Arguments events = {});

  /// A report for a human about how memory is used.
  ///
  /// Sends:    MEMORY DOCTOR
  /// Reply:    bulk string -> std::string
  /// Source:   redis.io/commands/memory-doctor, since 4.0.0
  DeferredResult<std::string> memory_doctor();

  /// What the allocator says about itself.
  ///
  /// Sends:    MEMORY MALLOC-STATS
  /// Reply:    bulk string -> std::string
  /// Source:   redis.io/commands/memory-malloc-stats, since 4.0.0
  DeferredResult<std::string> memory_malloc_stats();

  /// Makes the allocator give unused memory back to the system.
  ///
  /// Sends:    MEMORY PURGE
  /// Reply:    status OK -> Ok, also when the allocator cannot do it
  /// Source:   redis.io/commands/memory-purge, since 4.0.0
  DeferredResult<Ok> memory_purge();

  /// How memory is used.
  ///
  /// Sends:    MEMORY STATS
  /// Reply:    array of names and values -> MemoryStats
  /// Cost:     O(N) for N databases
  /// Source:   redis.io/commands/memory-stats, since 4.0.0
  DeferredResult<MemoryStats> memory_stats();

  /// How many bytes a key needs with its value. Of a nested value `samples` elements are measured, and the others
  /// assumed to be like them; 0 measures them all, and without it the server takes 5.
  ///
  /// Sends:    MEMORY USAGE key [SAMPLES samples]
  /// Reply:    integer -> std::int64_t, nil -> std::nullopt when the key does not exist
  /// Errors:   ERR when samples is negative
  /// Cost:     O(N) for N samples
  /// Source:   redis.io/commands/memory-usage, since 4.0.0
  DeferredResult<std::optional<std::int64_t>> memory_usage(std::string_view key,
                                                           std::optional<std::int64_t> samples = {});

  /// The slow commands, the latest first, up to `count` of them; all for std::nullopt, which is sent as -1 (since
  /// 7.0.0).
  ///
  /// Sends:    SLOWLOG GET count
  /// Reply:    array -> std::vector<SlowlogEntry>
  /// Errors:   std::invalid_argument when count is below 1
  /// Cost:     O(N) for N entries
  /// Source:   redis.io/commands/slowlog-get, since 2.2.12
  DeferredResult<std::vector<SlowlogEntry>> slowlog_get(std::optional<std::int64_t> count = 10);

  /// Counts the slow commands that are kept.
  ///
  /// Sends:    SLOWLOG LEN
  /// Reply:    integer -> std::int64_t
  /// Cost:     O(1)
  /// Source:   redis.io/commands/slowlog-len, since 2.2.12
  DeferredResult<std::int64_t> slowlog_len();

  /// Forgets the slow commands.
  ///
  /// Sends:    SLOWLOG RESET
  /// Reply:    status OK -> Ok
  /// Cost:     O(N) for N entries
  /// Source:   redis.io/commands/slowlog-reset, since 2.2.12
  DeferredResult<Ok> slowlog_reset();
};

}  // namespace tributary
