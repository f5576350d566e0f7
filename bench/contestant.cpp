#include "contestant.hpp"

#include "counters.hpp"
#include "crew.hpp"
#include "executed_commands.hpp"
#include "server_keys.hpp"
#include "server_usage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <stdexcept>

namespace tributary::bench {
namespace {

class ContestantHere final : public Contestant {
 public:
  ContestantHere(const ModeEntry& entry, char letter, const Contest& contest)
      : entry_{entry},
        contest_{contest},
        keys_{letter, contest.workload.key_count},
        redis_{contest.endpoint},
        crew_{entry, {.endpoint = contest.endpoint, .workload = contest.workload, .keys = keys_}, contest.load} {}
  ~ContestantHere() override {
    try {
      delete_keys(redis_, keys_);
    } catch (const std::exception&) {  // the server is gone, which has been told already
    }
  }

  Sample measure(std::int64_t commands, std::int64_t batch) override try {
    reset_keys(redis_, keys_, contest_.workload, entry_.subject);
    crew_.prepare(batch, contest_.load.rate);
    const auto executed_before = executed();
    const ServerUsage asked = server_usage(redis_);
    const ServerUsage before = server_usage(redis_);
    Measurement measurement;
    const std::int64_t verified = crew_.run(commands / batch, batch);
    const Usage usage = measurement.finish();
    const ServerUsage server = usage_between(asked, before, server_usage(redis_));
    require_as_many(commands, verified, "replies verified");
    if (executed_before) require_as_many(commands, *executed() - *executed_before, "executed by the server");
    check_keys(redis_, keys_, contest_.workload, entry_.subject, commands);
    return sample_of(usage, server, commands);
  } catch (const std::exception& error) {
    throw std::runtime_error{fmt::format("mode {}, batch {}: {}", entry_.name, batch, error.what())};
  }

 private:
  static void require_as_many(std::int64_t commands, std::int64_t others, const char* what) {
    if (others == commands) return;
    throw std::runtime_error{fmt::format("{} commands issued, but {} {}", commands, others, what)};
  }

  // Where nobody else sends such commands.
  std::optional<std::int64_t> executed() {
    if (!contest_.server_is_private || entry_.subject != Subject::values) return std::nullopt;
    return executed_commands(redis_, contest_.workload);
  }

  Sample sample_of(const Usage& usage, const ServerUsage& server, std::int64_t commands) {
    const auto count = static_cast<double>(commands);
    const LatencyHistogram& latencies = crew_.latencies();
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
  }

  const ModeEntry& entry_;
  Contest contest_;
  Keys keys_;
  HiredisConnection redis_;
  Crew crew_;
};

}  // namespace

char key_letter(std::size_t index) noexcept {
  constexpr std::size_t kLetters = 26;
  return static_cast<char>(index < kLetters ? 'a' + index : 'A' + (index - kLetters));
}

std::unique_ptr<Contestant> make_contestant(const ModeEntry& entry, char letter, const Contest& contest) {
  return std::make_unique<ContestantHere>(entry, letter, contest);
}

}  // namespace tributary::bench
