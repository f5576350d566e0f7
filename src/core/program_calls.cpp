#include "core/program_calls.hpp"

#include "core/judge.hpp"
#include "core/slab.hpp"

#include <algorithm>

namespace tributary::detail {

bool ProgramJudge::holds(const Slot& slot, std::string_view error) const noexcept {
  return says_unknown_program(slot.row(), error);
}

void ProgramCalls::clear() noexcept {
  libraries_.clear();
  brought_.clear();
  sources_.clear();
  next_source_ = 0;
}

void ProgramCalls::add(const Tape::Call& call) {
  if (!call.program->is_script()) {
    if (std::ranges::find(libraries_, call.program) == libraries_.end()) libraries_.push_back(call.program);
    return;
  }
  const Program* const script = call.program.get();
  if (std::ranges::find(brought_, script) != brought_.end()) return;
  brought_.push_back(script);
  sources_.push_back({call.range, script});
  SlotIssuer::set_row(*call.range.slot, kSourceCall);
}

}  // namespace tributary::detail
