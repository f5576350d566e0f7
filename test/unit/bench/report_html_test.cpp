#include "report_html.hpp"

#include "embedded_file.hpp"

#include "support/catch.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

using tributary::bench::embedded_file;
using tributary::bench::html_report;
using Json = nlohmann::json;

namespace {

// What an attacker, or a strange machine, would put into a page.
constexpr const char* kHostile = "</script><script>alert(1)</script><!-- {{chart.js}} & \"'\\ \u2028 </style>";

Json report() {
  return {{"schema_version", 1}, {"environment", {{"cpu_model", kHostile}}}, {"results", Json::array()}};
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t times = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++times;
  return times;
}

std::string content(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("A page holds the report that it was made of") {
  const std::string page = html_report("--from", report().dump(2));
  constexpr std::string_view kBegin = "<script type=\"application/json\" id=\"report\">";
  const auto begin = page.find(kBegin) + kBegin.size();
  CHECK(Json::parse(page.substr(begin, page.find("</script>", begin) - begin)) == report());
}

TEST_CASE("No text of a report ends the script that it stands in, or begins another") {
  Json plain = report();
  plain["environment"]["cpu_model"] = "abacus";
  const std::string page = html_report("--from", report().dump());
  const std::string without = html_report("--from", plain.dump());
  for (const char* tag : {"<script", "</script", "<!--", "</style"}) {
    CAPTURE(tag);
    CHECK(count(page, tag) == count(without, tag));
  }
  CHECK(count(without, "<script") == count(without, "</script"));
  CHECK(page.find("{{chart.js}} &") != std::string::npos);  // what was put in is not filled in again
}

TEST_CASE("A page may load nothing, and names nothing to load") {
  const std::string page = html_report("--from", report().dump());
  CHECK(page.find("default-src 'none'") < page.find("<script"));
  for (const char* loading : {"<link rel=\"stylesheet\"", "<script src", "<img", "<iframe", "@import", "url("}) {
    CAPTURE(loading);
    CHECK(page.find(loading) == std::string::npos);
  }
}

TEST_CASE("What is embedded is what the files hold") {
  const std::string folder = TRIBUTARY_BENCH_HTML;
  for (const char* name : {"report.html", "report.css", "charts.js", "data.js", "elements.js", "figures.js", "page.js",
                           "text.js", "workload.js"}) {
    CAPTURE(name);
    CHECK(embedded_file(name) == content(folder + "/" + name));
    CHECK(!embedded_file(name).empty());
  }
  CHECK(embedded_file("no such file").empty());
}

TEST_CASE("A page with charts carries Chart.js with its notice, and the text of its licence") {
  const std::string page = html_report("--from", report().dump());
  const std::string chart_js = TRIBUTARY_CHART_JS;
  CHECK(tributary::bench::pages_have_charts() == !chart_js.empty());
  if (chart_js.empty()) return;
  CHECK(embedded_file("chart.js") == content(chart_js));
  CHECK(page.find("* Chart.js v") != std::string::npos);
  CHECK(page.find("Chart.js Contributors") != std::string::npos);
  CHECK(page.find("Permission is hereby granted") != std::string::npos);
}

TEST_CASE("What is no report makes no page, and the option is named") {
  CHECK_THROWS_AS(html_report("--from", "{}"), std::runtime_error);
  CHECK_THROWS_WITH(html_report("--from", "<html>"),
                    "--from: the file is no report of tributary-bench with schema_version 1");
}
