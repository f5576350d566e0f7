#include "comparison.hpp"

#include "support/catch.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>

using tributary::bench::check_comparable;
using tributary::bench::compare_reports;
using Json = nlohmann::json;

namespace {

Json spread(double median) { return {{"median", median}, {"min", median * 0.99}, {"max", median * 1.01}}; }

// A report of one result.
Json report(double speed, double cpu) {
  return {{"schema_version", 1},
          {"environment",
           {{"time", "2026-01-01T00:00:00Z"},
            {"cpu_model", "abacus"},
            {"cores", 2},
            {"transport", "unix"},
            {"server_is_local", true},
            {"optimised", true},
            {"sanitized", false},
            {"server_version", "7.0.15"}}},
          {"results",
           {{{"mode", "flat"},
             {"batch", 1000},
             {"workload", "get"},
             {"data_size", 100},
             {"commands_per_second", spread(speed)},
             {"client_cpu_ns_per_command", spread(cpu)}}}}};
}

int regressions(const Json& base, const Json& now) {
  return compare_reports(base.dump(), now.dump(), 0.05).regressions;
}

std::string refusal(const Json& base, const Json& now) {
  try {
    const auto comparison = compare_reports(base.dump(), now.dump(), 0.05);
    return "compared: " + comparison.text;
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("What is slower, or costs more, by more than the threshold is a regression") {
  const Json base = report(1000, 100);
  CHECK(regressions(base, base) == 0);
  CHECK(regressions(base, report(951, 104)) == 0);
  CHECK(regressions(base, report(949, 100)) == 1);
  CHECK(regressions(base, report(1000, 106)) == 1);
  CHECK(regressions(base, report(2000, 50)) == 0);
}

TEST_CASE("A regression is told with how much, and with doubt when the repeats overlap") {
  const Json base = report(1000, 100);
  const std::string clear = compare_reports(base.dump(), report(800, 100).dump(), 0.05).text;
  CHECK(clear.find("-20.0%") != std::string::npos);
  CHECK(clear.find("WORSE") != std::string::npos);
  CHECK(clear.find("overlap") == std::string::npos);
  Json shaky = report(800, 100);
  shaky["results"][0]["commands_per_second"]["max"] = 1100;
  CHECK(compare_reports(base.dump(), shaky.dump(), 0.05).text.find("overlap") != std::string::npos);
}

TEST_CASE("Reports of different machines, transports or builds are refused with what differs") {
  const Json base = report(1000, 100);
  for (const char* name : {"cpu_model", "cores", "transport", "server_is_local", "optimised", "sanitized"}) {
    Json other = base;
    other["environment"][name] = "another";
    CAPTURE(name);
    CHECK_THROWS_AS(check_comparable(base.dump(), other.dump()), std::runtime_error);
    CHECK(refusal(base, other).find(std::string{name} + ": ") != std::string::npos);
  }
}

TEST_CASE("Another server is no reason to refuse, but is told") {
  Json other = report(1000, 100);
  other["environment"]["server_version"] = "8.0.2";
  const std::string text = compare_reports(report(1000, 100).dump(), other.dump(), 0.05).text;
  CHECK(text.find("server_version: \"7.0.15\" -> \"8.0.2\"") != std::string::npos);
}

TEST_CASE("Other keys, clients or rates are other workloads; a report that does not tell them had what is usual") {
  const Json base = report(1000, 100);
  Json now = base;
  auto& result = now["results"][0];
  result.update({{"smallest_data_size", 100},
                 {"keys", 1000},
                 {"distribution", "sequential"},
                 {"clients", 1},
                 {"threads", 1},
                 {"rate", nullptr}});
  CHECK(regressions(base, now) == 0);
  result["keys"] = 640;  // which the older report may have had as well
  CHECK(regressions(base, now) == 0);
  const Json usual = now;
  const Json others{{"keys", 5},   {"distribution", "zipf"}, {"clients", 2},     {"threads", 2},
                    {"rate", 100}, {"ratio", "1:2"},         {"command", "PING"}};
  for (const auto& [name, value] : others.items()) {
    Json other = usual;
    other["results"][0][name] = value;
    CAPTURE(name);
    CHECK(refusal(usual, other).find(name + " " + value.dump()) != std::string::npos);
  }
}

TEST_CASE("Other workloads, reports without a common row, and what is no report are refused") {
  const Json base = report(1000, 100);
  Json other = base;
  other["results"][0]["data_size"] = 200;
  CHECK(refusal(base, other).find("of 100 bytes then") != std::string::npos);
  other = base;
  other["results"][0]["batch"] = 1;
  CHECK(refusal(base, other).find("no mode and batch size is in both") != std::string::npos);
  CHECK(refusal(Json{{"schema_version", 2}}, base).find("no report of tributary-bench") != std::string::npos);
  CHECK_THROWS_AS(check_comparable("not even JSON", base.dump()), std::runtime_error);
}
