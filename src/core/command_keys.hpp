#pragma once

// Where the keys of a request are. Whatever a KeyRange says comes to at most two stretches of words:
//
//   SET key value                        first 1, last 1, step 1            fixed [1]
//   MSET key value key value             first 1, last -1, step 2           fixed [1, 3]
//   ZUNIONSTORE key 2 key key            first 1, last 1, step 1, count 2   fixed [1], found [3, 4]
//   XREAD COUNT 5 STREAMS key key 0 0    after STREAMS                      found [4, 5]
//   SORT key STORE key                   first 1, last 1, step 1, STORE     fixed [1], found [3]

#include "core/command_row.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace tributary::detail {

/// Indices of words at equal distances.
struct WordStretch {
  std::size_t first = 0;
  std::size_t count = 0;
  std::size_t step = 1;
};

/// The indices of the keys among the words of one request, in rising order.
class KeyPositions {
 public:
  KeyPositions() = default;
  KeyPositions(WordStretch fixed, WordStretch found) noexcept : fixed_{fixed}, found_{found} {}

  bool empty() const noexcept { return size() == 0; }
  std::size_t size() const noexcept { return fixed_.count + found_.count; }
  std::size_t operator[](std::size_t i) const noexcept {
    return i < fixed_.count ? fixed_.first + i * fixed_.step : found_.first + (i - fixed_.count) * found_.step;
  }

 private:
  WordStretch fixed_;
  WordStretch found_;
};

/// Finds the keys of a request, whose words begin with the verb, a subcommand being a word. A request that the server
/// will refuse may have any words as keys, or none: a count of keys that is no number or too large, STREAMS without an
/// even number of words.
KeyPositions key_positions(const KeyRange& keys, std::span<const std::string_view> words) noexcept;

}  // namespace tributary::detail
