#include <tributary/commands/config_commands.hpp>

#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

using Settings = std::map<std::string, std::string>;

constexpr CommandTable kConfigRows{
    CommandRow{"CONFIG GET", -3, Access::none, Repeat::safe, kNoKey},
    // A second time it would also forget what was counted since.
    CommandRow{"CONFIG RESETSTAT", 2, Access::none, Repeat::unsafe, kNoKey},
    CommandRow{"CONFIG REWRITE", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CONFIG SET", -4, Access::none, Repeat::safe, kNoKey},
};

}  // namespace

std::span<const CommandRow> detail::config_command_rows() noexcept { return kConfigRows.rows(); }

DeferredResult<Settings> ConfigCommands::config_get_one(const Argument& pattern) {
  return record<Settings>(*this, kConfigRows["CONFIG GET"], pattern);
}

DeferredResult<Settings> ConfigCommands::config_get(Arguments patterns) {
  require_some(patterns, "CONFIG GET", "pattern");
  return record<Settings>(*this, kConfigRows["CONFIG GET"], patterns);
}

DeferredResult<Ok> ConfigCommands::config_resetstat() { return record<Ok>(*this, kConfigRows["CONFIG RESETSTAT"]); }

DeferredResult<Ok> ConfigCommands::config_rewrite() { return record<Ok>(*this, kConfigRows["CONFIG REWRITE"]); }

DeferredResult<Ok> ConfigCommands::config_set(std::string_view name, const Argument& value) {
  return record<Ok>(*this, kConfigRows["CONFIG SET"], name, value);
}

DeferredResult<Ok> ConfigCommands::config_set(ArgumentPairs settings) {
  require_some(settings, "CONFIG SET", "setting");
  return record<Ok>(*this, kConfigRows["CONFIG SET"], settings);
}

}  // namespace tributary
