#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// Questions about the cluster and the replication that the server is part of.
class TRIBUTARY_API ClusterCommands : public detail::CommandGroup<ClusterCommands> {};

}  // namespace tributary
