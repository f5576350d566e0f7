#pragma once

#include "core/command_row.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

namespace tributary::detail {

class Slot;

/// Code that a server must have before a command can call it: a script, or a library of functions.
struct Program {
  enum class Kind : std::uint8_t { script, function_library };

  Program(Kind what, std::string text);

  bool is_script() const noexcept { return kind == Kind::script; }

  Kind kind;
  std::string source;
  std::string sha1;     ///< of the source
  std::string request;  ///< that makes the server have it: SCRIPT LOAD source, FUNCTION LOAD source
};

// Calls that are set aside when the server does not have their program: they were not executed, so they can be called
// again when it is loaded. Calls that must not come later than they were recorded have other rows.
inline constexpr CommandRow kScriptCall{"EVALSHA", -3, Access::none, Repeat::unsafe, kCountedAfterFirst};
inline constexpr CommandRow kFunctionCall{"FCALL", -3, Access::none, Repeat::unsafe, kCountedAfterFirst};
// The same as they are called again, and where they cannot be.
inline constexpr CommandRow kWholeScriptCall{"EVAL", -3, Access::none, Repeat::unsafe, kCountedAfterFirst};
inline constexpr CommandRow kFinalFunctionCall{"FCALL", -3, Access::none, Repeat::unsafe, kCountedAfterFirst};

/// True when `error` answers a call of that row, and says that the server does not have the program.
bool says_unknown_program(const CommandRow* row, std::string_view error) noexcept;
/// True when a call of that row may come later than it was recorded.
bool may_call_again(const CommandRow* row) noexcept;

/// A call that was set aside, and its position in the batch.
struct ForgottenCall {
  Slot* slot;
  std::size_t position;
};

/// The programs that the server of one connection is known to have.
class KnownPrograms {
 public:
  /// True when it was not known before.
  bool learn(const Program& program) {
    // Programs that are made for one use each must not fill the memory; what is forgotten is only loaded once more.
    if (sha1s_.size() == kMost) sha1s_.clear();
    return sha1s_.insert(program.sha1).second;
  }
  void forget() noexcept { sha1s_.clear(); }

 private:
  static constexpr std::size_t kMost = 1000;

  std::unordered_set<std::string> sha1s_;
};

}  // namespace tributary::detail
