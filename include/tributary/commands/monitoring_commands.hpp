#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// Memory, latency and slow commands of the server.
class TRIBUTARY_API MonitoringCommands : public detail::CommandGroup<MonitoringCommands> {};

}  // namespace tributary
