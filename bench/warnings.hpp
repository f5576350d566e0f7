#pragma once

#include "environment.hpp"
#include "options.hpp"
#include "result.hpp"

#include <string>
#include <vector>

namespace tributary::bench {

/// What makes the numbers doubtful, a sentence each: repeats that differ widely, a client that had no CPU left, a rate
/// that was not reached, a machine that others used or that was slowed down.
[[nodiscard]] std::vector<std::string> warnings_of(const Options& options, const Environment& environment,
                                                   const std::vector<Result>& results);

/// A line for each.
[[nodiscard]] std::string warning_lines(const std::vector<std::string>& warnings);

/// Whether as much was answered as was due.
[[nodiscard]] bool kept_rate(const Result& result, double rate);

}  // namespace tributary::bench
