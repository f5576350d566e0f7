#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// Strings as arrays of bits, and of small integers.
class TRIBUTARY_API BitmapCommands : public detail::CommandGroup<BitmapCommands> {};

}  // namespace tributary
