#pragma once

#include "core/slab.hpp"
#include "core/tape.hpp"

#include <cstddef>
#include <memory>

namespace tributary::detail {

class StartedFlight;

/// What a thread keeps for its next batches, so that recording allocates nothing in the steady state: free slabs,
/// tapes, started flights, and the slab of its loose slots. Bounded, and freed when the thread ends.
class ThreadCache {
 public:
  /// This thread's cache, or null while the thread is ending.
  static ThreadCache* current() noexcept;

  ThreadCache() noexcept = default;
  ~ThreadCache();
  ThreadCache(const ThreadCache&) = delete;
  ThreadCache& operator=(const ThreadCache&) = delete;

  /// Null when none is free.
  Slab* take_slab() noexcept;
  /// False when enough are kept.
  bool keep_slab(Slab* slab) noexcept;

  std::unique_ptr<Tape> take_tape() noexcept;
  void keep_tape(std::unique_ptr<Tape> tape) noexcept;

  /// Null when none is free.
  StartedFlight* take_flight() noexcept;
  /// False when enough are kept.
  bool keep_flight(StartedFlight* flight) noexcept;

  SlotIssuer& loose_slots() noexcept { return loose_; }

 private:
  static constexpr std::size_t kSlabs = 256;  // 1 MiB, enough for a batch of 16,000
  // Contexts that one thread has open at once, and batches that it has started: a thousand coroutines are not many.
  static constexpr std::size_t kTapes = 1024;
  static constexpr std::size_t kTapeBytes = std::size_t{4} << 20;  // of all

  SlotIssuer loose_;
  Slab* slabs_ = nullptr;
  std::size_t slab_count_ = 0;
  Tape* tapes_ = nullptr;
  std::size_t tape_count_ = 0;
  std::size_t tape_bytes_ = 0;
  StartedFlight* flights_ = nullptr;
  std::size_t flight_count_ = 0;
};

/// Frees what take_recycled() would give out on this thread.
void free_recycled() noexcept;

/// A tape to record on, from the cache when there is one.
std::unique_ptr<Tape> acquire_tape();
/// Gives it back. Everything on it is settled.
void release_tape(std::unique_ptr<Tape> tape) noexcept;

}  // namespace tributary::detail
