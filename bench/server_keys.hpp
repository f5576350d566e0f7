#pragma once

#include "hiredis_connection.hpp"
#include "mode.hpp"
#include "workload.hpp"

#include <cstdint>

namespace tributary::bench {

/// Brings a mode's keys into the state in which each run begins: counters at kFirstCounter, payloads stored for GET,
/// none for SET; records for modes that read them, none for those that write them.
void reset_keys(HiredisConnection& redis, const Keys& keys, const Workload& workload, Subject subject);

/// Checks on the server that exactly `commands` commands were applied since `reset_keys`; the only check of values that
/// `wire` gets. Errors: std::runtime_error
void check_keys(HiredisConnection& redis, const Keys& keys, const Workload& workload, Subject subject,
                std::int64_t commands);

/// Leaves nothing behind on a server that belongs to somebody else.
void delete_keys(HiredisConnection& redis, const Keys& keys);

}  // namespace tributary::bench
