#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// Consumer groups of streams: every entry goes to one consumer, which acknowledges it.
class TRIBUTARY_API StreamGroupCommands : public detail::CommandGroup<StreamGroupCommands> {};

}  // namespace tributary
