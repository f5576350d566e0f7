#pragma once

#include <tributary/config.hpp>
#include <tributary/core/callback.hpp>
#include <tributary/core/connections.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// What execute() does with commands that failed.
enum class Errors : std::uint8_t {
  raise,       ///< throws TransportError, or the CommandError of the first one, when everything is filled
  in_results,  ///< leaves them in the results, and only counts them
};

struct PipelineOptions {
  /// Streaming: commands leave each time that this many have been recorded, and memory stays bounded. 0: nothing leaves
  /// before execute(). Heeded by a root; a nested context follows its root.
  std::size_t flush_every = 0;
};

namespace detail {

class Executor;
class Recording;
class Slot;
class Stream;
struct Settlement;
class Tape;
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
};

/// Ranges in the order in which their commands go on the wire. Neighbours join, and a single one, the common case,
/// needs no allocation. Small, because every context of a tree has one.
class TRIBUTARY_API RangeList {
 public:
  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }
  std::span<const Range> all() const noexcept { return {size_ > 1 ? more_->data() : &one_, size_}; }
  /// Commands that were asked for: without the MULTI and EXEC around a transaction.
  std::uint64_t commands() const noexcept;

  Range& back() noexcept { return size_ > 1 ? more_->back() : one_; }
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
    if (size_ > 0 && back().lane == range.lane && back().last == range.first && back().part == range.part) {
      back().last = range.last;
      back().end = range.end;
    } else {
      push(range);
    }
  }
  /// Leaves the list empty.
  void clear() noexcept {
    if (size_ > 1) more_->clear();
    size_ = 0;
  }
  /// Empties the list and returns what it held.
  RangeList take() noexcept;

 private:
  void push_more(const Range& range);

  std::size_t size_ = 0;
  std::unique_ptr<std::vector<Range>> more_;  ///< all of them, when there is more than one
  Range one_;                                 ///< the only one; otherwise without a value
};

/// What one tree records for one connection, and where it goes. Belongs to the root.
struct TRIBUTARY_API Lane {
  Lane(std::string_view connection, std::shared_ptr<Executor> to) noexcept;
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  std::string name;
  std::shared_ptr<Executor> executor;  ///< looked up by name each time that there is something to send
  std::unique_ptr<Tape> tape;          ///< from the first recorded command on
  RangeList queue;                     ///< what has reached the root
  RangeList leaving;                   ///< what execute() is sending
  std::shared_ptr<Stream> stream;      ///< from the first flush on, until execute(); shared by the names of one client
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
  Context(Context* parent, const std::shared_ptr<Executor>& executor, const PipelineOptions& options) {
    if (parent != nullptr && parent->lane_ != nullptr) {
      enter(*parent, *parent->lane_);
    } else {
      begin(parent, executor, options);
    }
  }
  /// Nested; for the parent's connection when `connection` is empty.
  Context(Context& parent, std::string_view connection);
  ~Context() {
    if (first_child_ == nullptr && ranges_.empty() && callbacks_.empty() && parent_ != nullptr) {
      leave_parent();
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
  std::size_t execute(Errors errors) {
    // The common case of nesting: one range, for the connection of the parent.
    if (parent_ != nullptr && ranges_.size() == 1 && ranges_.back().lane == parent_->lane_ && callbacks_.empty() &&
        parent_->flush_every_ == 0 && !atomic_) {
      parent_->own_->join(ranges_.back());
      ranges_.clear();
      return 0;
    }
    return execute_slowly(errors);
  }
  void discard() noexcept;
  void on_execute(std::unique_ptr<Callback> callback) { callbacks_.push(std::move(callback)); }
  /// True when the root was made from Connections, so that contexts for other names can be nested in it.
  bool knows_names() const noexcept;
  /// Commands recorded here and not executed yet, those that were handed up to it included.
  std::size_t size() const noexcept;

 private:
  friend class Recording;
  class Watch;
  struct Root {
    Root(std::optional<Connections> names, std::string_view name, std::shared_ptr<Executor> executor) noexcept;
    ~Root();
    Root(const Root&) = delete;
    Root& operator=(const Root&) = delete;

    Lane& lane(std::string_view name);
    void resolve(Lane& lane) const;
    bool is_idle();
    std::shared_ptr<Stream> stream_to(const Executor* executor);
    template <class F>
    void for_each_lane(F&& f) {
      f(main);
      for (std::size_t i = 0; i < others.size(); ++i) f(*others[i]);  // NOLINT(modernize-loop-convert): f may add lanes
    }

    std::optional<Connections> registry;
    std::unique_ptr<Settlement> streamed;  ///< of the lanes that have begun to send
    Lane main;
    std::vector<std::unique_ptr<Lane>> others;  ///< in the order in which their names were first used
    std::vector<Lane*> by_name;                 ///< the same, sorted
    Watch* watch = nullptr;                     ///< of the execute() whose continuations or callbacks are running
  };
  class Executing;

  void begin(Context* parent, const std::shared_ptr<Executor>& executor, const PipelineOptions& options);
  void become_root(std::optional<Connections> registry, std::string_view name, std::shared_ptr<Executor> executor);
  void enter(Context& parent, Lane& lane) noexcept {
    parent_ = &parent;
    lane_ = &lane;
    next_sibling_ = parent.first_child_;
    if (next_sibling_ != nullptr) next_sibling_->link_ = &next_sibling_;
    link_ = &parent.first_child_;
    parent.first_child_ = this;
  }
  void leave_parent() noexcept {
    *link_ = next_sibling_;
    if (next_sibling_ != nullptr) next_sibling_->link_ = link_;
  }
  void end() noexcept;
  std::size_t execute_slowly(Errors errors);
  void require_alive() const;
  void orphan_children() noexcept;
  Tape& open_tape();
  void resolve_lanes() const;
  void enclose_transaction();
  void hand_up();
  std::size_t run(Errors errors);
  void run_lanes(Settlement& settlement);
  void send_held(Settlement& settlement);
  void run_callbacks(Watch& watch);
  std::unique_ptr<Callback> next_callback(Watch& watch) noexcept;
  void require_idle() const;
  void flush_when_due(Lane& lane);

  // A nested context is made and ended for every call of a reusable function: what it sets stands together, and the
  // part that only roots have is raw storage, which costs it nothing.
  Lane* lane_ = nullptr;       ///< null when the context that owned it is gone
  RangeList* own_ = &ranges_;  ///< of a root: its lane's queue. Nested: ranges_
  Context* parent_ = nullptr;
  Context* next_sibling_ = nullptr;
  Context** link_;  ///< what points to this one: its parent, or the sibling that was made after it
  Context* first_child_ = nullptr;
  Root* root_ = nullptr;  ///< null when nested; else in root_storage_, ended by end()
  std::size_t flush_every_ = 0;
  bool atomic_ = false;
  CallbackList callbacks_;
  RangeList ranges_;
  alignas(Root) std::byte root_storage_[sizeof(Root)];
};

}  // namespace detail
}  // namespace tributary
