// redis-plus-plus as its documentation shows pipelining, with one Pipeline that is kept: making one takes a connection.
// Compiled where CMake finds it.

#include "modes/modes.hpp"
#include "peers.hpp"

#include <sw/redis++/redis++.h>
#include <sw/redis++/version.h>

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

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
      : workload_{setup.workload}, keys_{setup.keys}, verifier_{setup.workload}, redis_{options_of(setup.endpoint)} {}

  void prepare(std::int64_t) override {
    keys_.restart();
    verifier_.restart();
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto begin = LatencyHistogram::Clock::now();
      for (std::int64_t j = 0; j < batch; ++j) append(keys_.next());
      auto replies = pipe_.exec();
      for (std::size_t j = 0; j < static_cast<std::size_t>(batch); ++j) verify(replies, j);
      latencies().add_since(begin);
    }
    return verifier_.verified();
  }

 private:
  static sw::redis::StringView view(std::string_view text) { return {text.data(), text.size()}; }

  void append(std::string_view key) {
    switch (workload_.command) {
      case Command::incrby: pipe_.incrby(view(key), 1); return;
      case Command::get: pipe_.get(view(key)); return;
      case Command::set: pipe_.set(view(key), view(workload_.payload)); return;
    }
  }

  void verify(sw::redis::QueuedReplies& replies, std::size_t index) {
    switch (workload_.command) {
      case Command::incrby: return verifier_.integer(replies.get<long long>(index));
      case Command::get: return verifier_.bulk(replies.get<sw::redis::OptionalString>(index).value_or(""));
      case Command::set: return verifier_.ok(replies.get<bool>(index));
    }
  }

  const Workload& workload_;
  KeyCursor keys_;
  Verifier verifier_;
  sw::redis::Redis redis_;
  sw::redis::Pipeline pipe_ = redis_.pipeline(false);
};

}  // namespace

std::string redis_plus_plus_version() {
  return fmt::format("{}.{}.{}", sw::redis::VERSION_MAJOR, sw::redis::VERSION_MINOR, sw::redis::VERSION_PATCH);
}

std::unique_ptr<Mode> make_redis_plus_plus(const ModeSetup& setup) { return std::make_unique<RedisPlusPlus>(setup); }

}  // namespace tributary::bench
