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

void ReadyList::give_input(Slot& slot, Continuation& first, bool within_transaction) noexcept {
  for (Continuation* waiting = &first; waiting != nullptr; waiting = waiting->next_) {
    waiting->within_transaction_ = within_transaction;
    if (waiting->input_is_ == Continuation::Input::kept) continue;
    slot.add_handle();
    waiting->input_ = SlotHandle{&slot};
  }
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

inline void SlotSettler::note_settled(Slab& slab) noexcept {
  if (++slab.settled == Slab::kSlots && slab.next != nullptr) slab.finish();
}

/// The last step of settling: publishes the content, and retires the slot when its last handle has gone before.
inline void SlotSettler::finish(Slot& slot, std::uint32_t state, Continuation* waiting) noexcept {
  if (waiting != nullptr) settlement_.ready.add(slot, waiting, within_transaction_);
  // Neither bit is set before.
  const std::uint32_t before =
      state == 0 ? slot.word_.load(std::memory_order_relaxed) : slot.word_.fetch_add(state, std::memory_order_acq_rel);
  if ((before & Slot::detached) != 0 || before < Slot::one_handle) [[unlikely]]
    return finish_apart(slot, before, state);
  note_settled(Slab::of(slot));
}

void SlotSettler::finish_apart(Slot& slot, std::uint32_t before, std::uint32_t state) noexcept {
  Slab& slab = Slab::of(slot);
  const bool has_handles = before >= Slot::one_handle;
  if (!has_handles) slot.destroy_content(state);
  if ((before & Slot::detached) != 0) {
    if (!has_handles) slab.retire(1);
    return;
  }
  ++slab.owed;
  note_settled(slab);
}

void SlotSettler::drop(Slot& slot) noexcept { finish(slot, 0, nullptr); }

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
  ++settlement_.failures.count;
  if (settlement_.failures.first_command == nullptr) settlement_.failures.first_command = told;
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
  if (!slot.has_handles() && slot.pending().waiting == nullptr) [[unlikely]] {
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
    return fail_decoding(slot, pending, reply, position);
  }
  if (pending.waiting != nullptr && !WaitingRing{pending.waiting}.only_ends()) {
    WaitingRing{pending.waiting}.for_each([&slot](Continuation& waiting) { waiting.complete(slot); });
  }
  finish(slot, Slot::has_value, pending.waiting);
}

/// To be called while what the codec has thrown is handled.
void SlotSettler::fail_decoding(Slot& slot, const Slot::Pending& pending, const ReplyView& reply,
                                std::size_t position) noexcept {
  ::new (slot.storage_) Slot::Pending{pending};
  fail_with(slot, ErrorKind::decode, [&] {
    FailedPart part;
    ErrorInfo info = decode_error(reply, &part);
    name_command(info, slot, position, part);
    return info;
  });
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
  if (settlement_.failures.first_command != nullptr || error.empty()) return;
  try {
    ErrorInfo info = server_error(error);
    name_command(info, slot, position);
    settlement_.failures.first_command = std::make_shared<const ErrorInfo>(std::move(info));
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
  ++settlement_.failures.count;
  if (why->outcome == TransportOutcome::not_sent) ++settlement_.failures.not_sent;
  std::shared_ptr<const ErrorInfo> told = why;
  try {
    auto own = std::make_shared<ErrorInfo>(*why);
    name_command(*own, slot, position);
    told = std::move(own);
  } catch (const std::bad_alloc&) {  // it shares the one of all
  }
  if (settlement_.failures.first_transport == nullptr) settlement_.failures.first_transport = told;
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

}  // namespace tributary::detail
