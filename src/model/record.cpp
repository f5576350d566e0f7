#include <tributary/model/record.hpp>

#include <utility>

namespace tributary::detail {

Record::Record(const Record& other) : id_{other.id_}, stored_{other.stored_} {}

Record::Record(Record&& other) noexcept
    : id_{std::move(other.id_)},
      last_operation_{other.last_operation_},
      raising_{std::exchange(other.raising_, 0)},
      stored_{std::exchange(other.stored_, false)} {
  take_anchor(other);
}

Record& Record::operator=(const Record& other) {
  if (this == &other) return *this;
  id_ = other.id_;
  // What was recorded for the old content has nothing to say about the new one.
  leave_anchor();
  anchor_.reset();
  raising_ = 0;
  stored_ = other.stored_;
  return *this;
}

Record& Record::operator=(Record&& other) noexcept {
  if (this == &other) return *this;
  id_ = std::move(other.id_);
  leave_anchor();
  take_anchor(other);
  last_operation_ = other.last_operation_;
  raising_ = std::exchange(other.raising_, 0);
  stored_ = std::exchange(other.stored_, false);
  return *this;
}

void Record::take_anchor(Record& other) noexcept {
  anchor_ = std::move(other.anchor_);
  if (anchor_ != nullptr) anchor_->record = this;
}

std::uint32_t Record::next_operation() noexcept {
  constexpr std::uint32_t kLast = (1U << 31U) - 1;  // above is the mark of FieldState
  last_operation_ = last_operation_ == kLast ? FieldState::kFirstOperation : last_operation_ + 1;
  return last_operation_;
}

const std::shared_ptr<Anchor>& Record::anchor() {
  if (anchor_ == nullptr) anchor_ = std::make_shared<Anchor>(Anchor{this});
  return anchor_;
}

}  // namespace tributary::detail
