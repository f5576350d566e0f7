// Boost.Redis as its documentation shows it: one request of a whole batch, and so many coroutines that share a
// connection, each with one command after the other. Compiled where CMake finds Boost 1.84 and OpenSSL, and alone:
// Boost.Redis itself is compiled here, too.

#include "modes/modes.hpp"
#include "modes/run_coroutines.hpp"
#include "peers.hpp"
#include "workloads/workload_entry.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/redis/connection.hpp>
#include <boost/redis/src.hpp>
#include <boost/version.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace tributary::bench {
namespace {

namespace asio = boost::asio;
namespace redis = boost::redis;

redis::config config_of(const Endpoint& endpoint) {
  if (endpoint.is_unix()) {
    throw std::invalid_argument{"Boost.Redis is measured over TCP only; give --tcp, or a --uri with redis://"};
  }
  redis::config config;
  config.addr = {.host = endpoint.host, .port = std::to_string(endpoint.port)};
  if (!endpoint.user.empty()) config.username = endpoint.user;
  config.password = endpoint.password;
  config.database_index = endpoint.database;
  config.health_check_interval = config.health_check_interval.zero();      // no PING among what is measured
  config.reconnect_wait_interval = config.reconnect_wait_interval.zero();  // a lost connection ends the benchmark
  return config;
}

/// Fills requests with a workload's commands.
class Pusher {
 public:
  explicit Pusher(const Workload& workload) : workload_{workload}, entry_{workload_entry(workload.command)} {}

  void push(redis::request& request, const Step& step) {
    words_.clear();
    entry_.words(workload_, step, words_);
    const auto& words = words_.views();
    if (words.size() == 1) {
      request.push(words.front());  // push_range() of no arguments pushes nothing
    } else {
      request.push_range(words.front(), words.begin() + 1, words.end());
    }
  }

 private:
  const Workload& workload_;
  const WorkloadEntry& entry_;
  Words words_;
};

// The reply that begins at `node`, whose texts are views; `node` is behind it then.
template <class Iterator>
SeenReply next_seen(Iterator& node, const Iterator& end) {
  using redis::resp3::type;
  const auto& first = *node++;
  switch (first.data_type) {
    case type::number: return SeenReply{std::int64_t{std::stoll(first.value)}};
    case type::null: return SeenReply{SeenReply::Kind::nil};
    case type::array:
    case type::map:
    case type::set: break;
    default: return SeenReply{std::string_view{first.value}};
  }
  SeenReply array{SeenReply::Kind::array};
  for (; node != end && node->depth > first.depth; ++node) array.elements().push_back(node->value);
  return array;
}

/// A connection on an event loop of its own that lives as long as the mode.
class Loop {
 public:
  explicit Loop(const Endpoint& endpoint) : connection_{context_} {
    connection_.async_run(config_of(endpoint), redis::logger{redis::logger::level::disabled},
                          [this](const boost::system::error_code& error) {
                            lost_ = error;
                            context_.stop();
                          });
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() {
    connection_.cancel();
    context_.restart();
    context_.run();
  }

  [[nodiscard]] redis::connection& connection() noexcept { return connection_; }

  /// Runs `count` coroutines until all have ended; throws what the last that failed has thrown.
  template <class Make>
  void run(std::size_t count, Make&& make) {
    std::exception_ptr failed;
    std::size_t left = count;
    context_.restart();
    for (std::size_t i = 0; i < count; ++i) {
      asio::co_spawn(context_, make(), [&](const std::exception_ptr& error) {
        if (error != nullptr) failed = error;
        if (--left == 0) context_.stop();
      });
    }
    context_.run();
    if (failed != nullptr) std::rethrow_exception(failed);
    if (left != 0) throw std::runtime_error{"Boost.Redis lost its connection: " + lost_.message()};
  }

 private:
  asio::io_context context_{1};
  redis::connection connection_;
  boost::system::error_code lost_;
};

class OneRequest final : public Mode {
 public:
  explicit OneRequest(const ModeSetup& setup)
      : entry_{workload_entry(setup.workload.command)},
        traffic_{setup},
        pusher_{setup.workload},
        loop_{setup.endpoint} {}

  void prepare(std::int64_t) override { traffic_.restart(); }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    loop_.run(1, [&] { return execute(batches, batch); });
    return traffic_.verifier.verified();
  }

 private:
  asio::awaitable<void> execute(std::int64_t batches, std::int64_t batch) {
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto since = begin(batch);
      request_.clear();
      for (std::int64_t j = 0; j < batch; ++j) pusher_.push(request_, traffic_.requests.next());
      co_await loop_.connection().async_exec(request_, response_, asio::deferred);
      if (response_.has_error()) throw std::runtime_error{response_.error().diagnostic};
      const auto& nodes = response_.value();
      for (auto node = nodes.begin(); node != nodes.end();) {
        entry_.verify(next_seen(node, nodes.end()), traffic_.verifier);
      }
      latencies().add_since(since);
      response_.value().clear();
    }
  }

  const WorkloadEntry& entry_;
  Traffic traffic_;
  Pusher pusher_;
  redis::request request_;  // kept, as is what it has allocated
  redis::generic_response response_;
  Loop loop_;
};

template <std::size_t coroutines>
class Coroutines final : public Mode {
 public:
  explicit Coroutines(const ModeSetup& setup)
      : command_{setup.workload.command}, traffic_{setup}, pusher_{setup.workload}, loop_{setup.endpoint} {}

  void prepare(std::int64_t) override { traffic_.restart(); }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    left_ = batches * batch;
    loop_.run(coroutines, [&] { return command_ == Command::incrby ? issue<long long>() : issue<std::string>(); });
    return traffic_.verifier.verified();
  }

 private:
  // Of integers, Boost.Redis reads int and long long.
  template <class Value>
  asio::awaitable<void> issue() {
    redis::request request;
    redis::response<Value> response;
    while (left_ > 0) {
      --left_;
      const auto since = pacer().next(1);
      if (pacer().is_open_loop()) co_await resume_at(since);
      request.clear();
      pusher_.push(request, traffic_.requests.next());
      co_await loop_.connection().async_exec(request, response, asio::deferred);
      latencies().add_since(since);
      verify(std::get<0>(response).value());
    }
  }

  void verify(long long value) { traffic_.verifier.integer(value); }
  void verify(const std::string& value) {
    if (command_ == Command::get) {
      traffic_.verifier.bulk(value);
    } else {
      traffic_.verifier.ok(value == "OK");
    }
  }

  Command command_;
  Traffic traffic_;
  Pusher pusher_;
  std::int64_t left_ = 0;
  Loop loop_;
};

}  // namespace

// Boost.Redis has no version of its own.
std::string boost_redis_version() {
  return fmt::format("{}.{}.{}", BOOST_VERSION / 100'000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100);
}

std::unique_ptr<Mode> make_boost_redis(const ModeSetup& setup) { return std::make_unique<OneRequest>(setup); }
std::unique_ptr<Mode> make_boost_redis128(const ModeSetup& setup) { return std::make_unique<Coroutines<128>>(setup); }
std::unique_ptr<Mode> make_boost_redis1024(const ModeSetup& setup) { return std::make_unique<Coroutines<1024>>(setup); }

}  // namespace tributary::bench
