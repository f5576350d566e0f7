#include "options.hpp"

#include "command_line.hpp"

#include <tributary/config.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace tributary::bench {
namespace {

constexpr std::size_t kNameWidth = 16;
constexpr std::int64_t kLargestBatch = 10'000'000;
constexpr std::int64_t kLargestBatchBytes = std::int64_t{1} << 30;

bool over_tcp(const Options& options) { return options.tcp || options.uri.starts_with("redis://"); }

std::vector<std::string> mode_names() {
  std::vector<std::string> names;
  for (const auto& mode : known_modes()) {
    names.emplace_back(mode.name);
  }
  return names;
}

std::string footer() {
  std::string text = "Modes:\n";
  for (const auto& mode : known_modes()) {
    text.append("  ").append(mode.name).append(kNameWidth - mode.name.size(), ' ').append(mode.summary).append("\n");
  }
  text +=
      "\nThe modes take turns on one machine, so that what disturbs one disturbs all; each number is the median of\n"
      "the repeats. Every reply is checked. A server given by --uri is written to: keys tributary:<letter><number>,\n"
      "deleted at the end; nothing else is touched, and nothing flushed. If it holds data, you are asked first.\n"
      " 'of wire' compares each repeat with the wire mode's of the same batch and repeat.\n"
      "\nExamples:\n"
      "  tributary-bench --batch 1000 --json result.json\n"
      "  tributary-bench --batch 1000 --compare result.json --threshold 10%\n"
      "  tributary-bench --uri redis://127.0.0.1:6379 --modes wire,flat,unpipelined --workload get --data-size 512\n"
      "  tributary-bench --report report.html\n";
  return text;
}

// Everything that can be measured over this transport.
void select_all_modes(Options& options) {
  for (const auto& mode : known_modes()) {
    if (!mode.tcp_only || over_tcp(options)) options.modes.push_back(&mode);
  }
}

void select_modes(const std::vector<std::string>& names, Options& options) {
  for (const auto& name : names) {
    const ModeEntry* mode = find_mode(name);
    if (mode == nullptr) {
      throw CLI::ValidationError{"--modes",
                                 fmt::format("unknown mode '{}'; known: {}", name, fmt::join(mode_names(), ", "))};
    }
    if (mode->tcp_only && !over_tcp(options)) {
      throw CLI::ValidationError{"--modes",
                                 fmt::format("'{}' needs TCP; add --tcp, or give a --uri redis://...", name)};
    }
    if (std::find(options.modes.begin(), options.modes.end(), mode) != options.modes.end()) {
      throw CLI::ValidationError{"--modes", fmt::format("'{}' twice", name)};
    }
    options.modes.push_back(mode);
  }
}

// "5%" or "5" as 0.05.
double share_of(const std::string& percent) {
  char* end = nullptr;
  const double value = std::strtod(percent.c_str(), &end);
  if (end == percent.c_str() || (*end != '\0' && std::string_view{end} != "%") || !(value > 0 && value <= 1000)) {
    throw CLI::ValidationError{"--threshold", fmt::format("'{}' is no percentage, such as 5%", percent)};
  }
  return value / 100;
}

void check(const Options& options, bool data_size_given) {
  if (options.tcp && !options.uri.empty()) {
    throw CLI::ValidationError{"--tcp", "is for the private server; the --uri says how to reach yours"};
  }
  if (data_size_given && options.command == Command::incrby) {
    throw CLI::ValidationError{"--data-size", "applies to --workload get and set; incrby has no payload"};
  }
  if ((options.json == "-" ? 1 : 0) + (options.csv == "-" ? 1 : 0) + (options.markdown == "-" ? 1 : 0) +
          (options.report == "-" ? 1 : 0) >
      1) {
    throw CLI::ValidationError{
        "-", "stands for standard output, which takes only one of --json, --csv, --markdown and --report"};
  }
  if (!options.from.empty() && (options.report.empty() || !options.json.empty() || !options.csv.empty() ||
                                !options.markdown.empty() || !options.compare.empty())) {
    throw CLI::ValidationError{"--from", "goes with --report, and with no other file"};
  }
  auto sorted = options.batches;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    throw CLI::ValidationError{"--batch", "one size is given twice"};
  }
  if (options.commands < sorted.back()) {
    throw CLI::ValidationError{
        "--commands", fmt::format("{} is less than one batch of {}; give more commands, or smaller batches by --batch",
                                  options.commands, sorted.back())};
  }
  if (options.command != Command::incrby &&
      sorted.back() > kLargestBatchBytes / static_cast<std::int64_t>(options.data_size)) {
    throw CLI::ValidationError{"--data-size", fmt::format("a batch of {} times {} bytes is more than 1 GiB",
                                                          sorted.back(), options.data_size)};
  }
}

}  // namespace

