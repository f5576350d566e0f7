#include "resp/quote.hpp"

#include <fmt/format.h>

#include <iterator>

namespace tributary::detail {

std::string quote(std::string_view text) {
  constexpr std::size_t kShown = 64;
  std::string out = "\"";
  for (const char c : text.substr(0, kShown)) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c >= ' ' && c < '\x7f') {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  out += '"';
  if (text.size() > kShown) fmt::format_to(std::back_inserter(out), "... ({} bytes)", text.size());
  return out;
}

}  // namespace tributary::detail
