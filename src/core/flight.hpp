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

/// What one execute() sends and gets back, apart from the tree of contexts that recorded it.
///
///     depart()   takes what was queued, in the order of recording, and sorts it by client
///     start()    the executors send it, and settle every slot
///     arrive()   gives the bytes back; from here on continuations and callbacks may run
///
/// What streams departs in parts, each of which starts at once.
class Flight {
 public:
  Flight() noexcept = default;
  Flight(const Flight&) = delete;
  Flight& operator=(const Flight&) = delete;

  /// Every lane knows its executor, and has its stream where one is open.
  void depart(Tape& tape, RangeList queue);
  void start() noexcept;
  void arrive() noexcept;

  ReadyList& ready() noexcept { return settlement_.ready; }
  /// Commands that failed.
  std::size_t failed() const noexcept { return settlement_.failures.count; }
  /// What execute() throws: a failed connection before a failed command. Its outcome holds for the whole flight, of
  /// which other connections may have done their part.
  std::shared_ptr<const ErrorInfo> first_error() const;

 private:
  /// What one client gets: commands of all its names, in the order of recording.
  struct Leg {
    Lane* lane;
    std::vector<Range> ranges;
    RequestBuffer bytes;  ///< of the ranges, one after another, when they were gathered
  };

  void sort_by_client();
  Batch batch_of(const Lane& lane, std::span<const Range> ranges, const RequestBuffer& bytes) noexcept;
  template <class F>
  void for_each_leg(F&& f);
  void send_held() noexcept;

  Tape* tape_ = nullptr;
  RangeList ranges_;
  std::vector<Leg> legs_;  ///< when there are several clients; else all ranges are one leg
  Settlement settlement_;
};

}  // namespace tributary::detail
