#include "saved_report.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>

namespace tributary::bench {

nlohmann::json parse_report(std::string_view option, std::string_view text) {
  auto report = nlohmann::json::parse(text, nullptr, false);
  if (!report.is_object() || report.value("schema_version", nlohmann::json{}) != 1 || !report.contains("environment") ||
      !report.contains("results")) {
    throw std::runtime_error{std::string{option} + ": the file is no report of tributary-bench with schema_version 1"};
  }
  return report;
}

}  // namespace tributary::bench
