#pragma once

#include "options.hpp"

#include <string>

// What was asked for, for people.
namespace tributary::bench {

/// What is sent, as a line.
[[nodiscard]] std::string workload_line(const Options& options);

/// Clients and rate, as a line, where they are not what they are without options; and a line for each mode that cannot
/// do what is asked for.
[[nodiscard]] std::string load_lines(const Options& options);

/// Whether --data-size means anything to what is sent.
[[nodiscard]] bool has_values(const Options& options);

}  // namespace tributary::bench
