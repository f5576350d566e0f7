#include "core/name_failed.hpp"

#include "core/command_keys.hpp"
#include "resp/quote.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tributary::detail {

namespace {

using CommandWords = std::span<const std::string_view>;

/// The field whose value a reply, or an element of it, is; empty when it is not known to be one.
std::string_view field_of(const CommandRow& row, CommandWords words, const KeyPositions& keys, const FailedPart& part) {
  if (keys.empty()) return {};
  std::size_t first = keys[0] + 1;
  switch (row.about) {
    case About::all_of_it:
    case About::keys: return {};
    case About::field: return first < words.size() ? words[first] : std::string_view{};
    case About::fields: break;
    case About::listed_fields:
      first = static_cast<std::size_t>(std::ranges::find(words, std::string_view{"FIELDS"}) - words.begin()) + 2;
      break;
  }
  return part.element && first + *part.element < words.size() ? words[first + *part.element] : std::string_view{};
}

}  // namespace

void name_failed(ErrorInfo& info, const CommandRow* row, CommandWords words, const FailedPart& part) {
  const KeyPositions keys = row == nullptr ? KeyPositions{} : key_positions(row->keys, words);
  if (keys.size() == 1) info.key = words[keys[0]];
  if (info.kind != ErrorKind::decode || info.expected.empty()) return;
  const std::string_view field = part.named || row == nullptr ? std::string_view{} : field_of(*row, words, keys, part);
  if (!field.empty()) {
    info.expected += fmt::format(" in field {}", quote(field));
  } else if (part.element) {
    info.expected += fmt::format(" in element {}", *part.element);
    const bool has_key = row != nullptr && row->about == About::keys && *part.element < keys.size();
    if (has_key) info.key = words[keys[*part.element]];
  }
  info.message = fmt::format("expected {}, got {}", info.expected, info.actual);
}

}  // namespace tributary::detail
