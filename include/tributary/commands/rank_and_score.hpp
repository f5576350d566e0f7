#pragma once

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>

#include <cstdint>
#include <utility>

namespace tributary {

/// Where a member of a sorted set stands.
struct RankAndScore {
  /// How many members come before it.
  std::int64_t rank = 0;
  double score = 0;

  friend bool operator==(const RankAndScore&, const RankAndScore&) = default;
};

template <>
struct Codec<RankAndScore> {
  static RankAndScore from_reply(const ReplyView& reply) {
    const auto [rank, score] = tributary::decode<std::pair<std::int64_t, double>>(reply);
    return {rank, score};
  }
};

}  // namespace tributary
