#include <tributary/core/context.hpp>

#include "core/tape.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace tributary::detail {

struct RangeList::More {
  std::vector<Range> ranges;
};

RangeList& RangeList::operator=(RangeList&& other) noexcept {
  if (other.size_ == 1) one_ = other.one_;
  size_ = std::exchange(other.size_, 0);
  std::swap(more_, other.more_);
  return *this;
}

std::span<const Range> RangeList::all() const noexcept { return {size_ > 1 ? more_->ranges.data() : &one_, size_}; }

std::span<Range> RangeList::all() noexcept { return {size_ > 1 ? more_->ranges.data() : &one_, size_}; }

void RangeList::clear() noexcept {
  if (size_ > 1) more_->ranges.clear();
  size_ = 0;
}

std::uint64_t RangeList::commands() const noexcept {
  std::uint64_t count = 0;
  for (const Range& range : all()) {
    if (asked_for(range.part)) count += range.count();
  }
  return count;
}

void RangeList::make_room(std::size_t ranges) {
  if (size_ + ranges <= 1) return;
  if (more_ == nullptr) more_ = new More;
  std::vector<Range>& all = more_->ranges;
  if (all.capacity() < size_ + ranges) all.reserve(std::max(2 * all.capacity(), size_ + ranges));
}

void RangeList::push_more(const Range& range) {
  if (more_ == nullptr) more_ = new More;
  if (size_ == 1) more_->ranges.assign(1, one_);
  more_->ranges.push_back(range);
  ++size_;
}

void RangeList::join_more(const Range& range) {
  if (size_ == 1 || !last_of_more().grow_by(range)) push_more(range);
}

Range& RangeList::last_of_more() noexcept { return more_->ranges.back(); }

void RangeList::free_more() noexcept { delete more_; }

RangeList RangeList::take() noexcept { return std::move(*this); }

}  // namespace tributary::detail
