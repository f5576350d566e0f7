#pragma once

#include <tributary/asio/async_client_options.hpp>

#include "asio/link_readiness.hpp"
#include "asio/sleepers.hpp"
#include "asio/waiting_thread.hpp"
#include "core/executor.hpp"
#include "core/started_flight.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace tributary::detail {

/// How much one or several batches are.
struct QueuedSize {
  std::size_t commands = 0;
  std::size_t bytes = 0;

  static QueuedSize of(const Batch& batch) noexcept;
  void add(const QueuedSize& other) noexcept {
    commands += other.commands;
    bytes += other.bytes;
  }
};

/// What other threads, or callers on the same one, want from a connection, until its next turn takes it. Bounded: it
/// counts what was accepted until that has left.
///
/// It also lets one thread at a time in, as a strand would: whoever comes meanwhile leaves what has happened here, for
/// the one who is in to take. A strand would hand each event to the executor once more.
///
/// Where the client has a thread of its own, a thread that waits for a result may be the one who is in, and lead:
///
///     nobody   --a waiting thread comes-->           led, by that thread
///     led      --its result is there-->              led, by another one; or the executor's, when there is none and
///                                                    something is under way
///     led      --callers have something to run-->    kept for the executor, which has the next turn
class LinkInbox {
 public:
  /// What must be done so that what has come is taken: nothing; a turn must be posted; whoever leads must be woken, who
  /// sleeps at the socket; the executor must look soon, as whoever has put it is expected to wait, and to take it; or
  /// it must be settled now, as the executor has ended.
  enum class Wants : std::uint8_t { nothing, a_turn, the_leader, a_look, an_end };
  enum class Occupation : std::uint8_t { for_a_batch, for_a_session, for_a_stream };
  enum class Refusal : std::uint8_t { none, full, closed, behind_unsent };

  struct Item {
    Batch batch;
    Refusal refusal;
  };
  struct Abandoned {
    FlightHandle flight;
    Settlement* settlement;
    ErrorInfo why;
  };
  /// Somebody waits for it until then.
  struct Limited {
    FlightHandle flight;
    Settlement* settlement;
    std::chrono::steady_clock::time_point until;
  };
  struct Contents {
    std::vector<Item> batches;
    std::vector<Abandoned> abandoned;
    std::vector<Limited> limited;
    StartedFlight* concluded = nullptr;
    LinkEvents events;
    bool abort = false;
    bool released = false;
    bool drop_connection = false;

    bool any() const noexcept {
      return !batches.empty() || !abandoned.empty() || !limited.empty() || concluded != nullptr || events.any() ||
             abort || released;
    }
    void clear() noexcept {
      batches.clear();
      abandoned.clear();
      limited.clear();
      concluded = nullptr;
      events = {};
      abort = released = drop_connection = false;
    }
  };

  explicit LinkInbox(const AsyncClientOptions& options) : options_{options} {}

  /// Before it is used: waiting threads may lead.
  void let_threads_lead() noexcept { can_be_led_ = true; }

  Wants put(const Batch& batch);
  Wants put(StartedFlight& concluded);
  Wants put(Abandoned abandoned);
  Wants put(Limited limited);
  Wants close(bool now);
  /// The executor has ended: there are no turns any more.
  void end() noexcept;
  /// Another turn, for nothing that was put.
  Wants want_turn() noexcept;

  /// What follows a turn that finds nothing more.
  struct After {
    bool is_free;       ///< all that was taken before is settled
    bool another_turn;  ///< soon, whether or not somebody wants it: what can wait so long wants none
  };
  /// Swaps what has come with `contents`, which is empty. False when nothing has come and the turn may end: the next
  /// one who puts something wants another.
  bool take(Contents& contents, const After& after);
  /// True when it was free; from then on it is not, until what comes next is settled; or until it is released, when it
  /// is held for a session, or for a stream.
  bool try_occupy(Occupation occupation);
  /// Ends a session, of which nothing is under way. `clean`: the server keeps nothing for it.
  Wants release(bool clean);
  /// Something was not sent: what comes behind it in a stream is not either.
  void note_unsent() noexcept;
  bool is_behind_unsent() const;
  bool closing() const;
  bool held() const;
  std::size_t queued_commands() const;
  /// Something has happened, or a turn was posted. True for whoever is to do it, who is in from now on; `events` are
  /// then all that happened. False when somebody is in, who does it.
  bool enter(LinkEvents& events);
  /// False when something has happened meanwhile: who is in stays.
  bool leave();
  /// Leaves all the same; another turn is going to be posted.
  void leave_for_another_turn() noexcept;
  /// The turn, or the look, that was wanted could not be posted.
  void forget_turn() noexcept;

  /// True when the thread is in from now on, and leads. False when somebody else is in, or the executor is to be next:
  /// it may be called later.
  bool lead(WaitingThread& thread) noexcept;
  /// A thread that leads leaves. `for_executor`: it goes on with what only it can do. `under_way`: somebody must go on.
  struct Next {
    Wants wants = Wants::nothing;
    bool is_called = false;  ///< a thread, which leads from now on, and is to be woken
    Sleepers::Berth berth{};
  };
  Next leave_to_next(bool for_executor, bool under_way) noexcept;
  /// A thread waits no longer. True when it was called, and so is in.
  bool forget(WaitingThread& thread) noexcept;
  /// The look that was wanted. `is_left`: something came that nobody has taken; `again`: another look is wanted.
  struct Look {
    bool is_left;
    bool again;
  };
  Look look() noexcept;
  /// So much of what was accepted waits no longer.
  void note_left(const QueuedSize& size) noexcept;

 private:
  enum class State : unsigned char { asleep, turns_soon, awake };

  Wants woken() noexcept {
    if (has_ended_) return Wants::an_end;
    if (std::exchange(state_, State::awake) == State::awake) return Wants::nothing;
    return is_led_ ? Wants::the_leader : Wants::a_turn;
  }
  Refusal refusal(const Batch& batch, const QueuedSize& size) const noexcept;

  const AsyncClientOptions& options_;
  mutable std::mutex mutex_;
  State state_ = State::asleep;
  bool somebody_is_in_ = false;
  bool can_be_led_ = false;
  bool is_led_ = false;        ///< who is in is a waiting thread
  bool is_kept_ = false;       ///< for the executor: no thread leads before its next turn
  bool is_looked_at_ = false;  ///< the executor looks soon
  bool has_come_ = false;      ///< something, since it looked last
  WaitingThreads waiting_;
  bool again_ = false;  ///< for who is in
  bool occupied_ = false;
  bool held_ = false;
  bool streams_ = false;
  bool lacks_something_ = false;  ///< of the stream
  bool closing_ = false;
  bool has_ended_ = false;
  Contents contents_;
  unsigned place_ = Sleepers::next_place();  ///< of those who sleep until it is answered
  QueuedSize queued_;                        ///< accepted, and not left
};

}  // namespace tributary::detail
