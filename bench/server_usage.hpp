#pragma once

#include "hiredis_connection.hpp"

namespace tributary::bench {

/// What the server has used since it started, for all of its clients together; 0 for what it does not tell.
struct ServerUsage {
  double cpu_ns = 0;  ///< user and system
  double received_bytes = 0;
  double sent_bytes = 0;
};

/// Asks INFO, which counts, too: ask twice before a measurement, and the difference is what asking costs.
[[nodiscard]] ServerUsage server_usage(HiredisConnection& redis);

/// What was used between `before` and `after`, without the cost of asking once, which is from `asked` to `before`.
[[nodiscard]] ServerUsage usage_between(const ServerUsage& asked, const ServerUsage& before, const ServerUsage& after);

/// The number after "name:" on a line of its own in the text of INFO; 0 without one.
[[nodiscard]] double info_number(std::string_view info, std::string_view name);

}  // namespace tributary::bench