std::int64_t commands_of_run(const Options& options, const ModeEntry& mode, std::int64_t batch) {
  const std::int64_t batches =
      std::min(options.commands / batch, mode.round_trip_each ? options.round_trips / batch : options.round_trips);
  return std::max<std::int64_t>(batches, 1) * batch;
}

std::variant<Options, int> parse_options(int argc, char** argv) {
  CLI::App app{
      "Measures what pipelining buys: commands per second, client CPU, allocations and system calls per\n"
      "command, for several ways to talk to one Redis server.",
      "tributary-bench"};
  app.footer(footer());
  app.set_version_flag("--version", fmt::format("tributary-bench {}.{}.{}", TRIBUTARY_VERSION_MAJOR,
                                                TRIBUTARY_VERSION_MINOR, TRIBUTARY_VERSION_PATCH));
  Options options;
  options.command_line = command_line(argc, argv);
  std::vector<std::string> modes;
  std::string workload = "incrby";
  std::string threshold = "5%";

  app.add_option("--uri", options.uri, "Server to measure (redis:// or unix://); default: a private redis-server");
  app.add_flag("--tcp", options.tcp, "Reach the private server over TCP of this machine instead of a unix socket");
  app.add_option("--modes", modes, "What to measure, separated by commas; default: all that can")->delimiter(',');
  app.add_option("--batch", options.batches, "Commands per round trip, separated by commas")
      ->delimiter(',')
      ->check(CLI::Range(std::int64_t{1}, kLargestBatch))
      ->default_str("1,10,100,1000,10000");
  app.add_option("--commands", options.commands, "Commands per mode, batch size and repeat, in whole batches")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--round-trips", options.round_trips, "Upper limit that shortens runs of small batches")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--repeats", options.repeats, "Measurements per mode and batch size")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--workload", workload, "Command to send: incrby, get or set")
      ->check(CLI::IsMember({"incrby", "get", "set"}))
      ->capture_default_str();
  auto* data_size = app.add_option("--data-size", options.data_size, "Bytes of a value, for get and set")
                        ->check(CLI::Range(std::size_t{1}, std::size_t{512} << 20U))
                        ->capture_default_str();
  app.add_option("--keys", options.keys, "Keys of each mode, used in turn; fewer for large values")
      ->check(CLI::Range(std::size_t{1}, kMostKeys))
      ->capture_default_str();
  app.add_option("--duration", options.duration, "Seconds of each measurement, instead of --commands and --round-trips")
      ->check(CLI::Range(0.001, 3600.0));
  app.add_option("--json", options.json, "Also write the results to this file; - for standard output, then no table");
  app.add_option("--csv", options.csv, "The same as CSV, a line a mode and batch size");
  app.add_option("--markdown", options.markdown, "The same as a table in Markdown");
  app.add_option("--report", options.report, "The same as a page with charts, for a browser");
  app.add_option("--from", options.from, "Measure nothing: make the page of --report of this file of --json")
      ->check(CLI::ExistingFile);
  app.add_option("--compare", options.compare,
                 "Compare with this report of --json; ends with 3 when something is worse")
      ->check(CLI::ExistingFile);
  app.add_option("--threshold", threshold, "By how much, in percent")->capture_default_str();
  app.add_flag("--yes", options.yes, "Do not ask before writing to a server that holds data");
  app.add_flag("--quiet", options.quiet, "No table, no progress; failures are still told");
  try {
    app.parse(argc, argv);
    if (modes.empty()) {
      select_all_modes(options);
    } else {
      select_modes(modes, options);
    }
    options.command = workload == "get" ? Command::get : workload == "set" ? Command::set : Command::incrby;
    options.threshold = share_of(threshold);
    check(options, data_size->count() > 0);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  return options;
}

}  // namespace tributary::bench
