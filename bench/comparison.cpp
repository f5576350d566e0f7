#include "comparison.hpp"

#include "saved_report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <iterator>
#include <stdexcept>

namespace tributary::bench {
namespace {

using Parsed = nlohmann::json;

Parsed parsed(std::string_view text) { return parse_report("--compare", text); }

// What makes numbers incomparable. Other versions are no such thing: they may be what the comparison is about.
constexpr std::string_view kMustAgree[] = {"cpu_model",       "cores",     "transport",
                                           "server_is_local", "optimised", "sanitized"};
constexpr std::string_view kWorthTelling[] = {"kernel",       "compiler",        "compiler_flags", "tributary_version",
                                              "commit",       "hiredis_version", "server_version", "server_settings",
                                              "server_cores", "client_cores",    "isolated"};

// Lines of what differs under these names.
template <class Names>
std::string differences(const Parsed& base, const Parsed& now, const Names& names) {
  std::string text;
  for (const std::string_view name : names) {
    const std::string key{name};
    const Parsed before = base.value(key, Parsed{});
    const Parsed after = now.value(key, Parsed{});
    if (before != after)
      fmt::format_to(std::back_inserter(text), "\n  {}: {} -> {}", name, before.dump(), after.dump());
  }
  return text;
}

void check_environments(const Parsed& base, const Parsed& now) {
  const std::string different = differences(base.at("environment"), now.at("environment"), kMustAgree);
  if (!different.empty()) {
    throw std::runtime_error{
        "--compare: the reports are not of the same machine, transport and kind of build, so their "
        "speeds say nothing about each other:" +
        different};
  }
}

const Parsed* find(const Parsed& results, const Parsed& wanted) {
  for (const auto& result : results) {
    if (result.value("mode", Parsed{}) == wanted.at("mode") && result.value("batch", Parsed{}) == wanted.at("batch")) {
      return &result;
    }
  }
  return nullptr;
}

// The workload with all that shapes it, as text.
std::string workload_of(const Parsed& result, const Parsed& other) {
  std::string text = fmt::format("{} of {} bytes", result.value("workload", Parsed{}).dump(),
                                 result.value("data_size", Parsed{}).dump());
  // Reports of older versions have none of these, and were made with what is usual.
  const Parsed usual{{"smallest_data_size", result.value("data_size", Parsed{})},
                     {"keys", 1000},
                     {"distribution", "sequential"},
                     {"zipf_exponent", nullptr},
                     {"ratio", nullptr},
                     {"command", nullptr},
                     {"clients", 1},
                     {"threads", 1},
                     {"window", nullptr},
                     {"rate", nullptr}};
  for (const auto& [name, value] : usual.items()) {
    // How many keys those had is not known when values were large.
    if (name == "keys" && !other.contains(name)) continue;
    if (const Parsed own = result.value(name, value); own != value) text += fmt::format(", {} {}", name, own.dump());
  }
  return text;
}

double median(const Parsed& result, const char* name) { return result.at(name).at("median").get<double>(); }

bool overlap(const Parsed& one, const Parsed& other) {
  return one.at("min").get<double>() <= other.at("max").get<double>() &&
         other.at("min").get<double>() <= one.at("max").get<double>();
}

}  // namespace

void check_comparable(std::string_view base, std::string_view now) { check_environments(parsed(base), parsed(now)); }

Comparison compare_reports(std::string_view base_text, std::string_view now_text, double threshold) {
  const Parsed base = parsed(base_text);
  const Parsed now = parsed(now_text);
  check_environments(base, now);
  Comparison comparison;
  auto out = std::back_inserter(comparison.text);
  fmt::format_to(out, "\ncompared with the report of {}\n", base.at("environment").value("time", "an unknown time"));
  const std::string told = differences(base.at("environment"), now.at("environment"), kWorthTelling);
  if (!told.empty()) fmt::format_to(out, "also different:{}\n", told);
  fmt::format_to(out, "{:<15} {:>8} {:>13} {:>11}\n", "mode", "batch", "commands/s", "client CPU");

  bool any = false;
  for (const auto& result : now.at("results")) {
    const Parsed* before = find(base.at("results"), result);
    if (before == nullptr) continue;
    any = true;
    if (const auto then = workload_of(*before, result), today = workload_of(result, *before); then != today) {
      throw std::runtime_error{fmt::format("--compare: {} was measured with {} then, and with {} now",
                                           result.at("mode").get<std::string>(), then, today)};
    }
    const double speed = median(result, "commands_per_second") / median(*before, "commands_per_second") - 1;
    const double cpu = median(result, "client_cpu_ns_per_command") / median(*before, "client_cpu_ns_per_command") - 1;
    const bool worse = speed < -threshold || cpu > threshold;
    comparison.regressions += worse ? 1 : 0;
    const bool doubtful = overlap(result.at("commands_per_second"), before->at("commands_per_second"));
    fmt::format_to(out, "{:<15} {:>8} {:>+12.1f}% {:>+10.1f}%{}{}\n", result.at("mode").get<std::string>(),
                   result.at("batch").get<std::int64_t>(), speed * 100, cpu * 100, worse ? "  WORSE" : "",
                   worse && doubtful ? ", but the repeats' speeds overlap" : "");
  }
  if (!any) throw std::runtime_error{"--compare: no mode and batch size is in both reports"};
  fmt::format_to(
      out, "{} worse by more than {:.1f}%\n",
      comparison.regressions == 0 ? std::string{"nothing is"} : fmt::format("{} are", comparison.regressions),
      threshold * 100);
  return comparison;
}

}  // namespace tributary::bench
