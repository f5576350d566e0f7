#include "findings.hpp"

#include "mode.hpp"
#include "warnings.hpp"

#include <fmt/format.h>

#include <iterator>

namespace tributary::bench {
namespace {

// Modes that are a way to use the library, and so can be the answer to "what should I do".
bool is_advice(const Result& result) {
  const ModeEntry* mode = find_mode(result.mode);
  return result.subject == Subject::values && result.mode != "wire" && result.mode != "unpipelined" &&
         mode != nullptr && !mode->other_client;
}

void append_gain(std::string& text, const Result& best, const Result* single) {
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

}  // namespace

Findings find_in(const std::vector<Result>& results) {
  Findings found;
  for (const auto& result : results) {
    if (is_advice(result) &&
        (found.best == nullptr || result.commands_per_second().median > found.best->commands_per_second().median)) {
      found.best = &result;
    }
  }
  if (found.best != nullptr) {
    if (found.best->timed != Timed::commands) found.knee = knee_of(*found.best, results);
    found.one_by_one = find_result(results, "unpipelined", found.best->batch);
    if (found.one_by_one == nullptr) found.one_by_one = batch_1_of(*found.best, results);
  }
  return found;
}

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

std::string closing_paragraph(const Options& options, const std::vector<Result>& results,
                              const Environment& environment) {
  if (options.load.rate > 0) return open_loop_paragraph(options, results);
  const auto [best, knee, one_by_one] = find_in(results);
  if (best == nullptr) {
    return {};
  }
  std::string text =
      fmt::format("\nThe most came through with {} in batches of {}: {} commands per second.", best->mode,
                  grouped(static_cast<double>(best->batch)), grouped(best->commands_per_second().median));
  if (knee != nullptr && knee != best) {
    fmt::format_to(std::back_inserter(text),
                   "\nThe knee is at batches of {}: they get {:.0f} % of that, and larger ones only take longer.",
                   grouped(static_cast<double>(knee->batch)),
                   100 * knee->commands_per_second().median / best->commands_per_second().median);
  }
  append_gain(text, *best, one_by_one);
  append_shares(text, *best);
  if (!environment.server_is_local) {
    text += " The server is on another machine, so the network is part of every number.";
  }
  return text + "\n";
}

}  // namespace tributary::bench
