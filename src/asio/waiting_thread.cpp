#include "asio/waiting_thread.hpp"

#include <utility>

namespace tributary::detail {

namespace {

thread_local constinit const WaitingThread* t_awake = nullptr;

}  // namespace

WaitingThread::Awake::Awake(const WaitingThread& thread) noexcept { t_awake = &thread; }

WaitingThread::Awake::~Awake() { t_awake = nullptr; }

void WaitingThread::end() noexcept {
  const Sleepers::Berth berth = berth_;
  const bool is_awake = t_awake == this;
  state_.fetch_or(kDone, std::memory_order_release);  // and it may be gone
  if (!is_awake) Sleepers::wake(berth);
}

bool only_wakes(const Continuation& continuation) noexcept {
  return dynamic_cast<const WaitingThread*>(&continuation) != nullptr;
}

void WaitingThreads::add(WaitingThread& thread) noexcept {
  if (std::exchange(thread.is_listed_, true)) return;
  thread.before_ = last_;
  thread.behind_ = nullptr;
  (last_ == nullptr ? first_ : last_->behind_) = &thread;
  last_ = &thread;
}

void WaitingThreads::remove(WaitingThread& thread) noexcept {
  if (!std::exchange(thread.is_listed_, false)) return;
  (thread.before_ == nullptr ? first_ : thread.before_->behind_) = thread.behind_;
  (thread.behind_ == nullptr ? last_ : thread.behind_->before_) = thread.before_;
}

bool WaitingThreads::call(Sleepers::Berth& berth) noexcept {
  WaitingThread* const called = first_;
  if (called == nullptr) return false;
  remove(*called);
  berth = called->berth_;
  called->state_.fetch_or(WaitingThread::kCalled, std::memory_order_release);
  return true;
}

}  // namespace tributary::detail
