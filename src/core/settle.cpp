#include "core/settle.hpp"

#include "codec/codec_error_access.hpp"
#include "core/command_row.hpp"
#include "core/out_of_memory.hpp"
#include "core/program.hpp"
#include "core/requests.hpp"
#include "core/server_error.hpp"

#include <new>
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

void ReadyList::add(Slot& slot, Continuation* ring, bool within_transaction) noexcept {
  Continuation* const first = std::exchange(ring->next_, nullptr);
  Continuation* waiting = first;
  do {
    waiting->within_transaction_ = within_transaction;
    if (waiting->input_is_ == Continuation::Input::given) {
      slot.add_handle();
      waiting->input_ = SlotHandle{&slot};
    }
    waiting = waiting->next_;
  } while (waiting != nullptr);
  (last_ == nullptr ? first_ : last_->next_) = first;
  last_ = ring;
}

void ReadyList::run() noexcept {
  if (first_ == nullptr) return;
  ReadyList* const outer = std::exchange(t_running, this);
  while (first_ != nullptr) {
    Continuation* const current = std::exchange(first_, first_->next_);
    if (first_ == nullptr) last_ = nullptr;
    within_transaction_ = current->within_transaction_;
    if (current->input_is_ == Continuation::Input::given) current->run(*current->input_);
    current->end();
  }
  t_running = outer;
}

void ReadyList::add_running(Slot& slot, Continuation* ring) noexcept {
  if (t_running != nullptr) return t_running->add(slot, ring, t_running->within_transaction_);
  ReadyList own;
  own.add(slot, ring, false);
}

bool ReadyList::runs_within_transaction() noexcept { return t_running != nullptr && t_running->within_transaction_; }

void SlotSettler::settle(Slot& slot, const ReplyView& reply, std::size_t position) noexcept {
  if (reply.is_error()) {
    settle_error(slot, reply.text(), position);
  } else {
    decode(slot, reply, position);
  }
}

template <class Make>
void SlotSettler::fail_with(Slot& slot, ErrorKind kind, Make&& make) noexcept {
  std::shared_ptr<const ErrorInfo> told;
  try {
    ErrorInfo info = make();
    WaitingRing{slot.pending().waiting}.for_each([&info](Continuation& waiting) { waiting.explain(info); });
    told = std::make_shared<const ErrorInfo>(std::move(info));
  } catch (const std::bad_alloc&) {
    told = out_of_memory(kind);
  }
  ++failures_.count;
  if (failures_.first_command == nullptr) failures_.first_command = told;
  finish_error(slot, std::move(told));
}

void SlotSettler::settle_error(Slot& slot, std::string_view error, std::size_t position) noexcept {
  if (judge_ != nullptr && judge_->holds(slot, error) && hold(slot, position)) return;
  claim(slot);
  if (requests_ != nullptr && slot.row() == &kSourceCall)
    requests_->loads.note_error_of_source(position + offset_, error);
  fail_with(slot, ErrorKind::server, [&] {
    ErrorInfo info = server_error(error);
    if (requests_ != nullptr && says_unknown_program(slot.row(), error)) {
      const std::string why = requests_->loads.why_unknown(position + offset_);
      if (!why.empty()) info.message += ", as " + why;
    }
    name_command(info, slot, position);
    return info;
  });
}

/// False when there is no memory for it: then what the server said is the result.
bool SlotSettler::hold(Slot& slot, std::size_t position) noexcept {
  try {
    settlement_.held.push_back({&slot, position});
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
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
    fail_with(slot, ErrorKind::decode, [&] {
      FailedPart part;
      ErrorInfo info = decode_error(reply, &part);
      name_command(info, slot, position, part);
      return info;
    });
    return;
  }
  WaitingRing{pending.waiting}.for_each([&slot](Continuation& waiting) { waiting.complete(slot); });
  finish(slot, Slot::has_value, pending.waiting);
}

void SlotSettler::name_command(ErrorInfo& info, const Slot& slot, std::size_t position, const FailedPart& part) const {
  info.command = slot.command();
  // A command that was started alone was merged with others of which its caller knows nothing.
  info.position = settlement_.waiters == Waiters::many ? 0 : position;
  const bool has_words = requests_ != nullptr && slot.row() != nullptr;
  name_failed(info, slot.row(),
              has_words ? requests_->sent.words_at(position + offset_) : std::vector<std::string_view>{}, part);
}

void SlotSettler::blame(Slot& slot, std::string_view error, std::size_t position) noexcept {
  if (failures_.first_command != nullptr || error.empty()) return;
  try {
    ErrorInfo info = server_error(error);
    name_command(info, slot, position);
    failures_.first_command = std::make_shared<const ErrorInfo>(std::move(info));
  } catch (const std::bad_alloc&) {  // the error of the first command that fails is thrown, then
  }
}

void SlotSettler::fail_command(Slot& slot, ErrorKind kind, std::string_view text, std::size_t position) noexcept {
  claim(slot);
  fail_with(slot, kind, [&] {
    if (text.empty()) throw std::bad_alloc{};
    ErrorInfo info;
    if (kind == ErrorKind::server) {
      info = server_error(text);
    } else {
      info.kind = kind;
      info.message = text;
    }
    name_command(info, slot, position);
    return info;
  });
}

void SlotSettler::fail(Slot& slot, const std::shared_ptr<const ErrorInfo>& why, std::size_t position) noexcept {
  claim(slot);
  ++failures_.count;
  if (why->outcome == TransportOutcome::not_sent) ++failures_.not_sent;
  std::shared_ptr<const ErrorInfo> told = why;
  try {
    auto own = std::make_shared<ErrorInfo>(*why);
    name_command(*own, slot, position);
    told = std::move(own);
  } catch (const std::bad_alloc&) {  // it shares the one of all
  }
  if (failures_.first_transport == nullptr) failures_.first_transport = told;
  finish_error(slot, std::move(told));
}

void SlotSettler::discard(Slot& slot) noexcept {
  if (!slot.has_handles() && slot.pending().waiting == nullptr) {
    drop(slot);
    return;
  }
  std::shared_ptr<const ErrorInfo> told;
  try {
    auto own = std::make_shared<ErrorInfo>();
    own->command = slot.command();
    own->message = "discarded: its context was left by an exception, or never executed";
    told = std::move(own);
  } catch (const std::bad_alloc&) {
    told = out_of_memory(ErrorKind::discarded);
  }
  finish_error(slot, std::move(told));
}

void SlotSettler::finish_error(Slot& slot, std::shared_ptr<const ErrorInfo> info) noexcept {
  Continuation* waiting = slot.take_waiting();
  ::new (slot.storage_) std::shared_ptr<const ErrorInfo>{std::move(info)};
  finish(slot, Slot::has_error, waiting);
}

/// The last step of settling: publishes the content, and retires the slot when its last handle has gone before.
void SlotSettler::finish(Slot& slot, std::uint32_t state, Continuation* waiting) noexcept {
  Slab& slab = slot.slab();
  if (waiting != nullptr) ready_.add(slot, waiting, within_transaction_);
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
