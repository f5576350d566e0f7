#pragma once

#include <string>
#include <string_view>

namespace tributary::bench {

/// Refuses two reports in JSON that say nothing about each other: of other machines, transports, builds or workloads.
///
/// Errors: std::runtime_error that names each difference, or what makes `base` no report
void check_comparable(std::string_view base, std::string_view now);

struct Comparison {
  std::string text;     ///< a line for each mode and batch size that both reports have
  int regressions = 0;  ///< lines on which the speed fell, or the client's CPU time grew, by more than the threshold
};

/// Compares medians; `threshold` is a share, such as 0.05.
///
/// Errors: as check_comparable, and when no mode and batch size is in both
[[nodiscard]] Comparison compare_reports(std::string_view base, std::string_view now, double threshold);

}  // namespace tributary::bench
