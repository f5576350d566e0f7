#include "runner.hpp"

#include "contestant.hpp"
#include "isolation.hpp"
#include "progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace tributary::bench {
namespace {

constexpr std::int64_t kWarmUpShare = 10;  // a warm-up issues one tenth of the commands of a measurement

/// A contestant with what its name is in the report.
struct Entrant {
  const ModeEntry* entry;
  std::unique_ptr<Contestant> contestant;
};

// How many come through in so many seconds at that speed, in whole batches, at least one for each client.
std::int64_t commands_in(double seconds, const Sample& at, std::int64_t batch, const Load& load) {
  const auto batches = static_cast<std::int64_t>(seconds * at.commands_per_second / static_cast<double>(batch));
  return std::max(batches, static_cast<std::int64_t>(load.clients)) * batch;
}

Sample warm_up(const Options& options, Contestant& contestant, std::int64_t commands, std::int64_t batch) {
  using Clock = std::chrono::steady_clock;
  const auto least = static_cast<std::int64_t>(options.load.clients);
  const std::int64_t share = std::max(commands / batch / kWarmUpShare, least) * batch;
  const auto until =
      Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>{options.warmup});
  Sample sample;
  do {
    sample = contestant.measure(share, batch);
  } while (Clock::now() < until);
  return sample;
}

}  // namespace

std::vector<Result> run_benchmark(const Options& options, const Contest& contest) {
  std::vector<Entrant> entrants;
  for (std::size_t i = 0; i < options.modes.size(); ++i) {
    const auto make = options.isolate ? &make_isolated : &make_contestant;
    entrants.push_back({options.modes[i], make(*options.modes[i], key_letter(i), contest)});
  }

  const auto runs = options.batches.size() * entrants.size() * (static_cast<std::size_t>(options.repeats) + 1);
  Progress progress{!options.quiet, static_cast<int>(runs)};
  std::vector<Result> results;
  for (const auto batch : options.batches) {
    const std::size_t first_result = results.size();
    for (const auto& [entry, contestant] : entrants) {
      progress.step(fmt::format("batch {}, {}, warm-up", batch, entry->name));
      std::int64_t commands = commands_of_run(options, *entry, batch);
      const Sample warm = warm_up(options, *contestant, commands, batch);
      if (options.duration != 0 && options.load.rate == 0) {
        commands = commands_in(options.duration, warm, batch, options.load);
      }
      results.push_back({.mode = std::string{entry->name},
                         .batch = batch,
                         .commands = commands,
                         .subject = entry->subject,
                         .timed = entry->timed,
                         .keys = contest.workload.key_count});
    }
    for (std::size_t repeat = 0; repeat < static_cast<std::size_t>(options.repeats); ++repeat) {
      for (std::size_t turn = 0; turn < entrants.size(); ++turn) {
        const std::size_t index = (turn + repeat) % entrants.size();
        progress.step(fmt::format("batch {}, {}, repeat {}", batch, entrants[index].entry->name, repeat + 1));
        auto& result = results[first_result + index];
        result.samples.push_back(entrants[index].contestant->measure(result.commands, batch));
      }
    }
  }
  return results;
}

}  // namespace tributary::bench
