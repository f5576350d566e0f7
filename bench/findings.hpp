#pragma once

#include "environment.hpp"
#include "options.hpp"
#include "result.hpp"

#include <string>
#include <vector>

namespace tributary::bench {

/// What a run says about pipelining, as pointers into its results; null where it says nothing.
struct Findings {
  const Result* best = nullptr;        ///< where the most came through, among the ways to use the library
  const Result* knee = nullptr;        ///< the smallest batch of that mode which gets nine tenths of it
  const Result* one_by_one = nullptr;  ///< the same server with a round trip for each command
};

[[nodiscard]] Findings find_in(const std::vector<Result>& results);

/// The smallest batch of the mode of `best` that gets nine tenths of its speed.
[[nodiscard]] const Result* knee_of(const Result& best, const std::vector<Result>& results);

/// The findings in words, and who was busy; at a given rate, who answered soonest. Empty when there is nothing to say.
[[nodiscard]] std::string closing_paragraph(const Options& options, const std::vector<Result>& results,
                                            const Environment& environment);

}  // namespace tributary::bench
