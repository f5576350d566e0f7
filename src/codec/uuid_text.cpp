#include <tributary/codec/uuid_text.hpp>

#include <tributary/codec/codec_error.hpp>

#include <charconv>

namespace tributary::detail {

namespace {

constexpr bool hyphen_at(std::size_t position) noexcept {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

}  // namespace

UuidText uuid_text(const UuidBytes& bytes) noexcept {
  constexpr std::string_view kDigits = "0123456789abcdef";
  UuidText text{};
  std::size_t at = 0;
  for (const std::uint8_t byte : bytes) {
    if (hyphen_at(at)) text[at++] = '-';
    text[at++] = kDigits[byte >> 4];
    text[at++] = kDigits[byte & 15];
  }
  return text;
}

UuidBytes uuid_from(std::string_view text) {
  constexpr std::string_view kForm = "a UUID, such as f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
  UuidBytes bytes{};
  if (text.size() != std::tuple_size_v<UuidText>) throw_unexpected_text(kForm, text);
  std::size_t at = 0;
  for (std::uint8_t& byte : bytes) {
    if (hyphen_at(at) && text[at++] != '-') throw_unexpected_text(kForm, text);
    const char* const end = text.data() + at + 2;
    if (std::from_chars(text.data() + at, end, byte, 16).ptr != end) throw_unexpected_text(kForm, text);
    at += 2;
  }
  return bytes;
}

}  // namespace tributary::detail
