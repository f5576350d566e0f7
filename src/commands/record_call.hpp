#pragma once

#include "commands/record.hpp"
#include "core/program.hpp"

#include <memory>
#include <string_view>

namespace tributary::detail {

/// Records a call of a program, which the executor loads first where it may be missing.
inline SlotHandle record_call_in(Context& context, const ResultType& type, const CommandRow& row,
                                 const std::shared_ptr<const Program>& program, std::string_view name,
                                 const Arguments& keys, const Arguments& args) {
  GuardedRecording recording{context, row.verb};
  write_command(recording.out(), row.prefix, name, keys.size(), keys, args);
  recording.needs(program);
  SlotHandle slot{recording.finish(type, &row)};
  recording.flush_when_due();
  return slot;
}

}  // namespace tributary::detail
