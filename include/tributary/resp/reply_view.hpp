#pragma once

#include <tributary/config.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tributary {

/// The kinds of RESP2 values. Those of RESP3 arrive as what RESP2 has in their place: maps as arrays of keys and values
/// in turn, sets and pushes as arrays, doubles, verbatim strings and big numbers as bulk strings, booleans as 1 and 0.
enum class ReplyKind : std::uint8_t { nil, integer, status, bulk, error, array };

TRIBUTARY_API std::string_view to_string(ReplyKind kind) noexcept;

namespace detail {

/// One value of a reply in pre-order: an array is followed by everything it contains.
struct ReplyNode {
  ReplyKind kind = ReplyKind::nil;
  std::uint64_t value = 0;  ///< integer: the number. text: offset. array: element count
  std::size_t size = 0;     ///< text: length in bytes. array: number of nodes below it, at any depth
};

}  // namespace detail

/// A parsed reply, or one element of it. A view: valid only during the call that received it.
class TRIBUTARY_API ReplyView {
 public:
  class Iterator;

  ReplyView(const detail::ReplyNode* node, const char* bytes) noexcept : node_{node}, bytes_{bytes} {}

  ReplyKind kind() const noexcept { return node_->kind; }
  bool is_nil() const noexcept { return kind() == ReplyKind::nil; }
  bool is_array() const noexcept { return kind() == ReplyKind::array; }
  bool is_error() const noexcept { return kind() == ReplyKind::error; }
  /// True for a bulk string and a status line.
  bool is_text() const noexcept { return kind() == ReplyKind::bulk || kind() == ReplyKind::status; }

  /// The number of an integer reply. Meaningless for other kinds.
  std::int64_t integer() const noexcept { return static_cast<std::int64_t>(node_->value); }
  /// The bytes of a bulk string, status line or error. Empty for other kinds.
  std::string_view text() const noexcept {
    return is_text() || is_error() ? std::string_view{bytes_ + node_->value, node_->size} : std::string_view{};
  }

  /// Number of elements of an array; 0 for other kinds.
  std::size_t size() const noexcept { return is_array() ? node_->value : 0; }
  Iterator begin() const noexcept;
  Iterator end() const noexcept;
  /// The element at `index`, which must be below size(). Linear when elements before it are arrays.
  ReplyView operator[](std::size_t index) const noexcept;

  /// What came, for error messages: `integer 5`, `bulk string "abc"`, `array of 3`. Long text is cut.
  std::string describe() const;

 private:
  const detail::ReplyNode* node_;
  const char* bytes_;
};

/// Walks the elements of one array.
class ReplyView::Iterator {
 public:
  Iterator(const detail::ReplyNode* node, const char* bytes) noexcept : node_{node}, bytes_{bytes} {}
  ReplyView operator*() const noexcept { return {node_, bytes_}; }
  Iterator& operator++() noexcept {
    node_ += node_->kind == ReplyKind::array ? node_->size + 1 : 1;
    return *this;
  }
  bool operator==(const Iterator& other) const noexcept { return node_ == other.node_; }

 private:
  const detail::ReplyNode* node_;
  const char* bytes_;
};

inline ReplyView::Iterator ReplyView::begin() const noexcept { return {node_ + 1, bytes_}; }

inline ReplyView::Iterator ReplyView::end() const noexcept {
  return {node_ + 1 + (is_array() ? node_->size : 0), bytes_};
}

inline ReplyView ReplyView::operator[](std::size_t index) const noexcept {
  Iterator element = begin();
  while (index-- > 0) ++element;
  return *element;
}

}  // namespace tributary
