#include "core/pipe_state.hpp"

#include <tributary/core/error.hpp>

#include "core/executor.hpp"
#include "core/root.hpp"
#include "core/run_callback.hpp"

#include <exception>
#include <new>
#include <utility>

namespace tributary::detail {

Lane& PipeState::lane_of(Context& context, std::string_view connection) {
  context.require_alive();
  return connection.empty() || !context.knows_names() ? *context.lane_ : context.lane_named(connection);
}

PipeState::PipeState(Context& context, Lane& lane) {
  face_.emplace(context.recording_target(), lane, *this);
  add_reference();
}

PipeState::PipeState(const std::shared_ptr<Executor>& executor) {
  root_.emplace(executor, PipelineOptions{});
  face_.emplace(*root_, *root_->lane_, *this);
  add_reference();
}

void PipeState::refuse() const {
  if (ending_ == Ending::executed) {
    throw UsageError{"the batch of this Pipe has been executed: make a new Pipe for the next one"};
  }
  if (ending_ == Ending::discarded) {
    throw UsageError{"the batch of this Pipe was discarded, and nothing more is recorded into it"};
  }
  throw UsageError{
      "this Pipe is of a transaction, which is complete: what depends on its answers cannot be part of it. Read before "
      "it, in transaction(), or let a script decide"};
}

void PipeState::require_waitable(Slot& slot, const Context* known_child) {
  require_usable();
  const Context* context = &*face_;
  for (; context->parent_ != nullptr || context->is_atomic(); context = context->parent_) {
    if (context->is_atomic()) {
      throw UsageError{
          "a coroutine cannot wait for an answer within a transaction, which is answered as a whole, by EXEC: read "
          "before it, in transaction(), let a script decide, or make the atomic context within the coroutine"};
    }
  }
  for (const Context* child = face_->first_child_; child != nullptr && child != known_child;
       child = child->next_sibling_) {
    if (!child->is_open()) continue;
    throw UsageError{
        "a nested context is still open where its coroutine waits: execute() or discard it before co_await, as the "
        "batch leaves there"};
  }
  if (slot.is_foreign_to(context->root_->batch)) {
    throw UsageError{
        "a coroutine waits for a result of another batch than its own: record it with the Pipe that the coroutine was "
        "given"};
  }
  if (slot.is_recorded()) checked_batch_ = Slab::of(slot).batch;
}

void PipeState::note_waiting(Suspension& suspension) noexcept {
  suspension.next_waiting_ = waiting_;
  suspension.previous_waiting_ = nullptr;
  if (waiting_ != nullptr) waiting_->previous_waiting_ = &suspension;
  waiting_ = &suspension;
  suspension.is_listed_ = true;
}

void PipeState::note_resumed(Suspension& suspension) noexcept {
  suspension.is_listed_ = false;
  if (suspension.next_waiting_ != nullptr) suspension.next_waiting_->previous_waiting_ = suspension.previous_waiting_;
  (suspension.previous_waiting_ != nullptr ? suspension.previous_waiting_->next_waiting_ : waiting_) =
      suspension.next_waiting_;
}

/// Nobody waits for the whole: what callbacks throw is told like that of a started flight.
void PipeState::execute() noexcept {
  try {
    root_->execute(Errors::in_results);
  } catch (const std::bad_alloc&) {
    root_->discard();
  } catch (...) {
    tell_of_callback(root_->lane_->executor->telemetry(), std::current_exception());
  }
}

void PipeState::end(Ending why) noexcept {
  ending_ = why;
  note_moved();
  face_->lane_ = nullptr;
  face_->parent_ = nullptr;
  face_->own_ = &face_->ranges_;
  face_->flush_every_ = 0;
}

/// One that is not in its slot any more goes on with its value when its turn comes.
void PipeState::leave_waiting() noexcept {
  face_->orphan_children();
  Suspension* newest = waiting_;
  while (newest != nullptr) {
    std::swap(newest->next_waiting_, newest->previous_waiting_);
    waiting_ = newest;
    newest = newest->previous_waiting_;
  }
  while (waiting_ != nullptr) {
    Suspension& oldest = *waiting_;
    note_resumed(oldest);
    if (oldest.slot_->stop_waiting(oldest)) oldest.resume();
  }
}

void Context::EndingPipes::collect(Context& context, PipeState::Ending why) noexcept {
  for (Context* child = context.first_child_; child != nullptr;) {
    Context& each = *child;
    child = each.next_sibling_;
    if (!each.is_face()) continue;
    each.leave_parent();
    each.pipe_->end(why);
    each.pipe_->next_ended = std::exchange(first_, each.pipe_);
  }
  context.special_ = static_cast<std::uint8_t>(context.special_ & ~kPiped);
}

void Context::EndingPipes::finish() noexcept {
  while (first_ != nullptr) {
    PipeState* const each = std::exchange(first_, first_->next_ended);
    each->leave_waiting();
    each->release();
  }
}

}  // namespace tributary::detail
