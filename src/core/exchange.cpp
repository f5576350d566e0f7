#include "core/exchange.hpp"

#include "core/command_keys.hpp"
#include "core/connection_failure.hpp"
#include "core/lane.hpp"
#include "core/telemetry.hpp"

#include <memory>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::detail {

/// Takes back what was added of a batch, unless all of it was.
class Exchange::Addition {
 public:
  /// `out`: what the bytes are added to, or null.
  Addition(Exchange& exchange, RequestBuffer* out) noexcept
      : exchange_{exchange},
        out_{out},
        out_bytes_{out != nullptr ? out->size() : 0},
        outbox_{exchange.outbox_.mark()},
        due_{exchange.due_.mark()},
        stretches_{exchange.requests_.sent.stretches()},
        loads_{exchange.requests_.loads.mark()},
        gathered_{exchange.gathered_},
        next_position_{exchange.next_position_},
        asked_{exchange.asked_},
        added_{exchange.added_} {}
  ~Addition() {
    if (!complete_) take_back();
  }
  Addition(const Addition&) = delete;
  Addition& operator=(const Addition&) = delete;

  void complete() noexcept { complete_ = true; }

 private:
  void take_back() noexcept {
    if (out_ != nullptr) out_->truncate(out_bytes_);
    exchange_.outbox_.take_back(outbox_);
    exchange_.due_.take_back(due_);
    exchange_.requests_.sent.take_back(stretches_);
    exchange_.requests_.loads.take_back(loads_, asked_);
    exchange_.gathered_ = gathered_;
    exchange_.next_position_ = next_position_;
    exchange_.asked_ = asked_;
    exchange_.added_ = added_;
  }

  Exchange& exchange_;
  RequestBuffer* out_;
  std::size_t out_bytes_;
  Outbox::Mark outbox_;
  std::size_t due_;
  std::size_t stretches_;
  std::size_t loads_;
  std::size_t gathered_;
  std::size_t next_position_;
  std::size_t asked_;
  std::size_t added_;
  bool complete_ = false;
};

void Exchange::begin(const Batch& batch) noexcept {
  if (batch.position) next_position_ = *batch.position;
  calls_.clear();
}

/// `out`: where the bytes of the batch are gathered; null when they stay where they are.
void Exchange::bring_programs(const Batch& batch, RequestBuffer* out) {
  if (batch.judge != nullptr || batch.tape->calls.empty()) return;
  std::size_t number = asked_;
  for (const Range& range : batch.ranges) {
    if (range.part == Part::multi || range.part == Part::exec) calls_.enter_other_fate();
    batch.tape->for_each_call({&range, 1}, [&](const Tape::Call& call) {
      calls_.add(call);
      requests_.loads.note_call(number + (call.range.first - range.first), call.program);
    });
    if (asked_for(range.part)) number += range.count();
  }
  for (const auto& library : calls_.libraries()) load(library, out);
}

/// Nobody waits for the reply.
void Exchange::load(const std::shared_ptr<const Program>& library, RequestBuffer* out) {
  requests_.loads.add(library);
  if (out != nullptr) {
    out->append(library->bringing);
    ++gathered_;
  } else {
    outbox_.add({library->bringing, 1});
  }
  due_.add({.part = Part::unread, .ignored = 1});
  ++added_;
}

void Exchange::add(const Batch& batch) {
  Addition addition{*this, nullptr};
  begin(batch);
  bring_programs(batch, nullptr);
  std::size_t number = asked_;
  for (const Range& range : batch.ranges) {
    const std::string_view bytes = batch.bytes->view(range.begin, range.end);
    if (calls_.bring_sources()) {
      calls_.each_piece(range, *batch.bytes, [this](const Piece& piece) { outbox_.add(piece); });
    } else {
      outbox_.add({bytes, range.count()});
    }
    if (!asked_for(range.part)) continue;
    requests_.sent.add(number, range.count(), bytes);
    number += range.count();
  }
  add_due(batch);
  addition.complete();
}

