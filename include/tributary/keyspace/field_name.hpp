#pragma once

#include <tributary/keyspace/keyspace.hpp>

#include <cstddef>
#include <string_view>

namespace tributary {

/// The name of a field, as a template argument: `Field<"name", std::string>`.
struct FieldName {
  detail::FixedText<48> text;

  template <std::size_t size>
  consteval FieldName(const char (&name)[size]) {  // NOLINT(google-explicit-constructor): "name" is a field's name
    text.append({name, size - 1});
  }
  constexpr std::string_view view() const noexcept { return text.view(); }
};

}  // namespace tributary
