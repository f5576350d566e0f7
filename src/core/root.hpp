#pragma once

#include <tributary/core/context.hpp>

#include "core/flight.hpp"
#include "core/lane.hpp"
#include "core/started_stream.hpp"
#include "core/tape.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace tributary::detail {

/// What a tree of contexts has in common. Belongs to its outermost context.
struct Context::Root {
  Root(const Connections* names, std::string_view name, std::shared_ptr<Executor> executor);
  ~Root();
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;

  /// The lane of that name, which is made when it is new.
  Lane& lane(std::string_view name);
  /// Looks up which clients the names of the queue mean now. When it throws, nothing was sent and all is as it was.
  ///
  /// Errors:   UnknownConnection; UsageError when a transaction would need several clients
  void resolve_queue(bool is_atomic);
  void resolve(Lane& lane) const;
  /// True when both names mean one client now. UnknownConnection when one of them means nobody.
  bool same_client(const Lane& a, const Lane& b) const;
  Tape& open_tape();
  /// A tape with room for what contexts of the tree keep when theirs leaves; null when they keep nothing.
  ///
  /// `tree`: the outermost context
  std::unique_ptr<Tape> prepare_next_tape(const Context& tree) const;
  /// Gives the tape away, for a flight that nobody waits for. What contexts of the tree keep goes on, on `next`, which
  /// was prepared for it.
  std::unique_ptr<Tape> leave_tape(Context& tree, std::unique_ptr<Tape> next) noexcept;
  /// What is recorded from now on belongs to another batch than what was recorded before, and may still be pending.
  void begin_batch() noexcept;
  bool is_idle() const noexcept { return tape == nullptr || tape->guard.is_idle(); }

  /// Makes sure that every lane of the queue has a stream, which those of one client share: a second one would wait for
  /// a second connection. False when there is a name that nobody knows, or a client that does not stream.
  bool open_streams();
  /// Gives the streams that are open already to all lanes of their clients.
  void share_streams();
  /// Waits until something more has been answered. False when everything has been already.
  bool advance_streams(const ExecuteLimits& limits) noexcept;
  /// Waits until every stream has been answered, and ends them.
  void finish_streams(const ExecuteLimits& limits) noexcept;

  template <class F>
  void for_each_lane(F&& f) {
    f(main);
    for (const auto& lane : others) f(*lane);
  }

  std::optional<Connections> registry;
  std::unique_ptr<Tape> tape;              ///< from the first recorded command on
  std::uint64_t batch = 0;                 ///< the number of what is recorded, among all of the process
  RangeList queue;                         ///< what has reached the root
  std::shared_ptr<Flight> streamed;        ///< the flight whose first parts have left
  std::shared_ptr<StartedStream> started;  ///< the same of an asynchronous client
  Lane main;
  std::vector<std::unique_ptr<Lane>> others;  ///< in the order in which their names were first used
  std::vector<Lane*> by_name;                 ///< the same, sorted
  Watch* watch = nullptr;                     ///< of the execute() whose continuations or callbacks are running

 private:
  /// Calls `f` with each range that a nested context has not handed up.
  template <class F>
  static void for_each_kept(const Context& tree, F&& f);
  std::shared_ptr<Stream> stream_to(const Executor* executor);
};

}  // namespace tributary::detail
