#pragma once

#include <tributary/core/slot.hpp>

#include "asio/sleepers.hpp"

#include <atomic>
#include <cstdint>

namespace tributary::detail {

/// A thread that waits for a result, on its stack. It sleeps until the result is there, or until it is called to carry
/// the connection that the result comes over.
class WaitingThread final : public Continuation {
 public:
  WaitingThread() noexcept : Continuation{Input::kept} {}

  bool is_done() const noexcept { return (state_.load(std::memory_order_acquire) & kDone) != 0; }
  /// Returns when it is done, or called.
  void sleep() const noexcept { Sleepers::sleep(state_, berth_); }

  void run(Slot&) noexcept override {}
  /// The result is there.
  void end() noexcept override;

  /// While it exists, this thread is awake, and need not be woken when its own result comes.
  class Awake {
   public:
    explicit Awake(const WaitingThread& thread) noexcept;
    ~Awake();
    Awake(const Awake&) = delete;
    Awake& operator=(const Awake&) = delete;
  };

 private:
  friend class WaitingThreads;
  static constexpr std::uint32_t kDone = 1;
  static constexpr std::uint32_t kCalled = 2;

  const Sleepers::Berth berth_ = Sleepers::berth_of_thread();
  std::atomic<std::uint32_t> state_{0};
  // Of the list that it is in.
  WaitingThread* before_ = nullptr;
  WaitingThread* behind_ = nullptr;
  bool is_listed_ = false;
};

/// True for what does nothing but wake a thread, so that it may run on any.
bool only_wakes(const Continuation& continuation) noexcept;

/// Threads that may be called to carry a connection, first come first called. One user at a time.
class WaitingThreads {
 public:
  void add(WaitingThread& thread) noexcept;
  void remove(WaitingThread& thread) noexcept;
  /// Calls the first one, which is to be woken then: that is where it sleeps. False when there is none.
  bool call(Sleepers::Berth& berth) noexcept;
  /// True when it was called, once.
  static bool take_call(WaitingThread& thread) noexcept {
    return (thread.state_.fetch_and(~WaitingThread::kCalled, std::memory_order_acq_rel) & WaitingThread::kCalled) != 0;
  }

 private:
  WaitingThread* first_ = nullptr;
  WaitingThread* last_ = nullptr;
};

}  // namespace tributary::detail
