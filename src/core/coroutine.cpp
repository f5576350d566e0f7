// states of a coroutine:   running  --co_await, wait()-->  waiting  --end() of its Suspension-->  running
//                                                             |
//                                                             +--resume(): its batch has ended-> running, to be refused
#include <tributary/core/coroutine.hpp>

#include <tributary/core/error.hpp>

#include "core/out_of_memory.hpp"
#include "core/pipe_state.hpp"

#include <new>
#include <utility>

namespace tributary::detail {

Suspension::~Suspension() {
  if (drives_) batch_->discard();
  batch_->note_ended();
}

bool Suspension::wait(Slot& slot, std::coroutine_handle<> handle) {
  handle_ = handle;
  if (!batch_->surely_brings(slot, known_child_)) return wait_unsure(slot);
  slot.add_waiting(this);
  return !drives_ || drive();
}

/// When another thread settles the slot, the coroutine may have gone on before this returns.
bool Suspension::wait_unsure(Slot& slot) {
  batch_->require_waitable(slot, known_child_);
  const bool drives = drives_;
  if (slot.is_recorded()) {
    slot.add_waiting(this);
  } else {
    slot_ = &slot;
    batch_->note_waiting(*this);
    if (!slot.wait_until_settled(*this)) {
      batch_->note_resumed(*this);
      return false;
    }
  }
  return !drives || drive();
}

/// From the moment on in which the batch is executed, the coroutine may be gone.
bool Suspension::drive() noexcept {
  PipeState& batch = *batch_;
  drives_ = false;
  batch.add_reference();
  batch.execute();
  batch.release();
  return true;
}

void Suspension::end() noexcept {
  if (is_listed_) batch_->note_resumed(*this);
  resume();
}

void Suspension::resume() noexcept {
  known_child_ = batch_->newest_child();
  const std::coroutine_handle<> handle = handle_;
  handle.resume();
}

/// Whoever goes on while the slot is pending was told to leave.
void Suspension::raise_unbrought(const Slot& slot) const {
  if (slot.settled()) raise(slot.error());
  if (batch_->ending() != PipeState::Ending::discarded) {
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
