#pragma once

#include <string>
#include <string_view>

namespace tributary::bench {

/// Whether pages have charts: Chart.js was installed when this program was built. Without it they have the tables.
[[nodiscard]] bool pages_have_charts() noexcept;

/// A report of --json as one page in HTML that needs no other file and no network. The page holds the report itself,
/// and a script (bench/html) that shows it.
///
/// Errors: std::runtime_error, which begins with the name of the option, when `json` is no such report
[[nodiscard]] std::string html_report(std::string_view option, std::string_view json);

}  // namespace tributary::bench
