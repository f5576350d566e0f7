#include "warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tributary::bench {
namespace {

// The load average from which on other programs disturb; the benchmark itself begins only after it is read.
constexpr double kBusy = 0.7;
constexpr double kOtherCores = 0.1;
constexpr double kStolenCores = 0.02;
constexpr double kWideSpread = 0.2;  // of the median, from the least to the most
constexpr double kFullCore = 0.9;    // the rest is what a scheduler and a clock lose
constexpr double kReached = 0.98;    // of the rate

// "flat with 10, wire with 1", of those results for which `is_so` is true; the first few of many.
template <class Condition>
std::string names_of(const std::vector<Result>& results, Condition&& is_so) {
  constexpr std::size_t kTold = 6;
  std::string names;
  std::size_t count = 0;
  for (const auto& result : results) {
    if (!is_so(result)) continue;
    if (++count <= kTold) names += fmt::format("{}{} with {}", names.empty() ? "" : ", ", result.mode, result.batch);
  }
  if (count > kTold) names += fmt::format(" and {} more", count - kTold);
  return names;
}

// How many cores the client could use at most.
double cores_for(const Result& result, const Options& options, const Environment& environment) {
  const ModeEntry& mode = *find_mode(result.mode);
  std::size_t threads = mode.own_threads;
  if (mode.clients == Clients::threads) threads = options.load.clients;
  if (mode.clients == Clients::loop) threads = options.load.threads;
  return static_cast<double>(std::min(threads, static_cast<std::size_t>(environment.cores_for_client)));
}

void add(std::vector<std::string>& warnings, std::string_view format, const std::string& names) {
  if (!names.empty()) warnings.push_back(fmt::format(fmt::runtime(format), names));
}

void add_conditions(std::vector<std::string>& warnings, const Conditions& during) {
  if (during.other_cores > kOtherCores) {
    warnings.push_back(
        fmt::format("Other programs kept {:.1f} cores busy while this was measured.", during.other_cores));
  }
  if (during.stolen_cores > kStolenCores) {
    warnings.push_back(fmt::format("The hypervisor took {:.2f} cores away meanwhile.", during.stolen_cores));
  }
  if (during.throttled > 0) {
    warnings.push_back(fmt::format("The machine was slowed down {} times, for heat or by a quota.", during.throttled));
  }
}

}  // namespace

std::vector<std::string> warnings_of(const Options& options, const Environment& environment,
                                     const std::vector<Result>& results) {
  std::vector<std::string> warnings;
  if (environment.load_average > kBusy) {
    warnings.push_back(
        "Other programs kept this machine busy: trust the ratios and the CPU times more than the speeds.");
  }
  if (environment.sanitized || !environment.optimised) {
    warnings.push_back("This binary is not an optimised one: its numbers say nothing about speed.");
  }
  add_conditions(warnings, environment.during);
  const double rate = options.load.rate;
  add(warnings, "The rate was not reached by {}: what was sent too late counts from when it was due.",
      names_of(results, [&](const Result& result) { return rate > 0 && !kept_rate(result, rate); }));
  add(warnings, "The repeats differ by more than a fifth of the speed: {}.",
      names_of(results, [&](const Result& result) {
        const Spread speed = result.commands_per_second();
        return rate == 0 && speed.max - speed.min > kWideSpread * speed.median;
      }));
  add(warnings, "The client had no CPU left, so this says nothing about a faster server: {}.",
      names_of(results, [&](const Result& result) {
        return result.client_cores().median > kFullCore * cores_for(result, options, environment);
      }));
  return warnings;
}

std::string warning_lines(const std::vector<std::string>& warnings) {
  std::string text;
  for (const auto& warning : warnings) text.append("warning: ").append(warning).append("\n");
  return text;
}

bool kept_rate(const Result& result, double rate) { return result.commands_per_second().median >= kReached * rate; }

}  // namespace tributary::bench
