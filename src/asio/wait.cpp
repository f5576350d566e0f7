#include <tributary/asio/wait.hpp>

#include <tributary/core/error.hpp>

#include "asio/resumptions.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>

namespace tributary::detail {

namespace {

/// What a thread sleeps on. It lives as long as its thread, so that whoever signals needs no lock to keep it there: a
/// futex may be woken when its memory is gone. By system calls, because std::atomic's wait() yields some times before
/// it sleeps, which took a third of the CPU of 64 waiting threads.
class ThreadSignal {
 public:
  std::uint32_t count() const noexcept { return count_.load(std::memory_order_acquire); }
  void send() noexcept {
    count_.fetch_add(1, std::memory_order_release);
    syscall(SYS_futex, &count_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
  }
  /// Returns when more than `seen` were sent.
  void wait(std::uint32_t seen) noexcept {
    while (count() == seen) syscall(SYS_futex, &count_, FUTEX_WAIT_PRIVATE, seen, nullptr, nullptr, 0);
  }

 private:
  std::atomic<std::uint32_t> count_{0};
  static_assert(sizeof(count_) == sizeof(std::uint32_t));
};

thread_local ThreadSignal t_signal;

class Signal final : public Continuation {
 public:
  void run(Slot&) noexcept override {}
  void end() noexcept override {
    ThreadSignal& signal = signal_;
    delete this;
    signal.send();
  }

 private:
  ThreadSignal& signal_ = t_signal;
};

}  // namespace

void block_until_settled(const SlotHandle& slot) {
  if (Resumptions::current() != nullptr) {
    throw UsageError{
        "wait() on the thread that has to settle the result would wait for ever: use async_wait(), or wait on another"};
  }
  const std::uint32_t before = t_signal.count();
  slot->when_settled(new Signal);
  t_signal.wait(before);
}

}  // namespace tributary::detail
