#include <tributary/core/slot.hpp>

#include "core/command_row.hpp"
#include "core/out_of_memory.hpp"
#include "core/settle.hpp"
#include "core/single_threaded.hpp"
#include "core/slab.hpp"
#include "core/thread_cache.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace tributary::detail {

namespace {

std::shared_ptr<const ErrorInfo> never_set() noexcept {
  try {
    auto info = std::make_shared<ErrorInfo>();
    info->message = "the result that this one waits for was dropped before it was set";
    return info;
  } catch (const std::bad_alloc&) {
    return out_of_memory(ErrorKind::discarded);
  }
}

}  // namespace

void Continuation::complete(Slot&) noexcept {}

void Continuation::explain(ErrorInfo&) {}

std::string_view Slot::command() const noexcept {
  return row_ != nullptr ? row_->verb : std::string_view{pending().verb, pending().verb_size};
}

Slab* Slab::acquire() {
  ThreadCache* cache = ThreadCache::current();
  Slab* slab = cache != nullptr ? cache->take_slab() : nullptr;
  if (slab == nullptr) {
    void* memory = std::aligned_alloc(alignof(Slab), sizeof(Slab));
    if (memory == nullptr) throw std::bad_alloc{};
    slab = ::new (memory) Slab;
    for (std::uint32_t i = 0; i < kSlots; ++i) slab->slots[i].index_ = i;
  }
  slab->holders.store(kSlots + 1, std::memory_order_relaxed);
  slab->issued = slab->settled = slab->owed = 0;
  slab->next = nullptr;
  return slab;
}

void Slab::retire(std::uint32_t count) noexcept {
  if (holders.fetch_sub(count, std::memory_order_acq_rel) != count) return;
  ThreadCache* cache = ThreadCache::current();
  if (cache == nullptr || !cache->keep_slab(this)) std::free(this);
}

SlotIssuer::~SlotIssuer() {
  if (current_ != nullptr) current_->finish();
}

void SlotIssuer::advance() {
  Slab* fresh = Slab::acquire();
  fresh->batch = batch_;
  if (current_ != nullptr) {
    current_->next = fresh;
    // A full slab is finished by the settling of its last slot, unless that has already happened.
    if (current_->settled == Slab::kSlots) current_->finish();
  }
  current_ = fresh;
}

void SlotIssuer::detach(Slot& slot) noexcept {
  slot.word_.fetch_or(Slot::detached, std::memory_order_relaxed);
  Slab& slab = Slab::of(slot);
  if (++slab.settled == Slab::kSlots && slab.next != nullptr) slab.finish();
}

void SlotIssuer::set_verb(Slot& slot, std::string_view verb) noexcept {
  auto& pending = slot.pending();
  const std::size_t size = std::min(verb.size(), sizeof(pending.verb));
  std::memcpy(pending.verb, verb.data(), size);
  pending.verb_size = static_cast<std::uint8_t>(size);
}

Slot* SlotIssuer::after(Slot& slot) noexcept {
  Slab& slab = Slab::of(slot);
  if (slot.index_ + 1 < Slab::kSlots) return &slot + 1;
  return slab.next != nullptr ? &slab.next->slots[0] : nullptr;
}

namespace {

/// While the thread is ending.
[[gnu::noinline]] Slot* issue_last_loose(const ResultType& type) { return SlotIssuer{}.issue_loose(type); }

}  // namespace

SlotHandle make_loose_slot(const ResultType& type) {
  ThreadCache* const cache = ThreadCache::current();
  return SlotHandle{cache != nullptr ? cache->loose_slots().issue_loose(type) : issue_last_loose(type)};
}

Slab& Slot::slab() noexcept { return Slab::of(*this); }

void Slot::destroy_content(std::uint32_t word) noexcept {
  if ((word & has_value) != 0) {
    if (type_->destroy != nullptr) type_->destroy(storage_);
  } else if ((word & has_error) != 0) {
    std::destroy_at(std::launder(reinterpret_cast<std::shared_ptr<const ErrorInfo>*>(storage_)));
  }
}

void Slot::retire() noexcept {
  destroy_content(word());
  slab().retire(1);
}

