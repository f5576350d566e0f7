#pragma once

// What the commands of both groups of stream commands have in common.

#include <tributary/commands/stream_ids.hpp>

#include "commands/counts.hpp"
#include "commands/record.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tributary::detail {

inline std::size_t argument_count(const StreamIds& ids) noexcept { return ids.size(); }

/// The words of XREAD and XREADGROUP that say how to read.
inline void add_reading(Words& words, std::string_view verb, std::optional<std::int64_t> count,
                        std::optional<std::chrono::milliseconds> block) {
  add_count(words, verb, count);
  if (!block) return;
  require_finite_wait(verb, *block);
  words.add("BLOCK", *block);
}

/// A command that blocks when it is given a time.
template <class Group, class... Args>
SlotHandle record_reading_as(Group& self, const ResultType& type, const CommandRow& row,
                             std::optional<std::chrono::milliseconds> block, const Args&... args) {
  if (!block) return record_as(self, type, row, args...);
  return record_blocking_as(self, type, row, *block, args...);
}

}  // namespace tributary::detail
