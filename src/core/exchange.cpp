#include "core/exchange.hpp"

#include "core/lane.hpp"
#include "resp/keep.hpp"
#include "resp/quote.hpp"
#include "resp/request_words.hpp"

#include <fmt/format.h>

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

/// Not what the library itself puts around a transaction or before a batch.
bool asked_for(Part part) noexcept { return part == Part::none || part == Part::queued; }

}  // namespace

void Exchange::begin(const Batch& batch) {
  if (batch.position) next_position_ = *batch.position;
  calls_.clear();
  if (batch.judge == nullptr && !batch.tape->calls.empty()) bring_programs(batch);
}

void Exchange::bring_programs(const Batch& batch) {
  std::size_t position = next_position_;
  for (const Range& range : batch.ranges) {
    if (range.part == Part::multi || range.part == Part::exec) calls_.enter_other_fate();
    batch.tape->for_each_call({&range, 1}, [&](const Tape::Call& call) {
      calls_.add(call);
      requests_.loads.note_call(position + (call.range.first - range.first), call.program);
    });
    if (asked_for(range.part)) position += range.count();
  }
  for (const auto& library : calls_.libraries()) load(library);
}

/// Nobody waits for the reply.
void Exchange::load(const std::shared_ptr<const Program>& library) {
  requests_.loads.add(library);
  add_piece({library->bringing, 1});
  due_.push_back({SlotCursor{}, nullptr, 0, nullptr, nullptr, Part::unread});
  ++added_;
}

void Exchange::add(const Batch& batch) {
  begin(batch);
  for (const Range& range : batch.ranges) {
    const std::string_view bytes = batch.bytes->view(range.begin, range.end);
    if (calls_.bring_sources()) {
      calls_.each_piece(range, *batch.bytes, [this](const Piece& piece) { add_piece(piece); });
    } else {
      add_piece({bytes, range.count()});
    }
    if (asked_for(range.part)) requests_.sent.add(next_position_, range.count(), bytes);
    add_due(range, batch);
  }
}

void Exchange::add(const Batch& batch, RequestBuffer& out) {
  begin(batch);
  std::size_t commands = 0;
  for (const Range& range : batch.ranges) {
    if (calls_.bring_sources()) {
      calls_.each_piece(range, batch.tape->bytes, [&out](const Piece& piece) { out.append(piece.bytes); });
    }
    add_due(range, batch);
    commands += range.count();
  }
  if (calls_.bring_sources()) {
    batch.tape->release(batch.ranges);
  } else {
    batch.tape->take(batch.ranges, out);
  }
  add_piece({out.view(0, out.size()), commands});
}

void Exchange::add_piece(const Piece& piece) {
  unsent_bytes_ += piece.bytes.size();
  if (pieces_.size() > first_piece_) {
    Piece& last = pieces_.back();
    const bool continues_it = last.bytes.data() + last.bytes.size() == piece.bytes.data();
    if (continues_it && !last.is_rest && !piece.is_rest) {
      last.bytes = {last.bytes.data(), last.bytes.size() + piece.bytes.size()};
      last.commands += piece.commands;
      return;
    }
  }
  pieces_.push_back(piece);
}

void Exchange::add_due(const Range& range, const Batch& batch) {
  due_.push_back({SlotCursor{range}, batch.settlement, next_position_, range.lane, batch.judge, range.part});
  added_ += range.count();
  if (asked_for(range.part)) next_position_ += range.count();
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
  if (written_ > counted_ && !pieces_[first_piece_].is_rest) {
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
  if (due.part == Part::unread) {
    requests_.loads.answer(reply);
    ++answered_;
    consume_due();
    return true;
  }
  if (due.part == Part::exec && !transaction_.can_end_with(reply)) return false;
  Slot& slot = due.slots.next();
  ++answered_;
  if (due.part == Part::none) {
    SlotSettler{*due.settlement, &requests_, due.judge}.settle(slot, reply, due.position++);
  } else {
    settle_part(due, slot, reply);
  }
  if (due.slots.done()) consume_due();
  return true;
}

std::size_t Exchange::wrapped_replies() const noexcept {
  return first_due_ < due_.size() && due_[first_due_].part == Part::exec ? transaction_.size() : 0;
}

void Exchange::consume_due() noexcept {
  ++first_due_;
  forget_consumed(due_, first_due_);
}

void Exchange::settle_part(Due& due, Slot& slot, const ReplyView& reply) noexcept {
  if (due.part == Part::queued) {
    transaction_.queue(slot, due.position++, reply);
    return;
  }
  SlotSettler settler{*due.settlement, &requests_};
  if (due.part == Part::multi) {
    transaction_.begin(reply);
  } else {
    transaction_.execute(reply, settler);
  }
  settler.drop(slot);
}

/// The index on the wire of the EXEC behind a part of a transaction, of which the next reply has the index `answered`.
std::size_t Exchange::exec_of(std::size_t due, std::size_t answered) const noexcept {
  for (; due_[due].part != Part::exec; ++due) answered += due_[due].slots.left();
  return answered;
}

void Exchange::fail(TransportReason reason, std::string_view message, std::string_view server) noexcept {
  ErrorInfo info;
  info.kind = ErrorKind::transport;
  info.reason = reason;
  info.message = message;
  info.server = server;
  const std::size_t sent_commands = sent();
  const auto outcome = [sent_commands](std::size_t index) {
    return index < sent_commands ? TransportOutcome::maybe_applied : TransportOutcome::not_sent;
  };
  for (; first_due_ < due_.size(); ++first_due_) {
    Due& due = due_[first_due_];
    if (due.part == Part::unread) {
      ++answered_;
      continue;
    }
    if (info.connection != due.lane->name) {
      info.connection = due.lane->name;
      info.message = info.connection.empty() ? std::string{message}
                                             : fmt::format("{} (connection {})", message, quote(info.connection));
    }
    SlotSettler settler{*due.settlement, &requests_};
    if (due.part != Part::none) {
      // Without its EXEC a transaction is not executed, whatever of it has left.
      info.outcome = outcome(exec_of(first_due_, answered_));
      transaction_.fail(info, settler);
    }
    for (; !due.slots.done(); ++answered_) {
      if (due.part == Part::none) info.outcome = outcome(answered_);
      Slot& slot = due.slots.next();
      if (due.part == Part::none || due.part == Part::queued) {
        settler.fail(slot, info, due.position++);
      } else {
        settler.drop(slot);
      }
    }
  }
  reset();
}

void Exchange::reset() noexcept {
  clear_and_trim(pieces_);
  clear_and_trim(due_);
  requests_.clear();
  transaction_.clear();
  reader_.reset();
  first_piece_ = first_due_ = written_ = unsent_bytes_ = 0;
  sent_ = counted_ = counted_commands_ = next_position_ = added_ = answered_ = 0;
}

}  // namespace tributary::detail
