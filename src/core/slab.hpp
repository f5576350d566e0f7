#pragma once

#include <tributary/core/slot.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tributary::detail {

/// One page of slots with one count: of the slots that are not retired, and one for the issuer while it is at work.
/// Free slabs wait in the cache of the thread that released them last.
struct alignas(64) Slab {
  static constexpr std::uint32_t kSlots = 63;

  std::atomic<std::uint32_t> holders;
  // The issuer's side, one thread at a time.
  std::uint32_t issued;
  std::uint32_t settled;
  std::uint32_t owed;   ///< slots that were retired while being settled; paid in one step by finish()
  Slab* next;           ///< the slab that the issuer went on with, or the next free one in a cache
  std::uint64_t batch;  ///< to which the pending slots belong; 0 for loose ones
  std::array<Slot, kSlots> slots;

  static Slab* acquire();
  static Slab& of(Slot& slot) noexcept {
    auto* first = reinterpret_cast<std::byte*>(&slot) - slot.index_ * sizeof(Slot);
    return *reinterpret_cast<Slab*>(first - offsetof(Slab, slots));
  }

  void retire(std::uint32_t count) noexcept;
  /// The issuer's farewell. Every issued slot is settled; those that were never issued are retired with it.
  void finish() noexcept { retire(1 + owed + (kSlots - issued)); }
};

static_assert(sizeof(Slot) == 64 && sizeof(Slab) == 4096);

/// Hands out slots in order, slab after slab. Owned by a tape, or by a thread for its loose slots.
class SlotIssuer {
 public:
  SlotIssuer() noexcept = default;
  ~SlotIssuer();
  SlotIssuer(const SlotIssuer&) = delete;
  SlotIssuer& operator=(const SlotIssuer&) = delete;

  /// A pending slot with one handle, which the caller adopts.
  Slot* issue(const ResultType& type, const CommandRow* row) {
    prepare();
    return issue_prepared(type, row);
  }
  /// Behind prepare().
  Slot* issue_prepared(const ResultType& type, const CommandRow* row, std::uint32_t word = Slot::one_handle) noexcept {
    Slot& slot = current_->slots[current_->issued++];
    slot.word_.store(word, std::memory_order_relaxed);
    slot.type_ = &type;
    slot.row_ = row;
    auto* const pending = ::new (slot.storage_) Slot::Pending;
    pending->waiting = nullptr;
    pending->verb_size = 0;
    return &slot;
  }
  Slot* issue_loose(const ResultType& type) {
    prepare();
    ++current_->settled;  // nobody else will settle it for the slab
    return issue_prepared(type, nullptr, Slot::one_handle | Slot::loose);
  }

  /// The slots that are issued from now on belong to commands of this batch. Those before are settled.
  void begin_batch(std::uint64_t batch) noexcept {
    batch_ = batch;
    if (current_ != nullptr) current_->batch = batch;
  }

  /// What can fail of issue().
  void prepare() {
    if (current_ == nullptr || current_->issued == Slab::kSlots) advance();
  }

  /// The name of a command that has no row, for its error message.
  static void set_verb(Slot& slot, std::string_view verb) noexcept;
  /// A pending slot that stays behind while its neighbours are settled elsewhere: from now on it is none of theirs.
  static void detach(Slot& slot) noexcept;
  static void set_row(Slot& slot, const CommandRow& row) noexcept { slot.row_ = &row; }
  /// The slot that was issued after this one. Read it before settling this one.
  static Slot* after(Slot& slot) noexcept;

 private:
  void advance();

  Slab* current_ = nullptr;
  std::uint64_t batch_ = 0;
};

}  // namespace tributary::detail
