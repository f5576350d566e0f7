#pragma once

#include "hiredis_connection.hpp"
#include "mode.hpp"
#include "workload.hpp"

#include <cstdint>

namespace tributary::bench {

/// Brings a mode's keys into the state in which each run begins: what the workload says; records for modes that read
/// them, none for those that write them.
void reset_keys(HiredisConnection& redis, const Keys& keys, const Workload& workload, Subject subject);

/// Checks on the server what `commands` commands have left in the keys since `reset_keys`, as far as keys tell; the
/// only check of values that `wire` gets. Errors: std::runtime_error
void check_keys(HiredisConnection& redis, const Keys& keys, const Workload& workload, Subject subject,
                std::int64_t commands);

/// Leaves nothing behind on a server that belongs to somebody else. Returns how many keys there were.
std::int64_t delete_keys(HiredisConnection& redis, const Keys& keys);

}  // namespace tributary::bench
