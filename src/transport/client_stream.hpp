#pragma once

#include "core/executor.hpp"
#include "transport/client_executor.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace tributary::detail {

/// What a tree sends to one client while it records, on one connection that it keeps until it is finished. The bytes of
/// a batch are moved here, so that the tape can go on.
class ClientStream final : public Stream {
 public:
  explicit ClientStream(std::shared_ptr<ClientExecutor> executor) : executor_{std::move(executor)} {}
  /// Without finish(): what has left is in doubt, and the connection is closed.
  ~ClientStream() override;

  void send(const Batch& batch) noexcept override;
  bool advance(const ExecuteLimits& limits) noexcept override;
  void finish(const ExecuteLimits& limits) noexcept override;

 private:
  RequestBuffer take_buffer() noexcept;
  void lease(Lease kind) noexcept;
  void give_back() noexcept;
  void take(const Batch& batch, Lease kind);
  void add(const Batch& batch);
  void settle_unsent(const Batch& batch) noexcept;
  void receive() noexcept;
  void write() noexcept;
  void reuse_written() noexcept;
  void settle_failure() noexcept;
  void start_clock(Clock::time_point until = Clock::time_point::max()) noexcept;

  std::shared_ptr<ClientExecutor> executor_;
  std::unique_ptr<Connection> connection_;
  Lease kind_ = Lease::counted;          ///< of the connection
  std::optional<Failure> failure_;       ///< of the connection, or of getting one
  std::deque<RequestBuffer> in_flight_;  ///< what the connection still has to write, and of the first one, has written
  std::size_t in_flight_bytes_ = 0;
  /// How long the server may block on a batch, until so many commands are answered.
  struct Wait {
    std::size_t answered;
    std::chrono::milliseconds time;
  };
  std::deque<Wait> waits_;             ///< of what may not be answered yet
  std::chrono::milliseconds wait_{0};  ///< their sum
  std::size_t settled_ = 0;            ///< when it has failed: commands up to now
  std::vector<RequestBuffer> spare_;
};

}  // namespace tributary::detail
