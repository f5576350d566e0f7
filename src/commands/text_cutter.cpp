#include "commands/text_cutter.hpp"

#include <tributary/codec/codec_error.hpp>

namespace tributary::detail {

std::string_view cut(std::string_view& rest, char separator) noexcept {
  const auto at = rest.find(separator);
  const std::string_view head = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
  return head;
}

std::string_view cut_line(std::string_view& rest) noexcept {
  std::string_view line = cut(rest, '\n');
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

NameAndValue cut_field(std::string_view text, char sign, std::string_view expected) {
  const auto at = text.find(sign);
  if (at == std::string_view::npos || at == 0) throw_unexpected_text(expected, text);
  return {text.substr(0, at), text.substr(at + 1)};
}

}  // namespace tributary::detail
