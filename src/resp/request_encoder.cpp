#include "resp/request_encoder.hpp"

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

/// Takes one command off the front. False, and nothing is taken, when it is cut.
bool take_command(std::string_view& bytes) noexcept {
  std::string_view rest = bytes;
  std::size_t arguments = 0;
  if (!take_header(rest, arguments)) return false;
  for (; arguments > 0; --arguments) {
    std::size_t length = 0;
    if (!take_header(rest, length) || rest.size() < length + 2) return false;
    rest.remove_prefix(length + 2);
  }
  bytes = rest;
  return true;
}

}  // namespace

std::size_t take_whole_commands(std::string_view& bytes) noexcept {
  std::size_t count = 0;
  while (!bytes.empty() && take_command(bytes)) ++count;
  return count;
}

}  // namespace tributary::detail
