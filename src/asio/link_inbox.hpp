#pragma once

#include <tributary/asio/async_client_options.hpp>

#include "asio/link_readiness.hpp"
#include "asio/sleepers.hpp"
#include "core/executor.hpp"
#include "core/started_flight.hpp"

#include <cstddef>
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
class LinkInbox {
 public:
  /// Whether somebody must post a turn: none is under way that would take what has come.
  enum class Wants : bool { nothing, a_turn };
  enum class Occupation : bool { for_a_batch, for_a_session };
  enum class Refusal : unsigned char { none, full, closed };

  struct Item {
    Batch batch;
    Refusal refusal;
  };
  struct Abandoned {
    FlightHandle flight;
    Settlement* settlement;
    ErrorInfo why;
  };
  struct Contents {
    std::vector<Item> batches;
    std::vector<Abandoned> abandoned;
    StartedFlight* concluded = nullptr;
    LinkEvents events;
    bool abort = false;
    bool released = false;
    bool drop_connection = false;

    bool any() const noexcept {
      return !batches.empty() || !abandoned.empty() || concluded != nullptr || events.any() || abort || released;
    }
    void clear() noexcept {
      batches.clear();
      abandoned.clear();
      concluded = nullptr;
      events = {};
      abort = released = drop_connection = false;
    }
  };

  explicit LinkInbox(const AsyncClientOptions& options) : options_{options} {}

  Wants put(const Batch& batch);
  Wants put(StartedFlight& concluded);
  Wants put(Abandoned abandoned);
  Wants close(bool now);
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
  /// is held for a session.
  bool try_occupy(Occupation occupation);
  /// Ends a session, of which nothing is under way. `clean`: the server keeps nothing for it.
  Wants release(bool clean);
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
  /// The turn that was wanted could not be posted.
  void forget_turn() noexcept;
  /// So much of what was accepted waits no longer.
  void note_left(const QueuedSize& size) noexcept;

 private:
  enum class State : unsigned char { asleep, turns_soon, awake };

  Wants woken() noexcept {
    return std::exchange(state_, State::awake) == State::awake ? Wants::nothing : Wants::a_turn;
  }
  Refusal refusal(const Batch& batch, const QueuedSize& size) const noexcept;

  const AsyncClientOptions& options_;
  mutable std::mutex mutex_;
  State state_ = State::asleep;
  bool somebody_is_in_ = false;
  bool again_ = false;  ///< for who is in
  bool occupied_ = false;
  bool held_ = false;
  bool closing_ = false;
  Contents contents_;
  unsigned place_ = Sleepers::next_place();  ///< of those who sleep until it is answered
  QueuedSize queued_;                        ///< accepted, and not left
};

}  // namespace tributary::detail
