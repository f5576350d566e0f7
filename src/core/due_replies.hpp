#pragma once

#include "core/forget_consumed.hpp"
#include "core/settle.hpp"
#include "core/tape.hpp"
#include "resp/keep.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tributary::detail {

/// Replies that are due for slots that follow one another.
struct Due {
  SlotCursor slots{};
  Settlement* settlement = nullptr;  ///< null when nobody waits for the replies
  std::size_t position = 0;          ///< of the next command in its batch
  std::size_t offset = 0;            ///< what its number in the exchange is more than that
  const std::string* connection = nullptr;
  const Judge* judge = nullptr;
  Part part = Part::none;
  bool ends_batch = false;
  std::uint64_t ignored = 0;                      ///< replies that come for those who have left
  std::size_t wrapped = 0;                        ///< of EXEC: the commands whose replies its own one holds
  std::chrono::steady_clock::time_point begin{};  ///< when commands are told

  std::uint64_t left() const noexcept { return slots.left() + ignored; }
};

/// What is due, in the order of the wire.
class DueReplies {
 public:
  void add(const Due& due) { due_.push_back(due); }
  /// How many there were, with those that came, to take back what is added behind them.
  std::size_t mark() const noexcept { return due_.size(); }
  void take_back(std::size_t mark) noexcept { due_.resize(mark); }

  bool empty() const noexcept { return first_ == due_.size(); }
  Due& front() noexcept { return due_[first_]; }
  const Due& front() const noexcept { return due_[first_]; }
  void pop() noexcept {
    ++first_;
    forget_consumed(due_, first_);
  }
  std::span<Due> all() noexcept { return std::span{due_}.subspan(first_); }

  void reset() noexcept {
    clear_and_trim(due_);
    first_ = 0;
  }

 private:
  std::vector<Due> due_;
  std::size_t first_ = 0;
};

}  // namespace tributary::detail
