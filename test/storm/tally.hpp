#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::storm {

/// What became of commands. Every fault of the library counts in one of the last four, which have to stay 0.
struct Tally {
  std::uint64_t batches = 0;
  std::uint64_t confirmed = 0;      ///< have a value
  std::uint64_t maybe_applied = 0;  ///< failed, and the server may have executed them
  std::uint64_t not_sent = 0;       ///< failed, and the server cannot have executed them, or has told so

  std::uint64_t lost = 0;                 ///< confirmed, and not on the server; or never settled
  std::uint64_t doubled = 0;              ///< on the server more often than can be, such as one that was not sent
  std::uint64_t misdelivered = 0;         ///< have a reply that is not theirs
  std::uint64_t torn = 0;                 ///< transactions of which the server has a part
  std::vector<std::string> complaints{};  ///< the first of these four, in words

  [[nodiscard]] std::uint64_t faults() const noexcept { return lost + doubled + misdelivered + torn; }
  /// Counts in one of the four.
  void complain(std::uint64_t Tally::*kind, std::string_view what, std::uint64_t times = 1);
  Tally& operator+=(const Tally& other);
};

}  // namespace tributary::storm
