#pragma once

#include "load.hpp"
#include "mode.hpp"
#include "workload.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tributary::bench {

/// A mode that cannot do what is asked for.
struct SkippedMode {
  std::string_view mode;
  std::string why;
};

/// What the command line asks for.
struct Options {
  std::string command_line{};  ///< as it was typed, without passwords
  std::string uri{};           ///< empty: a private server
  bool tcp = false;            ///< reach the private server over TCP instead of a unix socket
  std::vector<const ModeEntry*> modes{};
  std::vector<SkippedMode> skipped{};
  std::vector<std::int64_t> batches{1, 10, 100, 1000, 10'000};
  std::int64_t commands = 200'000;
  std::int64_t round_trips = 5'000;  ///< 0: no limit
  double warmup = 0;                 ///< seconds; 0: a tenth of the commands
  int repeats = 5;
  Command command = Command::incrby;
  std::size_t data_size = 100;  ///< the largest
  std::size_t smallest_data_size = 100;
  std::size_t keys = kUsualKeys;  ///< of each mode
  SequenceOptions sequence{};
  CustomCommand custom{};
  Load load{};
  double duration = 0;  ///< seconds a measurement, instead of `commands` and `round_trips`; 0: those
  /// Server and client to cores of their own; unset: where that leaves cores for others.
  std::optional<bool> pin{};
  bool isolate = false;  ///< a process for each mode
  // Files, "-" for standard output, empty for none.
  std::string json{};
  std::string csv{};
  std::string markdown{};
  std::string report{};     ///< a page in HTML
  std::string from{};       ///< a report in JSON to make the page of, instead of measuring; empty for none
  std::string compare{};    ///< a report in JSON to compare with; empty for none
  double threshold = 0.05;  ///< how much worse is a regression
  bool yes = false;         ///< write to a server that holds data without asking
  bool quiet = false;
};

[[nodiscard]] WorkloadOptions workload_options(const Options& options);

/// How many commands one measurement issues: whole batches, at least one a client; within `commands`, and within
/// `round_trips`, or as many as are due in `duration`.
[[nodiscard]] std::int64_t commands_of_run(const Options& options, const ModeEntry& mode, std::int64_t batch);

/// Reads the command line; an exit code instead when it only asked for help, or is wrong (which has been explained
/// then).
[[nodiscard]] std::variant<Options, int> parse_options(int argc, char** argv);

}  // namespace tributary::bench
