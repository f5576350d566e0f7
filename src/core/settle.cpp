#include "core/settle.hpp"

#include "codec/codec_error_access.hpp"
#include "core/command_row.hpp"
#include "core/program.hpp"
#include "core/requests.hpp"
#include "core/server_error.hpp"

#include <utility>

namespace tributary::detail {

ErrorInfo decode_error(const ReplyView& reply, FailedPart* part) {
  ErrorInfo info;
  info.kind = ErrorKind::decode;
  try {
    throw;
  } catch (const CodecError& error) {
    info.expected = error.expected();
    info.actual = error.actual();
    info.message = error.what();
    if (part != nullptr) {
      part->element = CodecErrorAccess::element(error);
      part->named = CodecErrorAccess::has_place(error) && !part->element;
      if (part->element) info.expected = CodecErrorAccess::expected(error);
    }
    return info;
  } catch (const std::exception& error) {
    info.message = error.what();
  } catch (...) {
    info.message = "the codec threw something that is not a std::exception";
  }
  info.actual = reply.describe();
  return info;
}

namespace {

thread_local ReadyList* t_running = nullptr;

}  // namespace

void ReadyList::add(Slot& slot, Continuation* ring) noexcept {
  WaitingRing{ring}.for_each([&slot](Continuation& waiting) {
    slot.add_handle();
    waiting.input_ = SlotHandle{&slot};
  });
  Continuation* const first = std::exchange(ring->next_, nullptr);
  (last_ == nullptr ? first_ : last_->next_) = first;
  last_ = ring;
}

void ReadyList::run() noexcept {
  if (first_ == nullptr) return;
  ReadyList* const outer = std::exchange(t_running, this);
  while (first_ != nullptr) {
    Continuation* const current = std::exchange(first_, first_->next_);
    if (first_ == nullptr) last_ = nullptr;
    current->run(*current->input_);
    current->end();
  }
  t_running = outer;
}

void ReadyList::add_running(Slot& slot, Continuation* ring) noexcept {
  if (t_running != nullptr) return t_running->add(slot, ring);
  ReadyList own;
  own.add(slot, ring);
}

void SlotSettler::settle(Slot& slot, const ReplyView& reply, std::size_t position) noexcept {
  if (reply.is_error()) {
    settle_error(slot, reply.text(), position);
  } else {
    decode(slot, reply, position);
  }
}

void SlotSettler::settle_error(Slot& slot, std::string_view error, std::size_t position) noexcept {
  if (judge_ != nullptr && judge_->holds(slot, error)) {
    settlement_.held.push_back({&slot, position});
    return;
  }
  ErrorInfo info = server_error(error);
  if (requests_ != nullptr && slot.row() == &kSourceCall)
    requests_->loads.note_error_of_source(position + offset_, error);
  if (requests_ != nullptr && says_unknown_program(slot.row(), error)) {
    const std::string why = requests_->loads.why_unknown(position + offset_);
    if (!why.empty()) info.message += ", as " + why;
  }
  fail_command(slot, std::move(info), position);
}

void SlotSettler::decode(Slot& slot, const ReplyView& reply, std::size_t position) noexcept {
  if (!slot.has_handles() && slot.pending().waiting == nullptr) {
    // Nobody can read it any more, and only a handle can make another: the reply need not become a value.
    drop(slot);
    return;
  }
  claim(slot);
  // Decoding overwrites what the slot holds while it is pending.
  const Slot::Pending pending = slot.pending();
  try {
    slot.type_->decode(slot.storage_, reply);
  } catch (...) {
    ::new (slot.storage_) Slot::Pending{pending};
    FailedPart part;
    ErrorInfo info = decode_error(reply, &part);
    name_command(info, slot, position, part);
    fail_named(slot, std::move(info));
    return;
  }
  WaitingRing{pending.waiting}.for_each([&slot](Continuation& waiting) { waiting.complete(slot); });
  finish(slot, Slot::has_value, pending.waiting);
}

void SlotSettler::name_command(ErrorInfo& info, const Slot& slot, std::size_t position, const FailedPart& part) const {
  info.command = slot.command();
  info.position = position;
  const bool has_words = requests_ != nullptr && slot.row() != nullptr;
  name_failed(info, slot.row(),
              has_words ? requests_->sent.words_at(position + offset_) : std::vector<std::string_view>{}, part);
}

void SlotSettler::blame(Slot& slot, ErrorInfo info, std::size_t position) noexcept {
  if (failures_.first_command != nullptr) return;
  name_command(info, slot, position);
  failures_.first_command = std::make_shared<const ErrorInfo>(std::move(info));
}

void SlotSettler::fail_command(Slot& slot, ErrorInfo info, std::size_t position) noexcept {
  claim(slot);
  name_command(info, slot, position);
  fail_named(slot, std::move(info));
}

void SlotSettler::fail_named(Slot& slot, ErrorInfo info) noexcept {
  WaitingRing{slot.pending().waiting}.for_each([&info](Continuation& waiting) { waiting.explain(info); });
  auto shared = std::make_shared<const ErrorInfo>(std::move(info));
  ++failures_.count;
  if (failures_.first_command == nullptr) failures_.first_command = shared;
  finish_error(slot, std::move(shared));
}

void SlotSettler::fail(Slot& slot, const ErrorInfo& info, std::size_t position) noexcept {
  claim(slot);
  ++failures_.count;
  if (info.outcome == TransportOutcome::not_sent) ++failures_.not_sent;
  auto own = std::make_shared<ErrorInfo>(info);
  name_command(*own, slot, position);
  if (failures_.first_transport == nullptr) failures_.first_transport = own;
  finish_error(slot, std::move(own));
}

void SlotSettler::discard(Slot& slot) noexcept {
  if (!slot.has_handles() && slot.pending().waiting == nullptr) {
    drop(slot);
    return;
  }
  auto info = std::make_shared<ErrorInfo>();
  info->command = slot.command();
  info->message = "discarded: its context was left by an exception, or never executed";
  finish_error(slot, std::move(info));
}

void SlotSettler::finish_error(Slot& slot, std::shared_ptr<const ErrorInfo> info) noexcept {
  Continuation* waiting = slot.take_waiting();
  ::new (slot.storage_) std::shared_ptr<const ErrorInfo>{std::move(info)};
  finish(slot, Slot::has_error, waiting);
}

/// The last step of settling: publishes the content, and retires the slot when its last handle has gone before.
void SlotSettler::finish(Slot& slot, std::uint32_t state, Continuation* waiting) noexcept {
  Slab& slab = slot.slab();
  if (waiting != nullptr) ready_.add(slot, waiting);
  const std::uint32_t before =
      state == 0 ? slot.word_.load(std::memory_order_relaxed) : slot.word_.fetch_or(state, std::memory_order_acq_rel);
  if ((before & Slot::detached) != 0) {
    if (before >= Slot::one_handle) return;
    slot.destroy_content(state);
    return slab.retire(1);
  }
  if (before < Slot::one_handle) {
    slot.destroy_content(state);
    ++slab.owed;
  }
  if (++slab.settled == Slab::kSlots && slab.next != nullptr) slab.finish();
}

}  // namespace tributary::detail
