#include <tributary/codec/text.hpp>

#include "resp/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

// Well-formed UTF-8, by table 3-7 of the Unicode Standard (15.0, section 3.9). All further bytes are 80..BF:
//
//   first    second
//   00..7F
//   C2..DF   80..BF
//   E0       A0..BF            (below: overlong)
//   E1..EF   80..BF, ED: 80..9F (above: surrogates)       and one more
//   F0       90..BF            (below: overlong)
//   F1..F4   80..BF, F4: 80..8F (above: beyond U+10FFFF)  and two more

namespace tributary::detail {

namespace {

using Byte = unsigned char;

constexpr bool between(Byte byte, Byte low, Byte high) noexcept { return byte >= low && byte <= high; }

/// The length of the character at the front; 0 when it is not well-formed.
std::size_t character_size(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return static_cast<Byte>(text[i]); };
  const Byte first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t size = between(first, 0xC2, 0xDF)   ? 2
                           : between(first, 0xE0, 0xEF) ? 3
                           : between(first, 0xF0, 0xF4) ? 4
                                                        : 0;
  if (size == 0 || text.size() < size) return 0;
  const Byte low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const Byte high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (!between(byte(1), low, high)) return 0;
  for (std::size_t i = 2; i < size; ++i) {
    if (!between(byte(i), 0x80, 0xBF)) return 0;
  }
  return size;
}

std::size_t first_bad_utf8(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    // Most text is mostly ASCII: eight bytes at a time while none has its highest bit set.
    std::uint64_t eight = 0;
    if (text.size() - at >= sizeof eight) {
      std::memcpy(&eight, text.data() + at, sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {
        at += sizeof eight;
        continue;
      }
    }
    const std::size_t size = character_size(text.substr(at));
    if (size == 0) return at;
    at += size;
  }
  return std::string_view::npos;
}

std::string_view type_name(Charset charset) noexcept {
  return charset == Charset::utf8 ? "text in UTF-8" : "printable ASCII text";
}

std::string where(std::string_view text, std::size_t bad) {
  return fmt::format("wrong at byte {}: {}", bad, quote(text.substr(bad, 4)));
}

}  // namespace

std::size_t first_bad_byte(std::string_view text, Charset charset) noexcept {
  if (charset == Charset::utf8) return first_bad_utf8(text);
  const auto* const bad = std::find_if_not(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return bad == text.end() ? std::string_view::npos : static_cast<std::size_t>(bad - text.begin());
}

void check_written_text(std::string_view text, Charset charset) {
  const std::size_t bad = first_bad_byte(text, charset);
  if (bad != std::string_view::npos) {
    throw_bad_value(type_name(charset), fmt::format("{}, {}", quote(text), where(text, bad)));
  }
}

void check_read_text(std::string_view text, Charset charset) {
  const std::size_t bad = first_bad_byte(text, charset);
  if (bad != std::string_view::npos) throw_unexpected_text(type_name(charset), text, where(text, bad));
}

}  // namespace tributary::detail
