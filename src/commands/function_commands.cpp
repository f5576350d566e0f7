#include <tributary/commands/function_commands.hpp>

#include "commands/option_words.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kFunctionRows{
    // FLUSH and RESTORE, which may delete all libraries before, meet a second time those that came since.
    CommandRow{"FCALL", -3, Access::none, Repeat::unsafe, kCountedAfterFirst},
    CommandRow{"FCALL_RO", -3, Access::read, Repeat::safe, kCountedAfterFirst},
    CommandRow{"FUNCTION DELETE", 3, Access::write, Repeat::same_data, kNoKey},
    CommandRow{"FUNCTION DUMP", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"FUNCTION FLUSH", -2, Access::write, Repeat::unsafe, kNoKey},
    CommandRow{"FUNCTION KILL", 2, Access::none, Repeat::unsafe, kNoKey},
    CommandRow{"FUNCTION LIST", -2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"FUNCTION LOAD", -3, Access::write, Repeat::same_data, kNoKey},
    CommandRow{"FUNCTION RESTORE", -3, Access::write, Repeat::unsafe, kNoKey},
    CommandRow{"FUNCTION STATS", 2, Access::none, Repeat::safe, kNoKey},
};

std::string_view policy_word(FunctionRestore policy) noexcept {
  if (policy == FunctionRestore::append) return "APPEND";
  return policy == FunctionRestore::flush ? "FLUSH" : "REPLACE";
}

}  // namespace

std::span<const CommandRow> detail::function_command_rows() noexcept { return kFunctionRows.rows(); }

SlotHandle FunctionCommands::fcall_as(const ResultType& type, std::string_view function, const Arguments& keys,
                                      const Arguments& arguments) {
  return record_as(*this, type, kFunctionRows["FCALL"], function, keys.size(), keys, arguments);
}

SlotHandle FunctionCommands::fcall_ro_as(const ResultType& type, std::string_view function, const Arguments& keys,
                                         const Arguments& arguments) {
  return record_as(*this, type, kFunctionRows["FCALL_RO"], function, keys.size(), keys, arguments);
}

DeferredResult<Ok> FunctionCommands::function_delete(std::string_view library) {
  return record<Ok>(*this, kFunctionRows["FUNCTION DELETE"], library);
}

DeferredResult<std::string> FunctionCommands::function_dump() {
  return record<std::string>(*this, kFunctionRows["FUNCTION DUMP"]);
}

DeferredResult<Ok> FunctionCommands::function_flush(FlushMode mode) {
  return record<Ok>(*this, kFunctionRows["FUNCTION FLUSH"], flush_words(mode));
}

DeferredResult<Ok> FunctionCommands::function_kill() { return record<Ok>(*this, kFunctionRows["FUNCTION KILL"]); }

DeferredResult<std::vector<FunctionLibraryInfo>> FunctionCommands::function_list(const FunctionListOptions& options) {
  Words words;
  if (options.library != "*") words.add("LIBRARYNAME", options.library);
  if (options.with_code) words.add("WITHCODE");
  return record<std::vector<FunctionLibraryInfo>>(*this, kFunctionRows["FUNCTION LIST"], words);
}

DeferredResult<std::string> FunctionCommands::function_load(std::string_view source,
                                                            const FunctionLoadOptions& options) {
  if (options.replace) return record<std::string>(*this, kFunctionRows["FUNCTION LOAD"], "REPLACE", source);
  return record<std::string>(*this, kFunctionRows["FUNCTION LOAD"], source);
}

DeferredResult<Ok> FunctionCommands::function_restore(const Argument& dumped, FunctionRestore policy) {
  return record<Ok>(*this, kFunctionRows["FUNCTION RESTORE"], dumped, policy_word(policy));
}

DeferredResult<FunctionStats> FunctionCommands::function_stats() {
  return record<FunctionStats>(*this, kFunctionRows["FUNCTION STATS"]);
}

}  // namespace tributary
