#include "report_table.hpp"

#include "counters.hpp"
#include "describe_options.hpp"
#include "warnings.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace tributary::bench {
namespace {

// 1234567 as "1,234,567".
std::string grouped(double value) {
  std::string digits = std::to_string(std::llround(value));
  for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3) {
    digits.insert(static_cast<std::size_t>(i), 1, ',');
  }
  return digits;
}

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

// Modes that are a way to use the library, and so can be the answer to "what should I do".
bool is_advice(const Result& result) {
  const ModeEntry* mode = find_mode(result.mode);
  return result.subject == Subject::values && result.mode != "wire" && result.mode != "unpipelined" &&
         mode != nullptr && !mode->other_client;
}

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

// The smallest batch of the same mode that gets nine tenths of its best speed.
const Result* knee_of(const Result& best, const std::vector<Result>& results) {
  const Result* knee = &best;
  for (const auto& result : results) {
    if (result.mode == best.mode && result.batch < knee->batch &&
        result.commands_per_second().median >= 0.9 * best.commands_per_second().median) {
      knee = &result;
    }
  }
  return knee;
}

void append_gain(std::string& text, const Result& best, const std::vector<Result>& results) {
  const Result* single = find_result(results, "unpipelined", best.batch);
  if (single == nullptr) single = batch_1_of(best, results);
  if (single == nullptr) {
    text += "\nWithout the mode unpipelined, or batches of one, there is nothing to say about what pipelining bought.";
    return;
  }
  fmt::format_to(std::back_inserter(text),
                 "\nOne at a time, with a round trip each, the same server answered {} per second: pipelining bought a "
                 "factor of {:.1f},\nand the client spent {:.0f} ns of CPU on a command instead of {:.0f}.",
                 grouped(single->commands_per_second().median), speed_ratio(best, *single).median,
                 best.client_cpu_ns().median, single->client_cpu_ns().median);
}

// Who was at work when the most came through, and so what a faster run would need.
void append_shares(std::string& text, const Result& best) {
  constexpr double kLimit = 0.9;  // of a core; the rest is what a scheduler and a clock lose
  const double speed = best.commands_per_second().median;
  const double client = best.client_cores().median;
  const double server = best.spread([](const Sample& sample) { return sample.server_cpu_ns; }).median * speed / 1e9;
  auto out = std::back_inserter(text);
  fmt::format_to(out, "\nThe client kept {:.0f} % of a core busy meanwhile", client * 100);
  if (server > 0) fmt::format_to(out, ", the server {:.0f} %", server * 100);
  if (client > kLimit && client >= server) {
    text += ": the client was the limit.";
  } else if (server > kLimit) {
    text += ": the server was the limit.";
  } else {
    text += ": neither was the limit alone.\nThey waited for each other, for the way between them, or for a core.";
  }
}

// Who answered soonest at this rate, of those that kept it.
std::string open_loop_paragraph(const Options& options, const std::vector<Result>& results) {
  const Result* best = nullptr;
  const auto p99 = [](const Result& result) {
    return result.spread([](const Sample& sample) { return sample.latency_p99; }).median;
  };
  for (const auto& result : results) {
    if (!is_advice(result) || result.timed == Timed::nothing || !kept_rate(result, options.load.rate)) continue;
    if (best == nullptr || p99(result) < p99(*best)) best = &result;
  }
  if (best == nullptr) return "\nNo way to use the library kept the rate.\n";
  return fmt::format(
      "\nAt {} commands per second, {} in batches of {} had the shortest 99th percentile: {:.0f} us of a {}.\n",
      grouped(options.load.rate), best->mode, grouped(static_cast<double>(best->batch)), p99(*best),
      to_string(best->timed));
}

std::string closing_paragraph(const std::vector<Result>& results, const Environment& environment) {
  const Result* best = nullptr;
  for (const auto& result : results) {
    if (is_advice(result) &&
        (best == nullptr || result.commands_per_second().median > best->commands_per_second().median)) {
      best = &result;
    }
  }
  if (best == nullptr) {
    return {};
  }
  std::string text =
      fmt::format("\nThe most came through with {} in batches of {}: {} commands per second.", best->mode,
                  grouped(static_cast<double>(best->batch)), grouped(best->commands_per_second().median));
  if (const Result* knee = knee_of(*best, results); knee != best && best->timed != Timed::commands) {
    fmt::format_to(std::back_inserter(text),
                   "\nThe knee is at batches of {}: they get {:.0f} % of that, and larger ones only take longer.",
                   grouped(static_cast<double>(knee->batch)),
                   100 * knee->commands_per_second().median / best->commands_per_second().median);
  }
  append_gain(text, *best, results);
  append_shares(text, *best);
  if (!environment.server_is_local) {
    text += " The server is on another machine, so the network is part of every number.";
  }
  return text + "\n";
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
  if (environment.sanitized || !environment.optimised) {
    text += "This binary is not an optimised one: its numbers say nothing about speed.\n";
  }
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
  text += options.load.rate > 0 ? open_loop_paragraph(options, results) : closing_paragraph(results, environment);
  const auto warnings = warnings_of(options, environment, results);
  return warnings.empty() ? text : text + "\n" + warning_lines(warnings);
}

}  // namespace tributary::bench
