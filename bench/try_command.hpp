#pragma once

#include "endpoint.hpp"
#include "workload.hpp"

namespace tributary::bench {

/// Sends the command of the user once, on a key that is deleted then, so that one which the server does not take is
/// told before anything is measured. Nothing for other workloads.
///
/// Errors: std::runtime_error with what the server says, or when it says nothing
void try_command(const Endpoint& endpoint, const Workload& workload);

}  // namespace tributary::bench
