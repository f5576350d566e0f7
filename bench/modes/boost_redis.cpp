// Boost.Redis as its documentation shows it: one request of a whole batch, and so many coroutines that share a
// connection, each with one command after the other. Compiled where CMake finds Boost 1.84 and OpenSSL, and alone:
// Boost.Redis itself is compiled here, too.

#include "modes/modes.hpp"
#include "peers.hpp"

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

void push(redis::request& request, const Workload& workload, std::string_view key) {
  switch (workload.command) {
    case Command::incrby: request.push("INCRBY", key, 1); return;
    case Command::get: request.push("GET", key); return;
    case Command::set: request.push("SET", key, workload.payload); return;
  }
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
      : workload_{setup.workload}, keys_{setup.keys}, verifier_{setup.workload}, loop_{setup.endpoint} {}

  void prepare(std::int64_t) override {
    keys_.restart();
    verifier_.restart();
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    loop_.run(1, [&] { return execute(batches, batch); });
    return verifier_.verified();
  }

 private:
  asio::awaitable<void> execute(std::int64_t batches, std::int64_t batch) {
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto begin = LatencyHistogram::Clock::now();
      request_.clear();
      for (std::int64_t j = 0; j < batch; ++j) push(request_, workload_, keys_.next());
      co_await loop_.connection().async_exec(request_, response_, asio::deferred);
      if (response_.has_error()) throw std::runtime_error{response_.error().diagnostic};
      for (const auto& node : response_.value()) verify(node);
      latencies().add_since(begin);
      response_.value().clear();
    }
  }

  void verify(const redis::resp3::node& node) {
    switch (workload_.command) {
      case Command::incrby: return verifier_.integer(std::stoll(node.value));
      case Command::get: return verifier_.bulk(node.value);
      case Command::set: return verifier_.ok(node.value == "OK");
    }
  }

  const Workload& workload_;
  KeyCursor keys_;
  Verifier verifier_;
  redis::request request_;  // kept, as is what it has allocated
  redis::generic_response response_;
  Loop loop_;
};

template <std::size_t coroutines>
class Coroutines final : public Mode {
 public:
  explicit Coroutines(const ModeSetup& setup)
      : workload_{setup.workload}, keys_{setup.keys}, verifier_{setup.workload}, loop_{setup.endpoint} {}

  void prepare(std::int64_t) override {
    keys_.restart();
    verifier_.restart();
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    left_ = batches * batch;
    loop_.run(coroutines,
              [&] { return workload_.command == Command::incrby ? issue<long long>() : issue<std::string>(); });
    return verifier_.verified();
  }

 private:
  // Of integers, Boost.Redis reads int and long long.
  template <class Value>
  asio::awaitable<void> issue() {
    redis::request request;
    redis::response<Value> response;
    while (left_ > 0) {
      --left_;
      const auto begin = LatencyHistogram::Clock::now();
      request.clear();
      push(request, workload_, keys_.next());
      co_await loop_.connection().async_exec(request, response, asio::deferred);
      latencies().add_since(begin);
      verify(std::get<0>(response).value());
    }
  }

  void verify(long long value) { verifier_.integer(value); }
  void verify(const std::string& value) {
    if (workload_.command == Command::get) {
      verifier_.bulk(value);
    } else {
      verifier_.ok(value == "OK");
    }
  }

  const Workload& workload_;
  KeyCursor keys_;
  Verifier verifier_;
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
