#pragma once

#include "core/slab.hpp"
#include "core/started_flight.hpp"
#include "core/stock.hpp"
#include "core/tape.hpp"

#include <cstddef>
#include <memory>

namespace tributary::detail {

/// What a thread keeps for its next batches, so that recording allocates nothing in the steady state: free slabs,
/// tapes, started flights, and the slab of its loose slots. Bounded, and freed when the thread ends.
///
/// What is taken on one thread and given back on another, as when threads wait for an asynchronous client, comes back
/// through the depots of the stocks.
class ThreadCache {
 public:
  /// This thread's cache, or null while the thread is ending.
  static ThreadCache* current() noexcept { return t_current_ != nullptr ? t_current_ : start(); }

  ThreadCache() noexcept = default;
  ~ThreadCache();
  ThreadCache(const ThreadCache&) = delete;
  ThreadCache& operator=(const ThreadCache&) = delete;

  /// Null when none is free.
  Slab* take_slab() noexcept { return slabs_.take(); }
  /// False when enough are kept.
  bool keep_slab(Slab* slab) noexcept { return slabs_.keep(slab); }

  std::unique_ptr<Tape> take_tape() noexcept { return std::unique_ptr<Tape>{tapes_.take()}; }
  void keep_tape(std::unique_ptr<Tape> tape) noexcept {
    if (tapes_.keep(tape.get())) tape.release();
  }

  /// Null when none is free.
  StartedFlight* take_flight() noexcept { return flights_.take(); }
  /// False when enough are kept.
  bool keep_flight(StartedFlight* flight) noexcept { return flights_.keep(flight); }

  SlotIssuer& loose_slots() noexcept { return loose_; }

 private:
  struct Slabs {  // a thread keeps enough for a batch of 16,000
    using Object = Slab;
    static constexpr std::size_t kList = 128;
    static constexpr std::size_t kListBytes = kList * sizeof(Slab);
    static constexpr std::size_t kLists = 8;
    static constexpr std::size_t kListsBytes = kLists * kListBytes;
    static Slab*& next(Slab& slab) noexcept { return slab.next; }
    static std::size_t bytes(const Slab&) noexcept { return sizeof(Slab); }
  };
  // A thousand coroutines with a context each are not many. Short lists, as what many threads have in theirs is in no
  // cache of a processor.
  struct Tapes {
    using Object = Tape;
    static constexpr std::size_t kList = 8;
    static constexpr std::size_t kListBytes = std::size_t{2} << 20;
    static constexpr std::size_t kLists = 128;
    static constexpr std::size_t kListsBytes = std::size_t{4} << 20;
    static Tape*& next(Tape& tape) noexcept { return tape.next_free; }
    static std::size_t bytes(const Tape& tape) noexcept { return tape.bytes.capacity(); }
  };
  struct Flights {
    using Object = StartedFlight;
    static constexpr std::size_t kList = 8;
    static constexpr std::size_t kListBytes = kList;
    static constexpr std::size_t kLists = 128;
    static constexpr std::size_t kListsBytes = kLists * kListBytes;
    static StartedFlight*& next(StartedFlight& flight) noexcept { return flight.next; }
    static std::size_t bytes(const StartedFlight&) noexcept { return 1; }
  };

  static ThreadCache* start() noexcept;
  static void end(void* cache) noexcept;

  // Results may be released by destructors that run after this thread's cache is gone. A plain pointer survives it.
  static thread_local constinit ThreadCache* t_current_;

  SlotIssuer loose_;
  Stock<Slabs> slabs_;
  Stock<Tapes> tapes_;
  Stock<Flights> flights_;
};

/// Frees what take_recycled() would give out on this thread.
void free_recycled() noexcept;

/// A tape to record on, from the cache when there is one.
std::unique_ptr<Tape> acquire_tape();
/// Gives it back. Everything on it is settled.
void release_tape(std::unique_ptr<Tape> tape) noexcept;

}  // namespace tributary::detail
