#include "core/exchange.hpp"

#include "resp/request_encoder.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace tributary::detail {

namespace {

/// Forgets the consumed front of a queue when it is worth the move: a stream's queue may never be empty.
template <class T>
void forget_consumed(std::vector<T>& queue, std::size_t& first) noexcept {
  if (first < queue.size() && (first < 64 || 2 * first < queue.size())) return;
  queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(first));
  first = 0;
}

}  // namespace

void Exchange::add(const Batch& batch) {
  for (const Range& range : batch.ranges) {
    pieces_.push_back({batch.tape->bytes.view(range.begin, range.end), range.count()});
    due_.push_back({SlotCursor{range}, batch.settlement});
    unsent_bytes_ += range.end - range.begin;
    added_ += range.count();
  }
}

void Exchange::add(const Batch& batch, std::string_view bytes) {
  std::size_t commands = 0;
  for (const Range& range : batch.ranges) {
    due_.push_back({SlotCursor{range}, batch.settlement});
    commands += range.count();
  }
  pieces_.push_back({bytes, commands});
  unsent_bytes_ += bytes.size();
  added_ += commands;
}

std::size_t Exchange::unsent(std::span<std::string_view> pieces) const noexcept {
  const std::size_t count = std::min(pieces.size(), pieces_.size() - first_piece_);
  for (std::size_t i = 0; i < count; ++i) pieces[i] = pieces_[first_piece_ + i].bytes;
  if (count > 0) pieces[0].remove_prefix(written_);
  return count;
}

void Exchange::wrote(std::size_t bytes) noexcept {
  unsent_bytes_ -= bytes;
  written_ += bytes;
  while (first_piece_ < pieces_.size() && written_ >= pieces_[first_piece_].bytes.size()) {
    written_ -= pieces_[first_piece_].bytes.size();
    sent_ += pieces_[first_piece_].commands - counted_commands_;
    counted_ = counted_commands_ = 0;
    ++first_piece_;
  }
  forget_consumed(pieces_, first_piece_);
}

/// Counting goes on where it stopped, so that all calls together pass over the bytes once.
std::size_t Exchange::sent() noexcept {
  if (written_ > counted_) {
    std::string_view uncounted = pieces_[first_piece_].bytes.substr(counted_, written_ - counted_);
    const std::size_t commands = take_whole_commands(uncounted);
    counted_ = written_ - uncounted.size();
    counted_commands_ += commands;
    sent_ += commands;
  }
  return sent_;
}

bool Exchange::on_reply(const ReplyView& reply) noexcept {
  // No command waits for it unless one has left that is not answered.
  if (answered_ >= sent_ && answered_ >= sent()) return false;
  Due& due = due_[first_due_];
  Slot& slot = due.slots.next();
  Settlement& settlement = *due.settlement;
  if (due.slots.done()) {
    ++first_due_;
    forget_consumed(due_, first_due_);
  }
  SlotSettler{settlement.ready, settlement.failures}.settle(slot, reply, answered_++);
  return true;
}

void Exchange::fail(TransportReason reason, std::string_view message) noexcept {
  ErrorInfo info;
  info.kind = ErrorKind::transport;
  info.reason = reason;
  info.message = message;
  const std::size_t sent_commands = sent();
  for (; first_due_ < due_.size(); ++first_due_) {
    Due& due = due_[first_due_];
    Failures& failures = due.settlement->failures;
    if (failures.first_transport == nullptr) failures.first_transport = std::make_shared<const ErrorInfo>(info);
    SlotSettler settler{due.settlement->ready, failures};
    while (!due.slots.done()) {
      info.outcome = answered_ < sent_commands ? Outcome::maybe_applied : Outcome::not_sent;
      settler.fail(due.slots.next(), info, answered_++);
    }
  }
  reset();
}

void Exchange::reset() noexcept {
  pieces_.clear();
  due_.clear();
  first_piece_ = first_due_ = written_ = unsent_bytes_ = 0;
  sent_ = counted_ = counted_commands_ = added_ = answered_ = 0;
}

}  // namespace tributary::detail
