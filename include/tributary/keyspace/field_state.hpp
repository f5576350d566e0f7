#pragma once

#include <tributary/keyspace/shared_key.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace tributary::detail {

/// What is known of one field beside its value. One word:
///
///   unknown      neither loaded nor assigned, or nobody knows any more; a value may be the default one
///   known        the value, or its absence, is what Redis held when it was last seen
///   changed      assigned since
///   writing n    a recorded operation of that number is going to store the value, or its absence
///   taking n     a recorded operation of that number is going to make it something else: a sum, or nothing
///
/// An operation that succeeds makes the fields of its number known; one that fails makes them what they were. So a
/// field that is assigned while an operation waits stays changed, whatever comes of the operation.
///
/// A field is left out when its record was loaded without it. It has no value then, and keeps the key of the record for
/// whoever reads it all the same; until something is known of it, so also while an operation is going to take it.
class FieldState {
 public:
  static constexpr std::uint32_t kUnknown = 0;
  static constexpr std::uint32_t kKnown = 1;
  static constexpr std::uint32_t kChanged = 2;
  static constexpr std::uint32_t kFirstOperation = 3;
  static constexpr std::uint32_t kLastOperation = (1U << 30U) - 1;

  static constexpr std::uint32_t writing(std::uint32_t operation) noexcept { return operation; }
  static constexpr std::uint32_t taking(std::uint32_t operation) noexcept { return operation | kTaking; }

  FieldState() noexcept = default;
  /// Nobody tells a copy what becomes of an operation.
  FieldState(const FieldState& other) noexcept
      : left_out_of_{other.left_out_of_}, word_{without_operation(other.word())} {}
  FieldState(FieldState&& other) noexcept
      : left_out_of_{std::move(other.left_out_of_)}, word_{std::exchange(other.word_, kUnknown) & ~kCopied} {}
  FieldState& operator=(const FieldState&) = delete;
  ~FieldState() = default;

  std::uint32_t word() const noexcept { return word_ & ~kCopied; }
  void set_word(std::uint32_t word) noexcept {
    word_ = word;
    if (left_out_of_ && word != kUnknown && !is_taking()) left_out_of_ = {};
  }
  bool is_known() const noexcept { return word() == kKnown; }
  bool is_changed() const noexcept { return word() == kChanged; }
  bool is_writing() const noexcept { return word() >= kFirstOperation && !is_taking(); }
  bool is_taking() const noexcept { return (word() & kTaking) != 0; }
  /// An operation failed that found the field with that word.
  void restore(std::uint32_t before) noexcept { set_word(without_operation(before)); }

  bool is_left_out() const noexcept { return static_cast<bool>(left_out_of_); }
  /// The key of the record that was loaded without this field.
  const std::string& left_out_of() const noexcept { return left_out_of_.text(); }
  void leave_out(const SharedKey& key) noexcept {
    left_out_of_ = key;
    word_ = kUnknown;
  }
  void leave_out_like(const FieldState& other) noexcept { leave_out(other.left_out_of_); }

  // Assigning a record assigns its base first, which copies all fields with their states, and then each field, which
  // looks like the assignment of a value. The mark tells them apart: the first assignment after it does nothing.
  void copy_state(const FieldState& other) noexcept {
    left_out_of_ = other.left_out_of_;
    word_ = without_operation(other.word()) | kCopied;
  }
  void take_state(FieldState& other) noexcept {
    left_out_of_ = std::move(other.left_out_of_);
    word_ = std::exchange(other.word_, kUnknown) | kCopied;
  }
  bool take_copied() noexcept {
    const bool copied = (word_ & kCopied) != 0;
    word_ &= ~kCopied;
    return copied;
  }

 private:
  static constexpr std::uint32_t kTaking = 1U << 30U;
  static constexpr std::uint32_t kCopied = 1U << 31U;

  /// What was being written is a change that may have to be written again; of what was being taken nothing is known.
  static constexpr std::uint32_t without_operation(std::uint32_t word) noexcept {
    if (word < kFirstOperation) return word;
    return (word & kTaking) != 0 ? kUnknown : kChanged;
  }

  SharedKey left_out_of_;
  std::uint32_t word_ = kUnknown;
};

template <class T>
struct FieldValue : FieldState {
  std::optional<T> value;
};

/// The library's own way into fields.
struct FieldAccess {
  template <class F>
  static FieldState& state(F& field) noexcept {
    return field;
  }
};

}  // namespace tributary::detail
