#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// Fields of hashes that expire.
class TRIBUTARY_API HashExpiryCommands : public detail::CommandGroup<HashExpiryCommands> {};

}  // namespace tributary
