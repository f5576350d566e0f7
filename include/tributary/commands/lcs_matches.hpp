#pragma once

#include <tributary/config.hpp>

#include <cstdint>
#include <vector>

namespace tributary {

/// Bytes of a string: from index `first` to index `last`, both included.
struct LcsRange {
  std::int64_t first = 0;
  std::int64_t last = 0;

  friend bool operator==(const LcsRange&, const LcsRange&) = default;
};

/// A stretch that the two strings of LCS have in common.
struct LcsMatch {
  LcsRange in_first;   ///< where it is in the string of the first key
  LcsRange in_second;  ///< where it is in the string of the second key
  std::int64_t length = 0;

  friend bool operator==(const LcsMatch&, const LcsMatch&) = default;
};

/// The reply of LCS with IDX.
struct LcsMatches {
  /// From the end of the strings to their beginning, as Redis finds them.
  std::vector<LcsMatch> matches;
  /// Of the whole common subsequence, matches that were too short for the list included.
  std::int64_t length = 0;

  friend bool operator==(const LcsMatches&, const LcsMatches&) = default;
};

}  // namespace tributary
