#include "commands/rows.hpp"

namespace tributary::detail {

std::vector<const CommandRow*> all_command_rows() {
  std::vector<const CommandRow*> all;
  for (const auto rows : {key_command_rows(), string_command_rows(), hash_command_rows(), list_command_rows(),
                          set_command_rows(), sorted_set_command_rows(), sorted_set_range_command_rows(),
                          sorted_set_combine_command_rows(), server_command_rows()}) {
    for (const CommandRow& row : rows) all.push_back(&row);
  }
  return all;
}

}  // namespace tributary::detail
