#include "resp/quote.hpp"

#include <fmt/format.h>

#include <iterator>

namespace tributary::detail {

namespace {

bool is_printable_ascii(char c) noexcept { return c >= ' ' && c < '\x7f'; }

void append_escaped(std::string& out, char c) {
  fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
}

/// How many bytes a control character has at the beginning of `text`: those of ASCII have one, the others of Unicode,
/// U+0080 to U+009F, two in UTF-8. 0 when there is none.
std::size_t control_at(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
  return text.size() > 1 && byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) < 0xa0 ? 2 : 0;
}

}  // namespace

std::string quote(std::string_view text) {
  constexpr std::size_t kShown = 64;
  std::string out = "\"";
  for (const char c : text.substr(0, kShown)) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (is_printable_ascii(c)) {
      out += c;
    } else {
      append_escaped(out, c);
    }
  }
  out += '"';
  if (text.size() > kShown) fmt::format_to(std::back_inserter(out), "... ({} bytes)", text.size());
  return out;
}

std::string escape_bytes(std::string_view text) {
  std::string out;
  for (const char c : text) is_printable_ascii(c) ? out.push_back(c) : append_escaped(out, c);
  return out;
}

std::string escape_controls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t control = control_at(text);
    for (const char c : text.substr(0, control)) append_escaped(out, c);
    if (control == 0) out += text.front();
    text.remove_prefix(control == 0 ? 1 : control);
  }
  return out;
}

}  // namespace tributary::detail
