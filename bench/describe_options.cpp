#include "describe_options.hpp"

#include "workloads/workload_entry.hpp"

#include <fmt/format.h>

#include <iterator>

namespace tributary::bench {
namespace {

std::string what_is_sent(const Options& options) {
  switch (options.command) {
    case Command::custom: return options.custom.text;
    case Command::mixed:
      return fmt::format("mixed, {} SET to {} GET", options.sequence.ratio.sets, options.sequence.ratio.gets);
    default: return std::string{to_string(options.command)};
  }
}

std::string size_of_values(const Options& options) {
  if (!has_values(options)) return {};
  if (options.smallest_data_size == options.data_size) return fmt::format(", values of {} bytes", options.data_size);
  return fmt::format(", values of {} to {} bytes", options.smallest_data_size, options.data_size);
}

std::string choice_of_keys(const SequenceOptions& sequence) {
  switch (sequence.distribution) {
    case Distribution::sequential: return " in turn";
    case Distribution::uniform: return " in no order, each as often as the others";
    case Distribution::zipf: return fmt::format(" by Zipf's law with {}", sequence.exponent);
  }
  return {};
}

}  // namespace

bool has_values(const Options& options) {
  return options.command == Command::custom ? options.custom.uses(CustomCommand::Word::Kind::data)
                                            : workload_entry(options.command).has_values;
}

std::string workload_line(const Options& options) {
  return fmt::format("workload: {}, keys of 16 bytes{}{}\n", what_is_sent(options), choice_of_keys(options.sequence),
                     size_of_values(options));
}

std::string load_lines(const Options& options) {
  std::string text;
  auto out = std::back_inserter(text);
  const Load& load = options.load;
  if (load.clients > 1) {
    fmt::format_to(out, "clients: {}, a thread for each of modes that block, {} for the others\n", load.clients,
                   load.threads == 1 ? std::string{"one"} : std::to_string(load.threads));
  }
  if (load.rate > 0) {
    fmt::format_to(out, "open loop: {} commands per second are due; latencies count from when they are\n", load.rate);
  }
  for (const auto& [mode, why] : options.skipped) fmt::format_to(out, "not measured: {} {}\n", mode, why);
  return text;
}

}  // namespace tributary::bench
