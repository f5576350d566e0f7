#include <tributary/core/format.hpp>

#include <fmt/format.h>

namespace tributary::detail {

std::string print_value(std::string_view format, fmt::format_args value) {
  std::string field{"{:"};
  field += format;
  field += '}';
  return fmt::vformat(field, value);
}

}  // namespace tributary::detail
