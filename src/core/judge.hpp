#pragma once

#include <string_view>

namespace tributary::detail {

class Slot;

/// Decides what an error reply means before the slot of its command is settled. Errors are rare, so it costs the other
/// replies nothing.
class Judge {
 public:
  /// True when the command is known not to have been executed, and is to be held: its slot stays pending, and the
  /// settlement lists it for whoever executes the batch.
  virtual bool holds(const Slot& slot, std::string_view error) const noexcept = 0;

 protected:
  ~Judge() = default;
};

/// Of a batch that is one call of a program: the server is asked by name, and a call that it cannot find is held, to be
/// sent again with the program. One command has no neighbours, so nothing changes its place.
class ProgramJudge final : public Judge {
 public:
  bool holds(const Slot& slot, std::string_view error) const noexcept override;
};

inline constexpr ProgramJudge kProgramJudge;

}  // namespace tributary::detail
