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

Program::Program(Kind what, std::string text)
    : kind{what},
      source{std::move(text)},
      sha1{sha1_hex(source)},
      request{load_request(is_script() ? "SCRIPT" : "FUNCTION", source)} {}

// Not by the code alone: one that the program itself returns, when it has done its work, may begin alike. Valkey leaves
// out what Redis says behind that.
bool says_unknown_program(const CommandRow* row, std::string_view error) noexcept {
  if (row == &kScriptCall) return error.starts_with("NOSCRIPT No matching script.");
  return (row == &kFunctionCall || row == &kFinalFunctionCall) && error == "ERR Function not found";
}

bool may_call_again(const CommandRow* row) noexcept { return row == &kScriptCall || row == &kFunctionCall; }

}  // namespace tributary::detail
