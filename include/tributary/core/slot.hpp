#pragma once

#include <tributary/codec/codec.hpp>
#include <tributary/core/error.hpp>
#include <tributary/core/recycled_memory.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

namespace tributary::detail {

struct CommandRow;
struct Slab;
class Slot;
class Continuation;

/// How a slot's value is made from a reply and ended, for one C++ type.
struct ResultType {
  void (*decode)(void* storage, const ReplyView& reply);  ///< constructs the value; may throw
  void (*destroy)(void* storage) noexcept;                ///< null when there is nothing to do
};

inline constexpr std::size_t kSlotBytes = 40;

/// True for types that live in the slot itself; others live on the heap behind a pointer in it.
template <class T>
inline constexpr bool fits_slot = sizeof(T) <= kSlotBytes && alignof(T) <= alignof(void*);

template <class T>
T* slot_value(void* storage) noexcept {
  if constexpr (fits_slot<T>) {
    return std::launder(static_cast<T*>(storage));
  } else {
    return *std::launder(static_cast<T**>(storage));
  }
}

/// What `make` returns is made in its place.
template <class T, class Make>
void construct_slot_value(void* storage, Make&& make) {
  if constexpr (fits_slot<T>) {
    ::new (storage) T(make());
  } else {
    ::new (storage) T* {new T(make())};
  }
}

template <class T>
void destroy_slot_value(void* storage) noexcept {
  if constexpr (fits_slot<T>) {
    slot_value<T>(storage)->~T();
  } else {
    delete slot_value<T>(storage);
  }
}

template <class T>
inline constexpr auto destroy_function =
    fits_slot<T> && std::is_trivially_destructible_v<T> ? nullptr : &destroy_slot_value<T>;

/// The ordinary way: the type's own codec.
template <Decodable T>
inline constexpr ResultType result_type{[](void* storage, const ReplyView& reply) {
                                          construct_slot_value<T>(storage,
                                                                  [&reply] { return tributary::decode<T>(reply); });
                                        },
                                        destroy_function<T>};

/// For commands whose reply means something else than its type says, such as OK or nil for "was it stored".
template <class T, T (*from_reply)(const ReplyView&)>
inline constexpr ResultType custom_result_type{[](void* storage, const ReplyView& reply) {
                                                 construct_slot_value<T>(storage,
                                                                         [&reply] { return from_reply(reply); });
                                               },
                                               destroy_function<T>};

/// For results that no reply fills.
template <class T>
inline constexpr ResultType plain_result_type{nullptr, destroy_function<T>};

/// Where one result lives: one cache line in a slab, shared by the handles and, while it is pending, the recorder.
///
///   word_      handles << 5 | claimed | detached | loose | error | value          no value and no error: pending
///   storage_   pending: Pending.  value: the T, or a pointer to it.  error: std::shared_ptr<const ErrorInfo>
///
/// A slot is retired, and its value destroyed, by whoever comes last: the settling or the release of the last handle.
/// A loose slot belongs to no command, so its last handle always retires it. A detached one is settled apart from its
/// neighbours, perhaps by another thread.
///
/// What waits for it may be added on one thread while another settles it: both claim the slot first.
class TRIBUTARY_API alignas(64) Slot {
 public:
  enum : std::uint32_t { has_value = 1, has_error = 2, loose = 4, detached = 8, claimed = 16, one_handle = 32 };
  static constexpr std::uint32_t kSettled = has_value | has_error;

  bool settled() const noexcept { return (word() & kSettled) != 0; }
  bool holds_value() const noexcept { return (word() & has_value) != 0; }
  bool is_loose() const noexcept { return (word() & loose) != 0; }
  bool has_handles() const noexcept { return word() >= one_handle; }
  bool has_one_handle() const noexcept { return word() / one_handle == 1; }

  template <class T>
  T& value() noexcept {
    return *slot_value<T>(storage_);
  }
  const std::shared_ptr<const ErrorInfo>& error() const noexcept {
    return *std::launder(reinterpret_cast<const std::shared_ptr<const ErrorInfo>*>(storage_));
  }

