#pragma once

#include <tributary/commands/sorted_set_options.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace tributary {

/// How SORT sorts, and what it takes: `{.by = "weight_*", .order = ElementOrder::descending, .count = 10}`.
struct SortOptions {
  /// BY: elements are compared by the values of these keys, where the element stands for the `*`; "h_*->f" is a field
  /// of a hash. A pattern without `*`, such as "nosort", leaves them in the order in which the server has them. By
  /// themselves when it is empty.
  std::string by{};
  ElementOrder order = ElementOrder::ascending;
  /// How many elements are skipped.
  std::int64_t offset = 0;
  /// How many are taken at most; all when it is left out.
  std::optional<std::int64_t> count{};
  /// ALPHA: compares bytes, not numbers.
  bool alpha = false;
};

}  // namespace tributary
