#include <tributary/core/context.hpp>

#include <utility>

namespace tributary::detail {

std::uint64_t RangeList::commands() const noexcept {
  std::uint64_t count = 0;
  for (const Range& range : all()) {
    if (range.part == Part::none || range.part == Part::queued) count += range.count();
  }
  return count;
}

void RangeList::push_more(const Range& range) {
  if (more_ == nullptr) more_ = std::make_unique<std::vector<Range>>();
  if (size_ == 1) more_->assign(1, one_);
  more_->push_back(range);
  ++size_;
}

RangeList RangeList::take() noexcept {
  RangeList taken;
  if (size_ == 1) taken.one_ = one_;
  taken.size_ = std::exchange(size_, 0);
  taken.more_ = std::move(more_);
  return taken;
}

}  // namespace tributary::detail
