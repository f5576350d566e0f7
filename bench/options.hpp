#pragma once

#include "mode.hpp"
#include "workload.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tributary::bench {

/// What the command line asks for.
struct Options {
  std::string uri{};  ///< empty: a private server
  bool tcp = false;   ///< reach the private server over TCP instead of a unix socket
  std::vector<const ModeEntry*> modes{};
  std::vector<std::int64_t> batches{1, 10, 100, 1000, 10'000};
  std::int64_t commands = 200'000;
  std::int64_t round_trips = 5'000;
  int repeats = 5;
  Command command = Command::incrby;
  std::size_t data_size = 100;
  std::string json{};  ///< a file, "-" for standard output, empty for none
  bool quiet = false;
};

/// How many commands one measurement issues: whole batches, at least one; within `commands`, and within `round_trips`.
[[nodiscard]] std::int64_t commands_of_run(const Options& options, const ModeEntry& mode, std::int64_t batch);

/// Reads the command line; an exit code instead when it only asked for help, or is wrong (which has been explained
/// then).
[[nodiscard]] std::variant<Options, int> parse_options(int argc, char** argv);

}  // namespace tributary::bench
