#pragma once

#include <tributary/core/context.hpp>

#include "core/program.hpp"
#include "core/slab.hpp"
#include "core/tape_guard.hpp"
#include "resp/request_buffer.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tributary::detail {

/// Not what the library itself puts around a transaction or before a batch.
constexpr bool asked_for(Part part) noexcept { return part == Part::none || part == Part::queued; }

/// What a context tree records for one connection, in the order of recording: the bytes of the commands one after
/// another, and a slot for each. Every context of the tree appends to the same tape and keeps Ranges of it, so that
/// handing up is joining two ranges, and dropping is forgetting one.
///
///   bytes     | root's | child's | root's |          child's range joins root's first one when it executes before the
///   sequence  0        3         5        6           root records again; otherwise the order of execution decides
///
/// One thread at a time. Kept between executes for its buffers.
class Tape {
 public:
  RequestBuffer bytes;
  SlotIssuer slots;
  TapeGuard guard;
  std::uint64_t recorded = 0;  ///< commands, ever: the sequence number of the next one
  Tape* next_free = nullptr;   ///< in the cache of a thread

  /// How long a blocking command may keep the server from answering. Few commands block, so these stand apart.
  struct Wait {
    std::uint64_t command;  ///< its sequence number
    std::chrono::milliseconds time;
  };
  std::vector<Wait> waits;  ///< in the order of recording

  /// A call of a program: the range of that one command.
  struct Call {
    std::shared_ptr<const Program> program;
    Range range;
  };
  std::vector<Call> calls;  ///< in the order of recording

  /// The calls in `ranges`, in the order of the wire.
  template <class F>
  void for_each_call(std::span<const Range> ranges, F&& f) const {
    for (const Range& range : ranges) {
      auto call = std::ranges::lower_bound(calls, range.first, {}, [](const Call& c) { return c.range.first; });
      for (; call != calls.end() && call->range.first < range.last; ++call) f(*call);
    }
  }

  /// How long the server may block on the commands of `ranges`, one after another.
  std::chrono::milliseconds wait_of(std::span<const Range> ranges) const noexcept;

  /// The bytes of `ranges` are no longer needed. Frees them when nobody needs any.
  void release(std::span<const Range> ranges) noexcept;
  /// Moves the bytes of `ranges` to `out`, which is empty: by swapping buffers when nothing else is on the tape.
  void take(std::span<const Range> ranges, RequestBuffer& out);
  /// Copies the commands of a range of `other` to the end, which nobody is going to send from there: the range is one
  /// of this tape now. Its slots are none of the other's any more.
  void adopt(Range& range, Tape& other);
  /// Gives back a buffer that one huge batch left behind.
  void trim() noexcept;

 private:
  std::uint64_t released_ = 0;  ///< commands whose bytes are no longer needed
};

/// The slots of a range in order, safe against settling the one that was just returned.
class SlotCursor {
 public:
  SlotCursor() noexcept = default;
  explicit SlotCursor(const Range& range) noexcept : slot_{range.slot}, left_{range.count()} {}

  bool done() const noexcept { return left_ == 0; }
  std::uint64_t left() const noexcept { return left_; }
  Slot& next() noexcept {
    Slot& current = *slot_;
    if (--left_ > 0) slot_ = SlotIssuer::after(current);
    return current;
  }

 private:
  Slot* slot_ = nullptr;
  std::uint64_t left_ = 0;
};

}  // namespace tributary::detail