void Slot::release_shared() noexcept {
  const std::uint32_t before = word_.fetch_sub(one_handle, std::memory_order_acq_rel);
  if (before / one_handle != 1) return;
  if ((before & loose) != 0 && (before & kSettled) == 0 && pending().waiting != nullptr) {
    // Nobody can set it any more. What waits for it must hear so, and needs the slot until it has.
    add_handle();
    set_error(never_set());
    release_shared();
    return;
  }
  if ((before & (kSettled | loose)) != 0) retire();
}

bool Slot::claim() noexcept {
  for (;;) {
    const bool is_ours = (word_.fetch_or(claimed, std::memory_order_acq_rel) & claimed) == 0;
    if (settled()) return false;
    if (is_ours) return true;
    std::this_thread::yield();  // somebody adds what waits, or decodes a value: both are short
  }
}

void Slot::begin_setting() {
  const std::uint32_t seen = word_.load(std::memory_order_relaxed);
  if (is_single_threaded() && (seen & (loose | kSettled | claimed)) == loose) {
    word_.store(seen | claimed, std::memory_order_relaxed);
  } else if (!is_loose() || !claim()) {
    require_settable();
  }
}

void Slot::leave_with_value() noexcept {
  constexpr std::uint32_t kChange = std::uint32_t{has_value} - one_handle;
  std::uint32_t before = word_.load(std::memory_order_relaxed);
  if (is_single_threaded()) {
    word_.store(before + kChange, std::memory_order_relaxed);
  } else {
    before = word_.fetch_add(kChange, std::memory_order_acq_rel);
  }
  if (before / one_handle == 1) retire();
}

void Slot::require_settable() const {
  if (!is_loose()) throw UsageError{"the result of a recorded command is set by its reply, not by set()"};
  if (settled()) throw UsageError{"a result can be set only once"};
}

void Slot::set_error(std::shared_ptr<const ErrorInfo> info) noexcept {
  if (!claim()) return;
  Continuation* waiting = take_waiting();
  ::new (storage_) std::shared_ptr<const ErrorInfo>{std::move(info)};
  word_.fetch_or(has_error, std::memory_order_acq_rel);
  if (waiting != nullptr) run_waiting(waiting);
}

void Slot::when_settled(Continuation* continuation) noexcept {
  if (claim()) {
    add_waiting(continuation);
    unclaim();
  } else {
    continuation->run(*this);
    continuation->end();
  }
}

bool Slot::wait_until_settled(Continuation& continuation) noexcept {
  if (!claim()) return false;
  add_waiting(&continuation);
  unclaim();
  return true;
}

bool Slot::stop_waiting(Continuation& continuation) noexcept {
  if (!claim()) return false;
  Continuation*& last = pending().waiting;
  Continuation* before = last;
  while (before->next_ != &continuation) before = before->next_;
  before->next_ = continuation.next_;
  if (last == &continuation) last = before == &continuation ? nullptr : before;
  unclaim();
  return true;
}

bool Slot::is_foreign_to(std::uint64_t batch) noexcept {
  return (word() & (kSettled | loose | detached)) == 0 && slab().batch != batch;
}

Continuation* Slot::take_waiting() noexcept { return std::exchange(pending().waiting, nullptr); }

void Slot::run_waiting(Continuation* ring) noexcept { ReadyList::add_running(*this, ring); }

std::shared_ptr<const ErrorInfo> coroutine_error() noexcept {
  try {
    throw;
  } catch (const ResultError& error) {
    return ResultErrorAccess::info(error);
  } catch (...) {
    return continuation_error();
  }
}

std::shared_ptr<const ErrorInfo> continuation_error() noexcept {
  try {
    auto info = std::make_shared<ErrorInfo>();
    info->kind = ErrorKind::continuation;
    info->exception = std::current_exception();
    try {
      throw;
    } catch (const std::exception& error) {
      info->message = error.what();
    } catch (...) {
      info->message = "a continuation threw something that is not a std::exception";
    }
    return info;
  } catch (const std::bad_alloc&) {
    return out_of_memory(ErrorKind::continuation);
  }
}

}  // namespace tributary::detail
