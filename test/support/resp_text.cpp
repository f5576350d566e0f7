#include "support/resp_text.hpp"

#include <charconv>
#include <stdexcept>
#include <system_error>

namespace tributary::test {
namespace {

long long number(std::string_view digits) {
  long long value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) {
    throw std::runtime_error{"not a RESP length: '" + std::string{digits} + "'"};
  }
  return value;
}

}  // namespace

std::string resp_command(const std::vector<std::string>& words) {
  // Appended piece by piece: g++ 12 warns wrongly (-Wrestrict) about literals added to the front of strings.
  std::string bytes;
  bytes.append("*").append(std::to_string(words.size())).append("\r\n");
  for (const auto& word : words) {
    bytes.append("$").append(std::to_string(word.size())).append("\r\n").append(word).append("\r\n");
  }
  return bytes;
}

std::optional<PrintableReply> printable_reply(std::string_view bytes) {
  const auto line_end = bytes.find("\r\n");
  if (line_end == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view line = bytes.substr(0, line_end);
  const std::string_view rest = line.substr(line.empty() ? 0 : 1);
  const std::size_t header = line_end + 2;
  switch (line.empty() ? '\0' : line.front()) {
    case '+':
    case '-':
    case ':': return PrintableReply{std::string{line}, header};
    case '$': {
      const auto length = number(rest);
      if (length < 0) {
        return PrintableReply{"(nil)", header};
      }
      const auto size = static_cast<std::size_t>(length);
      if (bytes.size() < header + size + 2) {
        return std::nullopt;
      }
      return PrintableReply{std::string{bytes.substr(header, size)}, header + size + 2};
    }
    case '*': {
      const auto count = number(rest);
      if (count < 0) {
        return PrintableReply{"(nil)", header};
      }
      PrintableReply array{"[", header};
      for (long long i = 0; i < count; ++i) {
        const auto element = printable_reply(bytes.substr(array.length));
        if (!element) {
          return std::nullopt;
        }
        array.text += (i == 0 ? "" : ", ") + element->text;
        array.length += element->length;
      }
      array.text += "]";
      return array;
    }
    default: throw std::runtime_error{"not a RESP2 reply: '" + std::string{line} + "'"};
  }
}

}  // namespace tributary::test
