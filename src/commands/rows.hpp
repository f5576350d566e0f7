#pragma once

#include "core/command_row.hpp"

#include <span>
#include <vector>

namespace tributary::detail {

// The rows of each group, defined beside its bodies.
std::span<const CommandRow> key_command_rows() noexcept;
std::span<const CommandRow> string_command_rows() noexcept;
std::span<const CommandRow> hash_command_rows() noexcept;
std::span<const CommandRow> list_command_rows() noexcept;
std::span<const CommandRow> set_command_rows() noexcept;
std::span<const CommandRow> sorted_set_command_rows() noexcept;
std::span<const CommandRow> sorted_set_range_command_rows() noexcept;
std::span<const CommandRow> sorted_set_combine_command_rows() noexcept;
std::span<const CommandRow> server_command_rows() noexcept;

/// The rows of every command that the library declares.
std::vector<const CommandRow*> all_command_rows();

}  // namespace tributary::detail
