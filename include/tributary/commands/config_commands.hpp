#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// The configuration of the server.
class TRIBUTARY_API ConfigCommands : public detail::CommandGroup<ConfigCommands> {};

}  // namespace tributary
