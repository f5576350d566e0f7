#include <tributary/keyspace/field.hpp>

#include <fmt/format.h>

namespace tributary::detail {

void throw_empty_field(std::string_view name) {
  throw UsageError{fmt::format("the field \"{}\" has no value; ask has_value() first", name)};
}

}  // namespace tributary::detail
