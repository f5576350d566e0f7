#pragma once

// Replies for answered(), nested as servers send them: `array({integer(1), array({bulk("a")})})`.

#include <cstdint>
#include <initializer_list>
#include <string>

namespace tributary::test {

inline std::string integer(std::int64_t number) { return ":" + std::to_string(number) + "\r\n"; }
inline std::string status(const std::string& text) { return "+" + text + "\r\n"; }
inline std::string bulk(const std::string& text) { return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n"; }
inline std::string nil() { return "$-1\r\n"; }
inline std::string array(std::initializer_list<std::string> elements) {
  std::string out = "*" + std::to_string(elements.size()) + "\r\n";
  for (const std::string& element : elements) out += element;
  return out;
}
/// An array of bulk strings.
inline std::string texts(std::initializer_list<std::string> elements) {
  std::string out = "*" + std::to_string(elements.size()) + "\r\n";
  for (const std::string& element : elements) out += bulk(element);
  return out;
}

}  // namespace tributary::test
