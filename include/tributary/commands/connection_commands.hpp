#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// The connections of the server.
class TRIBUTARY_API ConnectionCommands : public detail::CommandGroup<ConnectionCommands> {};

}  // namespace tributary
