#pragma once

#include "core/executor.hpp"
#include "core/outcome.hpp"
#include "core/started_flight.hpp"

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace tributary::detail {

class ArrivalListener;

/// What an asynchronous root has sent before its execute(), part by part, each of which is a flight:
///
///     part    boards and starts    --landed-->    its failures are counted; kept while continuations wait for it
///     last    boards and starts    --landed, and no part is under way-->    continuations of the parts, then as any
///
/// The parts for one client go over a connection of their own. Added to on the thread of the context; the rest happens
/// on the executors.
class StartedStream {
 public:
  /// What is recorded for that client leaves there.
  std::shared_ptr<Executor> connection_to(const std::shared_ptr<Executor>& client);
  /// Where something has left already.
  StartingExecutor& executor() noexcept;

  /// A flight that has boarded is going to start, with so many bytes.
  void add(StartedFlight& part, std::size_t bytes);
  void landed(StartedFlight& part) noexcept;
  /// Tells `listener`, once, when little enough is unanswered. One that listened before is told now.
  void tell_when_room(ArrivalListener& listener) noexcept;
  /// The last flight is going to start, which need not have commands. Whoever waits for it does so for all.
  void end(StartedFlight& last, const ExecuteLimits& limits) noexcept;
  /// False when a part is under way: then `last` is concluded when that has landed.
  bool is_over_before(StartedFlight& last) noexcept;
  /// Runs what waits for results of the parts, and leaves their failures to `last`.
  void tell(StartedFlight& last) noexcept;
  /// Whoever waits leaves.
  void abandon(const ErrorInfo& why) noexcept;
  /// The context is gone.
  void drop() noexcept;

 private:
  struct Connection {
    std::shared_ptr<Executor> client;
    std::shared_ptr<Executor> own;
    std::size_t commands = 0;  ///< that were given to it
  };
  struct Part {
    FlightHandle flight;
    std::size_t bytes;
    bool has_landed = false;
  };

  bool has_room() const noexcept;
  void place(StartedFlight& flight) noexcept;
  static void run_ready(StartedFlight& part) noexcept;

  std::mutex mutex_;
  std::vector<Connection> connections_;
  std::vector<Part> parts_;  ///< under way, or kept
  std::size_t under_way_ = 0;
  std::size_t unanswered_ = 0;        ///< commands
  std::size_t unanswered_bytes_ = 0;  ///< of these
  Outcome outcome_;                   ///< of the parts that have landed
  ArrivalListener* waiting_ = nullptr;
  StartedFlight* last_ = nullptr;  ///< when it has landed before a part
  bool is_dropped_ = false;
};

}  // namespace tributary::detail
