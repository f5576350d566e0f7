#pragma once

#include <tributary/commands/key_type.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace tributary {

/// What a page of a collection contains: `{.match = "U*", .count = 500}`.
struct ScanOptions {
  /// A pattern with *, ? and [...] that elements must match. The server applies it to what it has read: pages may be
  /// empty.
  std::string match = "*";
  /// About how many elements the server looks at for a page; small collections come whole.
  std::int64_t count = 10;
};

/// The same for keys.
struct KeyScanOptions {
  std::string match = "*";
  std::int64_t count = 10;
  /// Only keys of this type (since 6.0.0).
  std::optional<KeyType> type{};
};

}  // namespace tributary
