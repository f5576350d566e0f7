#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// Large collections, page by page.
class TRIBUTARY_API ScanCommands : public detail::CommandGroup<ScanCommands> {};

}  // namespace tributary
