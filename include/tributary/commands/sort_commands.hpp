#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// Sorted views of lists, sets and sorted sets.
class TRIBUTARY_API SortCommands : public detail::CommandGroup<SortCommands> {};

}  // namespace tributary
