#pragma once

#include <tributary/config.hpp>
#include <tributary/core/callback.hpp>
#include <tributary/core/connections.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace tributary {

/// What execute() does with commands that failed.
enum class Errors : std::uint8_t {
  raise,       ///< throws TransportError, or the CommandError of the first one, when everything is filled
  in_results,  ///< leaves them in the results, and only counts them
};

class StopOn;

/// How a root is executed. A nested context follows its root.
struct ExecuteOptions {
  Errors errors = Errors::raise;
  /// After which the caller goes on, whatever the server does: what has left is `maybe_applied` then, and what has not
  /// never will. 0: as long as replies come; see ClientOptions::timeout.
  std::chrono::milliseconds deadline{0};
  /// Ends it early, for blocking clients: <tributary/transport/stop_on.hpp>. Asynchronous ones have cancellation.
  const StopOn* stop = nullptr;
};

struct PipelineOptions {
  /// Streaming: commands leave each time that this many have been recorded, and memory stays bounded. 0: nothing leaves
  /// before execute(). Heeded by a root; a nested context follows its root.
  std::size_t flush_every = 0;
};

namespace detail {

class ArrivalListener;
struct ExecuteLimits;
class Executor;
class Flight;
class FlightHandle;
struct Outcome;
class PipeState;
class Recording;
class Slot;
class Stream;
class StartedFlight;
struct Settlement;
enum class Waiters : std::uint8_t;
class Tape;
class Wave;
struct Lane;

/// What the commands of a range are to a transaction; `unread` are those whose reply nobody waits for.
enum class Part : std::uint8_t { none, multi, queued, exec, unread };

/// A stretch of a tape: commands that were recorded one after another.
struct Range {
  Lane* lane;
  std::uint64_t first;  ///< sequence numbers on the tape, [first, last)
  std::uint64_t last;
  std::size_t begin;  ///< offsets of the bytes, [begin, end)
  std::size_t end;
  Slot* slot;  ///< of the first command
  Part part = Part::none;

  std::uint64_t count() const noexcept { return last - first; }
  /// False unless the other one is the continuation of this one.
  bool grow_by(const Range& next) noexcept {
    if (lane != next.lane || last != next.first || part != next.part) return false;
    last = next.last;
    end = next.end;
    return true;
  }
};

/// Ranges in the order in which their commands go on the wire. Neighbours join, and a single one, the common case,
/// needs no allocation. Small, because every context of a tree has one.
class TRIBUTARY_API RangeList {
 public:
  RangeList() noexcept {}  // NOLINT(modernize-use-equals-default): one_ stays without a value
  RangeList(RangeList&& other) noexcept { *this = std::move(other); }
  RangeList& operator=(RangeList&& other) noexcept;
  ~RangeList() {
    if (more_ != nullptr) free_more();
  }

  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }
  std::span<const Range> all() const noexcept;
  std::span<Range> all() noexcept;
  /// Commands that were asked for: without the MULTI and EXEC around a transaction.
  std::uint64_t commands() const noexcept;

  Range& back() noexcept { return size_ > 1 ? last_of_more() : one_; }
  void push(const Range& range) {
    if (size_ == 0) {
      one_ = range;
      size_ = 1;
    } else {
      push_more(range);
    }
  }
  /// The same, unless the range continues the last one: then that one grows.
  void join(const Range& range) {
    if (!join_in_place(range)) join_more(range);
  }
  /// Makes sure that so many calls of push() or join() cannot fail.
  void make_room(std::size_t ranges);
  /// False when the range does not fit into the only one.
  bool join_in_place(const Range& range) noexcept {
    if (size_ == 1) return one_.grow_by(range);
    if (size_ != 0) return false;
    one_ = range;
    size_ = 1;
    return true;
  }
  /// The only range, or null when there are others or none.
  const Range* only() const noexcept { return size_ == 1 ? &one_ : nullptr; }
  void forget_only() noexcept { size_ = 0; }
  /// 0 when it is empty and owns no memory.
  std::uintptr_t kept() const noexcept { return size_ | reinterpret_cast<std::uintptr_t>(more_); }
  /// Leaves the list empty.
  void clear() noexcept;
  /// Empties the list and returns what it held.
  RangeList take() noexcept;

