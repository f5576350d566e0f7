#pragma once

#include "contestant.hpp"
#include "options.hpp"
#include "result.hpp"

#include <vector>

namespace tributary::bench {

/// Measures every mode at every batch size: per batch size first a warm-up of each mode, then the repeats, in each of
/// which the modes take turns, starting with another one each time.
///
/// Errors: std::runtime_error when not every command issued was answered rightly, or a mode fails
[[nodiscard]] std::vector<Result> run_benchmark(const Options& options, const Contest& contest);

}  // namespace tributary::bench
