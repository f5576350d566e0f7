// What clients are told while a faulty proxy harms their connections is compared with what the server has.
#include "storm.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace tributary::storm;
using tributary::test::kAllFaults;

std::string footer() {
  std::string text = "Modes:\n";
  for (const Mode& mode : known_modes()) text += fmt::format("  {:<12} {}\n", mode.name, mode.summary);
  return text;
}

void print(const StormOptions& options, const StormReport& report) {
  const auto row = [](std::string_view name, std::uint64_t count) { fmt::print("{:<16}{:>12}\n", name, count); };
  const Tally& tally = report.tally;
  fmt::print("storm {}, {} s, {} workers, --seed {}\n", options.mode->name, options.duration.count(), options.workers,
             options.seed);
  row("batches", tally.batches);
  row("confirmed", tally.confirmed);
  row("maybe applied", tally.maybe_applied);
  row("not sent", tally.not_sent);
  row("lost", tally.lost);
  row("doubled", tally.doubled);
  row("misdelivered", tally.misdelivered);
  row("torn", tally.torn);
  row("connections", report.connections);
  for (std::size_t i = 0; i < kAllFaults.size(); ++i) row(to_string(kAllFaults[i]), report.injected[i]);
  for (const std::string& complaint : tally.complaints) fmt::print("{}\n", complaint);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Executes batches through a proxy that cuts, resets, half closes, freezes, delays and dribbles, then\n"
      "compares what was told of each command with what the server has. Exit code 1 when anything was lost,\n"
      "doubled, misdelivered or torn.",
      "tributary-storm"};
  app.footer(footer());
  StormOptions options;
  options.seed = std::random_device{}();
  std::int64_t seconds = options.duration.count();
  std::string mode{known_modes().front().name};
  std::vector<std::string> modes;
  for (const Mode& known : known_modes()) modes.emplace_back(known.name);
  app.add_option("--seconds", seconds, "How long batches are begun")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--threads", options.workers, "Workers; each executes one batch after another")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "Of batches and faults; default: another one each time");
  app.add_option("--mode", mode, "How the workers execute")->check(CLI::IsMember(modes))->capture_default_str();
  app.add_option("--bytes-between-faults", options.bytes_between_faults, "On average, in each direction")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  options.duration = std::chrono::seconds{seconds};
  options.mode = &*std::ranges::find(known_modes(), mode, &Mode::name);
  try {
    const StormReport report = run_storm(options);
    print(options, report);
    if (report.failure().empty()) return 0;
    fmt::print(stderr, "tributary-storm: {}\n", report.failure());
  } catch (const std::exception& error) {
    fmt::print(stderr, "tributary-storm: --seed {}: {}\n", options.seed, error.what());
  }
  return 1;
}
