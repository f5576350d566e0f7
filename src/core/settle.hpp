#pragma once

#include "core/judge.hpp"
#include "core/landing.hpp"
#include "core/name_failed.hpp"
#include "core/slab.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::detail {

class StartedFlight;
struct Requests;

/// What the codec that is throwing right now has to say of `reply`. To be called while its exception is handled. With
/// `part`, that says which element it is about, and the error does not.
ErrorInfo decode_error(const ReplyView& reply, FailedPart* part = nullptr);

/// What waits for one slot, in the order in which it was added: the last one, which knows the first.
class WaitingRing {
 public:
  explicit WaitingRing(Continuation* last) noexcept : last_{last} {}

  /// True when there is one, which wants nothing but its end(): most coroutines.
  bool only_ends() const noexcept { return last_->next_ == last_ && last_->input_is_ == Continuation::Input::kept; }

  template <class F>
  void for_each(F&& f) const {
    if (last_ == nullptr) return;
    Continuation* continuation = last_;
    do {
      continuation = continuation->next_;
      f(*continuation);
    } while (continuation != last_);
  }

 private:
  Continuation* last_;
};

/// Continuations whose input is settled, waiting for the end of the execute in which that happened, or for those that
/// run before them. What they make ready joins the list, so that no chain is too long for the stack.
class ReadyList {
 public:
  ReadyList() noexcept = default;
  ReadyList(const ReadyList&) = delete;
  ReadyList& operator=(const ReadyList&) = delete;
  ~ReadyList() { run(); }

  /// Takes over what waits for `slot`, and keeps the slot alive for it.
  void add(Slot& slot, Continuation* ring, bool within_transaction) noexcept {
    const bool only_ends = WaitingRing{ring}.only_ends();
    Continuation* const first = std::exchange(ring->next_, nullptr);
    if (only_ends) {
      ring->within_transaction_ = within_transaction;
    } else {
      give_input(slot, *first, within_transaction);
    }
    (last_ == nullptr ? first_ : last_->next_) = first;
    last_ = ring;
  }
  /// Runs all, also those that the running ones make ready.
  void run() noexcept;
  bool empty() const noexcept { return first_ == nullptr; }
  /// True when nothing is ready for which `f` is false.
  bool all_of(bool (*f)(const Continuation&)) const noexcept {
    for (const Continuation* each = first_; each != nullptr; each = each->next_) {
      if (!f(*each)) return false;
    }
    return true;
  }
  /// Adds to the list that is running on this thread; to one of its own, which is run, when there is none.
  static void add_running(Slot& slot, Continuation* ring) noexcept;
  /// True when what runs on this thread depends on a value that came with the reply to an EXEC.
  static bool runs_within_transaction() noexcept;

 private:
  static void give_input(Slot& slot, Continuation& first, bool within_transaction) noexcept;

  Continuation* first_ = nullptr;
  Continuation* last_ = nullptr;
  bool within_transaction_ = false;  ///< of the one that is running
};

/// How the commands of one execute failed.
struct Failures {
  std::size_t count = 0;
  std::size_t not_sent = 0;                          ///< those of which it is known that they did not leave
  std::shared_ptr<const ErrorInfo> first_command;    ///< server or decode error, first in wire order
  std::shared_ptr<const ErrorInfo> first_transport;  ///< of a connection, first in the order of its wire

  /// Nothing was executed, as a key that was watched had been changed.
  bool begin_with_conflict() const noexcept {
    return first_transport == nullptr && first_command != nullptr && first_command->kind == ErrorKind::conflict;
  }
};

/// A command that a judge holds, still pending, and its position in the batch.
struct HeldCommand {
  Slot* slot;
  std::size_t position;
};

/// Who waits for a started flight as a whole.
enum class Waiters : std::uint8_t {
  none,
  one,   ///< is suspended until it arrives
  many,  ///< callers that know nothing of each other: each goes on as soon as its own reply has been read
};

/// What one execute wants to know when everything is settled.
struct Settlement {
  ReadyList ready;
  Failures failures;
  std::vector<HeldCommand> held;
  std::size_t commands = 0;        ///< that were given to executors
  std::size_t first_position = 0;  ///< of a started flight
  /// Null when whoever executes waits until everything is settled. Else handles may be used meanwhile, on any thread.
  Landing* landing = nullptr;
  StartedFlight* flight = nullptr;  ///< that it belongs to, when there is a landing
  Waiters waiters = Waiters::none;  ///< of the flight
};

/// Gives pending slots what they wait for. Used by one thread at a time; handles may be copied and released meanwhile.
class SlotSettler {
 public:
  /// `requests`: what is known of commands that fail, or null, by their numbers: positions in the batch and `offset`.
  /// `judge`: is asked about errors, or null.
  explicit SlotSettler(Settlement& settlement, Requests* requests = nullptr, std::size_t offset = 0,
                       const Judge* judge = nullptr) noexcept
      : settlement_{settlement}, requests_{requests}, offset_{offset}, judge_{judge} {}

  static bool is_waited_for(const Slot& pending) noexcept { return pending.pending().waiting != nullptr; }

  /// The reply of the command at `position` in its batch: a value, or a server or decode error.
  void settle(Slot& slot, const ReplyView& reply, std::size_t position) noexcept {
    if (reply.is_error()) [[unlikely]]
      return settle_error(slot, reply.text(), position);
    decode(slot, reply, position);
  }
  /// The command failed in a way that no reply of its own tells. `text`: the server's error, or what is said instead of
  /// one; empty when there was no memory to keep it.
  void fail_command(Slot& slot, ErrorKind kind, std::string_view text, std::size_t position) noexcept;
  /// The server's error for the slot is the one that execute() throws, unless there was an earlier one.
  void blame(Slot& slot, std::string_view error, std::size_t position) noexcept;
  /// The connection failed. `why` is copied for each slot, with its command and position; when memory has ended, they
  /// share it.
  void fail(Slot& slot, const std::shared_ptr<const ErrorInfo>& why, std::size_t position) noexcept;
  /// The command will never be sent.
  void discard(Slot& slot) noexcept;
  /// The slot of a command that nobody waits for.
  void drop(Slot& slot) noexcept;
  /// What is settled from now on is told by the reply to EXEC.
  void enter_transaction() noexcept { within_transaction_ = true; }

 private:
  void claim(Slot& slot) noexcept {
    if (settlement_.landing != nullptr) slot.claim();
  }
  void settle_error(Slot& slot, std::string_view error, std::size_t position) noexcept;
  void name_command(ErrorInfo& info, const Slot& slot, std::size_t position, const FailedPart& part = {}) const;
  bool hold(Slot& slot, std::size_t position) noexcept;
  /// `make` makes the error. When there is no memory for that, the slot is told so, and the kind of what was lost.
  template <class Make>
  void fail_with(Slot& slot, ErrorKind kind, Make&& make) noexcept;
  void decode(Slot& slot, const ReplyView& reply, std::size_t position) noexcept;
  void fail_decoding(Slot& slot, const Slot::Pending& pending, const ReplyView& reply, std::size_t position) noexcept;
  void finish_error(Slot& slot, std::shared_ptr<const ErrorInfo> info) noexcept;
  void finish(Slot& slot, std::uint32_t state, Continuation* waiting) noexcept;
  static void finish_apart(Slot& slot, std::uint32_t before, std::uint32_t state) noexcept;
  static void note_settled(Slab& slab) noexcept;

  Settlement& settlement_;
  Requests* requests_;
  std::size_t offset_;
  const Judge* judge_;
  bool within_transaction_ = false;
};

}  // namespace tributary::detail
