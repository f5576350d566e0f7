#pragma once

// A client without a server:
//
//   ScriptedClient client;
//   client.reply(":1\r\n");                     // what the next execute is answered with
//   PipelineContext pipe{client};
//   auto hits = pipe.incr("k");
//   pipe.execute();
//   CHECK(client.sent() == resp_command({"INCR", "k"}));

#include <tributary/commands/commands.hpp>
#include <tributary/core/connections.hpp>

#include "core/exchange.hpp"

#include <cstddef>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::test {

/// An executor that keeps the bytes it is given and answers with the bytes it was told. Scripted executors run
/// together, unless one of them is told to stay alone. Streaming, it reads `replies` at every send.
class ScriptedExecutor final : public detail::Executor {
 public:
  std::string sent;                ///< all request bytes so far
  std::string replies;             ///< RESP bytes for the next run(), which consumes them; commands beyond them fail
  std::vector<std::string> later;  ///< the same for the runs behind the next one
  bool refuses = false;            ///< there is no connection: every command fails as `connect`, and nothing is sent
  /// Bytes that are taken of one run(); the connection breaks behind them.
  std::size_t writes_at_most = std::numeric_limits<std::size_t>::max();
  bool alone = false;  ///< runs together with no other executor
  std::vector<std::size_t>
      runs;  ///< of each run() of this executor, the number of its batches, those of others included
  ReplyLimits limits{};
  std::size_t streams = 0;  ///< how many were opened

  void run(std::span<const detail::Batch> batches) noexcept override {
    runs.push_back(batches.size());
    std::map<ScriptedExecutor*, detail::Exchange> exchanges;
    for (const detail::Batch& batch : batches) {
      auto& executor = static_cast<ScriptedExecutor&>(*batch.executor);
      exchanges.try_emplace(&executor, executor.limits).first->second.add(batch);
    }
    for (auto& [executor, exchange] : exchanges) executor->write(exchange);
    for (auto& [executor, exchange] : exchanges) {
      executor->read(exchange);
      if (!exchange.done()) exchange.fail(TransportReason::closed, "the script has no further reply");
    }
  }

  bool runs_together_with(const Executor& other) const noexcept override {
    return this == &other || (!alone && !static_cast<const ScriptedExecutor&>(other).alone);
  }

  std::unique_ptr<detail::Stream> open_stream() override;

 private:
  class ScriptedStream;

  void write(detail::Exchange& exchange) noexcept {
    if (refuses) {
      exchange.fail(TransportReason::connect, "the script refuses connections");
      return;
    }
    std::string_view piece;
    std::size_t left = writes_at_most;
    while (left > 0 && exchange.unsent({&piece, 1}) > 0) {
      piece = piece.substr(0, left);
      left -= piece.size();
      sent += piece;
      exchange.wrote(piece.size());
    }
  }

  void read(detail::Exchange& exchange) noexcept {
    std::string next;
    if (!later.empty()) {
      next = std::move(later.front());
      later.erase(later.begin());
    }
    if (!exchange.received(std::exchange(replies, std::move(next)))) {
      exchange.fail(TransportReason::protocol, exchange.protocol_error());
    }
  }
};

class ScriptedExecutor::ScriptedStream final : public detail::Stream {
 public:
  explicit ScriptedStream(ScriptedExecutor& executor) noexcept : executor_{executor} {}
  ~ScriptedStream() override { exchange_.fail(TransportReason::closed, "the stream was dropped"); }

  void send(const detail::Batch& batch) noexcept override {
    detail::RequestBuffer bytes;
    exchange_.add(batch, bytes);
    executor_.write(exchange_);
    executor_.read(exchange_);
  }
  bool advance(const detail::ExecuteLimits& until) noexcept override {
    if (exchange_.done()) return false;
    finish(until);
    return true;
  }
  void finish(const detail::ExecuteLimits&) noexcept override {
    executor_.read(exchange_);
    exchange_.fail(TransportReason::closed, "the script has no further reply");
  }

 private:
  ScriptedExecutor& executor_;
  detail::Exchange exchange_{ReplyLimits{}};
};

inline std::unique_ptr<detail::Stream> ScriptedExecutor::open_stream() {
  ++streams;
  return std::make_unique<ScriptedStream>(*this);
}

/// A client of a ScriptedExecutor. Like any client it runs a command at once; a PipelineContext on it records.
class ScriptedClient : public Deployment, public Commands {
 public:
  ScriptedClient() : ScriptedClient{std::make_shared<ScriptedExecutor>()} {}

  /// The RESP bytes with which the next execute is answered.
  void reply(std::string_view resp) { script_->replies += resp; }
  /// The request bytes so far.
  const std::string& sent() const noexcept { return script_->sent; }
  /// For everything else.
  ScriptedExecutor& script() noexcept { return *script_; }

 private:
  explicit ScriptedClient(const std::shared_ptr<ScriptedExecutor>& script)
      : Deployment{script}, Commands{script}, script_{script} {}

  std::shared_ptr<ScriptedExecutor> script_;
};

}  // namespace tributary::test
