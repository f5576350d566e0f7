#include <tributary/commands/script_commands.hpp>

#include "commands/option_words.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kScriptRows{
    CommandRow{"EVAL", -3, Access::none, Repeat::unsafe, kCountedAfterFirst},
    CommandRow{"EVAL_RO", -3, Access::read, Repeat::safe, kCountedAfterFirst},
    CommandRow{"EVALSHA", -3, Access::none, Repeat::unsafe, kCountedAfterFirst},
    CommandRow{"EVALSHA_RO", -3, Access::read, Repeat::safe, kCountedAfterFirst},
    CommandRow{"SCRIPT EXISTS", -3, Access::none, Repeat::safe, kNoKey},
    // A second time these two would meet scripts that came since.
    CommandRow{"SCRIPT FLUSH", -2, Access::none, Repeat::unsafe, kNoKey},
    CommandRow{"SCRIPT KILL", 2, Access::none, Repeat::unsafe, kNoKey},
    CommandRow{"SCRIPT LOAD", 3, Access::none, Repeat::safe, kNoKey},
};

bool only_answer(const ReplyView& reply) {
  require_array_of(reply, 1);
  return decode<bool>(reply[0]);
}

}  // namespace

std::span<const CommandRow> detail::script_command_rows() noexcept { return kScriptRows.rows(); }

SlotHandle ScriptCommands::eval_as(const ResultType& type, std::string_view source, const Arguments& keys,
                                   const Arguments& arguments) {
  return record_as(*this, type, kScriptRows["EVAL"], source, keys.size(), keys, arguments);
}

SlotHandle ScriptCommands::eval_ro_as(const ResultType& type, std::string_view source, const Arguments& keys,
                                      const Arguments& arguments) {
  return record_as(*this, type, kScriptRows["EVAL_RO"], source, keys.size(), keys, arguments);
}

SlotHandle ScriptCommands::evalsha_as(const ResultType& type, std::string_view sha1, const Arguments& keys,
                                      const Arguments& arguments) {
  return record_as(*this, type, kScriptRows["EVALSHA"], sha1, keys.size(), keys, arguments);
}

SlotHandle ScriptCommands::evalsha_ro_as(const ResultType& type, std::string_view sha1, const Arguments& keys,
                                         const Arguments& arguments) {
  return record_as(*this, type, kScriptRows["EVALSHA_RO"], sha1, keys.size(), keys, arguments);
}

DeferredResult<bool> ScriptCommands::script_exists_one(const Argument& sha1) {
  return record_with<&only_answer>(*this, kScriptRows["SCRIPT EXISTS"], sha1);
}

DeferredResult<std::vector<bool>> ScriptCommands::script_exists(Arguments sha1s) {
  require_some(sha1s, "SCRIPT EXISTS", "SHA-1");
  return record<std::vector<bool>>(*this, kScriptRows["SCRIPT EXISTS"], sha1s);
}

DeferredResult<Ok> ScriptCommands::script_flush(FlushMode mode) {
  return record<Ok>(*this, kScriptRows["SCRIPT FLUSH"], flush_words(mode));
}

DeferredResult<Ok> ScriptCommands::script_kill() { return record<Ok>(*this, kScriptRows["SCRIPT KILL"]); }

DeferredResult<std::string> ScriptCommands::script_load(std::string_view source) {
  return record<std::string>(*this, kScriptRows["SCRIPT LOAD"], source);
}

}  // namespace tributary
