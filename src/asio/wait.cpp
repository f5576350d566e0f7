#include <tributary/asio/wait.hpp>

#include <tributary/core/error.hpp>

#include "asio/resumptions.hpp"

#include <atomic>
#include <cstdint>

namespace tributary::detail {

namespace {

/// How often something that a thread waits for has happened. It lives as long as its thread, so that whoever signals
/// needs no lock to keep it there.
thread_local std::atomic<std::uint32_t> t_signals{0};

class Signal final : public Continuation {
 public:
  void run(Slot&) noexcept override {}
  void end() noexcept override {
    std::atomic<std::uint32_t>& signals = signals_;
    delete this;
    signals.fetch_add(1, std::memory_order_release);
    signals.notify_one();
  }

 private:
  std::atomic<std::uint32_t>& signals_ = t_signals;
};

}  // namespace

void block_until_settled(const SlotHandle& slot) {
  if (Resumptions::current() != nullptr) {
    throw UsageError{
        "wait() on the thread that has to settle the result would wait for ever: use async_wait(), or wait on another"};
  }
  const std::uint32_t before = t_signals.load(std::memory_order_acquire);
  slot->when_settled(new Signal);
  while (t_signals.load(std::memory_order_acquire) == before) t_signals.wait(before, std::memory_order_acquire);
}

}  // namespace tributary::detail
