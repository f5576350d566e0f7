#pragma once

#include "core/command_row.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

namespace tributary::detail {

class Slot;

/// Code that a server must have before a command can call it: a script, or a library of functions.
struct Program {
  std::string source;
  std::string sha1;     ///< of a script
  std::string request;  ///< that makes the server have it: SCRIPT LOAD source, FUNCTION LOAD source

  static Program script(std::string source);
  static Program function_library(std::string source);

  bool is_script() const noexcept { return !sha1.empty(); }
};

// Calls that are set aside when the server does not have their program: they were not executed, so they can be called
// again when it is loaded. Calls that must not come later than they were recorded have other rows.
inline constexpr CommandRow kScriptCall{"EVALSHA", -3, Access::none, Repeat::unsafe, KeyRange{0, 0, 0, 2}};
inline constexpr CommandRow kFunctionCall{"FCALL", -3, Access::none, Repeat::unsafe, KeyRange{0, 0, 0, 2}};
// The same as they are called again, and where they cannot be.
inline constexpr CommandRow kWholeScriptCall{"EVAL", -3, Access::none, Repeat::unsafe, KeyRange{0, 0, 0, 2}};
inline constexpr CommandRow kFinalFunctionCall{"FCALL", -3, Access::none, Repeat::unsafe, KeyRange{0, 0, 0, 2}};

/// True when `error` answers a call of that row, and says that the server does not have the program.
bool says_unknown_program(const CommandRow* row, std::string_view error) noexcept;

/// A call that was set aside, and its position in the batch.
struct ForgottenCall {
  Slot* slot;
  std::size_t position;
};

/// The programs that the server of one connection is known to have. Keeps them.
class KnownPrograms {
 public:
  /// True when it was not known before.
  bool learn(const std::shared_ptr<const Program>& program) { return programs_.insert(program).second; }
  void forget() noexcept { programs_.clear(); }

 private:
  std::unordered_set<std::shared_ptr<const Program>> programs_;
};

}  // namespace tributary::detail
