#pragma once

// The words of options that several groups have.

#include <tributary/commands/flush_mode.hpp>
#include <tributary/commands/list_options.hpp>
#include <tributary/commands/sorted_set_options.hpp>

#include "commands/record.hpp"

#include <string_view>

namespace tributary::detail {

constexpr std::string_view word(ListEnd end) noexcept { return end == ListEnd::left ? "LEFT" : "RIGHT"; }

constexpr std::string_view word(ScoreEnd end) noexcept { return end == ScoreEnd::lowest ? "MIN" : "MAX"; }

inline Words flush_words(FlushMode mode) {
  Words words;
  if (mode != FlushMode::configured) words.add(mode == FlushMode::async ? "ASYNC" : "SYNC");
  return words;
}

}  // namespace tributary::detail
