#pragma once

#include <tributary/config.hpp>

#include <cstdint>

namespace tributary {

/// Hash slots of a cluster, from `first` to `last`, both included.
struct SlotRange {
  std::int64_t first = 0;
  std::int64_t last = 0;

  friend bool operator==(const SlotRange&, const SlotRange&) = default;
};

}  // namespace tributary
