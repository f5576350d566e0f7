#include <tributary/commands/key_type.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>

namespace tributary {

namespace {

constexpr std::array<std::string_view, 8> kNames{"none", "string", "list", "set", "zset", "hash", "stream", "other"};

}  // namespace

std::string_view to_string(KeyType type) noexcept {
  return kNames[std::min(static_cast<std::size_t>(type), kNames.size() - 1)];
}

void Codec<KeyType>::encode(KeyType type, ByteWriter& out) {
  if (type >= KeyType::other) throw std::invalid_argument{"KeyType::other is no type that Redis has a name for"};
  out.append(to_string(type));
}

KeyType Codec<KeyType>::decode(std::string_view name) {
  const auto known = std::find(kNames.begin(), kNames.end() - 1, name);
  return static_cast<KeyType>(known - kNames.begin());
}

}  // namespace tributary
