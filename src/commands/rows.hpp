#pragma once

#include "core/command_row.hpp"

#include <span>
#include <vector>

namespace tributary::detail {

// The rows of each group, defined beside its bodies.
std::span<const CommandRow> key_command_rows() noexcept;
std::span<const CommandRow> sort_command_rows() noexcept;
std::span<const CommandRow> scan_command_rows() noexcept;
std::span<const CommandRow> string_command_rows() noexcept;
std::span<const CommandRow> bitmap_command_rows() noexcept;
std::span<const CommandRow> hyperloglog_command_rows() noexcept;
std::span<const CommandRow> hash_command_rows() noexcept;
std::span<const CommandRow> hash_expiry_command_rows() noexcept;
std::span<const CommandRow> list_command_rows() noexcept;
std::span<const CommandRow> set_command_rows() noexcept;
std::span<const CommandRow> sorted_set_command_rows() noexcept;
std::span<const CommandRow> sorted_set_range_command_rows() noexcept;
std::span<const CommandRow> sorted_set_combine_command_rows() noexcept;
std::span<const CommandRow> geo_command_rows() noexcept;
std::span<const CommandRow> stream_command_rows() noexcept;
std::span<const CommandRow> stream_group_command_rows() noexcept;
std::span<const CommandRow> blocking_command_rows() noexcept;
std::span<const CommandRow> pubsub_command_rows() noexcept;
std::span<const CommandRow> script_command_rows() noexcept;
std::span<const CommandRow> function_command_rows() noexcept;
std::span<const CommandRow> connection_command_rows() noexcept;
std::span<const CommandRow> server_command_rows() noexcept;
std::span<const CommandRow> config_command_rows() noexcept;
std::span<const CommandRow> introspection_command_rows() noexcept;
std::span<const CommandRow> monitoring_command_rows() noexcept;
std::span<const CommandRow> acl_command_rows() noexcept;
std::span<const CommandRow> cluster_command_rows() noexcept;

// The rows that models record by themselves.
extern const CommandRow kDel;
extern const CommandRow kHdel;
extern const CommandRow kHgetall;
extern const CommandRow kHincrby;
extern const CommandRow kHincrbyfloat;
extern const CommandRow kHmget;
extern const CommandRow kHset;
extern const CommandRow kHsetnx;

/// The rows of every command that the library declares.
std::vector<const CommandRow*> all_command_rows();

}  // namespace tributary::detail
