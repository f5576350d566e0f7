#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// Lua scripts that run on the server.
class TRIBUTARY_API ScriptCommands : public detail::CommandGroup<ScriptCommands> {};

}  // namespace tributary