void Exchange::add(const Batch& batch, RequestBuffer& out) {
  Addition addition{*this, &out};
  begin(batch);
  bring_programs(batch, nullptr);
  std::size_t commands = 0;
  for (const Range& range : batch.ranges) {
    if (calls_.bring_sources()) {
      calls_.each_piece(range, batch.tape->bytes, [&out](const Piece& piece) { out.append(piece.bytes); });
    }
    commands += range.count();
  }
  add_due(batch);
  outbox_.make_room();
  if (calls_.bring_sources()) {
    batch.tape->release(batch.ranges);
  } else {
    batch.tape->take(batch.ranges, out);
  }
  outbox_.add({out.view(0, out.size()), commands});
  addition.complete();
}

void Exchange::gather(const Batch& batch, RequestBuffer& out) {
  Addition addition{*this, &out};
  begin(batch);
  outbox_.make_room();  // for seal()
  bring_programs(batch, &out);
  std::size_t number = asked_;
  for (const Range& range : batch.ranges) {
    const std::string_view bytes = batch.bytes->view(range.begin, range.end);
    if (calls_.bring_sources()) {
      calls_.each_piece(range, *batch.bytes, [&out](const Piece& piece) { out.append(piece.bytes); });
    } else {
      out.append(bytes);
    }
    gathered_ += range.count();
    if (!asked_for(range.part)) continue;
    requests_.sent.add(number, range.count(), bytes);
    number += range.count();
  }
  add_due(batch);
  addition.complete();
}

void Exchange::seal(const RequestBuffer& out, std::size_t begin) noexcept {
  outbox_.add({out.view(begin, out.size()), std::exchange(gathered_, 0)});
}

void Exchange::add_due(const Batch& batch) {
  std::size_t in_transaction = 0;
  const auto begin = telemetry_ != nullptr ? Telemetry::Clock::now() : Telemetry::Clock::time_point{};
  for (const Range& range : batch.ranges) {
    if (range.part == Part::multi) in_transaction = 0;
    if (range.part == Part::exec) transaction_.make_room(in_transaction);
    if (range.part == Part::queued) in_transaction += range.count();
    due_.add({.slots = SlotCursor{range},
              .settlement = batch.settlement,
              .position = next_position_,
              .offset = asked_ - next_position_,
              .connection = &range.lane->name,
              .judge = batch.judge,
              .part = range.part,
              .ends_batch = &range == &batch.ranges.back(),
              .wrapped = range.part == Part::exec ? in_transaction : 0,
              .begin = begin});
    added_ += range.count();
    if (!asked_for(range.part)) continue;
    next_position_ += range.count();
    asked_ += range.count();
  }
}

bool Exchange::on_reply(const ReplyView& reply) noexcept {
  // No command waits for it unless one has left that is not answered.
  if (answered_ >= outbox_.surely_sent() && answered_ >= outbox_.sent()) return false;
  Due& due = due_.front();
  if (due.part != Part::none || due.ignored > 0 || telemetry_ != nullptr) return on_other_reply(due, reply);
  Slot& slot = due.slots.next();
  ++answered_;
  SlotSettler{*due.settlement, &requests_, due.offset, due.judge}.settle(slot, reply, due.position++);
  if (due.slots.done()) end_due();
  return true;
}

/// What few replies are.
bool Exchange::on_other_reply(Due& due, const ReplyView& reply) noexcept {
  if (due.ignored > 0) {
    if (due.part == Part::unread) requests_.loads.answer(reply);
    ++answered_;
    if (--due.ignored == 0) due_.pop();
    return true;
  }
  if (due.part == Part::exec && !transaction_.can_end_with(reply)) return false;
  Slot& slot = due.slots.next();
  ++answered_;
  if (telemetry_ != nullptr) tell_command(due, slot, reply.is_error());
  if (due.part == Part::none) {
    SlotSettler{*due.settlement, &requests_, due.offset, due.judge}.settle(slot, reply, due.position++);
  } else {
    settle_part(due, slot, reply);
  }
  if (due.slots.done()) end_due();
  return true;
}

/// Before the slot is settled, which may end it.
void Exchange::tell_command(const Due& due, const Slot& slot, bool failed) noexcept {
  if (due.part == Part::multi || due.part == Part::queued) return;
  std::string_view key;
  const CommandRow* const row = slot.row();
  std::vector<std::string_view> words;
  try {
    if (telemetry_->tells_keys() && row != nullptr && due.part == Part::none) {
      words = requests_.sent.words_at(due.position + due.offset);
      const KeyPositions keys = key_positions(row->keys, words);
      if (keys.size() == 1) key = words[keys[0]];
    }
  } catch (const std::bad_alloc&) {  // it is told without its key
  }
  telemetry_->tell_command(slot.command(), key, Telemetry::Clock::now() - due.begin, failed);
}

