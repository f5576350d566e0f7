#include "options.hpp"

#include "command_line.hpp"
#include "mode_selection.hpp"
#include "option_values.hpp"
#include "options_help.hpp"
#include "workloads/workload_entry.hpp"

#include <tributary/config.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tributary::bench {
namespace {

constexpr std::int64_t kLargestBatch = 10'000'000;
constexpr std::int64_t kLargestBatchBytes = std::int64_t{1} << 30;
constexpr double kOpenLoopSeconds = 2;

/// Declares the options and reads what they are given.
class CommandLine {
 public:
  CommandLine();

  Options read(int argc, char** argv);
  int explain(const CLI::ParseError& error) { return app_.exit(error); }

 private:
  void declare_target();
  void declare_workload();
  void declare_load();
  void declare_output();
  void read_texts();
  void read_workload();
  void check();
  void check_sizes();

  /// Calls `read`; what it refuses is the fault of this option.
  template <class Read>
  static void of_option(const char* option, Read&& read) {
    try {
      read();
    } catch (const std::invalid_argument& error) {
      throw CLI::ValidationError{option, error.what()};
    }
  }
  bool given(const char* option) const { return app_.count(option) > 0; }

  CLI::App app_{
      "Measures what pipelining buys: commands per second, client CPU, allocations and system calls per\n"
      "command, for several ways to talk to one Redis server.",
      "tributary-bench"};
  Options options_;
  std::vector<std::string> modes_;
  std::string workload_ = "incrby";
  std::string command_;
  std::string data_size_ = "100";
  std::string ratio_ = "1:10";
  std::string distribution_ = "sequential";
  std::string threshold_ = "5%";
};

CommandLine::CommandLine() {
  app_.footer(help_footer());
  app_.set_version_flag("--version", fmt::format("tributary-bench {}.{}.{}", TRIBUTARY_VERSION_MAJOR,
                                                 TRIBUTARY_VERSION_MINOR, TRIBUTARY_VERSION_PATCH));
  declare_target();
  declare_workload();
  declare_load();
  declare_output();
}

void CommandLine::declare_target() {
  app_.add_option("--uri", options_.uri, "Server to measure (redis:// or unix://); default: a private redis-server");
  app_.add_flag("--tcp", options_.tcp, "Reach the private server over TCP of this machine instead of a unix socket");
  app_.add_flag("--pin,!--no-pin", options_.pin,
                "Cores of their own for client and private server; default: where there are four, so that others\n"
                "have some, too");
  app_.add_flag("--isolate", options_.isolate, "A process of its own for each mode");
  app_.add_option("--modes", modes_, "What to measure, separated by commas; default: all that can")->delimiter(',');
}

void CommandLine::declare_workload() {
  std::vector<std::string> names;
  for (const auto& workload : known_workloads()) {
    if (workload.command != Command::custom) names.emplace_back(workload.name);
  }
  auto* workload = app_.add_option("--workload", workload_, "What to send; see below")
                       ->check(CLI::IsMember(names))
                       ->capture_default_str();
  app_.add_option("--command", command_,
                  "Send this instead, quoted as in redis-cli: 'SET __key__ __data__'. __key__: a key of the mode;\n"
                  "__data__: a value of --data-size; __rand_int__: twelve digits, below --keys, also within a word")
      ->excludes(workload);
  app_.add_option("--data-size", data_size_,
                  "Bytes of a value, or from the fewest to the most, as 10-1000; each key keeps its size")
      ->capture_default_str();
  app_.add_option("--ratio", ratio_, "For --workload mixed: so many SETs, then so many GETs")->capture_default_str();
  app_.add_option("--keys", options_.keys, "Keys of each mode; fewer for large values")
      ->check(CLI::Range(std::size_t{1}, kMostKeys))
      ->capture_default_str();
  app_.add_option("--distribution", distribution_, "Which key is next: sequential, uniform, zipf or zipf:<exponent>")
      ->capture_default_str();
  app_.add_option("--seed", options_.sequence.seed, "Of what is drawn; the same one sends the same commands")
      ->capture_default_str();
}

void CommandLine::declare_load() {
  app_.add_option("--batch", options_.batches, "Commands per round trip, separated by commas")
      ->delimiter(',')
      ->check(CLI::Range(std::int64_t{1}, kLargestBatch))
      ->default_str("1,10,100,1000,10000");
  app_.add_option("--requests,--commands", options_.commands,
                  "Commands per mode, batch size and repeat, in whole batches")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app_.add_option("--round-trips", options_.round_trips,
                  "Upper limit that shortens runs of small batches, unless --requests alone is given")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app_.add_option("--duration", options_.duration, "Seconds of each measurement, instead of --requests")
      ->check(CLI::Range(0.001, 3600.0));
  app_.add_option("--warmup", options_.warmup,
                  "Seconds before the first measurement of each mode and batch size; default: a tenth of one")
      ->check(CLI::Range(0.0, 3600.0));
  app_.add_option("--repeats", options_.repeats, "Measurements per mode and batch size")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app_.add_option("--clients", options_.load.clients,
                  "Connections, each with batches of its own in flight; modes that block have a thread for each")
      ->check(CLI::Range(std::size_t{1}, std::size_t{10'000}))
      ->capture_default_str();
  app_.add_option("--threads", options_.load.threads, "Event loops that share them, of modes that do not block")
      ->check(CLI::Range(std::size_t{1}, std::size_t{256}))
      ->capture_default_str();
  app_.add_option("--window", options_.load.window,
                  "For the mode window: commands in flight on each connection; each reply lets the next one leave")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100'000}))
      ->default_str(std::to_string(kUsualWindow));
  app_.add_option("--rate", options_.load.rate,
                  "Open loop: so many commands per second are due, of all clients together, and latencies count from\n"
                  "when they were; for two seconds unless --duration or --requests says how long")
      ->check(CLI::Range(1.0, 1e9));
}

void CommandLine::declare_output() {
  app_.add_option("--json", options_.json, "Also write the results to this file; - for standard output, then no table");
  app_.add_option("--csv", options_.csv, "The same as CSV, a line a mode and batch size");
  app_.add_option("--markdown", options_.markdown, "The same as a table in Markdown");
  app_.add_option("--report", options_.report, "The same as a page with charts, for a browser");
  app_.add_option("--from", options_.from, "Measure nothing: make the page of --report of this file of --json")
      ->check(CLI::ExistingFile);
  app_.add_option("--compare", options_.compare,
                  "Compare with this report of --json; ends with 3 when something is worse")
      ->check(CLI::ExistingFile);
  app_.add_option("--threshold", threshold_, "By how much, in percent")->capture_default_str();
  app_.add_flag("--yes", options_.yes, "Do not ask before writing to a server that holds data");
  app_.add_flag("--quiet", options_.quiet, "No table, no progress; failures are still told");
}

Options CommandLine::read(int argc, char** argv) {
  options_.command_line = command_line(argc, argv);
  app_.parse(argc, argv);
  read_texts();
  read_workload();
  if (given("--requests") && !given("--round-trips")) options_.round_trips = 0;
  if (options_.load.rate > 0 && !given("--requests") && !given("--duration")) options_.duration = kOpenLoopSeconds;
  of_option("--modes", [&] { select_modes(modes_, options_); });
  check();
  check_sizes();
  return options_;
}

void CommandLine::read_texts() {
  of_option("--threshold", [&] { options_.threshold = read_percentage(threshold_); });
  of_option("--ratio", [&] { options_.sequence.ratio = read_ratio(ratio_); });
  of_option("--distribution", [&] { read_distribution(distribution_, options_.sequence); });
  of_option("--data-size", [&] {
    const DataSize size = read_data_size(data_size_);
    options_.smallest_data_size = size.smallest;
    options_.data_size = size.largest;
  });
}

void CommandLine::read_workload() {
  if (given("--command")) {
    of_option("--command", [&] { options_.custom = parse_custom_command(command_); });
    options_.command = Command::custom;
  } else {
    options_.command = std::ranges::find(known_workloads(), std::string_view{workload_}, &WorkloadEntry::name)->command;
  }
}

void CommandLine::check() {
  if (options_.tcp && !options_.uri.empty()) {
    throw CLI::ValidationError{"--tcp", "is for the private server; the --uri says how to reach yours"};
  }
  if (given("--data-size") && !workload_entry(options_.command).has_values) {
    throw CLI::ValidationError{"--data-size", fmt::format("{} has no values", to_string(options_.command))};
  }
  if (given("--data-size") && options_.command == Command::custom &&
      !options_.custom.uses(CustomCommand::Word::Kind::data)) {
    throw CLI::ValidationError{"--data-size", "the --command has no __data__"};
  }
  if (given("--ratio") && options_.command != Command::mixed) {
    throw CLI::ValidationError{"--ratio", "applies to --workload mixed"};
  }
  if (given("--duration") && given("--requests")) {
    throw CLI::ValidationError{"--duration", "and --requests exclude each other"};
  }
  if (given("--window") && std::ranges::find(options_.modes, find_mode("window")) == options_.modes.end()) {
    throw CLI::ValidationError{"--window", "applies to the mode window; name it in --modes"};
  }
  if (options_.load.threads > options_.load.clients) {
    throw CLI::ValidationError{"--threads", "is more than --clients: a connection belongs to one thread"};
  }
  const int printed = (options_.json == "-" ? 1 : 0) + (options_.csv == "-" ? 1 : 0) +
                      (options_.markdown == "-" ? 1 : 0) + (options_.report == "-" ? 1 : 0);
  if (printed > 1) {
    throw CLI::ValidationError{
        "-", "stands for standard output, which takes only one of --json, --csv, --markdown and --report"};
  }
  if (given("--from") &&
      (!given("--report") || given("--json") || given("--csv") || given("--markdown") || given("--compare"))) {
    throw CLI::ValidationError{"--from", "goes with --report, and with no other file"};
  }
}

void CommandLine::check_sizes() {
  auto sorted = options_.batches;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    throw CLI::ValidationError{"--batch", "one size is given twice"};
  }
  const std::int64_t largest = sorted.back();
  if (options_.commands < largest) {
    throw CLI::ValidationError{
        "--requests", fmt::format("{} is less than one batch of {}; give more commands, or smaller batches by --batch",
                                  options_.commands, largest)};
  }
  const WorkloadEntry& workload = workload_entry(options_.command);
  const auto bytes = static_cast<std::int64_t>(options_.data_size * workload.values_of_key);
  if (workload.has_values && largest > kLargestBatchBytes / bytes) {
    throw CLI::ValidationError{"--data-size",
                               fmt::format("a batch of {} times {} bytes is more than 1 GiB", largest, bytes)};
  }
}

}  // namespace

WorkloadOptions workload_options(const Options& options) {
  return {.command = options.command,
          .data_size = {options.smallest_data_size, options.data_size},
          .keys = options.keys,
          .sequence = options.sequence,
          .custom = options.custom};
}

std::int64_t commands_of_run(const Options& options, const ModeEntry& mode, std::int64_t batch) {
  std::int64_t batches = options.commands / batch;
  if (options.load.rate > 0 && options.duration > 0) {
    batches = static_cast<std::int64_t>(options.load.rate * options.duration) / batch;
  } else if (options.round_trips > 0) {
    batches = std::min(batches, mode.round_trip_each ? options.round_trips / batch : options.round_trips);
  }
  return std::max<std::int64_t>(batches, static_cast<std::int64_t>(options.load.clients)) * batch;
}

std::variant<Options, int> parse_options(int argc, char** argv) {
  CommandLine line;
  try {
    return line.read(argc, argv);
  } catch (const CLI::ParseError& error) {
    return line.explain(error);
  }
}

}  // namespace tributary::bench
