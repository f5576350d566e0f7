// The text of INFO:
//
//   text  := line*                                 each with CRLF
//   line  := "# " section | name ":" value | ""    of which the name has no ":"

#include "commands/info_text.hpp"

#include "commands/text_cutter.hpp"

namespace tributary::detail {

InfoSections info_sections_from(std::string_view text) {
  InfoSections out;
  std::map<std::string, std::string>* section = nullptr;
  while (!text.empty()) {
    const std::string_view line = cut_line(text);
    if (line.empty()) continue;
    if (line.starts_with("# ")) {
      section = &out[std::string{line.substr(2)}];
      continue;
    }
    const auto [name, value] = cut_field(line, ':', "a line of INFO, name:value");
    if (section == nullptr) section = &out[{}];
    section->emplace(name, value);
  }
  return out;
}

}  // namespace tributary::detail
