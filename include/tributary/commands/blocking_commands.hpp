#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// Commands that wait on the server until there is something to take.
class TRIBUTARY_API BlockingCommands : public detail::CommandGroup<BlockingCommands> {};

}  // namespace tributary