void Exchange::end_due() noexcept {
  const Due& due = due_.front();
  Settlement& settlement = *due.settlement;
  const bool ends_batch = due.ends_batch;
  const std::size_t behind = due.position + due.offset;
  due_.pop();
  if (settlement.landing == nullptr || !ends_batch) return;
  requests_.forget_before(behind);
  settlement.landing->landed(settlement);
}

void Exchange::settle_part(Due& due, Slot& slot, const ReplyView& reply) noexcept {
  if (due.part == Part::queued) {
    transaction_.queue(slot, due.position++, reply);
    return;
  }
  SlotSettler settler{*due.settlement, &requests_, due.offset};
  if (due.part == Part::multi) {
    transaction_.begin(reply);
  } else {
    transaction_.execute(reply, settler);
  }
  settler.drop(slot);
}

/// The index on the wire of the EXEC behind a part of a transaction, of which the next reply has the index `answered`.
std::size_t Exchange::exec_of(const Due& first, std::size_t answered) noexcept {
  for (const Due* due = &first; due->part != Part::exec; ++due) answered += due->left();
  return answered;
}

/// Settles what is left of a due with `why`, whose outcome is that of all.
void Exchange::settle_abandoned(Due& due, const std::shared_ptr<const ErrorInfo>& why) noexcept {
  SlotSettler settler{*due.settlement, &requests_, due.offset};
  const bool is_under_way = &due == &due_.front();
  if (is_under_way && due.part != Part::none) transaction_.fail(why, settler);
  while (!due.slots.done()) {
    Slot& slot = due.slots.next();
    if (asked_for(due.part)) {
      settler.fail(slot, why, due.position++);
    } else {
      settler.drop(slot);
    }
  }
}

void Exchange::abandon(const Settlement& settlement, const ErrorInfo& why) noexcept {
  Settlement* found = nullptr;
  ConnectionFailure failure{why.reason, why.message, why.server};
  for (Due& due : due_.all()) {
    if (due.settlement != &settlement) continue;
    found = due.settlement;
    const std::uint64_t left = due.slots.left();
    settle_abandoned(due, failure.error(*due.connection, TransportOutcome::maybe_applied));
    due.settlement = nullptr;
    due.connection = nullptr;
    due.ignored = left;
  }
  if (found != nullptr && found->landing != nullptr) found->landing->landed(*found);
}

void Exchange::fail(TransportReason reason, std::string_view message, std::string_view server) noexcept {
  ConnectionFailure failure{reason, message, server};
  const std::size_t sent_commands = sent();
  const auto outcome = [sent_commands](std::size_t index) {
    return index < sent_commands ? TransportOutcome::maybe_applied : TransportOutcome::not_sent;
  };
  for (; !due_.empty();) {
    Due& due = due_.front();
    if (due.ignored > 0) {
      answered_ += due.ignored;
      due_.pop();
      continue;
    }
    SlotSettler settler{*due.settlement, &requests_, due.offset};
    const bool is_alone = due.part == Part::none;
    // Without its EXEC a transaction is not executed, whatever of it has left.
    const TransportOutcome of_transaction = is_alone ? TransportOutcome::not_sent : outcome(exec_of(due, answered_));
    if (!is_alone) transaction_.fail(failure.error(*due.connection, of_transaction), settler);
    for (; !due.slots.done(); ++answered_) {
      Slot& slot = due.slots.next();
      if (telemetry_ != nullptr) tell_command(due, slot, true);
      if (asked_for(due.part)) {
        settler.fail(slot, failure.error(*due.connection, is_alone ? outcome(answered_) : of_transaction),
                     due.position++);
      } else {
        settler.drop(slot);
      }
    }
    end_due();
  }
  reset();
}

void Exchange::reset() noexcept {
  outbox_.reset();
  due_.reset();
  requests_.clear();
  transaction_.clear();
  reader_.reset();
  gathered_ = next_position_ = asked_ = added_ = answered_ = 0;
}

}  // namespace tributary::detail
