#include <tributary/commands/stream_group_commands.hpp>

#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kTable{};

}  // namespace

std::span<const CommandRow> detail::stream_group_command_rows() noexcept { return kTable.rows(); }

}  // namespace tributary
