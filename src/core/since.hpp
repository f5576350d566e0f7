#pragma once

#include <compare>
#include <limits>

namespace tributary::detail {

/// The first two numbers of a server's version. (`major` and `minor` are macros of <sys/types.h> in old C libraries.)
struct Version {
  int release = 0;
  int update = 0;

  friend constexpr auto operator<=>(const Version&, const Version&) = default;
};

inline constexpr Version kNever{std::numeric_limits<int>::max(), 0};

/// The first versions that have a command, which differ: Valkey went its own way after Redis 7.2. Who is not named
/// never got it.
///
///     Since{.redis = {7, 4}, .valkey = {9, 0}}    HEXPIRE
///     Since{.redis = {8, 0}}                      Redis only
///     Since{.valkey = {8, 1}}                     Valkey only
struct Since {
  Version redis = kNever;
  Version valkey = kNever;
};

/// What every server has that the library supports. Says nothing of the versions before.
inline constexpr Since kSince70{.redis = {7, 0}, .valkey = {7, 2}};
inline constexpr Since kSince72{.redis = {7, 2}, .valkey = {7, 2}};

}  // namespace tributary::detail
