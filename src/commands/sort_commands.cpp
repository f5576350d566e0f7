#include <tributary/commands/sort_commands.hpp>

#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kTable{};

}  // namespace

std::span<const CommandRow> detail::sort_command_rows() noexcept { return kTable.rows(); }

}  // namespace tributary
