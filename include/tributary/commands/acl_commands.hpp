#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// Users of the server, and what they may do.
class TRIBUTARY_API AclCommands : public detail::CommandGroup<AclCommands> {};

}  // namespace tributary
