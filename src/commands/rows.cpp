#include "commands/rows.hpp"

namespace tributary::detail {

std::vector<const CommandRow*> all_command_rows() {
  using Rows = std::span<const CommandRow> (*)() noexcept;
  constexpr Rows kGroups[]{
      &key_command_rows,
      &sort_command_rows,
      &scan_command_rows,
      &string_command_rows,
      &bitmap_command_rows,
      &hyperloglog_command_rows,
      &hash_command_rows,
      &hash_expiry_command_rows,
      &list_command_rows,
      &set_command_rows,
      &sorted_set_command_rows,
      &sorted_set_range_command_rows,
      &sorted_set_combine_command_rows,
      &geo_command_rows,
      &stream_command_rows,
      &stream_group_command_rows,
      &blocking_command_rows,
      &pubsub_command_rows,
      &script_command_rows,
      &function_command_rows,
      &connection_command_rows,
      &server_command_rows,
      &config_command_rows,
      &introspection_command_rows,
      &monitoring_command_rows,
      &acl_command_rows,
      &cluster_command_rows,
  };
  std::vector<const CommandRow*> all;
  for (const Rows rows_of_group : kGroups) {
    for (const CommandRow& row : rows_of_group()) all.push_back(&row);
  }
  return all;
}

}  // namespace tributary::detail
