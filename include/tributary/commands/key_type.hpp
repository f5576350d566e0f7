#pragma once

#include <tributary/codec/codec.hpp>

#include <cstdint>
#include <string_view>

namespace tributary {

/// What a key holds. `none` when it does not exist, `other` for the types of modules.
enum class KeyType : std::uint8_t { none, string, list, set, sorted_set, hash, stream, other };

/// Redis' own name for it, such as "zset".
TRIBUTARY_API std::string_view to_string(KeyType type) noexcept;

/// A type is its name. `other` has none, and is refused as an argument.
template <>
struct Codec<KeyType> {
  TRIBUTARY_API static void encode(KeyType type, ByteWriter& out);
  TRIBUTARY_API static KeyType decode(std::string_view name);
};

}  // namespace tributary
