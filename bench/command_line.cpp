#include "command_line.hpp"

#include <cstddef>
#include <string_view>

namespace tributary::bench {
namespace {

// Up to the last '@', wherever that is: what is hidden too much harms nobody.
std::string without_credentials(std::string word) {
  const auto scheme = word.find("://");
  const auto at = word.rfind('@');
  if (scheme != std::string::npos && at != std::string::npos && at > scheme) {
    const std::size_t begin = scheme + 3;
    word.replace(begin, at - begin, "***");
  }
  return word;
}

std::string quoted(const std::string& word) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+,./:@%*";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) {
    if (c == '\'') {
      text += "'\\''";
    } else {
      text += c;
    }
  }
  return text + "'";
}

}  // namespace

std::string command_line(int argc, const char* const* argv) {
  std::string text = "tributary-bench";
  for (int i = 1; i < argc; ++i) {
    text.append(" ").append(quoted(without_credentials(argv[i])));
  }
  return text;
}

}  // namespace tributary::bench
