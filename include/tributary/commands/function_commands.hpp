#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// Functions: libraries of scripts that the server keeps.
class TRIBUTARY_API FunctionCommands : public detail::CommandGroup<FunctionCommands> {};

}  // namespace tributary
