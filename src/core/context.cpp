// The life of a recorded command:
//
//   recorded        in a range of one context of the tree
//   handed up       its range was appended to the parent's: by the child's execute()
//   queued          its range has reached the root's queue: by recording at the root, or by handing up to it
//   sent, settled   by its Flight, inside the root's execute(); streaming: in flush_when_due()
//   discarded       its context was destroyed or discarded before its execute()
#include <tributary/core/context.hpp>

#include <tributary/core/error.hpp>

#include "core/executor.hpp"
#include "core/pipe_state.hpp"
#include "core/root.hpp"
#include "core/telemetry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <new>
#include <utility>

namespace tributary::detail {

namespace {

/// Ends commands that will never be sent.
void discard_ranges(RangeList& ranges) noexcept {
  if (ranges.empty()) return;
  const RangeList dropped = ranges.take();
  Settlement settlement;
  SlotSettler settler{settlement};
  for (const Range& range : dropped.all()) {
    for (SlotCursor cursor{range}; !cursor.done();) settler.discard(cursor.next());
    range.lane->tape->release({&range, 1});
  }
}

}  // namespace

Context::Context(std::shared_ptr<Executor> executor, const PipelineOptions& options)
    : flush_every_{options.flush_every} {
  begin_lists();
  become_root(nullptr, {}, std::move(executor));
}

Context::Context(const Connections& connections, std::string_view name, const PipelineOptions& options)
    : flush_every_{options.flush_every} {
  begin_lists();
  become_root(&connections, name, nullptr);
}

Context::Context(Context& parent, std::string_view connection) : parent_{&parent} {
  begin_lists();
  parent.require_alive();
  lane_ = &parent.lane_named(connection);
  enter_parent();
}

/// The lane of that name in this tree; that of this context for an empty one.
Lane& Context::lane_named(std::string_view connection) {
  Root& root = *this->root().root_;
  Lane& lane = connection.empty() ? *lane_ : root.lane(connection);
  for (const Context* context = this; context != nullptr; context = context->parent_) {
    if (context->is_atomic() && !root.same_client(*context->lane_, lane)) {
      throw UsageError{fmt::format(
          "a transaction is executed by one server: a context of \"{}\" cannot be nested in an atomic one of \"{}\"",
          lane.name, context->lane_->name)};
    }
  }
  return lane;
}

void Context::make_atomic() noexcept {
  for (const Context* context = parent_; context != nullptr; context = context->parent_) {
    if (context->is_atomic()) return;
  }
  special_ |= kAtomic;
}

Context::Context(Context& target, Lane& lane, PipeState& pipe) : special_{kFace}, pipe_{&pipe} {
  begin_lists();
  show(target, lane);
}

/// Where the commands of a face go.
Context& Context::recording_target() noexcept {
  Context* context = this;
  while (context->is_face()) context = context->parent_;
  return *context;
}

const Context& Context::root() const noexcept {
  const Context* context = this;
  while (context->parent_ != nullptr) context = context->parent_;
  return *context;
}

/// Of a face: what is recorded here is recorded there.
void Context::show(Context& target, Lane& lane) noexcept {
  parent_ = &target;
  enter_parent();
  lane_ = &lane;
  own_ = target.own_;
  flush_every_ = target.flush_every_;
  target.special_ |= kPiped;
  pipe_->note_moved();
}

/// The faces of a nested context follow to what it is handed up to.
void Context::hand_up_pipes() noexcept {
  Context& target = parent_->recording_target();
  for (Context* child = first_child_; child != nullptr;) {
    Context& each = *child;
    child = each.next_sibling_;
    if (!each.is_face()) continue;
    if (each.pipe_->is_unused()) {
      each.leave_parent();
      each.pipe_->end(PipeState::Ending::executed);
      each.pipe_->release();
    } else {
      each.leave_parent();
      each.show(target, *each.lane_);
    }
  }
  special_ = static_cast<std::uint8_t>(special_ & ~kPiped);
}

/// Makes sure that move_pipes() cannot fail.
void Context::prepare_pipes(const Context& from) {
  for (const Context* child = from.first_child_; child != nullptr; child = child->next_sibling_) {
    if (from.root_ != nullptr && !child->is_face()) continue;
    root_->lane(child->lane_->name);
    prepare_pipes(*child);
  }
}

/// Those of a root whose batch is started: they record into that of its flight from now on.
void Context::move_pipes(Context& from) noexcept {
  for (Context* child = from.first_child_; child != nullptr;) {
    Context& each = *child;
    child = each.next_sibling_;
    if (!each.is_face()) continue;
    each.leave_parent();
    each.show(*this, *each.lane_);
    move_lanes(each);
  }
  from.special_ = static_cast<std::uint8_t>(from.special_ & ~kPiped);
}

/// A context and what is nested in it become part of this tree. They hold nothing.
void Context::move_lanes(Context& tree) noexcept {
  tree.lane_ = &root_->lane(tree.lane_->name);
  for (Context* child = tree.first_child_; child != nullptr; child = child->next_sibling_) move_lanes(*child);
}

void Context::begin(const std::shared_ptr<Executor>& executor, PipelineOptions options) {
  if (parent_ != nullptr) parent_->require_alive();
  flush_every_ = options.flush_every;
  become_root(nullptr, {}, executor);
}

void Context::become_root(const Connections* registry, std::string_view name, std::shared_ptr<Executor> executor) {
  static_assert(sizeof(Root) <= kRootBytes && alignof(Root) <= alignof(void*));
  root_ = ::new (root_storage_) Root{registry, name, std::move(executor)};
  lane_ = &root_->main;
  own_ = &root_->queue;
}

void Context::end() noexcept {
  const EndingPipes ending{*this, PipeState::Ending::discarded};
  if (first_child_ != nullptr) orphan_children();
  if (!own_->empty() && lane_ != nullptr && std::uncaught_exceptions() == 0) tell_of_discarded();
  discard();
  if (parent_ != nullptr) leave_parent();
  if (root_ != nullptr) std::destroy_at(root_);
  std::destroy_at(&callbacks_);
  std::destroy_at(&ranges_);
}

/// It was to be executed, or discarded, by whoever made it.
void Context::tell_of_discarded() noexcept {
  Telemetry* const telemetry = lane_->executor != nullptr ? lane_->executor->telemetry() : nullptr;
  if (telemetry == nullptr) return;
  std::array<char, 96> message;
  const auto end = fmt::format_to_n(message.data(), message.size(),
                                    "a context was destroyed with {} commands that were never executed", size());
  telemetry->tell(ClientEvent::Kind::discarded, {message.data(), std::min(end.size, message.size())});
}

void Context::leave_parent() noexcept {
  if (parent_->first_child_ == this) {
    parent_->first_child_ = next_sibling_;
  } else {
    previous_sibling_->next_sibling_ = next_sibling_;
    if (next_sibling_ != nullptr) next_sibling_->previous_sibling_ = previous_sibling_;
  }
}

/// Children that outlive their parent have nobody to hand up to, and their lanes may be going: they become errors.
void Context::orphan_children() noexcept {
  while (first_child_ != nullptr) {
    Context& child = *first_child_;
    child.leave_parent();  // first, as discarding it may end a sibling
    const EndingPipes ending{child, PipeState::Ending::discarded};
    child.orphan_children();
    child.discard();
    child.lane_ = nullptr;
    child.parent_ = nullptr;
  }
}

void Context::require_alive() const {
  if (lane_ == nullptr) {
    throw UsageError{"the context that this one is nested in is gone, and what was recorded here was discarded"};
  }
}

Tape& Context::open_tape() {
  require_alive();
  return root().root_->open_tape();
}

bool Context::knows_names() const noexcept {
  const Root* const root = this->root().root_;
  return root != nullptr && root->registry.has_value();
}

std::size_t Context::size() const noexcept { return own_->commands(); }

/// Something would be lost if it ended now.
bool Context::is_open() const noexcept {
  if (!is_face() && (!ranges_.empty() || !callbacks_.empty())) return true;
  for (const Context* child = first_child_; child != nullptr; child = child->next_sibling_) {
    if (child->is_open()) return true;
  }
  return false;
}

void Context::discard() noexcept {
  const EndingPipes ending{*this, PipeState::Ending::discarded};
  discard_ranges(*own_);
  if (callbacks_.empty()) return;
  CallbackList dropped;  // one of them may own this context
  dropped.splice(callbacks_);
}

}  // namespace tributary::detail
