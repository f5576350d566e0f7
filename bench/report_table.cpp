#include "report_table.hpp"

#include "counters.hpp"
#include "describe_options.hpp"
#include "findings.hpp"
#include "warnings.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>
#include <string_view>

namespace tributary::bench {
namespace {

std::string per_command(const Result& result, double Sample::*member, bool counted) {
  return counted ? fmt::format("{:.3f}", result.spread([&](const Sample& sample) { return sample.*member; }).median)
                 : "-";
}

// "-" for what nobody told.
std::string told(double value, const char* format) {
  return value == 0 ? "-" : fmt::format(fmt::runtime(format), value);
}

void append_speeds(std::string& text, const std::vector<Result>& results, std::int64_t batch) {
  auto out = std::back_inserter(text);
  bool first = true;
  for (const auto& result : results) {
    if (result.batch != batch) {
      continue;
    }
    if (first) {
      fmt::format_to(out, "\nbatch {}, median of {} repeats (least to most)\n", grouped(static_cast<double>(batch)),
                     result.samples.size());
      fmt::format_to(out, "{:<15} {:>10} {:>34} {:>7} {:>8} {:>9} {:>25} {:>9} {:>7} {:>8}\n", "mode", "commands",
                     "commands/s", "MiB/s", "of wire", "of batch1", "client CPU ns/command", "server", "allocs",
                     "syscalls");
      first = false;
    }
    const Result* wire = wire_of(result, results);
    const Result* one_by_one = batch_1_of(result, results);
    const auto speed = result.commands_per_second();
    const auto cpu = result.client_cpu_ns();
    fmt::format_to(out, "{:<15} {:>10} {:>34} {:>7} {:>8} {:>9} {:>25} {:>9} {:>7} {:>8}\n", result.mode,
                   grouped(static_cast<double>(result.commands)),
                   fmt::format("{} ({} to {})", grouped(speed.median), grouped(speed.min), grouped(speed.max)),
                   told(result.mib_per_second().median, "{:.1f}"),
                   wire == nullptr ? "-" : fmt::format("{:.2f}", speed_ratio(result, *wire).median),
                   one_by_one == nullptr ? "-" : fmt::format("{:.1f}", speed_ratio(result, *one_by_one).median),
                   fmt::format("{:.0f} ({:.0f} to {:.0f})", cpu.median, cpu.min, cpu.max),
                   told(result.spread([](const Sample& sample) { return sample.server_cpu_ns; }).median, "{:.0f}"),
                   per_command(result, &Sample::allocations, allocations_are_counted()),
                   per_command(result, &Sample::syscalls, syscalls_are_counted()));
  }
}

void append_latencies(std::string& text, const std::vector<Result>& results, std::int64_t batch) {
  auto out = std::back_inserter(text);
  fmt::format_to(out, "{:<15} {:>10} {:>10} {:>10} {:>10} {:>10} {:>10}\n", "latency, us", "of a", "p50", "p90", "p99",
                 "p99.9", "max");
  for (const auto& result : results) {
    if (result.batch != batch || result.timed == Timed::nothing) {
      continue;
    }
    fmt::format_to(out, "{:<15} {:>10}", result.mode, to_string(result.timed));
    for (double Sample::*const percentile : {&Sample::latency_p50, &Sample::latency_p90, &Sample::latency_p99,
                                             &Sample::latency_p999, &Sample::latency_max}) {
      fmt::format_to(out, " {:>10.1f}", result.spread([&](const Sample& sample) { return sample.*percentile; }).median);
    }
    text += "\n";
  }
}

constexpr std::string_view kLegend = R"(
commands/s: issued, answered and checked. MiB/s: requests and replies, as the server counts them. of wire: commands/s as
a multiple of the mode wire's, repeat by repeat. of batch1: as a multiple of the same mode's with batches of one. client
CPU: of this process, all threads. server: the server's CPU, from its INFO, which counts its other clients, too. allocs,
syscalls: calls of malloc and the like, and of the C library's functions for I/O, per command. latency: from the first
call until the last value is read, of a whole batch, or of a command where each is waited for; the median of what each
repeat had. All commands of a batch wait for the batch.
)";

constexpr std::string_view kClosedLoop =
    R"(Callers begin again when they have their answer: a server that stalls gets fewer calls, not later ones, so the
last percentiles flatter it; --rate does not.
)";
constexpr std::string_view kOpenLoop =
    R"(Latencies count from when a command or batch was due, whether or not it could be sent then, and hold what the
system takes to wake a sleeper.
)";

// What a model costs beside the plain command, for the batches in which both were measured.
void append_models(std::string& text, const std::vector<Result>& results, std::int64_t batch) {
  for (const std::string_view what : {"load", "save"}) {
    const Result* model = find_result(results, fmt::format("model_{}", what), batch);
    const Result* map = find_result(results, fmt::format("map_{}", what), batch);
    if (model == nullptr || map == nullptr) {
      continue;
    }
    const Spread ratio = cpu_ratio(*model, *map);
    fmt::format_to(std::back_inserter(text),
                   "model_{0} takes {1:.2f} ({2:.2f} to {3:.2f}) of the client CPU of map_{0}.\n", what, ratio.median,
                   ratio.min, ratio.max);
  }
}

}  // namespace

std::string heading(const Options& options, const Environment& environment) {
  std::string text;
  auto out = std::back_inserter(text);
  fmt::format_to(out, "tributary {}{}, hiredis {}, {}{}\n", environment.library_version,
                 environment.commit.empty() ? "" : " (" + environment.commit + ")", environment.hiredis_version,
                 environment.compiler, environment.compiler_flags.empty() ? "" : ", " + environment.compiler_flags);
  for (const auto& peer : environment.peers) {
    fmt::format_to(out, "beside it: {} {}\n", peer.name, peer.version);
  }
  fmt::format_to(out, "redis-server {}{} over {}, {} x {}, {}, load {:.2f}\n", environment.server_version,
                 environment.server_is_private ? " (private)" : "", environment.transport, environment.cores,
                 environment.cpu_model, environment.kernel, environment.load_average);
  if (!environment.server_cores.empty()) {
    fmt::format_to(out, "pinned: the server to core {}, the client to {}\n", environment.server_cores,
                   environment.client_cores);
  }
  if (environment.isolated) text += "each mode in a process of its own\n";
  text += workload_line(options) + load_lines(options);
  return text;
}

std::string table_report(const Options& options, const Environment& environment, const std::vector<Result>& results) {
  std::string text = heading(options, environment);
  for (const auto batch : options.batches) {
    append_speeds(text, results, batch);
    append_latencies(text, results, batch);
    append_models(text, results, batch);
  }
  text.append(kLegend).append(options.load.rate > 0 ? kOpenLoop : kClosedLoop);
  text += closing_paragraph(options, results, environment);
  const auto warnings = warnings_of(options, environment, results);
  return warnings.empty() ? text : text + "\n" + warning_lines(warnings);
}

}  // namespace tributary::bench
