#pragma once

#include "options.hpp"

#include <string>
#include <vector>

namespace tributary::bench {

/// Fills `modes` with those of these names, or with all that can do what is asked for, and `skipped` with the others.
///
/// Errors: std::invalid_argument for a name that is unknown, given twice, or of a mode that cannot
void select_modes(const std::vector<std::string>& names, Options& options);

}  // namespace tributary::bench
