#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// The publishing side of channels.
class TRIBUTARY_API PubsubCommands : public detail::CommandGroup<PubsubCommands> {};

}  // namespace tributary
