#pragma once

#include "environment.hpp"
#include "options.hpp"
#include "result.hpp"

#include <string>
#include <vector>

// The results as rows of medians: one a mode and batch size, with the same columns in both forms.
namespace tributary::bench {

/// For spreadsheets: a line of names, then one a row; empty where this build or mode counts nothing. Lines end in \n.
[[nodiscard]] std::string csv_report(const Options& options, const std::vector<Result>& results);

/// For a page or an issue: what was measured where, a table a batch size, and what the columns mean.
[[nodiscard]] std::string markdown_report(const Options& options, const Environment& environment,
                                          const std::vector<Result>& results);

}  // namespace tributary::bench
