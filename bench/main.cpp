#include "comparison.hpp"
#include "conditions.hpp"
#include "endpoint.hpp"
#include "environment.hpp"
#include "hiredis_connection.hpp"
#include "janitor.hpp"
#include "options.hpp"
#include "report_columns.hpp"
#include "report_html.hpp"
#include "report_json.hpp"
#include "report_table.hpp"
#include "runner.hpp"
#include "server_usage.hpp"
#include "target.hpp"
#include "try_command.hpp"
#include "warnings.hpp"
#include "workload.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace {

using namespace tributary::bench;

constexpr int kRegression = 3;  // the exit code; 1 is a failure

// A report's destination. A file is opened before the measurement: a name that cannot be written to should not cost the
// result.
class Output {
 public:
  Output(std::string_view option, const std::string& name) : option_{option}, name_{name} {
    if (name_.empty() || name_ == "-") return;
    file_.open(name_, std::ios::binary | std::ios::trunc);
    if (!file_) throw std::runtime_error{fmt::format("{}: cannot write {}", option_, name_)};
  }

  [[nodiscard]] bool wanted() const noexcept { return !name_.empty(); }
  [[nodiscard]] bool is_standard_output() const noexcept { return name_ == "-"; }

  void write(const std::string& report) {
    if (is_standard_output()) {
      fmt::print("{}", report);
    } else if (wanted()) {
      file_ << report;
      file_.close();
      if (!file_) throw std::runtime_error{fmt::format("{}: writing {} failed", option_, name_)};
    }
  }

 private:
  std::string_view option_;
  const std::string& name_;
  std::ofstream file_;
};

std::string content_of(std::string_view option, const std::string& name) {
  std::ifstream file{name, std::ios::binary};
  std::string content{std::istreambuf_iterator<char>{file}, {}};
  if (!file) throw std::runtime_error{fmt::format("{}: cannot read {}", option, name)};
  return content;
}

// Says so when the page lacks the charts.
std::string page_of(std::string_view option, const std::string& json) {
  std::string page = html_report(option, json);
  if (!pages_have_charts()) {
    fmt::print(
        stderr,
        "tributary-bench: --report: the page has tables only, as Chart.js was missing when this program was built. "
        "For charts install libjs-chart.js, then configure and build again.\n");
  }
  return page;
}

double server_cpu_seconds(const Endpoint& endpoint) {
  HiredisConnection redis{endpoint};
  return endpoint.is_local() ? server_usage(redis).cpu_ns / 1e9 : 0;
}

std::vector<Result> measure(const Options& options, const Target& target, const Workload& workload,
                            Environment& environment) {
  const Janitor janitor{[&] { target.clean_up(options, workload); }};
  const double server_before = server_cpu_seconds(target.endpoint());
  const ConditionsWatch watch;
  auto results = run_benchmark(options, {.endpoint = target.endpoint(),
                                         .workload = workload,
                                         .load = options.load,
                                         .server_is_private = target.is_private()});
  environment.during = watch.finish(server_cpu_seconds(target.endpoint()) - server_before);
  return results;
}

int run(const Options& options) {
  if (!options.from.empty()) {
    // Made before the file is opened: what is no report costs no older page.
    const std::string page = page_of("--from", content_of("--from", options.from));
    Output{"--report", options.report}.write(page);
    return 0;
  }
  // Read before it may be overwritten: --compare and --json may name one file.
  const std::string base = options.compare.empty() ? std::string{} : content_of("--compare", options.compare);
  const Target target{options};
  const Workload workload = make_workload(workload_options(options));
  try_command(target.endpoint(), workload);
  Environment environment = describe_environment(target.endpoint(), target.is_private(), target.pinning());
  environment.isolated = options.isolate;
  if (!options.compare.empty()) {
    check_comparable(base, json_report(options, environment, {}));
  }
  Output json{"--json", options.json};
  Output csv{"--csv", options.csv};
  Output markdown{"--markdown", options.markdown};
  Output page{"--report", options.report};
  const auto results = measure(options, target, workload, environment);

  const std::string report = json_report(options, environment, results);
  json.write(report);
  if (csv.wanted()) csv.write(csv_report(results));
  if (markdown.wanted()) {
    markdown.write(markdown_report(
        heading(options, environment) + warning_lines(warnings_of(options, environment, results)), results));
  }
  if (page.wanted()) page.write(page_of("--report", report));
  const bool printed = json.is_standard_output() || csv.is_standard_output() || markdown.is_standard_output() ||
                       page.is_standard_output();
  const bool quiet = printed || options.quiet;
  if (!quiet) {
    fmt::print("{}", table_report(options, environment, results));
  }
  if (options.compare.empty()) {
    return 0;
  }
  const auto comparison = compare_reports(base, report, options.threshold);
  if (!quiet || comparison.regressions > 0) {
    fmt::print(printed ? stderr : stdout, "{}", comparison.text);
  }
  return comparison.regressions > 0 ? kRegression : 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto parsed = parse_options(argc, argv);
    if (const int* exit_code = std::get_if<int>(&parsed)) {
      return *exit_code;
    }
    return run(std::get<Options>(parsed));
  } catch (const std::exception& error) {
    fmt::print(stderr, "tributary-bench: {}\n", error.what());
    return 1;
  }
}
