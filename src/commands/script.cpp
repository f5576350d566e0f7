#include <tributary/commands/script.hpp>

#include "commands/record_call.hpp"

#include <utility>

namespace tributary::detail {

std::shared_ptr<const Program> make_script(std::string source) {
  return std::make_shared<const Program>(Program::Kind::script, std::move(source));
}

const std::string& source_of(const Program& program) noexcept { return program.source; }
const std::string& sha1_of(const Program& program) noexcept { return program.sha1; }

bool script_bool_from(const ReplyView& reply) { return !reply.is_nil() && decode<bool>(reply); }

SlotHandle call_script(Commands& commands, const ResultType& type, const std::shared_ptr<const Program>& program,
                       const Arguments& keys, const Arguments& args) {
  return record_or_run(
      commands,
      [&](Context& context) { return record_call_in(context, type, kScriptCall, program, program->sha1, keys, args); },
      Merging::alone);
}

}  // namespace tributary::detail
