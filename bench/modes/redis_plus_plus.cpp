// redis-plus-plus as its documentation shows pipelining, with one Pipeline that is kept: making one takes a connection.
// Compiled where CMake finds it.

#include "modes/modes.hpp"
#include "peers.hpp"
#include "seen_by_hiredis.hpp"
#include "workloads/workload_entry.hpp"

#include <sw/redis++/redis++.h>
#include <sw/redis++/version.h>

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::bench {
namespace {

sw::redis::ConnectionOptions options_of(const Endpoint& endpoint) {
  sw::redis::ConnectionOptions options;
  if (endpoint.is_unix()) {
    options.type = sw::redis::ConnectionType::UNIX;
    options.path = endpoint.socket_path;
  } else {
    options.host = endpoint.host;
    options.port = endpoint.port;
  }
  if (!endpoint.user.empty()) options.user = endpoint.user;
  options.password = endpoint.password;
  options.db = endpoint.database;
  options.socket_timeout = std::chrono::seconds{30};
  return options;
}

class RedisPlusPlus final : public Mode {
 public:
  explicit RedisPlusPlus(const ModeSetup& setup)
      : workload_{setup.workload},
        entry_{workload_entry(setup.workload.command)},
        traffic_{setup},
        redis_{options_of(setup.endpoint)} {}

  void prepare(std::int64_t) override { traffic_.restart(); }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto since = begin(batch);
      for (std::int64_t j = 0; j < batch; ++j) append(traffic_.requests.next());
      auto replies = pipe_.exec();
      for (std::size_t j = 0; j < static_cast<std::size_t>(batch); ++j) verify(replies, j);
      latencies().add_since(since);
    }
    return traffic_.verifier.verified();
  }

 private:
  static sw::redis::StringView view(std::string_view text) { return {text.data(), text.size()}; }

  // As a caller of its functions would where there is one that everybody uses, else by its command().
  void append(const Step& step) {
    switch (workload_.command) {
      case Command::incrby: pipe_.incrby(view(step.key), 1); return;
      case Command::get: pipe_.get(view(step.key)); return;
      case Command::set: pipe_.set(view(step.key), view(step.value)); return;
      default: break;
    }
    words_.clear();
    entry_.words(workload_, step, words_);
    arguments_.clear();
    for (const auto word : words_.views()) arguments_.push_back(view(word));
    pipe_.command(arguments_.begin(), arguments_.end());
  }

  void verify(sw::redis::QueuedReplies& replies, std::size_t index) {
    switch (workload_.command) {
      case Command::incrby: return traffic_.verifier.integer(replies.get<long long>(index));
      case Command::get: return traffic_.verifier.bulk(replies.get<sw::redis::OptionalString>(index).value_or(""));
      case Command::set: return traffic_.verifier.ok(replies.get<bool>(index));
      default: return entry_.verify(seen(replies.get(index)), traffic_.verifier);
    }
  }

  const Workload& workload_;
  const WorkloadEntry& entry_;
  Traffic traffic_;
  Words words_;
  std::vector<sw::redis::StringView> arguments_;
  sw::redis::Redis redis_;
  sw::redis::Pipeline pipe_ = redis_.pipeline(false);
};

}  // namespace

std::string redis_plus_plus_version() {
  return fmt::format("{}.{}.{}", sw::redis::VERSION_MAJOR, sw::redis::VERSION_MINOR, sw::redis::VERSION_PATCH);
}

std::unique_ptr<Mode> make_redis_plus_plus(const ModeSetup& setup) { return std::make_unique<RedisPlusPlus>(setup); }

}  // namespace tributary::bench
