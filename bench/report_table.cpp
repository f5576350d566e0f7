#include "report_table.hpp"

#include "counters.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace tributary::bench {
namespace {

// The load average from which on other programs disturb; the benchmark itself begins only after it is read.
constexpr double kBusy = 0.7;

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

std::string latency(const Result& result) {
  const double p50 = result.spread([](const Sample& sample) { return sample.latency_p50; }).median;
  const double p99 = result.spread([](const Sample& sample) { return sample.latency_p99; }).median;
  return p50 == 0 ? "-" : fmt::format("{:.0f}/{:.0f}", p50, p99);
}

void append_batch(std::string& text, const std::vector<Result>& results, std::int64_t batch) {
  auto out = std::back_inserter(text);
  bool first = true;
  for (const auto& result : results) {
    if (result.batch != batch) {
      continue;
    }
    if (first) {
      fmt::format_to(out, "\nbatch {}, median of {} repeats (least to most)\n", grouped(static_cast<double>(batch)),
                     result.samples.size());
      fmt::format_to(out, "{:<15} {:>10} {:>34} {:>8} {:>25} {:>6} {:>6} {:>7} {:>8} {:>14}\n", "mode", "commands",
                     "commands/s", "of wire", "client CPU ns/command", "user", "system", "allocs", "syscalls",
                     "p50/p99 us");
      first = false;
    }
    const Result* wire = wire_of(result, results);
    const auto speed = result.commands_per_second();
    const auto cpu = result.client_cpu_ns();
    fmt::format_to(out, "{:<15} {:>10} {:>34} {:>8} {:>25} {:>6.0f} {:>6.0f} {:>7} {:>8} {:>14}\n", result.mode,
                   grouped(static_cast<double>(result.commands)),
                   fmt::format("{} ({} to {})", grouped(speed.median), grouped(speed.min), grouped(speed.max)),
                   wire == nullptr ? "-" : fmt::format("{:.2f}", speed_ratio(result, *wire).median),
                   fmt::format("{:.0f} ({:.0f} to {:.0f})", cpu.median, cpu.min, cpu.max),
                   result.spread([](const Sample& sample) { return sample.user_ns; }).median,
                   result.spread([](const Sample& sample) { return sample.system_ns; }).median,
                   per_command(result, &Sample::allocations, allocations_are_counted()),
                   per_command(result, &Sample::syscalls, syscalls_are_counted()), latency(result));
  }
}

// Modes that are a way to use the library or hiredis, and so can be the answer to "what should I do".
bool is_advice(const Result& result) {
  return result.subject == Subject::values && result.mode != "wire" && result.mode != "unpipelined";
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
  const auto best_speed = best->commands_per_second().median;
  std::string text;
  auto out = std::back_inserter(text);
  fmt::format_to(out, "\nThe most came through with {} in batches of {}: {} commands per second.", best->mode,
                 grouped(static_cast<double>(best->batch)), grouped(best_speed));
  if (const Result* single = find_result(results, "unpipelined", best->batch); single != nullptr) {
    const auto speed = single->commands_per_second().median;
    fmt::format_to(
        out,
        "\nOne at a time, with a round trip each, the same server answered {} per second: pipelining bought a "
        "factor of {:.1f},\nand the client spent {:.0f} ns of CPU on a command instead of {:.0f}.",
        grouped(speed), speed_ratio(*best, *single).median, best->client_cpu_ns().median,
        single->client_cpu_ns().median);
  } else {
    text += "\nWithout the mode unpipelined there is nothing to say about what pipelining bought.";
  }
  const double client_share = best->client_cpu_ns().median * best_speed / 1e9;
  fmt::format_to(out, "\nThe client kept {:.0f} % of one core busy meanwhile{}.", client_share * 100,
                 client_share > 0.9 ? ": the client, not the server, was the limit" : "");
  if (!environment.server_is_local) {
    text += " The server is on another machine, so the network is part of every number.";
  }
  return text + "\n";
}

}  // namespace

std::string table_report(const Options& options, const Environment& environment, const std::vector<Result>& results) {
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
  fmt::format_to(out, "workload: {}, keys of 16 bytes{}\n", to_string(options.command),
                 options.command == Command::incrby ? "" : fmt::format(", values of {} bytes", options.data_size));
  if (environment.load_average > kBusy) {
    text += "Other programs kept this machine busy: trust the ratios and the CPU times more than the speeds.\n";
  }
  if (environment.sanitized || !environment.optimised) {
    text += "This binary is not an optimised one: its numbers say nothing about speed.\n";
  }
  for (const auto batch : options.batches) {
    append_batch(text, results, batch);
    append_models(text, results, batch);
  }
  return text + closing_paragraph(results, environment);
}

}  // namespace tributary::bench
