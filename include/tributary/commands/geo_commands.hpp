#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// Places on earth: sorted sets whose scores are positions.
class TRIBUTARY_API GeoCommands : public detail::CommandGroup<GeoCommands> {};

}  // namespace tributary
