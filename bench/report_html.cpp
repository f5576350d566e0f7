#include "report_html.hpp"

#include "embedded_file.hpp"
#include "saved_report.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <stdexcept>

namespace tributary::bench {
namespace {

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string result;
  for (std::size_t found = 0; (found = text.find(what)) != std::string_view::npos;) {
    result.append(text.substr(0, found)).append(by);
    text.remove_prefix(found + what.size());
  }
  return result.append(text);
}

// Only '<' can begin what ends a script element, and in JSON it stands in strings only.
std::string json_in_script(const nlohmann::json& json) { return replaced(json.dump(), "<", "\\u003c"); }

// The same for a program, where '<' also compares. In strings and regular expressions "\/" and "\!" are "/" and "!".
std::string program_in_script(std::string_view program) {
  return replaced(replaced(program, "</", "<\\/"), "<!--", "<\\!--");
}

std::string text_in_html(std::string_view text) { return replaced(replaced(text, "&", "&amp;"), "<", "&lt;"); }

// What stands for {{name}} in the page.
std::string part(std::string_view name, const nlohmann::json& report) {
  if (name == "report") return json_in_script(report);
  if (name.ends_with(".js")) return program_in_script(embedded_file(name));
  if (name.ends_with(".css")) return std::string{embedded_file(name)};
  if (name == "chart.js licence") return text_in_html(embedded_file(name));
  throw std::logic_error{"report.html asks for " + std::string{name}};
}

}  // namespace

bool pages_have_charts() noexcept { return !embedded_file("chart.js").empty(); }

std::string html_report(std::string_view option, std::string_view json) {
  const auto report = parse_report(option, json);
  std::string page;
  // What has been put in is not looked at again.
  std::string_view rest = embedded_file("report.html");
  for (std::size_t open = 0; (open = rest.find("{{")) != std::string_view::npos;) {
    const std::size_t close = rest.find("}}", open);
    page.append(rest.substr(0, open)).append(part(rest.substr(open + 2, close - open - 2), report));
    rest.remove_prefix(close + 2);
  }
  return page.append(rest);
}

}  // namespace tributary::bench
