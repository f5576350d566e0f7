#include <tributary/asio/wait.hpp>

#include <tributary/core/error.hpp>

#include "asio/resumptions.hpp"
#include "asio/sleepers.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <new>

namespace tributary::detail {

namespace {

/// A thread that waits for a result, on its stack.
class Waiting {
 public:
  /// Returns when the result is there.
  void sleep_for(const SlotHandle& slot) noexcept {
    slot->when_settled(::new (memory_) Signal{*this});
    Sleepers::sleep(done_, berth_);
  }

 private:
  class Signal final : public Continuation {
   public:
    explicit Signal(Waiting& waiting) noexcept : waiting_{waiting} {}
    void run(Slot&) noexcept override {}
    void end() noexcept override {
      Waiting& waiting = waiting_;
      const Sleepers::Berth berth = waiting.berth_;
      std::destroy_at(this);
      waiting.done_.store(true, std::memory_order_release);  // and it may be gone
      Sleepers::wake(berth);
    }

   private:
    Waiting& waiting_;
  };

  const Sleepers::Berth berth_ = Sleepers::berth_of_thread();
  std::atomic<bool> done_{false};
  alignas(Signal) std::byte memory_[sizeof(Signal)];
};

}  // namespace

void block_until_settled(const SlotHandle& slot) {
  if (Resumptions::current() != nullptr) {
    throw UsageError{
        "wait() on the thread that has to settle the result would wait for ever: use async_wait(), or wait on another"};
  }
  Waiting{}.sleep_for(slot);
}

}  // namespace tributary::detail
