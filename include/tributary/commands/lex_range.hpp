#pragma once

#include <tributary/codec/codec.hpp>

#include <concepts>
#include <string>
#include <string_view>

namespace tributary {

/// One end of a range of members: text, which belongs to the range, `LexBound::exclusive(text)`, which does not, or the
/// end of everything. Owns its text.
class TRIBUTARY_API LexBound {
 public:
  template <std::convertible_to<std::string_view> Text>
  LexBound(const Text& text)  // NOLINT(google-explicit-constructor): a text is the bound that includes it
      : LexBound{'[', std::string_view{text}} {}
  static LexBound exclusive(std::string_view text) { return {'(', text}; }
  /// Before every member.
  static LexBound lowest() { return {'-', {}}; }
  /// Behind every member.
  static LexBound highest() { return {'+', {}}; }

 private:
  friend struct Codec<LexBound>;
  LexBound(char sign, std::string_view text) : sign_{sign}, text_{text} {}

  char sign_;  ///< what Redis wants before the text
  std::string text_;
};

/// Members from min to max, compared byte by byte: `LexRange{.min = "a", .max = LexBound::exclusive("b")}`. A side that
/// is left out is open. Only for sorted sets whose members all have the same score; the result is unspecified for
/// others.
struct LexRange {
  LexBound min = LexBound::lowest();
  LexBound max = LexBound::highest();
};

/// As Redis writes them: `[a`, `(a`, `-`, `+`.
template <>
struct Codec<LexBound> {
  TRIBUTARY_API static void encode(const LexBound& bound, ByteWriter& out);
};

}  // namespace tributary
