#pragma once

#include <tributary/core/arrival_listener.hpp>

#include "core/flight.hpp"
#include "core/landing.hpp"
#include "core/outcome.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace tributary::detail {

class StartedStream;

/// A flight that its context does not wait for. It owns all that it needs, so that the context may record the next
/// batch, or end; and it owns itself until it has arrived.
///
///     on board    the tape, what was queued, the names, the callbacks    on the thread of the context
///     landed()    for each leg, on the threads of their executors        the last one tells its executor to conclude
///     arrive()    continuations; the next wave boards and starts, or     on the thread of that executor
///                 callbacks, whoever waits
class StartedFlight final : private Landing {
 public:
  static FlightHandle acquire();
  /// Of an asynchronous root: sends what was recorded so far, when that is enough, and tells `listener` when little
  /// enough is unanswered. It lives until then.
  ///
  /// Errors:   as those of Context::start(); then `listener` is not told
  static void flush(Context& context, ArrivalListener& listener);

  /// What is going to leave: copies of ranges of `tape`. Afterwards nothing can fail any more.
  void board(Tape& tape, std::span<const Range> queue);
  /// Takes over everything else of one execute(), the tape included.
  void take_over(std::unique_ptr<Tape> tape, CallbackList& callbacks, Errors errors,
                 const ExecuteLimits& limits) noexcept;
  /// The same of its next wave.
  void take_over(std::unique_ptr<Tape> tape, CallbackList& callbacks) noexcept;
  /// Steps may record for other names, too.
  void know_names(const Connections& names) { names_known_ = names; }
  /// Where continuations and coroutines of the flight record what follows. On the thread of the executor, once it has
  /// started.
  Context& next_wave();
  /// Before anything boards: it is a part of what a root sends before its execute(). Its executors are the stream's.
  void join(const std::shared_ptr<StartedStream>& stream) noexcept {
    stream_ = stream;
    is_part_ = true;
  }
  /// The same of the last one, which arrives behind all parts. Without commands of its own it records for `main`.
  void end(const std::shared_ptr<StartedStream>& stream, const Lane& main);
  /// `arrival`: is told when it has arrived; null when nobody waits for the whole.
  void start(ArrivalListener* arrival, Waiters waiters) noexcept;
  /// Nothing was queued: only callbacks run, and whoever waits goes on, on the executor's thread.
  void start_empty(ArrivalListener* arrival, StartingExecutor& executor) noexcept;
  void arrive() noexcept;
  bool has_landed() const noexcept { return under_way_.load(std::memory_order_acquire) == 0; }
  /// True when it has landed, nothing is called when it arrives, and `is_free` for all that waits for its results: then
  /// any thread may let it arrive.
  bool arrives_anywhere(bool (*is_free)(const Continuation&)) noexcept;
  /// Runs what waits for results of one client, whose callers know nothing of each other, before everything has landed.
  void run_ready(Settlement& settlement) noexcept;
  /// True when it has landed, and a key that was watched had been changed, so that nothing was executed.
  bool met_conflict() const noexcept;
  /// Whoever waits leaves. What has not left never will; what has left is in doubt.
  void abandon(const ErrorInfo& why) noexcept;

  StartedFlight* next = nullptr;  ///< in a list of whoever has it, such as those that are to be concluded

 private:
  friend class FlightHandle;
  friend class StartedStream;
  friend class ThreadCache;

  StartedFlight() noexcept : flight_{*this, *this} {}
  ~StartedFlight() = default;

  void landed(Settlement& settlement) noexcept override;
  Lane& own_lane(const Lane& lane);
  void arrive_as_part() noexcept;
  bool ends_stream() noexcept;
  std::exception_ptr board_next_wave() noexcept;
  void launch() noexcept;
  std::exception_ptr run_callbacks() noexcept;
  void release() noexcept;
  static void recycle(StartedFlight* flight) noexcept;

  std::atomic<std::uint32_t> references_{0};
  std::atomic<std::size_t> under_way_{0};  ///< legs that have not landed
  Flight flight_;
  std::unique_ptr<Tape> tape_;
  std::optional<Context> next_wave_;
  std::optional<Connections> names_known_;
  Outcome outcome_;      ///< of the waves that have arrived
  std::mutex boarding_;  ///< abandon() may come on another thread while the next wave boards
  bool is_abandoned_ = false;
  Waiters waiters_{};
  std::shared_ptr<StartedStream> stream_;  ///< that it is a part of, or ends
  bool is_part_ = false;
  std::vector<std::unique_ptr<Lane>> lanes_;  ///< of its ranges, the first names_ of them; kept for the next time
  std::size_t names_ = 0;
  CallbackList callbacks_;
  Errors errors_ = Errors::raise;
  ArrivalListener* arrival_ = nullptr;
  std::chrono::steady_clock::time_point begin_{};  ///< when batches are told
};

/// A counted reference to a started flight.
class FlightHandle {
 public:
  FlightHandle() noexcept = default;
  explicit FlightHandle(StartedFlight& flight) noexcept : flight_{&flight} {
    flight_->references_.fetch_add(1, std::memory_order_relaxed);
  }
  FlightHandle(const FlightHandle& other) noexcept : flight_{other.flight_} {
    if (flight_ != nullptr) flight_->references_.fetch_add(1, std::memory_order_relaxed);
  }
  FlightHandle(FlightHandle&& other) noexcept : flight_{std::exchange(other.flight_, nullptr)} {}
  FlightHandle& operator=(FlightHandle other) noexcept {
    std::swap(flight_, other.flight_);
    return *this;
  }
  ~FlightHandle() {
    if (flight_ != nullptr) flight_->release();
  }

  /// A reference that somebody counts for himself, and gives back.
  StartedFlight* share() const noexcept {
    flight_->references_.fetch_add(1, std::memory_order_relaxed);
    return flight_;
  }
  static void give_back(StartedFlight* shared) noexcept { shared->release(); }

  explicit operator bool() const noexcept { return flight_ != nullptr; }
  StartedFlight* operator->() const noexcept { return flight_; }
  StartedFlight& operator*() const noexcept { return *flight_; }

 private:
  StartedFlight* flight_ = nullptr;
};

}  // namespace tributary::detail
