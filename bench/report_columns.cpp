#include "report_columns.hpp"

#include "counters.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <string_view>

namespace tributary::bench {
namespace {

struct Column {
  std::string_view csv;
  std::string_view markdown;
  std::string (*cell)(const Result& result, const std::vector<Result>& results);
};

std::string median_of(const Result& result, double Sample::*member, const char* format = "{:.3f}") {
  const double median = result.spread([&](const Sample& sample) { return sample.*member; }).median;
  return fmt::format(fmt::runtime(format), median);
}

template <double Sample::*percentile>
std::string latency(const Result& result, const std::vector<Result>&) {
  return result.timed == Timed::nothing ? std::string{} : median_of(result, percentile, "{:.1f}");
}

std::string ratio(const Result& result, const Result* base) {
  return base == nullptr ? std::string{} : fmt::format("{:.2f}", speed_ratio(result, *base).median);
}

using Results = std::vector<Result>;

// Names of modes and units need no quotes in CSV, and nothing in Markdown.
constexpr Column kColumns[] = {
    {"mode", "mode", [](const Result& r, const Results&) { return r.mode; }},
    {"batch", "batch", [](const Result& r, const Results&) { return fmt::format("{}", r.batch); }},
    {"commands", "commands", [](const Result& r, const Results&) { return fmt::format("{}", r.commands); }},
    {"commands_per_second", "commands/s",
     [](const Result& r, const Results&) { return fmt::format("{:.0f}", r.commands_per_second().median); }},
    {"commands_per_second_min", "least",
     [](const Result& r, const Results&) { return fmt::format("{:.0f}", r.commands_per_second().min); }},
    {"commands_per_second_max", "most",
     [](const Result& r, const Results&) { return fmt::format("{:.0f}", r.commands_per_second().max); }},
    {"mib_per_second", "MiB/s",
     [](const Result& r, const Results&) { return fmt::format("{:.1f}", r.mib_per_second().median); }},
    {"ratio_to_wire", "of wire", [](const Result& r, const Results& all) { return ratio(r, wire_of(r, all)); }},
    {"ratio_to_batch_1", "of batch 1",
     [](const Result& r, const Results& all) { return ratio(r, batch_1_of(r, all)); }},
    {"client_cpu_ns_per_command", "client ns",
     [](const Result& r, const Results&) { return fmt::format("{:.0f}", r.client_cpu_ns().median); }},
    {"server_cpu_ns_per_command", "server ns",
     [](const Result& r, const Results&) { return median_of(r, &Sample::server_cpu_ns, "{:.0f}"); }},
    {"allocations_per_command", "allocs",
     [](const Result& r, const Results&) {
       return allocations_are_counted() ? median_of(r, &Sample::allocations) : std::string{};
     }},
    {"syscalls_per_command", "syscalls",
     [](const Result& r, const Results&) {
       return syscalls_are_counted() ? median_of(r, &Sample::syscalls) : std::string{};
     }},
    {"latency_of", "latency of", [](const Result& r, const Results&) { return std::string{to_string(r.timed)}; }},
    {"latency_p50_us", "p50 us", &latency<&Sample::latency_p50>},
    {"latency_p90_us", "p90", &latency<&Sample::latency_p90>},
    {"latency_p99_us", "p99", &latency<&Sample::latency_p99>},
    {"latency_p999_us", "p99.9", &latency<&Sample::latency_p999>},
    {"latency_max_us", "max", &latency<&Sample::latency_max>},
    {"client_cores_busy", "client cores",
     [](const Result& r, const Results&) { return fmt::format("{:.2f}", r.client_cores().median); }},
};

}  // namespace

std::string csv_report(const std::vector<Result>& results) {
  std::string text;
  for (const auto& column : kColumns) text.append(text.empty() ? "" : ",").append(column.csv);
  text += "\n";
  for (const auto& result : results) {
    bool first = true;
    for (const auto& column : kColumns) {
      text.append(first ? "" : ",").append(column.cell(result, results));
      first = false;
    }
    text += "\n";
  }
  return text;
}

std::string markdown_report(const std::string& heading, const std::vector<Result>& results) {
  std::string text = heading + "\n|";
  for (const auto& column : kColumns) text.append(" ").append(column.markdown).append(" |");
  text += "\n|---|";
  for (std::size_t i = 1; i < std::size(kColumns); ++i) text += "--:|";
  text += "\n";
  for (const auto& result : results) {
    text += "|";
    for (const auto& column : kColumns) text.append(" ").append(column.cell(result, results)).append(" |");
    text += "\n";
  }
  return text;
}

}  // namespace tributary::bench
