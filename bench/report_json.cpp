#include "report_json.hpp"

#include "counters.hpp"
#include "describe_options.hpp"
#include "findings.hpp"
#include "warnings.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace tributary::bench {
namespace {

using Json = nlohmann::ordered_json;

// Six decimals: more would only be noise, but an allocation in a batch of 10,000 must still show.
double rounded(double value) { return std::round(value * 1e6) / 1e6; }

Json json_of(const Spread& spread) {
  return {{"median", rounded(spread.median)}, {"min", rounded(spread.min)}, {"max", rounded(spread.max)}};
}

Json json_of(const std::vector<Peer>& peers) {
  Json json = Json::object();
  for (const auto& peer : peers) json[std::string{peer.name}] = peer.version;
  return json;
}

Json json_of(const Environment& environment) {
  return {{"time", environment.time},
          {"cpu_model", environment.cpu_model},
          {"cores", environment.cores},
          {"kernel", environment.kernel},
          {"load_average", rounded(environment.load_average)},
          {"compiler", environment.compiler},
          {"compiler_flags", environment.compiler_flags},
          {"optimised", environment.optimised},
          {"sanitized", environment.sanitized},
          {"tributary_version", environment.library_version},
          {"commit", environment.commit},
          {"hiredis_version", environment.hiredis_version},
          {"fmt_version", environment.fmt_version},
          {"peers", json_of(environment.peers)},
          {"server_version", environment.server_version},
          {"server_settings", environment.server_settings},
          {"transport", environment.transport},
          {"server_is_local", environment.server_is_local},
          {"server_is_private", environment.server_is_private},
          {"server_cores", environment.server_cores},
          {"client_cores", environment.client_cores},
          {"isolated", environment.isolated},
          {"other_cores_busy", rounded(environment.during.other_cores)},
          {"stolen_cores", rounded(environment.during.stolen_cores)},
          {"times_throttled", environment.during.throttled}};
}

void add_count(Json& json, const std::string& name, bool counted, const Spread& spread) {
  json[name] = counted ? Json(rounded(spread.median)) : Json(nullptr);
  json[name + "_spread"] = counted ? json_of(spread) : Json(nullptr);
}

// What shapes the commands beside their name.
void add_workload(Json& json, const Result& result, const Options& options) {
  json["keys"] = result.keys;
  if (result.subject != Subject::values) return;
  json["distribution"] = to_string(options.sequence.distribution);
  if (options.sequence.distribution == Distribution::zipf) json["zipf_exponent"] = options.sequence.exponent;
  json["seed"] = options.sequence.seed;
  if (options.command == Command::mixed) {
    json["ratio"] = fmt::format("{}:{}", options.sequence.ratio.sets, options.sequence.ratio.gets);
  }
  if (options.command == Command::custom) json["command"] = options.custom.text;
  if (has_values(options)) {
    json["data_size"] = options.data_size;
    json["smallest_data_size"] = options.smallest_data_size;
  }
}

void add_load(Json& json, const Result& result, const Options& options) {
  json["clients"] = options.load.clients;
  json["threads"] = options.load.threads;
  if (result.mode == "window") json["window"] = options.load.window == 0 ? kUsualWindow : options.load.window;
  json["rate"] = options.load.rate == 0 ? Json(nullptr) : Json(options.load.rate);
  json["rate_was_reached"] = options.load.rate == 0 ? Json(nullptr) : Json(kept_rate(result, options.load.rate));
  json["client_cores_busy"] = json_of(result.client_cores());
}

std::string_view workload_of(const Result& result, const Options& options) {
  switch (result.subject) {
    case Subject::values: break;
    case Subject::read_records: return "hgetall";
    case Subject::written_records: return "hset";
    case Subject::chains: return "three dependent gets";
  }
  return to_string(options.command);
}

Json latency_of(const Result& result, double Sample::*percentile) {
  return json_of(result.spread([&](const Sample& sample) { return sample.*percentile; }));
}

Json latencies_of(const Result& result) {
  return {{"of", to_string(result.timed)},
          {"p50", latency_of(result, &Sample::latency_p50)},
          {"p90", latency_of(result, &Sample::latency_p90)},
          {"p99", latency_of(result, &Sample::latency_p99)},
          {"p999", latency_of(result, &Sample::latency_p999)},
          {"max", latency_of(result, &Sample::latency_max)}};
}

Json json_of(const Result& result, const Options& options, const Environment& environment,
             const std::vector<Result>& results) {
  Json json{{"mode", result.mode},
            {"transport", environment.transport},
            {"workload", workload_of(result, options)},
            {"batch", result.batch},
            {"commands", result.commands},
            {"repeats", result.samples.size()},
            {"commands_per_second", json_of(result.commands_per_second())},
            {"client_cpu_ns_per_command", json_of(result.client_cpu_ns())},
            {"client_user_ns_per_command", json_of(result.spread([](const Sample& s) { return s.user_ns; }))},
            {"client_system_ns_per_command", json_of(result.spread([](const Sample& s) { return s.system_ns; }))}};
  add_count(json, "allocations_per_command", allocations_are_counted(),
            result.spread([](const Sample& s) { return s.allocations; }));
  add_count(json, "syscalls_per_command", syscalls_are_counted(),
            result.spread([](const Sample& s) { return s.syscalls; }));
  const Spread server_cpu = result.spread([](const Sample& s) { return s.server_cpu_ns; });
  json["server_cpu_ns_per_command"] = server_cpu.max == 0 ? Json(nullptr) : json_of(server_cpu);
  json["request_bytes_per_command"] = json_of(result.spread([](const Sample& s) { return s.request_bytes; }));
  json["reply_bytes_per_command"] = json_of(result.spread([](const Sample& s) { return s.reply_bytes; }));
  json["mib_per_second"] = json_of(result.mib_per_second());
  const bool waits_for_commands = result.timed == Timed::commands;
  json["latency_p50_us"] = waits_for_commands ? latency_of(result, &Sample::latency_p50) : Json(nullptr);
  json["latency_p99_us"] = waits_for_commands ? latency_of(result, &Sample::latency_p99) : Json(nullptr);
  json["latency_us"] = result.timed == Timed::nothing ? Json(nullptr) : latencies_of(result);
  const Result* one_by_one = batch_1_of(result, results);
  json["ratio_to_batch_1"] = one_by_one == nullptr ? Json(nullptr) : json_of(speed_ratio(result, *one_by_one));
  const Result* wire = wire_of(result, results);
  json["ratio_to_wire"] = wire == nullptr ? Json(nullptr) : json_of(speed_ratio(result, *wire));
  add_workload(json, result, options);
  add_load(json, result, options);
  return json;
}

Json place_of(const Result* result) {
  return result == nullptr ? Json(nullptr) : Json{{"mode", result->mode}, {"batch", result->batch}};
}

// The paragraph as one line.
std::string closing_line(const Options& options, const std::vector<Result>& results, const Environment& environment) {
  std::string text = closing_paragraph(options, results, environment);
  std::replace(text.begin(), text.end(), '\n', ' ');
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? std::string{} : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

Json findings_of(const Options& options, const Environment& environment, const std::vector<Result>& results) {
  // At a rate that is given, the most that came through is no finding.
  const auto [best, knee, one_by_one] = options.load.rate > 0 ? Findings{} : find_in(results);
  return {{"best", place_of(best)},
          {"knee", place_of(knee)},
          {"gain", one_by_one == nullptr ? Json(nullptr) : Json(rounded(speed_ratio(*best, *one_by_one).median))},
          {"text", closing_line(options, results, environment)}};
}

// The batch size of the knee of one mode; null when it was not measured, or sends no batches.
Json knee_of_mode(const ModeEntry& mode, const std::vector<Result>& results) {
  const Result* best = nullptr;
  for (const auto& result : results) {
    if (result.mode == mode.name &&
        (best == nullptr || result.commands_per_second().median > best->commands_per_second().median)) {
      best = &result;
    }
  }
  return best == nullptr || best->timed == Timed::commands ? Json(nullptr) : Json(knee_of(*best, results)->batch);
}

Json modes_of(const Options& options, const std::vector<Result>& results) {
  Json modes = Json::array();
  for (const ModeEntry* mode : options.modes) {
    modes.push_back({{"name", mode->name},
                     {"summary", mode->summary},
                     {"other_client", mode->other_client},
                     {"knee", knee_of_mode(*mode, results)}});
  }
  return modes;
}

}  // namespace

std::string json_report(const Options& options, const Environment& environment, const std::vector<Result>& results) {
  Json report{{"schema_version", 1},
              {"command_line", options.command_line},
              {"environment", json_of(environment)},
              {"findings", findings_of(options, environment, results)},
              {"modes", modes_of(options, results)},
              {"results", Json::array()}};
  for (const auto& result : results) {
    report["results"].push_back(json_of(result, options, environment, results));
  }
  report["warnings"] = results.empty() ? Json::array() : Json(warnings_of(options, environment, results));
  report["skipped"] = Json::array();
  for (const auto& [mode, why] : options.skipped) report["skipped"].push_back({{"mode", mode}, {"why", why}});
  // Bytes that are no text, as a command line may have them, are no reason to lose the results.
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tributary::bench
