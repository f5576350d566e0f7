#include "runner.hpp"

#include "counters.hpp"
#include "hiredis_connection.hpp"
#include "mode.hpp"
#include "progress.hpp"
#include "server_keys.hpp"
#include "server_usage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tributary::bench {
namespace {

constexpr std::int64_t kWarmUpShare = 10;  // a warm-up issues one tenth of the commands of a measurement

// How many come through in so many seconds at that speed, in whole batches.
std::int64_t commands_in(double seconds, const Sample& at, std::int64_t batch) {
  const auto batches = static_cast<std::int64_t>(seconds * at.commands_per_second / static_cast<double>(batch));
  return std::max<std::int64_t>(batches, 1) * batch;
}

// A mode with its keys on the server, which it takes away again.
class Contestant {
 public:
  Contestant(const ModeEntry& entry, char letter, const Endpoint& endpoint, const Workload& workload)
      : entry_{&entry},
        workload_{&workload},
        keys_{letter, workload.key_count},
        redis_{endpoint},
        mode_{entry.make({.endpoint = endpoint, .workload = workload, .keys = keys_})} {}
  Contestant(const Contestant&) = delete;
  Contestant& operator=(const Contestant&) = delete;
  ~Contestant() {
    try {
      delete_keys(redis_, keys_);
    } catch (const std::exception&) {  // the server is gone, which has been told already
    }
  }

  [[nodiscard]] const ModeEntry& entry() const noexcept { return *entry_; }
  [[nodiscard]] std::string_view name() const noexcept { return entry_->name; }

  Sample measure(std::int64_t commands, std::int64_t batch) try {
    reset_keys(redis_, keys_, *workload_, entry_->subject);
    mode_->prepare(batch);
    const LatencyHistogram& latencies = mode_->latencies();
    mode_->latencies().clear();
    const ServerUsage asked = server_usage(redis_);
    const ServerUsage before = server_usage(redis_);
    Measurement measurement;
    const std::int64_t verified = mode_->run(commands / batch, batch);
    const Usage usage = measurement.finish();
    const ServerUsage server = usage_between(asked, before, server_usage(redis_));
    if (verified != commands) {
      throw std::runtime_error{fmt::format("{} commands issued, but {} replies verified", commands, verified)};
    }
    check_keys(redis_, keys_, *workload_, entry_->subject, commands);
    const auto count = static_cast<double>(commands);
    return {.commands_per_second = count * 1e9 / static_cast<double>(std::max<std::int64_t>(usage.wall_ns, 1)),
            .user_ns = static_cast<double>(usage.user_ns) / count,
            .system_ns = static_cast<double>(usage.system_ns) / count,
            .allocations = static_cast<double>(usage.allocations) / count,
            .syscalls = static_cast<double>(usage.syscalls) / count,
            .server_cpu_ns = server.cpu_ns / count,
            .request_bytes = server.received_bytes / count,
            .reply_bytes = server.sent_bytes / count,
            .latency_p50 = latencies.percentile(0.5),
            .latency_p90 = latencies.percentile(0.9),
            .latency_p99 = latencies.percentile(0.99),
            .latency_p999 = latencies.percentile(0.999),
            .latency_max = latencies.max()};
  } catch (const std::exception& error) {
    throw std::runtime_error{fmt::format("mode {}, batch {}: {}", name(), batch, error.what())};
  }

 private:
  const ModeEntry* entry_;
  const Workload* workload_;
  Keys keys_;
  HiredisConnection redis_;
  std::unique_ptr<Mode> mode_;
};

}  // namespace

std::vector<Result> run_benchmark(const Options& options, const Endpoint& endpoint, const Workload& workload) {
  std::vector<std::unique_ptr<Contestant>> contestants;
  for (std::size_t i = 0; i < options.modes.size(); ++i) {
    contestants.push_back(
        std::make_unique<Contestant>(*options.modes[i], static_cast<char>('a' + i), endpoint, workload));
  }

  const auto runs = options.batches.size() * contestants.size() * (static_cast<std::size_t>(options.repeats) + 1);
  Progress progress{!options.quiet, static_cast<int>(runs)};
  std::vector<Result> results;
  for (const auto batch : options.batches) {
    const std::size_t first_result = results.size();
    for (const auto& contestant : contestants) {
      progress.step(fmt::format("batch {}, {}, warm-up", batch, contestant->name()));
      const std::int64_t commands = commands_of_run(options, contestant->entry(), batch);
      const std::int64_t warm_up = std::max<std::int64_t>(commands / batch / kWarmUpShare, 1) * batch;
      const Sample warm = contestant->measure(warm_up, batch);
      results.push_back({.mode = std::string{contestant->name()},
                         .batch = batch,
                         .commands = options.duration == 0 ? commands : commands_in(options.duration, warm, batch),
                         .subject = contestant->entry().subject,
                         .timed = contestant->entry().timed});
    }
    for (std::size_t repeat = 0; repeat < static_cast<std::size_t>(options.repeats); ++repeat) {
      for (std::size_t turn = 0; turn < contestants.size(); ++turn) {
        const std::size_t index = (turn + repeat) % contestants.size();
        progress.step(fmt::format("batch {}, {}, repeat {}", batch, contestants[index]->name(), repeat + 1));
        auto& result = results[first_result + index];
        result.samples.push_back(contestants[index]->measure(result.commands, batch));
      }
    }
  }
  return results;
}

}  // namespace tributary::bench
