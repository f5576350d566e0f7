#pragma once

#include <tributary/resp/reply_view.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace tributary::detail {

/// The least that ReplyLimits::max_line_bytes can be: longer lines are hiredis' job, and there the limit is kept.
inline constexpr std::size_t kLeastLineBytes = 512;

inline bool is_line_end(const char* at) noexcept { return at[0] == '\r' && at[1] == '\n'; }

/// Up to eight digits off the front of eight bytes, all at once. Returns how many there are.
///
/// Source: Daniel Lemire, "Quickly parsing eight digits" (2018); the shift, which leaves out what is no digit, is ours
inline int read_eight_digits(const char* at, std::uint64_t& value) noexcept {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, at, sizeof bytes);
  bytes ^= 0x3030303030303030;
  // A byte above 9 has its highest bit set now, or after the sum. A carry can only reach what is behind the first such.
  const std::uint64_t others = (bytes | (bytes + 0x7676767676767676)) & 0x8080808080808080;
  const int digits = others == 0 ? 8 : std::countr_zero(others) / 8;
  if (digits == 0) return 0;
  bytes <<= 64 - 8 * digits;  // zeros in front
  bytes = bytes * 10 + (bytes >> 8);
  constexpr std::uint64_t kEven = 0x000000FF000000FF;
  value = ((bytes & kEven) * (100 + (std::uint64_t{1'000'000} << 32)) +
           ((bytes >> 16) & kEven) * (1 + (std::uint64_t{10'000} << 32))) >>
          32;
  return digits;
}

/// Goes on with the digits at `at`; the number's first one is at `first`. As read_number().
inline const char* read_more_digits(const char* first, const char* at, const char* end,
                                    std::uint64_t& number) noexcept {
  // A number of at most 18 digits cannot overflow. Longer ones exist, and go the other way.
  constexpr std::ptrdiff_t kMaxDigits = 18;
  const char* const last = end - first > kMaxDigits ? first + kMaxDigits : end;
  while (at < last && static_cast<unsigned char>(*at - '0') < 10) {
    number = number * 10 + static_cast<std::uint64_t>(*at++ - '0');
  }
  return at == first || end - at < 2 || !is_line_end(at) ? nullptr : at;
}

/// Parses `[-]digits\r\n` at `begin`. Returns what follows it, or null.
inline const char* read_number(const char* begin, const char* end, std::int64_t& value) noexcept {
  constexpr std::ptrdiff_t kEightDigitsAndEnd = 10;
  const bool negative = begin < end && *begin == '-';
  const char* const first = negative ? begin + 1 : begin;
  const char* at = first;
  std::uint64_t number = 0;
  if (std::endian::native == std::endian::little && end - first >= kEightDigitsAndEnd) {
    at += read_eight_digits(at, number);
  }
  if (at == first || !is_line_end(at)) at = read_more_digits(first, at, end, number);
  if (at == nullptr || (*first == '0' && (at - first > 1 || negative))) return nullptr;
  value = static_cast<std::int64_t>(negative ? 0 - number : number);
  return at + 2;
}

/// Parses the length of a string or an array and the end of its line. Returns what follows it, or null. As
/// read_number(), and faster where it has few digits and something behind.
[[gnu::always_inline]] inline const char* read_length(const char* begin, const char* end,
                                                      std::int64_t& value) noexcept {
  constexpr std::ptrdiff_t kFewDigits = 6;
  if (end - begin >= kFewDigits + 2) {
    const auto digit = [](const char* at) { return static_cast<unsigned>(static_cast<unsigned char>(*at)) - '0'; };
    unsigned number = digit(begin);
    const char* at = begin + 1;
    if (number > 0 && number < 10) {
      for (unsigned next = 0; at < begin + kFewDigits && (next = digit(at)) < 10; ++at) number = number * 10 + next;
    }
    if ((number < 10 || at > begin + 1) && is_line_end(at)) {
      value = number;
      return at + 2;
    }
  }
  return read_number(begin, end, value);
}

/// read_scalar() for `$3\r\nabc\r\n` and `$-1\r\n`.
[[gnu::always_inline]] inline const char* read_bulk(const char* at, const char* end, const char* base,
                                                    ReplyNode& node) noexcept {
  std::int64_t size = 0;
  const char* const text = read_length(at + 1, end, size);
  if (text == nullptr) return nullptr;
  // Compared as signed numbers, so that an absurd length is just longer than what is there.
  if (size < 0 || end - text - 2 < size || !is_line_end(text + size)) {
    node = {ReplyKind::nil, 0, 0};
    return size == -1 ? text : nullptr;
  }
  node = {ReplyKind::bulk, static_cast<std::uint64_t>(text - base), static_cast<std::size_t>(size)};
  return text + size + 2;
}

/// Reads one whole scalar at `at`: `:1\r\n`, `+OK\r\n`, `$3\r\nabc\r\n` or `$-1\r\n`. Returns what follows it, or null
/// for everything else: an array, an error, a reply that is cut, anything unusual. Those are hiredis' job, which also
/// judges what is wrong with them.
///
/// `node` is filled with offsets from `base`.
[[gnu::always_inline]] inline const char* read_scalar(const char* at, const char* end, const char* base,
                                                      ReplyNode& node) noexcept {
  constexpr std::ptrdiff_t kShortest = 3;
  if (end - at < kShortest) return nullptr;
  std::int64_t number = 0;
  switch (*at) {
    case ':': {
      const char* const behind = read_number(at + 1, end, number);
      node = {ReplyKind::integer, static_cast<std::uint64_t>(number), 0};
      return behind;
    }
    case '+': {
      // A control character ends the search: hiredis since 1.0 refuses a line end that is none of the line's.
      const char* const last = at + std::min(end - at, static_cast<std::ptrdiff_t>(kLeastLineBytes));
      const char* line_end = at + 1;
      while (line_end<last&& static_cast<unsigned char>(*line_end)> '\r') ++line_end;
      if (line_end == last || end - line_end < 2 || !is_line_end(line_end)) return nullptr;
      node = {ReplyKind::status, static_cast<std::uint64_t>(at + 1 - base),
              static_cast<std::size_t>(line_end - at - 1)};
      return line_end + 2;
    }
    case '$': return read_bulk(at, end, base, node);
    default: return nullptr;
  }
}

/// read_scalar() for the scalar at the front of `bytes`. Returns its length in bytes, or 0.
inline std::size_t read_whole_scalar(std::span<const char> bytes, ReplyNode& node) noexcept {
  const char* const begin = bytes.data();
  const char* const behind = read_scalar(begin, begin + bytes.size(), begin, node);
  return behind == nullptr ? 0 : static_cast<std::size_t>(behind - begin);
}

}  // namespace tributary::detail
