#pragma once

#include "environment.hpp"
#include "options.hpp"
#include "result.hpp"

#include <string>
#include <vector>

namespace tributary::bench {

/// The results for people: the environment, one table a batch size, and a paragraph that says what pipelining bought.
[[nodiscard]] std::string table_report(const Options& options, const Environment& environment,
                                       const std::vector<Result>& results);

}  // namespace tributary::bench
