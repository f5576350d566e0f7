#include <tributary/keyspace/field.hpp>

#include "resp/quote.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tributary::detail {

void throw_empty_field(std::string_view name) {
  throw UsageError{fmt::format("the field \"{}\" has no value; ask has_value() first", name)};
}

void rethrow_refused(std::string_view field, std::string_view type) {
  try {
    throw;
  } catch (const std::exception& error) {
    throw std::invalid_argument{
        fmt::format("field {} of type {} cannot hold its value: {}", quote(field), type, error.what())};
  }
}

}  // namespace tributary::detail
