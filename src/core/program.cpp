#include "core/program.hpp"

#include "core/sha1.hpp"

#include <fmt/format.h>

#include <utility>

namespace tributary::detail {

namespace {

std::string load_request(std::string_view verb, std::string_view source) {
  return fmt::format("*3\r\n${}\r\n{}\r\n$4\r\nLOAD\r\n${}\r\n{}\r\n", verb.size(), verb, source.size(), source);
}

}  // namespace

Program Program::script(std::string source) {
  std::string sha1 = sha1_hex(source);
  std::string request = load_request("SCRIPT", source);
  return {std::move(source), std::move(sha1), std::move(request)};
}

Program Program::function_library(std::string source) {
  std::string request = load_request("FUNCTION", source);
  return {std::move(source), {}, std::move(request)};
}

bool says_unknown_program(const CommandRow* row, std::string_view error) noexcept {
  return (row == &kScriptCall && error.starts_with("NOSCRIPT")) ||
         (row == &kFunctionCall && error.starts_with("ERR Function not found"));
}

}  // namespace tributary::detail
