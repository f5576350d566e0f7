#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// What the server knows about its commands.
class TRIBUTARY_API IntrospectionCommands : public detail::CommandGroup<IntrospectionCommands> {};

}  // namespace tributary
