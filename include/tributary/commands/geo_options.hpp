#pragma once

#include <tributary/commands/exists.hpp>
#include <tributary/commands/sorted_set_options.hpp>

#include <cstdint>
#include <optional>

namespace tributary {

/// What geoadd() changes.
struct GeoaddOptions {
  /// NX or XX: only adds members, or only moves those that are there (since 6.2.0).
  std::optional<Exists> only_if{};
  /// CH: the reply tells of moved members too, not only of new ones (since 6.2.0).
  bool changed = false;
};

/// Which members of an area geosearch() takes, and in what order: `{.order = ElementOrder::ascending, .count = 10}`.
struct GeosearchOptions {
  /// By distance from the centre; ascending is the nearest first. In no order without it.
  std::optional<ElementOrder> order{};
  /// How many are taken at most: the first of the order, the nearest without one.
  std::optional<std::int64_t> count{};
  /// ANY: takes the first `count` that are found, not the nearest, which is cheaper. Needs `count`.
  bool any = false;
};

/// What geosearchstore() stores. The first three are as in GeosearchOptions; `order` matters with `count` only.
struct GeosearchstoreOptions {
  std::optional<ElementOrder> order{};
  std::optional<std::int64_t> count{};
  bool any = false;
  /// STOREDIST: the scores of the new sorted set are distances in the shape's unit, not places.
  bool distances = false;
};

}  // namespace tributary
