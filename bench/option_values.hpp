#pragma once

#include "request_sequence.hpp"
#include "workload.hpp"

#include <string_view>

// What stands behind an option, where that is no plain number.
namespace tributary::bench {

/// "5%" or "5" as 0.05. Errors: std::invalid_argument
[[nodiscard]] double read_percentage(std::string_view text);

/// "100", or "10-1000". Errors: std::invalid_argument
[[nodiscard]] DataSize read_data_size(std::string_view text);

/// "1:10", of which one may be 0. Errors: std::invalid_argument
[[nodiscard]] Ratio read_ratio(std::string_view text);

/// "sequential", "uniform", "zipf", or "zipf:1.2" with an exponent. Errors: std::invalid_argument
void read_distribution(std::string_view text, SequenceOptions& sequence);

}  // namespace tributary::bench
