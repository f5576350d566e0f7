#include <tributary/model/model_info.hpp>

#include "model/writer.hpp"

#include <fmt/format.h>

#include <random>
#include <utility>

namespace tributary::detail {

namespace {

bool is_one_family(const ModelInfo& a, const ModelInfo& b) noexcept {
  return &a == &b || (a.keyspace->prefix == b.keyspace->prefix && a.keyspace->suffix == b.keyspace->suffix);
}

}  // namespace

/// A device for each draw, of which there is one a record: one of the thread would be noted for its end, and glibc ends
/// the process when it has no memory for that.
std::uint64_t draw_writer() {
  std::random_device random;
  const std::uint64_t number = (std::uint64_t{random()} << 32U) | random();
  return kFirstWriter + number % (kLastWriter - kFirstWriter);
}

Record::Record(const Record& other) : content_of_{other.content_of_}, id_{other.id_}, known_{other.known_} {}

Record::Record(Record&& other) noexcept : content_of_{other.content_of_}, id_{std::move(other.id_)} {
  take_operations(other);
}

Record& Record::operator=(const Record& other) {
  if (this == &other) return *this;
  content_of_ = other.content_of_;
  id_ = other.id_;
  // What was recorded for the old content has nothing to say about the new one.
  leave_anchor();
  anchor_.reset();
  waiting_ = 0;
  first_writer_ = 0;
  known_ = other.known_;
  return *this;
}

Record& Record::operator=(Record&& other) noexcept {
  if (this == &other) return *this;
  content_of_ = other.content_of_;
  id_ = std::move(other.id_);
  leave_anchor();
  take_operations(other);
  return *this;
}

void Record::take_operations(Record& other) noexcept {
  anchor_ = std::move(other.anchor_);
  if (anchor_ != nullptr) anchor_->record = this;
  known_ = std::exchange(other.known_, {});
  expected_ = other.expected_;
  waiting_ = std::exchange(other.waiting_, 0);
  last_recorded_ = other.last_recorded_;
  last_written_ = other.last_written_;
  doubts_ = other.doubts_;
  first_writer_ = std::exchange(other.first_writer_, 0);
}

std::uint32_t Record::next_operation() noexcept {
  last_recorded_ = last_recorded_ == FieldState::kLastOperation ? FieldState::kFirstOperation : last_recorded_ + 1;
  return last_recorded_;
}

std::uint64_t Record::writer_of(std::uint32_t operation) {
  if (first_writer_ == 0) first_writer_ = draw_writer();
  return first_writer_ + operation;
}

bool Record::completes_in_order(std::uint32_t operation) noexcept {
  // The numbers begin anew after a billion: what is that much smaller is later.
  const bool later = operation > last_written_ || last_written_ - operation > FieldState::kLastOperation / 2;
  if (later) last_written_ = operation;
  return later;
}

const ModelInfo& Record::model() const {
  if (is_whole()) return *built_as_;
  throw UsageError{
      fmt::format("a record of the family {} was assigned what was known of {}, through a base of both: "
                  "no operation can tell which of them is meant",
                  built_as_->keyspace->pattern(), content_of_->keyspace->key(id_))};
}

bool Record::is_whole() const noexcept { return is_one_family(*built_as_, *content_of_); }

bool Record::is_of_family(const Record& other) const noexcept {
  return is_one_family(*content_of_, *other.content_of_);
}

const std::shared_ptr<Anchor>& Record::anchor() {
  if (anchor_ == nullptr) anchor_ = std::make_shared<Anchor>(Anchor{this});
  return anchor_;
}

}  // namespace tributary::detail
