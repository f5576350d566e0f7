#pragma once

#include <tributary/commands/command_group.hpp>

namespace tributary {

/// HyperLogLogs: how many different elements were seen, counted in 12 KiB with an error of 0.81 %.
class TRIBUTARY_API HyperLogLogCommands : public detail::CommandGroup<HyperLogLogCommands> {};

}  // namespace tributary