  void add_handle() noexcept { word_.fetch_add(one_handle, std::memory_order_relaxed); }
  /// The same while nobody else knows the slot.
  void add_handle_unshared() noexcept { word_.store(word() + one_handle, std::memory_order_relaxed); }
  void release_handle() noexcept {
    // A settled slot with one handle has no other user: no read-modify-write is needed to leave it.
    const std::uint32_t seen = word();
    if (seen / one_handle == 1 && (seen & kSettled) != 0) {
      retire();
    } else {
      release_shared();
    }
  }

  /// Makes the value of a loose slot and runs what waits for it. UsageError when it cannot be set (again).
  template <class T>
  void set(T&& value) {
    Continuation* const waiting = make_value<T>(value);
    word_.fetch_or(has_value, std::memory_order_acq_rel);
    if (waiting != nullptr) run_waiting(waiting);
  }
  /// The same, and gives up a handle, unless it throws.
  template <class T>
  void set_and_leave(T&& value) {
    if (Continuation* const waiting = make_value<T>(value)) {
      word_.fetch_or(has_value, std::memory_order_acq_rel);
      run_waiting(waiting);
      release_handle();
    } else {
      leave_with_value();
    }
  }
  void set_error(std::shared_ptr<const ErrorInfo> info) noexcept;
  /// UsageError unless set() and set_error() may be called.
  void require_settable() const;

  /// Calls `continuation` when the slot is settled, after those that were added before; owns it. For a slot whose
  /// command has not left.
  void add_waiting(Continuation* continuation) noexcept;
  /// The same for any slot: runs it now when the slot is settled, and is safe while another thread settles it.
  void when_settled(Continuation* continuation) noexcept;
  /// The same, but nothing is called, and false returned, when the slot is settled already. Whoever adds it owns it.
  bool wait_until_settled(Continuation& continuation) noexcept;
  /// Takes back what waits, which is then not called. False when it is called soon, as the slot is settled.
  bool stop_waiting(Continuation& continuation) noexcept;

  /// True for that of a command in a batch that has not left, or is settled by this thread: nobody else is at it.
  bool is_recorded() const noexcept { return (word() & (loose | detached)) == 0; }
  /// True when it is known that the slot belongs to a command of another batch, and is not settled.
  bool is_foreign_to(std::uint64_t batch) noexcept;

  const CommandRow* row() const noexcept { return row_; }
  /// The verb of the command that a pending slot waits for, for error messages.
  std::string_view command() const noexcept;

 private:
  friend struct Slab;
  friend class SlotIssuer;
  friend class SlotSettler;

  /// What the storage holds until the reply comes.
  struct Pending {
    Continuation* waiting;  ///< the last of a ring, so that one can be added behind it
    std::uint8_t verb_size;
    char verb[kSlotBytes - sizeof(void*) - 1];  ///< of a command without a row, for its error message
  };

  std::uint32_t word() const noexcept { return word_.load(std::memory_order_acquire); }
  Pending& pending() noexcept { return *std::launder(reinterpret_cast<Pending*>(storage_)); }
  const Pending& pending() const noexcept { return *std::launder(reinterpret_cast<const Pending*>(storage_)); }
  Slab& slab() noexcept;
  /// Returns what waits. The slot stays claimed.
  template <class T>
  Continuation* make_value(T& value) {
    begin_setting();
    const Pending before = pending();
    try {
      construct_slot_value<T>(storage_, [&value]() -> T&& { return std::move(value); });
    } catch (...) {
      ::new (storage_) Pending{before};  // still pending: what waits goes on waiting
      unclaim();
      throw;
    }
    return before.waiting;
  }
  void begin_setting();
  /// Publishes the value, and gives up a handle.
  void leave_with_value() noexcept;
  /// Waits for a moment in which nobody else changes what is pending. False, and nothing is claimed, when it is
  /// settled.
  bool claim() noexcept;
  void unclaim() noexcept { word_.fetch_and(~std::uint32_t{claimed}, std::memory_order_release); }
  void retire() noexcept;
  void release_shared() noexcept;
  void destroy_content(std::uint32_t word) noexcept;
  Continuation* take_waiting() noexcept;
  /// Runs a ring of continuations: now, or behind those that are being run on this thread.
  void run_waiting(Continuation* ring) noexcept;

