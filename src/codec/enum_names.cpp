#include <tributary/codec/enum_names.hpp>

#include "resp/quote.hpp"

#include <fmt/format.h>

#include <string>

namespace tributary::detail {

namespace {

/// `one of "red", "green"`
std::string one_of(std::span<const NumberName> names) {
  std::string out = "one of";
  const char* separator = " ";
  for (const NumberName& name : names) {
    out.append(separator).append(quote(name.name));
    separator = ", ";
  }
  return out;
}

}  // namespace

std::string_view name_of(std::uint64_t number, bool is_signed, std::span<const NumberName> names) {
  for (const NumberName& name : names) {
    if (name.value == number) return name.name;
  }
  const std::string digits =
      is_signed ? fmt::format("{}", static_cast<std::int64_t>(number)) : fmt::format("{}", number);
  throw_bad_value(one_of(names), fmt::format("an enum value without a name: {}", digits));
}

std::uint64_t number_of(std::string_view text, std::span<const NumberName> names) {
  for (const NumberName& name : names) {
    if (name.name == text) return name.value;
  }
  throw_unexpected_text(one_of(names), text);
}

}  // namespace tributary::detail
