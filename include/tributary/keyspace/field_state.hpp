#pragma once

#include <cstdint>
#include <optional>
#include <utility>

namespace tributary::detail {

/// What is known of one field beside its value. One word:
///
///   unknown      neither loaded nor assigned; a value is the default one
///   known        the value, or its absence, is what Redis held when it was last seen
///   changed      assigned since
///   n            a recorded operation of that number is going to make it known
///
/// An operation that succeeds makes the fields of its number known; one that fails makes them changed again. So a field
/// that is assigned while an operation waits stays changed, whatever comes of the operation.
class FieldState {
 public:
  static constexpr std::uint32_t kUnknown = 0;
  static constexpr std::uint32_t kKnown = 1;
  static constexpr std::uint32_t kChanged = 2;
  static constexpr std::uint32_t kFirstOperation = 3;

  FieldState() noexcept = default;
  /// Nobody tells a copy what became of an operation: to it the field is changed.
  FieldState(const FieldState& other) noexcept : word_{other.is_pending() ? kChanged : other.word_ & ~kCopied} {}
  FieldState(FieldState&& other) noexcept : word_{std::exchange(other.word_, kUnknown) & ~kCopied} {}
  FieldState& operator=(const FieldState&) = delete;
  ~FieldState() = default;

  std::uint32_t word() const noexcept { return word_ & ~kCopied; }
  void set_word(std::uint32_t word) noexcept { word_ = word; }
  bool is_known() const noexcept { return word() == kKnown; }
  bool is_changed() const noexcept { return word() == kChanged; }
  bool is_pending() const noexcept { return word() >= kFirstOperation; }

  // Assigning a record assigns its base first, which copies all fields with their states, and then each field, which
  // looks like the assignment of a value. The mark tells them apart: the first assignment after it does nothing.
  void mark_copied() noexcept { word_ |= kCopied; }
  bool take_copied() noexcept {
    const bool copied = (word_ & kCopied) != 0;
    word_ &= ~kCopied;
    return copied;
  }

 private:
  static constexpr std::uint32_t kCopied = 1U << 31U;

  std::uint32_t word_ = kUnknown;
};

template <class T>
struct FieldValue : FieldState {
  std::optional<T> value;
};

}  // namespace tributary::detail
