// states of a coroutine:   running  --co_await, wait()-->  waiting  --end() of its Suspension-->  running
//                                                             |
//                                                             +--leave(): its batch has ended--> running, to be refused
#include <tributary/core/coroutine.hpp>

#include <tributary/core/error.hpp>

#include "core/out_of_memory.hpp"
#include "core/pipe_state.hpp"

#include <new>
#include <utility>

namespace tributary::detail {

Coroutine::~Coroutine() {
  if (drives_) batch_->discard();
  batch_->note_ended();
}

void Coroutine::finish() noexcept {
  if (std::exchange(drives_, false)) batch_->execute();
}

void Suspension::require_possible(Slot& slot) const {
  coroutine_.batch_->require_waitable(slot, coroutine_.known_child_);
}

/// From the moment on in which the batch is executed, the coroutine may be gone.
bool Suspension::wait(Slot& slot, std::coroutine_handle<> handle) noexcept {
  PipeState& batch = *coroutine_.batch_;
  handle_ = handle;
  if (slot.is_recorded()) {
    slot.add_waiting(this);
  } else {
    slot_ = &slot;
    batch.note_waiting(*this);
    if (!slot.wait_until_settled(*this)) {
      batch.note_resumed(*this);
      return false;
    }
  }
  if (!coroutine_.drives_) return true;
  coroutine_.drives_ = false;
  batch.add_reference();
  batch.execute();
  batch.release();
  return true;
}

void Suspension::end() noexcept {
  if (is_listed_) coroutine_.batch_->note_resumed(*this);
  resume();
}

void Suspension::leave() noexcept {
  was_left_ = true;
  resume();
}

void Suspension::resume() noexcept {
  coroutine_.known_child_ = coroutine_.batch_->newest_child();
  const std::coroutine_handle<> handle = handle_;
  handle.resume();
}

void Suspension::raise_unbrought(Slot& slot) const {
  if (!was_left_) raise(slot.error());
  if (coroutine_.batch_->ending() != PipeState::Ending::discarded) {
    throw UsageError{
        "the batch has been executed, and nothing in it brings the result that this coroutine waits for: it is to be "
        "recorded, or set, by the batch itself"};
  }
  try {
    auto info = std::make_shared<ErrorInfo>();
    info->message = "discarded: the batch that this coroutine belongs to was left, or never executed";
    raise(std::move(info));
  } catch (const std::bad_alloc&) {
    raise(out_of_memory(ErrorKind::discarded));
  }
}

}  // namespace tributary::detail
