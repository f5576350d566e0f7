#include "resp/scalar_lane.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tributary::detail {

namespace {

// A number of at most 18 digits cannot overflow. Longer ones exist, and go the other way.
constexpr std::ptrdiff_t kMaxDigits = 18;

/// Parses `[-]digits\r\n` at `begin`. Returns what follows it, or null.
const char* read_number(const char* begin, const char* end, std::int64_t& value) noexcept {
  const bool negative = begin < end && *begin == '-';
  const char* const first = begin + (negative ? 1 : 0);
  const char* at = first;
  std::int64_t number = 0;
  const char* const last = end - first > kMaxDigits ? first + kMaxDigits : end;
  while (at < last && static_cast<unsigned char>(*at - '0') < 10) number = number * 10 + (*at++ - '0');
  const auto digits = at - first;
  const bool odd = digits == 0 || (*first == '0' && (digits > 1 || negative));
  if (odd || end - at < 2 || at[0] != '\r' || at[1] != '\n') return nullptr;
  value = negative ? -number : number;
  return at + 2;
}

}  // namespace

std::size_t read_whole_scalar(std::span<const char> bytes, ReplyNode& node) noexcept {
  const char* const begin = bytes.data();
  const char* const end = begin + bytes.size();
  if (bytes.size() < 3) return 0;
  const char* after = nullptr;
  std::int64_t number = 0;
  switch (*begin) {
    case ':':
      after = read_number(begin + 1, end, number);
      node = {ReplyKind::integer, static_cast<std::uint64_t>(number), 0};
      break;
    case '+': {
      // A control character ends the search: hiredis since 1.0 refuses a line end that is none of the line's.
      const char* const last = begin + std::min(bytes.size(), kLeastLineBytes);
      const char* line_end = begin + 1;
      while (line_end<last&& static_cast<unsigned char>(*line_end)> '\r') ++line_end;
      if (line_end == last || end - line_end < 2 || line_end[0] != '\r' || line_end[1] != '\n') return 0;
      after = line_end + 2;
      node = {ReplyKind::status, 1, static_cast<std::size_t>(line_end - begin - 1)};
      break;
    }
    case '$': {
      const char* const text = read_number(begin + 1, end, number);
      if (text == nullptr) return 0;
      if (number == -1) {
        after = text;
        node = {ReplyKind::nil, 0, 0};
        break;
      }
      // Compared as signed numbers, so that an absurd length is just longer than what is there.
      if (number < 0 || end - text - 2 < number || text[number] != '\r' || text[number + 1] != '\n') return 0;
      after = text + number + 2;
      node = {ReplyKind::bulk, static_cast<std::uint64_t>(text - begin), static_cast<std::size_t>(number)};
      break;
    }
    default: return 0;
  }
  return after == nullptr ? 0 : static_cast<std::size_t>(after - begin);
}

}  // namespace tributary::detail
