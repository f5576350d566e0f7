#pragma once

#include "endpoint.hpp"

namespace tributary::bench {

/// Returns when the server's database holds nothing, or who sits at the terminal agrees that it is written to.
///
/// Errors: std::runtime_error when that is refused, or nobody can be asked
void ask_before_writing(const Endpoint& endpoint);

}  // namespace tributary::bench
