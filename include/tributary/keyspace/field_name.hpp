#pragma once

#include <tributary/keyspace/keyspace.hpp>

#include <cstddef>
#include <string_view>

namespace tributary {

/// The name of a field of a hash as a template argument: "age" where one is expected.
struct FieldName {
  detail::FixedText<48> text;

  template <std::size_t size>
  consteval FieldName(const char (&name)[size]) {  // NOLINT(google-explicit-constructor): "age" is a name
    text.append({name, size - 1});
  }
  constexpr std::string_view view() const noexcept { return text.view(); }
};

}  // namespace tributary
