#pragma once

#include <tributary/config.hpp>

#include <cstdint>
#include <optional>

namespace tributary {

/// An end of a list.
enum class ListEnd : std::uint8_t { left, right };

/// A side of an element in a list: `before` is towards the left end.
enum class InsertAt : std::uint8_t { before, after };

/// Where lpos() looks.
struct LposOptions {
  /// Which of several matches comes first: 2 skips one; negative ones count from the right end. 0 is an error.
  std::int64_t rank = 1;
  /// How many elements are compared at most; all when it is left out.
  std::optional<std::int64_t> max_compared{};
};

}  // namespace tributary
