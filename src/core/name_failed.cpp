#include "core/name_failed.hpp"

#include "core/command_keys.hpp"
#include "resp/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tributary::detail {

namespace {

using CommandWords = std::span<const std::string_view>;

/// The word behind the key and `index` others; empty when there is none.
std::string_view word_at(CommandWords words, std::size_t index) noexcept {
  return index < words.size() ? words[index] : std::string_view{};
}

/// The field of a hash whose value a reply, or an element of it, is.
std::string_view field_of(std::string_view verb, CommandWords words, const FailedPart& part) {
  static constexpr std::array<std::string_view, 3> kOne{"HGET", "HINCRBY", "HINCRBYFLOAT"};
  if (std::ranges::find(kOne, verb) != kOne.end()) return word_at(words, 2);
  if (!part.element) return {};
  if (verb == "HMGET") return word_at(words, 2 + *part.element);
  if (verb == "HGETDEL" || verb == "HGETEX") {
    const auto list = static_cast<std::size_t>(std::ranges::find(words, std::string_view{"FIELDS"}) - words.begin());
    return word_at(words, list + 2 + *part.element);
  }
  return {};
}

}  // namespace

void name_failed(ErrorInfo& info, const CommandRow* row, CommandWords words, const FailedPart& part) {
  const KeyPositions keys = row == nullptr ? KeyPositions{} : key_positions(row->keys, words);
  if (keys.size() == 1) info.key = words[keys[0]];
  if (info.kind != ErrorKind::decode || info.expected.empty()) return;
  const std::string_view field = part.named || row == nullptr ? std::string_view{} : field_of(row->verb, words, part);
  if (!field.empty()) {
    info.expected += fmt::format(" in field {}", quote(field));
  } else if (part.element) {
    info.expected += fmt::format(" in element {}", *part.element);
    if (row != nullptr && row->verb == "MGET" && *part.element < keys.size()) info.key = words[keys[*part.element]];
  }
  info.message = fmt::format("expected {}, got {}", info.expected, info.actual);
}

}  // namespace tributary::detail
