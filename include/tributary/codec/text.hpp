#pragma once

#include <tributary/codec/codec.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tributary {

enum class Charset : std::uint8_t {
  utf8,  ///< well-formed UTF-8: nothing overlong, no surrogates, up to U+10FFFF
  ascii  ///< printable ASCII, space to tilde: no control characters, no newline
};

namespace detail {

/// Where the first byte stands that does not belong to well-formed text; npos when all does.
TRIBUTARY_API std::size_t first_bad_byte(std::string_view text, Charset charset) noexcept;

/// std::invalid_argument for a value that is to be written; CodecError for bytes that were read. Both show the text and
/// tell where it is wrong.
TRIBUTARY_API void check_written_text(std::string_view text, Charset charset);
TRIBUTARY_API void check_read_text(std::string_view text, Charset charset);

}  // namespace detail

/// A std::string, and used as one, whose characters are checked when it is recorded and when it is read from a reply.
/// In between it may hold anything.
///
/// Errors: std::invalid_argument from the command that would record bad text, before anything is recorded; DecodeError
///         in the result that would be bad text
template <Charset charset>
class CheckedString : public std::string {
 public:
  CheckedString() = default;
  // NOLINTBEGIN(google-explicit-constructor): it is a string
  CheckedString(std::string text) noexcept : std::string{std::move(text)} {}
  CheckedString(std::string_view text) : std::string{text} {}
  CheckedString(const char* text) : std::string{text} {}
  // NOLINTEND(google-explicit-constructor)
};

using Utf8 = CheckedString<Charset::utf8>;
using Ascii = CheckedString<Charset::ascii>;

template <Charset charset>
struct Codec<CheckedString<charset>> {
  static void encode(const CheckedString<charset>& text, ByteWriter& out) {
    detail::check_written_text(text, charset);
    out.append(text);
  }
  static CheckedString<charset> decode(std::string_view bytes) {
    detail::check_read_text(bytes, charset);
    return bytes;
  }
};

}  // namespace tributary

template <tributary::Charset charset>
struct std::hash<tributary::CheckedString<charset>> : std::hash<std::string> {};
