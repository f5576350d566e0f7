#pragma once

#include "environment.hpp"
#include "options.hpp"
#include "result.hpp"

#include <string>
#include <vector>

namespace tributary::bench {

/// What was measured where, in a few lines.
[[nodiscard]] std::string heading(const Options& options, const Environment& environment);

/// The results for people: the environment, one table a batch size, and a paragraph that says what pipelining bought.
[[nodiscard]] std::string table_report(const Options& options, const Environment& environment,
                                       const std::vector<Result>& results);

}  // namespace tributary::bench
