#include "core/program.hpp"

#include "core/sha1.hpp"

#include <fmt/format.h>

#include <utility>

namespace tributary::detail {

namespace {

std::string words_that_bring(Program::Kind kind, std::string_view source) {
  return kind == Program::Kind::script
             ? fmt::format("$4\r\nEVAL\r\n${}\r\n{}\r\n", source.size(), source)
             : fmt::format("*3\r\n$8\r\nFUNCTION\r\n$4\r\nLOAD\r\n${}\r\n{}\r\n", source.size(), source);
}

}  // namespace

Program::Program(Kind what, std::string text)
    : kind{what}, source{std::move(text)}, sha1{sha1_hex(source)}, bringing{words_that_bring(kind, source)} {}

// Not by the code alone: one that the program itself returns, when it has done its work, may begin alike. Valkey leaves
// out what Redis says behind that.
bool says_unknown_program(const CommandRow* row, std::string_view error) noexcept {
  if (row == &kScriptCall) return error.starts_with("NOSCRIPT No matching script.");
  return row == &kFunctionCall && error == "ERR Function not found";
}

}  // namespace tributary::detail
