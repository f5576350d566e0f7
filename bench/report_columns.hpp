#pragma once

#include "result.hpp"

#include <string>
#include <vector>

// The results as rows of medians, one a mode and batch size, with the same columns in both forms.
namespace tributary::bench {

/// For spreadsheets: a line of names, then one a row; a cell is empty where nothing was counted.
[[nodiscard]] std::string csv_report(const std::vector<Result>& results);

/// For a page or an issue: the heading, which says what was measured where, then a table.
[[nodiscard]] std::string markdown_report(const std::string& heading, const std::vector<Result>& results);

}  // namespace tributary::bench
