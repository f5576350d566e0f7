#include "core/command_keys.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace tributary::detail {
namespace {

using Words = std::span<const std::string_view>;

/// Redis' keywords have upper case here and any case in a request.
bool is_keyword(std::string_view word, std::string_view keyword) noexcept {
  return std::equal(word.begin(), word.end(), keyword.begin(), keyword.end(),
                    [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b; });
}

WordStretch fixed_keys(const KeyRange& keys, Words words) noexcept {
  if (keys.first <= 0 || keys.step <= 0 || words.empty()) return {};
  const auto size = static_cast<std::ptrdiff_t>(words.size());
  const std::ptrdiff_t last = std::min(keys.last < 0 ? size + keys.last : keys.last, size - 1);
  if (last < keys.first) return {};
  const auto between = static_cast<std::size_t>(last - keys.first);
  const auto step = static_cast<std::size_t>(keys.step);
  return {static_cast<std::size_t>(keys.first), between / step + 1, step};
}

WordStretch counted_keys(std::size_t count_at, Words words) noexcept {
  if (count_at >= words.size()) return {};
  const std::string_view text = words[count_at];
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  if (count > words.size() - count_at - 1) return {};
  return {count_at + 1, count, 1};
}

/// A keyword that `word` is, followed by words that may look like keywords: GROUP streams streams STREAMS key id.
struct Option {
  std::string_view keyword;
  std::size_t values;
};

std::size_t values_of(std::string_view word, std::span<const Option> options) noexcept {
  for (const Option& option : options) {
    if (is_keyword(word, option.keyword)) return option.values;
  }
  return 0;
}

WordStretch keys_after_streams(Words words) noexcept {
  static constexpr Option kOptions[]{{"BLOCK", 1}, {"COUNT", 1}, {"GROUP", 2}};
  for (std::size_t at = 1; at < words.size(); at += 1 + values_of(words[at], kOptions)) {
    if (!is_keyword(words[at], "STREAMS")) continue;
    const std::size_t rest = words.size() - at - 1;
    return rest % 2 == 0 ? WordStretch{at + 1, rest / 2, 1} : WordStretch{};
  }
  return {};
}

/// The last STORE counts, as in the server.
WordStretch key_after_store(Words words) noexcept {
  static constexpr Option kOptions[]{{"BY", 1}, {"GET", 1}, {"LIMIT", 2}, {"STORE", 1}};
  WordStretch found;
  for (std::size_t at = 2; at + 1 < words.size(); at += 1 + values_of(words[at], kOptions)) {
    if (is_keyword(words[at], "STORE")) found = {at + 1, 1, 1};
  }
  return found;
}

WordStretch found_keys(const KeyRange& keys, Words words) noexcept {
  switch (keys.search) {
    case KeyRange::Search::none: break;
    case KeyRange::Search::after_streams: return keys_after_streams(words);
    case KeyRange::Search::after_store: return key_after_store(words);
  }
  return keys.count_at > 0 ? counted_keys(static_cast<std::size_t>(keys.count_at), words) : WordStretch{};
}

}  // namespace

KeyPositions key_positions(const KeyRange& keys, std::span<const std::string_view> words) noexcept {
  return {fixed_keys(keys, words), found_keys(keys, words)};
}

}  // namespace tributary::detail
