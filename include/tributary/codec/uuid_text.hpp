#pragma once

#include <tributary/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// The text of UUIDs, without a library that has a type for them.

namespace tributary::detail {

using UuidBytes = std::array<std::uint8_t, 16>;
using UuidText = std::array<char, 36>;

TRIBUTARY_API UuidText uuid_text(const UuidBytes& bytes) noexcept;
/// CodecError when it is no UUID.
TRIBUTARY_API UuidBytes uuid_from(std::string_view text);

}  // namespace tributary::detail
