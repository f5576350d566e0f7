#include "resp/request_words.hpp"

#include <charconv>

namespace tributary::detail {

namespace {

/// Reads `*12\r\n` or `$12\r\n` off the front. False when it is cut.
bool take_header(std::string_view& bytes, std::size_t& value) noexcept {
  const std::size_t end = bytes.find('\n');
  if (end == std::string_view::npos) return false;
  std::from_chars(bytes.data() + 1, bytes.data() + end, value);
  bytes.remove_prefix(end + 1);
  return true;
}

/// Reads `$3\r\nGET\r\n` off the front. False when it is cut.
bool take_word(std::string_view& bytes, std::string_view& word) noexcept {
  std::size_t length = 0;
  if (!take_header(bytes, length) || bytes.size() < length + 2) return false;
  word = bytes.substr(0, length);
  bytes.remove_prefix(length + 2);
  return true;
}

}  // namespace

std::string_view take_command(std::string_view& bytes) noexcept {
  std::string_view rest = bytes;
  std::size_t words = 0;
  if (!take_header(rest, words)) return {};
  for (std::string_view word; words > 0; --words) {
    if (!take_word(rest, word)) return {};
  }
  const std::string_view command = bytes.substr(0, bytes.size() - rest.size());
  bytes = rest;
  return command;
}

std::size_t take_whole_commands(std::string_view& bytes) noexcept {
  std::size_t count = 0;
  while (!bytes.empty() && !take_command(bytes).empty()) ++count;
  return count;
}

std::vector<std::string_view> words_of(std::string_view command) {
  std::size_t count = 0;
  if (!take_header(command, count)) return {};
  std::vector<std::string_view> words;
  words.reserve(count);
  for (std::string_view word; words.size() < count && take_word(command, word);) words.push_back(word);
  return words;
}

}  // namespace tributary::detail
