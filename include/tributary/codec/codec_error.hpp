#pragma once

#include <tributary/config.hpp>
#include <tributary/resp/reply_view.hpp>

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tributary {

namespace detail {
struct CodecErrorAccess;
}

/// What a Codec throws when bytes or a reply are not a value of its type. The library turns it, like any other
/// std::exception a codec throws, into the decode error of that one result.
class TRIBUTARY_API CodecError : public std::runtime_error {
 public:
  /// `expected` names the type or form, `actual` is what came, already made printable.
  CodecError(std::string expected, std::string actual);
  /// The same, of a part of a reply: `place` says of which, such as `in element 1`.
  CodecError(std::string_view expected, std::string_view place, std::string actual);

  /// What was expected, and where.
  const std::string& expected() const noexcept { return expected_; }
  const std::string& actual() const noexcept { return actual_; }

 private:
  friend struct detail::CodecErrorAccess;

  std::string expected_;
  std::string actual_;
  std::size_t place_size_ = 0;          ///< of the end of expected_
  std::optional<std::size_t> element_;  ///< when the place is an element
};

/// Throws CodecError for a reply of the wrong kind.
[[noreturn]] TRIBUTARY_API void throw_unexpected_reply(std::string_view expected, const ReplyView& reply);
/// Throws CodecError for text that is not a value of the expected form. `why` tells what is wrong, where one would not
/// see it: `near byte 7`.
[[noreturn]] TRIBUTARY_API void throw_unexpected_text(std::string_view expected, std::string_view text,
                                                      std::string_view why = {});
/// Throws std::invalid_argument, for an `encode` that refuses its value: `actual` is the value, already made printable.
[[noreturn]] TRIBUTARY_API void throw_bad_value(std::string_view expected, std::string_view actual);

namespace detail {

// While the exception of a codec is handled: throw it as a CodecError that says of which part of a reply it speaks.

[[noreturn]] TRIBUTARY_API void rethrow_for_element(std::size_t index, const ReplyView& value);
/// The value that stands behind a name.
[[noreturn]] TRIBUTARY_API void rethrow_for_name(const ReplyView& name, const ReplyView& value);
[[noreturn]] TRIBUTARY_API void rethrow_for_field(std::string_view field, const ReplyView& value);
/// The fields of an entry of a stream.
[[noreturn]] TRIBUTARY_API void rethrow_for_entry(const ReplyView& id, const ReplyView& fields);

}  // namespace detail

}  // namespace tributary
