#include <tributary/keyspace/field.hpp>

#include "resp/quote.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tributary::detail {

void throw_empty_field(std::string_view name) {
  throw UsageError{fmt::format("the field \"{}\" has no value; ask has_value() first", name)};
}

void throw_left_out(std::string_view name, const std::string& key) {
  throw UsageError{fmt::format("the field \"{}\" of {} was not loaded: load it, or assign it", name, key)};
}

bool same_bytes(const Argument& a, const Argument& b) noexcept {
  try {
    return to_bytes(a) == to_bytes(b);
  } catch (...) {
    return false;
  }
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
