#pragma once

// A command on the wire, all lengths in bytes and decimal:
//
//   command  := "*" count CRLF argument{count}          the verb's words are the first arguments
//   argument := "$" length CRLF byte{length} CRLF

#include "resp/request_buffer.hpp"
#include "resp/shortest_double.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace tributary::detail {

/// The constant beginning of a command, prepared at compile time: `*0\r\n$6\r\nINCRBY\r\n`. A verb of two words, such
/// as OBJECT ENCODING, makes two arguments.
class CommandPrefix {
 public:
  static constexpr std::size_t kCapacity = 48;
  static constexpr std::size_t kCountAt = 1;
  static constexpr std::size_t kBodyAt = 4;

  consteval explicit CommandPrefix(std::string_view verb) {
    put("*0\r\n");
    while (!verb.empty()) {
      const std::size_t end = verb.find(' ');
      const std::string_view word = verb.substr(0, end);
      if (word.size() > 99) throw "a verb's word has at most 99 letters";
      put("$");
      if (word.size() > 9) put(static_cast<char>('0' + word.size() / 10));
      put(static_cast<char>('0' + word.size() % 10));
      put("\r\n");
      put(word);
      put("\r\n");
      ++words_;
      verb = end == std::string_view::npos ? std::string_view{} : verb.substr(end + 1);
    }
  }

  constexpr const char* data() const noexcept { return bytes_.data(); }
  constexpr std::size_t size() const noexcept { return size_; }
  constexpr std::size_t words() const noexcept { return words_; }
  constexpr std::string_view body() const noexcept { return {bytes_.data() + kBodyAt, size_ - kBodyAt}; }

 private:
  constexpr void put(char c) { bytes_.at(size_++) = c; }
  constexpr void put(std::string_view text) {
    for (const char c : text) put(c);
  }

  std::array<char, kCapacity> bytes_{};
  std::uint8_t size_ = 0;
  std::uint8_t words_ = 0;
};

/// Upper bounds of what the functions below write, for one RequestBuffer::room() call a command.
inline constexpr std::size_t kMaxHeader = 24;  ///< `*` or `$`, 20 digits, CRLF
inline constexpr std::size_t kMaxInteger = 20;
inline constexpr std::size_t kMaxDouble = 32;

inline char* write_crlf(char* out) noexcept {
  out[0] = '\r';
  out[1] = '\n';
  return out + 2;
}

/// As write_header(), of a number that has three digits or more.
char* write_long_header(char* out, char sigil, std::size_t value) noexcept;

/// `$12\r\n` or `*12\r\n`. Two digits at most, the common case, are written here.
[[gnu::always_inline]] inline char* write_header(char* out, char sigil, std::size_t value) noexcept {
  *out = sigil;
  if (value < 10) {
    out[1] = static_cast<char>('0' + value);
    return write_crlf(out + 2);
  }
  if (value < 100) {
    out[1] = static_cast<char>('0' + value / 10);
    out[2] = static_cast<char>('0' + value % 10);
    return write_crlf(out + 3);
  }
  return write_long_header(out, sigil, value);
}

/// memcpy(), without a call for what is short: most keys, fields and values are.
[[gnu::always_inline]] inline void copy_bytes(char* out, const char* from, std::size_t size) noexcept {
  if (size > 16) {
    std::memcpy(out, from, size);
  } else if (size >= 8) {  // two halves, which overlap
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::memcpy(&first, from, 8);
    std::memcpy(&last, from + size - 8, 8);
    std::memcpy(out, &first, 8);
    std::memcpy(out + size - 8, &last, 8);
  } else if (size >= 4) {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::memcpy(&first, from, 4);
    std::memcpy(&last, from + size - 4, 4);
    std::memcpy(out, &first, 4);
    std::memcpy(out + size - 4, &last, 4);
  } else if (size > 0) {
    out[0] = from[0];
    out[size / 2] = from[size / 2];
    out[size - 1] = from[size - 1];
  }
}

/// The command's first bytes; `arguments` does not count the verb. Needs room for CommandPrefix::kCapacity +
/// kMaxHeader.
inline char* write_prefix(char* out, const CommandPrefix& prefix, std::size_t arguments) noexcept {
  const std::size_t count = prefix.words() + arguments;
  if (count < 10) {
    std::memcpy(out, prefix.data(), CommandPrefix::kCapacity);  // a constant size: three vector moves
    out[CommandPrefix::kCountAt] = static_cast<char>('0' + count);
    return out + prefix.size();
  }
  out = write_header(out, '*', count);
  std::memcpy(out, prefix.body().data(), prefix.body().size());
  return out + prefix.body().size();
}

/// One argument. Needs room for kMaxHeader + text.size() + 2.
inline char* write_bulk(char* out, std::string_view text) noexcept {
  out = write_header(out, '$', text.size());
  copy_bytes(out, text.data(), text.size());
  return write_crlf(out + text.size());
}

/// The digits of a number, and of one with a sign. Needs room for kMaxInteger.
char* write_digits(char* out, std::uint64_t value) noexcept;
template <class Integer>
char* write_number(char* out, Integer value) noexcept {
  if constexpr (std::is_signed_v<Integer>) {
    if (value < 0) {
      *out = '-';
      return write_digits(out + 1, 0 - static_cast<std::uint64_t>(value));
    }
  }
  return write_digits(out, static_cast<std::uint64_t>(value));
}

/// One argument in decimal. Needs room for kMaxHeader + kMaxInteger + 2.
template <class Integer>
char* write_integer(char* out, Integer value) noexcept {
  if (static_cast<std::make_unsigned_t<Integer>>(value) < 10) {
    constexpr char kOneDigit[] = "$1\r\n0\r\n";
    std::memcpy(out, kOneDigit, sizeof kOneDigit);
    out[4] = static_cast<char>('0' + value);
    return out + sizeof kOneDigit - 1;
  }
  // The digits are written where they belong when the header has its usual four bytes, as it has below ten digits.
  constexpr std::size_t kShortHeader = 4;
  char* const digits = out + kShortHeader;
  char* const end = write_number(digits, value);
  const auto size = static_cast<std::size_t>(end - digits);
  if (size < 10) {
    write_header(out, '$', size);
    return write_crlf(end);
  }
  std::memmove(digits + 1, digits, size);
  write_header(out, '$', size);
  return write_crlf(end + 1);
}

/// One argument in the shortest form that reads back as the same double. Needs room for kMaxHeader + kMaxDouble + 2.
inline char* write_double(char* out, double value) noexcept {
  char digits[kMaxDouble];
  const char* const end = write_shortest(digits, value);
  return write_bulk(out, {digits, static_cast<std::size_t>(end - digits)});
}

}  // namespace tributary::detail
