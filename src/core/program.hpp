#pragma once

#include "core/command_row.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tributary::detail {

/// Code that a server must have before a command can call it: a script, or a library of functions.
struct Program {
  enum class Kind : std::uint8_t { script, function_library };

  Program(Kind what, std::string text);

  bool is_script() const noexcept { return kind == Kind::script; }

  Kind kind;
  std::string source;
  std::string sha1;  ///< of the source
  /// What makes the server have it. Of a script: the words of a call that bring the source, instead of those that name
  /// it. Of a library: FUNCTION LOAD source, a request of its own.
  std::string bringing;
};

// A call of a script by its name, and one that brings the source.
inline constexpr CommandRow kScriptCall{"EVALSHA", -3, Access::none, Repeat::unsafe, kCountedAfterFirst};
inline constexpr CommandRow kSourceCall{"EVAL", -3, Access::none, Repeat::unsafe, kCountedAfterFirst};
inline constexpr CommandRow kFunctionCall{"FCALL", -3, Access::none, Repeat::unsafe, kCountedAfterFirst};

/// The length of `$7 EVALSHA $40 sha1`, with all line ends, which `Program::bringing` takes the place of.
inline constexpr std::size_t kScriptNameBytes = 60;

/// True when `error` answers a call of that row, and says that the server does not have the program.
bool says_unknown_program(const CommandRow* row, std::string_view error) noexcept;

}  // namespace tributary::detail
