#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// Streams: logs of entries, each with an ID and fields.
class TRIBUTARY_API StreamCommands : public detail::CommandGroup<StreamCommands> {};

}  // namespace tributary
