#include "resp/request_words.hpp"

#include <cstddef>

namespace tributary::detail {

namespace {

// The bytes are our own: they may be cut, and nothing else can be wrong with them. Of a batch that does not fit into
// the socket every command is looked at, so this is written out: find() and from_chars() take eight times as much.

/// Passes over `*12\r\n` or `$12\r\n`. False when it is cut.
inline bool pass_header(std::string_view bytes, std::size_t& at, std::size_t& value) noexcept {
  constexpr std::size_t kShortest = 4;
  if (bytes.size() < at + kShortest) return false;
  const auto digit = [bytes](std::size_t i) { return static_cast<std::size_t>(bytes[i]) - '0'; };
  value = digit(at + 1);
  at += 2;
  if (bytes[at] != '\r') {
    value = value * 10 + digit(at);
    while (bytes[++at] != '\r') {
      if (at + 1 == bytes.size()) return false;
      value = value * 10 + digit(at);
    }
  }
  at += 2;
  return at <= bytes.size();
}

/// Passes over `$3\r\nGET\r\n`; `text` is where its letters begin. False when it is cut.
inline bool pass_word(std::string_view bytes, std::size_t& at, std::size_t& text, std::size_t& size) noexcept {
  if (!pass_header(bytes, at, size)) return false;
  text = at;
  at += size + 2;
  return at <= bytes.size();
}

/// Passes over one command. False when it is cut.
inline bool pass_command(std::string_view bytes, std::size_t& at) noexcept {
  std::size_t words = 0;
  if (!pass_header(bytes, at, words)) return false;
  std::size_t text = 0;
  std::size_t size = 0;
  for (; words > 0; --words) {
    if (!pass_word(bytes, at, text, size)) return false;
  }
  return true;
}

}  // namespace

std::string_view take_command(std::string_view& bytes) noexcept {
  std::size_t end = 0;
  if (!pass_command(bytes, end)) return {};
  const std::string_view command = bytes.substr(0, end);
  bytes.remove_prefix(end);
  return command;
}

std::size_t take_whole_commands(std::string_view& bytes) noexcept {
  const std::string_view all = bytes;
  std::size_t count = 0;
  std::size_t end = 0;
  for (std::size_t at = 0; pass_command(all, at); ++count) end = at;
  bytes.remove_prefix(end);
  return count;
}

std::vector<std::string_view> words_of(std::string_view command) {
  std::size_t at = 0;
  std::size_t count = 0;
  if (!pass_header(command, at, count)) return {};
  std::vector<std::string_view> words;
  words.reserve(count);
  std::size_t text = 0;
  std::size_t size = 0;
  while (words.size() < count && pass_word(command, at, text, size)) words.push_back(command.substr(text, size));
  return words;
}

}  // namespace tributary::detail
