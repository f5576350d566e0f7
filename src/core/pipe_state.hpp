#pragma once

#include <tributary/core/context.hpp>
#include <tributary/core/coroutine.hpp>
#include <tributary/core/pipe.hpp>

#include "core/single_threaded.hpp"
#include "core/slab.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace tributary::detail {

/// What the copies of a Pipe share: where they record, and the coroutines that wait for results of that batch.
///
///   of a context    its face is a child of the context; it follows when that is handed up, and to the context of the
///                   flight when nobody waits for it
///   alone           of a coroutine that was called with a client: a face of a root of its own
///   of a client     no face: there is no batch
///
/// Counted by the Pipes and coroutines, and by the context that has the face among its children. Used by the thread
/// that the context belongs to; released by any.
class PipeState {
 public:
  enum class Ending : std::uint8_t {
    none,
    executed,
    discarded,
    transaction,  ///< its context was atomic, and no step can follow in a transaction
  };

  /// A new reference to that of the newest Pipe of the context, when it is for this name; else null.
  static PipeState* newest_of(Context& context, const Lane& lane) noexcept {
    Context* const newest = context.is_face() ? &context : context.first_child_;
    if (newest == nullptr || !newest->is_face() || newest->lane_ != &lane) return nullptr;
    newest->pipe_->add_reference();
    return newest->pipe_;
  }
  /// The same for the name of the context. Null, too, when its root is gone.
  static PipeState* newest_of(Context& context) noexcept {
    return context.lane_ != nullptr ? newest_of(context, *context.lane_) : nullptr;
  }
  /// The connection of that name, or that of the context where names are not known, and for an empty one.
  ///
  /// Errors:   UsageError when the context's root is gone
  static Lane& lane_of(Context& context, std::string_view connection);

  static void* operator new(std::size_t bytes) { return take_recycled(bytes); }
  static void operator delete(void* memory, std::size_t bytes) noexcept { give_recycled(memory, bytes); }

  virtual ~PipeState() = default;
  PipeState(const PipeState&) = delete;
  PipeState& operator=(const PipeState&) = delete;

  void add_reference() noexcept {
    if (is_single_threaded()) {
      references_.store(references_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    } else {
      references_.fetch_add(1, std::memory_order_relaxed);
    }
  }
  void release() noexcept {
    if (take_reference() == 1) delete this;
  }
  /// Only its context has it.
  bool is_unused() const noexcept { return references_.load(std::memory_order_acquire) == 1; }

  bool is_of_client() const noexcept { return !face_.has_value(); }
  Context& face() noexcept { return *face_; }
  /// UsageError when its batch has been executed or discarded.
  void require_usable() const {
    if (ending_ != Ending::none) refuse();
  }

  /// True when it is known that a coroutine of this batch can wait for the slot. What holds for one result of a batch
  /// holds for all, until the face moves. `known_child`: the newest context that was made of this before the coroutine
  /// went on.
  bool surely_brings(Slot& slot, const Context* known_child) const noexcept {
    return slot.is_recorded() && Slab::of(slot).batch == checked_batch_ && face_->first_child_ == known_child;
  }
  /// UsageError when it cannot.
  void require_waitable(Slot& slot, const Context* known_child);
  void note_moved() noexcept { checked_batch_ = 0; }
  Context* newest_child() const noexcept { return face_->first_child_; }
  /// Coroutines count it together, as one.
  void note_started() noexcept {
    if (coroutines_++ == 0) add_reference();
  }
  void note_ended() noexcept {
    if (--coroutines_ == 0) release();
  }
  void note_waiting(Suspension& suspension) noexcept;
  void note_resumed(Suspension& suspension) noexcept;

  /// Of one alone: sends what was recorded, and all waves behind it. What fails is told by the results.
  void execute() noexcept;
  void discard() noexcept { root_->discard(); }

  /// Nothing is recorded any more. To be called when the face is nobody's child any more.
  void end(Ending why) noexcept;
  /// Resumes the coroutines that still wait, the oldest first.
  void leave_waiting() noexcept;
  Ending ending() const noexcept { return ending_; }

  PipeState* next_ended = nullptr;

 protected:
  /// Of a client.
  PipeState() noexcept = default;
  /// A face of the context, which counts it, too.
  PipeState(Context& context, Lane& lane);
  /// One alone.
  explicit PipeState(const std::shared_ptr<Executor>& executor);

 private:
  /// Returns how many there were.
  std::uint32_t take_reference() noexcept {
    if (!is_single_threaded()) return references_.fetch_sub(1, std::memory_order_acq_rel);
    const std::uint32_t before = references_.load(std::memory_order_relaxed);
    references_.store(before - 1, std::memory_order_relaxed);
    return before;
  }
  [[noreturn]] void refuse() const;

  std::atomic<std::uint32_t> references_{1};
  std::size_t coroutines_ = 0;
  std::uint64_t checked_batch_ = 0;  ///< results of it can be waited for
  Ending ending_ = Ending::none;
  std::optional<Context> root_;
  std::optional<Context> face_;
  Suspension* waiting_ = nullptr;  ///< the newest; older ones are linked behind it
};

/// The state that contexts and commands look for.
struct PipeAccess {
  static Pipe adopt(PipeState& state) noexcept { return Pipe{state}; }
  /// Null for one that was moved away.
  static PipeState* state(const Pipe& pipe) noexcept { return pipe.state_; }
  static void replace(const Pipe& pipe, PipeState& adopted) noexcept {
    pipe.state_->release();
    pipe.state_ = &adopted;
  }
};

/// Gives up the Pipes of a context, when its batch is over: nothing is recorded with them from now on, and at the end
/// of this, coroutines that still wait are told so. With Ending::none it leaves them.
class Context::EndingPipes {
 public:
  EndingPipes(Context& context, PipeState::Ending why) noexcept {
    if ((context.special_ & kPiped) != 0 && why != PipeState::Ending::none) collect(context, why);
  }
  ~EndingPipes() {
    if (first_ != nullptr) finish();
  }
  EndingPipes(const EndingPipes&) = delete;
  EndingPipes& operator=(const EndingPipes&) = delete;

 private:
  void collect(Context& context, PipeState::Ending why) noexcept;
  void finish() noexcept;

  PipeState* first_ = nullptr;  ///< in the order in which they were made
};

}  // namespace tributary::detail
