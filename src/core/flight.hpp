#pragma once

#include "core/executor.hpp"
#include "core/lane.hpp"
#include "core/settle.hpp"

#include <tributary/core/context.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace tributary::detail {

struct Outcome;
class Wave;

/// What one execute() sends and gets back, apart from the tree of contexts that recorded it.
///
///     depart()   takes what was queued, in the order of recording, and sorts it by client
///     start()    gives it to the executors, which settle every slot: before it returns, or, when there is a landing,
///                before that has been told of each leg
///     arrive()   gives the bytes back; from here on continuations and callbacks may run
///
/// What streams departs in parts, each of which starts at once.
class Flight {
 public:
  Flight() noexcept = default;
  /// Of a started one: its executors only start it, and tell `landing` of each leg.
  Flight(Landing& landing, StartedFlight& whole) noexcept : landing_{&landing}, whole_{&whole} {}
  Flight(const Flight&) = delete;
  Flight& operator=(const Flight&) = delete;

  /// True for one command that nothing waits for, as those of a client: all that it needs of a flight is to be sent.
  static bool is_lone(const Tape& tape, const RangeList& queue) noexcept;
  /// Sends it. When this returns, it is settled, and its bytes are given back.
  static void run_lone(Tape& tape, RangeList& queue, const ExecuteLimits& limits, Outcome& outcome) noexcept;

  /// Before it starts.
  void set_limits(const ExecuteLimits& limits) noexcept { limits_ = limits; }
  /// Takes the queue, when nothing can fail any more: what follows needs no memory. Every lane knows its executor, and
  /// has its stream where one is open.
  void depart(Tape& tape, RangeList& queue);
  void start(Waiters waiters = Waiters::none) noexcept;
  void arrive() noexcept;

  /// Clients that have a part in it.
  std::size_t legs() const noexcept { return legs_.empty() ? 1 : legs_.size(); }
  /// Calls `f(lane, settlement)` for each client that had a part in it, in the order of their first commands.
  template <class F>
  void for_each_settlement(F&& f) {
    if (lane_ != nullptr) f(*lane_, settlement_);
    for (const auto& more : more_) f(*more->lane, more->settlement);
  }

  /// Legs with a command that a judge holds: it was not executed, and follows now, with its program. Nothing is held a
  /// second time.
  std::size_t held_legs() const noexcept;
  void send_held() noexcept;

  /// Runs what waited for results of the flight, client by client.
  void run_ready(Wave& wave) noexcept;
  /// Of a transaction, which has one client: a key that was watched had been changed.
  bool met_conflict() const noexcept { return settlement_.failures.begin_with_conflict(); }
  /// What is known of failures goes there.
  void hand_over(Outcome& outcome) noexcept;
  /// To be used again.
  void reset() noexcept;

 private:
  /// What one client gets: commands of all its names, in the order of recording.
  struct Leg {
    Lane* lane;
    std::vector<Range> ranges;
    Settlement* settlement;
    RequestBuffer bytes;  ///< of the ranges, one after another, when they were gathered
  };
  /// What one client settles: at the same time as others, perhaps on a thread of its own.
  struct ClientPart {
    explicit ClientPart(Lane& of) noexcept : lane{&of} {}
    Lane* lane;
    Settlement settlement;
  };

  Settlement& settlement_of(Lane& lane);
  std::vector<Leg> sort_by_client(const Tape& tape, std::span<const Range> queue);
  Batch batch_of(const Lane& lane, std::span<const Range> ranges, const RequestBuffer& bytes,
                 Settlement& settlement) noexcept;
  template <class F>
  void for_each_leg(F&& f);
  Landing* landing_ = nullptr;
  StartedFlight* whole_ = nullptr;
  ExecuteLimits limits_;
  Tape* tape_ = nullptr;
  Lane* only_ = nullptr;  ///< of all ranges, when there is one client
  Lane* lane_ = nullptr;  ///< of the first client of all
  Settlement* settled_by_only_ = nullptr;
  RangeList ranges_;
  std::vector<Leg> legs_;  ///< when there are several clients; else all ranges are one leg
  // Room for what legs give to their executors.
  std::vector<Batch> batches_;
  std::vector<Batch> held_batches_;
  Settlement settlement_;                          ///< of the first client, and
  std::vector<std::unique_ptr<ClientPart>> more_;  ///< of others
};

template <class F>
void Flight::for_each_leg(F&& f) {
  if (!legs_.empty()) {
    for (Leg& leg : legs_) {
      f(*leg.lane, std::span<const Range>{leg.ranges}, leg.bytes.size() > 0 ? leg.bytes : tape_->bytes,
        *leg.settlement);
    }
  } else if (!ranges_.empty()) {
    f(*only_, ranges_.all(), tape_->bytes, *settled_by_only_);
  }
}

}  // namespace tributary::detail