 private:
  struct More;

  void push_more(const Range& range);
  void join_more(const Range& range);
  Range& last_of_more() noexcept;
  void free_more() noexcept;

  std::size_t size_ = 0;
  More* more_ = nullptr;  ///< all of them, when there is more than one; null, or kept for the next time
  union {
    Range one_;  ///< the only one; otherwise without a value
  };
};

/// Recording, nesting and executing: everything of a PipelineContext but the names of the commands.
///
/// A root owns one lane for each connection that its tree records for; every context records on the tape of its lane
/// and keeps the ranges that are its own, or were handed up to it. One thread at a time for a whole tree.
class TRIBUTARY_API Context {
 public:
  /// A root for one client.
  Context(std::shared_ptr<Executor> executor, const PipelineOptions& options);
  /// A root for the client that `connections` knows by that name when it executes.
  Context(const Connections& connections, std::string_view name, const PipelineOptions& options);
  /// Nested in `parent` unless that is null; then a root for one client.
  Context(Context* parent, const std::shared_ptr<Executor>& executor, const PipelineOptions& options)
      : lane_{parent != nullptr ? parent->lane_ : nullptr}, parent_{parent} {
    begin_lists();
    if (lane_ != nullptr) {
      enter_parent();
    } else {
      begin(executor, options);
    }
  }
  /// Nested; for the parent's connection when `connection` is empty.
  Context(Context& parent, std::string_view connection);
  /// The face of a Pipe: records for `lane` into what `target` records into, and follows when that is handed up.
  Context(Context& target, Lane& lane, PipeState& pipe);
  ~Context() {
    if (parent_ != nullptr && parent_->first_child_ == this && is_spent()) {
      parent_->first_child_ = next_sibling_;
    } else {
      end();
    }
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  /// Makes what is recorded here one transaction, or leaves it to the context around this one that is atomic already.
  /// To be called before anything is recorded.
  void make_atomic() noexcept;

  /// See PipelineContext::execute().
  std::size_t execute(Errors errors) { return hand_up_range() ? 0 : execute_slowly(ExecuteOptions{.errors = errors}); }
  std::size_t execute(const ExecuteOptions& options) { return hand_up_range() ? 0 : execute_slowly(options); }
  /// Of a root whose client is asynchronous: execute(), of which `arrival` hears the end. It lives until then.
  ///
  /// Errors:   those of execute() that come before anything is sent; UsageError for a nested context, and for one of a
  ///           blocking client. Then `arrival` hears nothing
  FlightHandle start(const ExecuteOptions& options, ArrivalListener& arrival);
  /// Of a root whose client is asynchronous, in which many callers have recorded: none waits for another's reply.
  void start_merged();
  void discard() noexcept;
  void on_execute(std::unique_ptr<Callback> callback) { callbacks_.push(std::move(callback)); }
  /// True when the root was made from Connections, so that contexts for other names can be nested in it.
  bool knows_names() const noexcept;
  /// Commands recorded here and not executed yet, those that were handed up to it included.
  std::size_t size() const noexcept;

 private:
  friend class PipeState;
  friend class Recording;
  friend class StartedFlight;
  friend class Wave;
  class EndingPipes;
  class Executing;
  struct Root;
  class Watch;

  void begin_lists() noexcept {
    std::construct_at(&callbacks_);
    std::construct_at(&ranges_);
    own_ = &ranges_;
  }
  void begin(const std::shared_ptr<Executor>& executor, PipelineOptions options);
  void become_root(const Connections* registry, std::string_view name, std::shared_ptr<Executor> executor);
  void enter_parent() noexcept {
    next_sibling_ = parent_->first_child_;
    if (next_sibling_ != nullptr) next_sibling_->previous_sibling_ = this;
    parent_->first_child_ = this;
  }
  void leave_parent() noexcept;
  /// Nothing to do at its end, as for a nested context that was executed.
  bool is_spent() const noexcept {
    return (reinterpret_cast<std::uintptr_t>(first_child_) | ranges_.kept() | callbacks_.kept()) == 0;
  }
  void end() noexcept;
  void tell_of_discarded() noexcept;
  /// The common case of nesting: one range. A root has none here, but in its queue. False when it is another case.
  bool hand_up_range() noexcept {
    const Range* range = ranges_.only();
    if (range == nullptr || !callbacks_.empty() || parent_->flush_every_ != 0 || special_ != 0 ||
        !parent_->own_->join_in_place(*range)) {
      return false;
    }
    ranges_.forget_only();
    return true;
  }
  std::size_t execute_slowly(const ExecuteOptions& options);
  void require_alive() const;
  void orphan_children() noexcept;
  Tape& open_tape();
  void enclose_transaction();
  void hand_up();
  std::size_t run(const ExecuteOptions& options);
  bool only_starts() const noexcept;
  void require_possible(const ExecuteOptions& options) const;
  bool is_open() const noexcept;
  void require_no_open_steps() const;
  FlightHandle take_off(const ExecuteOptions& options, ArrivalListener* arrival, Waiters waiters);
  void tell(Flight& flight, const Watch& watch);
  std::size_t finish(Watch& watch, CallbackList& own, const Outcome& outcome, Errors errors);
  bool send(Flight& flight, const ExecuteLimits& limits);
  void end_batch(const ExecuteLimits& limits);
  void run_callbacks(Watch& watch);
  std::unique_ptr<Callback> next_callback(Watch& watch) noexcept;
  void require_idle() const;
  bool is_atomic() const noexcept { return (special_ & kAtomic) != 0; }
  bool is_face() const noexcept { return (special_ & kFace) != 0; }
  Lane& lane_named(std::string_view connection);
  Context& recording_target() noexcept;
  const Context& root() const noexcept;
  void show(Context& target, Lane& lane) noexcept;
  void hand_up_pipes() noexcept;
  void prepare_pipes(const Context& from);
  void move_pipes(Context& from) noexcept;
  void move_lanes(Context& tree) noexcept;
  void board(StartedFlight& flight);
  void flush_when_due();
  void unpin_tape();

  // A nested context is made and ended for every call of a reusable function: what it sets stands together, and the
  // part that only roots have is raw storage, which costs it nothing.
  Lane* lane_ = nullptr;   ///< null when the context that owned it is gone
  Context* next_sibling_;  ///< made before this one; of a nested context
  Context* parent_ = nullptr;
  Context* previous_sibling_;  ///< made after this one; of a nested context that is not its parent's first_child_
  RangeList* own_;             ///< of a root: its queue. Nested: ranges_
  Context* first_child_ = nullptr;
  Root* root_ = nullptr;  ///< null when nested; else in root_storage_, ended by end()
  std::size_t flush_every_ = 0;
  // What makes it other than most.
  static constexpr std::uint8_t kAtomic = 1;
  static constexpr std::uint8_t kPiped = 2;  ///< Pipes were made of it: their faces are among its children
  static constexpr std::uint8_t kFace = 4;
  std::uint8_t special_ = 0;
  // Ended by end(), so that a context which has nothing to do there does not look again.
  union {
    CallbackList callbacks_;
  };
  union {
    RangeList ranges_;
  };
  static constexpr std::size_t kRootBytes = 45 * sizeof(void*);
  alignas(void*) std::byte root_storage_[kRootBytes];
  PipeState* pipe_;  ///< of a face
};

}  // namespace detail
}  // namespace tributary
