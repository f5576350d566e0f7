#pragma once

#include "environment.hpp"
#include "options.hpp"
#include "result.hpp"

#include <string>
#include <vector>

namespace tributary::bench {

/// The results for programs, schema_version 1. Fields may be added under the same version, but none changes its
/// meaning. Counts that this build cannot make are null.
[[nodiscard]] std::string json_report(const Options& options, const Environment& environment,
                                      const std::vector<Result>& results);

}  // namespace tributary::bench
