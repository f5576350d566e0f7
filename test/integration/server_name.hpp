#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

namespace tributary::test {

/// `OBJECT ENCODING` as the server spells it: `object|encoding`.
inline std::string server_name(std::string_view verb) {
  std::string name{verb};
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return c == ' ' ? '|' : static_cast<char>(std::tolower(c)); });
  return name;
}

}  // namespace tributary::test
