#pragma once

#include "hiredis_connection.hpp"
#include "workload.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tributary::bench {

/// How many commands of the workload the server has executed since it started, for all of its clients. Nothing when the
/// workload sends INFO or PING, which the benchmark and its clients send in between.
[[nodiscard]] std::optional<std::int64_t> executed_commands(HiredisConnection& redis, const Workload& workload);

/// The calls of a verb, with those of its subcommands, in the text of INFO commandstats. `verb` in any case.
[[nodiscard]] std::int64_t calls_of(std::string_view commandstats, std::string_view verb);

}  // namespace tributary::bench