  std::atomic<std::uint32_t> word_;
  std::uint32_t index_;  ///< in its slab
  const ResultType* type_;
  const CommandRow* row_;
  alignas(void*) std::byte storage_[kSlotBytes];
};

/// A counted reference to a slot.
class SlotHandle {
 public:
  SlotHandle() noexcept = default;
  /// Takes over a reference that is already counted.
  explicit SlotHandle(Slot* adopted) noexcept : slot_{adopted} {}
  SlotHandle(const SlotHandle& other) noexcept : slot_{other.slot_} {
    if (slot_ != nullptr) slot_->add_handle();
  }
  SlotHandle(SlotHandle&& other) noexcept : slot_{std::exchange(other.slot_, nullptr)} {}
  SlotHandle& operator=(SlotHandle other) noexcept {
    std::swap(slot_, other.slot_);
    return *this;
  }
  ~SlotHandle() {
    if (slot_ != nullptr) slot_->release_handle();
  }

  /// Sets the value of a loose slot and lets go of it, unless it throws.
  template <class T>
  void set_and_leave(T&& value) {
    slot_->set_and_leave<T>(std::move(value));
    slot_ = nullptr;
  }

  explicit operator bool() const noexcept { return slot_ != nullptr; }
  Slot* operator->() const noexcept { return slot_; }
  Slot& operator*() const noexcept { return *slot_; }

 private:
  Slot* slot_ = nullptr;
};

/// What happens when a result is there. Held by the slot it waits for.
class TRIBUTARY_API Continuation {
 public:
  static void* operator new(std::size_t bytes) { return take_recycled(bytes); }
  static void operator delete(void* memory, std::size_t bytes) noexcept { give_recycled(memory, bytes); }

  virtual ~Continuation() = default;
  virtual void run(Slot& input) noexcept = 0;
  /// The reply became a value that nobody has seen yet: what no reply tells can be added to it.
  virtual void complete(Slot& input) noexcept;
  /// The server refused the command, or its reply is no value: what is known about it can be added to the error.
  virtual void explain(ErrorInfo& error);
  /// After run(): gives its memory back.
  virtual void end() noexcept { delete this; }

 protected:
  /// What keeps its input itself is not given it: only end() is called.
  enum class Input : std::uint8_t { given, kept };

  explicit Continuation(Input input = Input::given) noexcept : input_is_{input} {}

  /// When end() keeps this: it may wait again, and the input goes, unless others have it.
  void forget_input() noexcept { input_ = SlotHandle{}; }

 private:
  friend class Slot;
  friend class ReadyList;
  friend class WaitingRing;
  Continuation* next_ = nullptr;  ///< of a ring in a slot, then of a list
  SlotHandle input_;              ///< set when the input is settled: keeps it until run() is over
  Input input_is_;
  bool within_transaction_ = false;  ///< the value came with the reply to an EXEC
};

inline void Slot::add_waiting(Continuation* continuation) noexcept {
  Continuation*& last = pending().waiting;
  continuation->next_ = last == nullptr ? continuation : std::exchange(last->next_, continuation);
  last = continuation;
}

/// A new pending slot that belongs to no command.
TRIBUTARY_API SlotHandle make_loose_slot(const ResultType& type);

/// The error of a result whose continuation threw; call it in the handler.
TRIBUTARY_API std::shared_ptr<const ErrorInfo> continuation_error() noexcept;
/// The same of a coroutine. An error of a result that it did not catch stays what it is.
TRIBUTARY_API std::shared_ptr<const ErrorInfo> coroutine_error() noexcept;

}  // namespace tributary::detail
