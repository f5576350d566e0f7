#include <tributary/commands/function.hpp>

#include "commands/record_call.hpp"

#include <utility>

namespace tributary::detail {

std::shared_ptr<const Program> make_function_library(std::string source) {
  return std::make_shared<const Program>(Program::Kind::function_library, std::move(source));
}

SlotHandle call_function(Commands& commands, const ResultType& type, const std::string& name,
                         const std::shared_ptr<const Program>& library, const Arguments& keys, const Arguments& args) {
  return record_or_run(
      commands,
      [&](Context& context) {
        if (library == nullptr) return record_in(context, type, kFunctionCall, name, keys.size(), keys, args);
        return record_call_in(context, type, kFunctionCall, library, name, keys, args);
      },
      Merging::alone);
}

}  // namespace tributary::detail
