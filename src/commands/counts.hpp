#pragma once

// Numbers that a server would refuse, or take for something else, are refused before anything is recorded.

#include "commands/record.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace tributary::detail {

/// Redis makes of a count below 1 all there is, nothing or an error, depending on the command.
inline void require_count(std::string_view verb, std::int64_t count, std::string_view what = "count") {
  if (count < 1) throw std::invalid_argument{fmt::format("{}: {} must be at least 1, not {}", verb, what, count)};
}

inline void require_not_negative(std::string_view verb, std::string_view what, std::int64_t value) {
  if (value < 0) throw std::invalid_argument{fmt::format("{}: {} must not be negative, as {} is", verb, what, value)};
}

/// `word count`, for an option that means all when it is left out.
inline void add_count(Words& words, std::string_view verb, std::optional<std::int64_t> count,
                      std::string_view word = "COUNT", std::string_view what = "count") {
  if (!count) return;
  require_count(verb, *count, what);
  words.add(word, *count);
}

/// LIMIT of SORT and ZRANGE. A negative count is all for the server, and 0 nothing.
inline void add_limit(Words& words, std::string_view verb, std::int64_t offset, std::optional<std::int64_t> count) {
  if (count) require_not_negative(verb, "count", *count);
  if (offset != 0 || count) words.add("LIMIT", offset, count.value_or(-1));
}

}  // namespace tributary::detail
