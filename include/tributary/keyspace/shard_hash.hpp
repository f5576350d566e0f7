#pragma once

#include <tributary/codec/arguments.hpp>
#include <tributary/config.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary {

/// FNV-1a with 64 bits: what decides in which shard of a HashedString an id is, so it never changes.
///
/// Source:   offset basis and prime of draft-eastlake-fnv; "" is cbf29ce484222325, "a" is af63dc4c8601ec8c
constexpr std::uint64_t shard_hash(std::string_view bytes) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : bytes) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 0x100000001b3;
  }
  return hash;
}

namespace detail {

/// The ids that are in one shard, as the bytes of field names, and where they stood in the list.
struct IdsOfShard {
  std::size_t shard;
  std::vector<std::string> fields;
  std::vector<std::size_t> positions;
};

/// One element for each shard that has some of the ids, in the order in which the ids named them.
///
/// Errors:   std::invalid_argument for an empty list: "HashedString::mget needs at least one id"
TRIBUTARY_API std::vector<IdsOfShard> ids_by_shard(const Arguments& ids, std::size_t shards, std::string_view function);

/// The same with values.
struct PairsOfShard {
  std::size_t shard;
  std::vector<std::pair<std::string, std::string>> fields;
};
TRIBUTARY_API std::vector<PairsOfShard> pairs_by_shard(const ArgumentPairs& values, std::size_t shards,
                                                       std::string_view function);

/// std::invalid_argument when there is no such shard.
TRIBUTARY_API void require_shard(std::size_t shard, std::size_t shards);

}  // namespace detail
}  // namespace tributary
