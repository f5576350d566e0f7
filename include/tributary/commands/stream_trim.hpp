#pragma once

#include <tributary/commands/stream_id.hpp>

#include <cstdint>
#include <optional>

namespace tributary {

namespace detail {
struct StreamTrimAccess;
}

/// Which of its oldest entries a stream loses: `StreamTrim::max_length(1000).approximate()`.
class TRIBUTARY_API StreamTrim {
 public:
  /// MAXLEN: as many as are too many.
  ///
  /// Errors:   std::invalid_argument when it is negative
  static StreamTrim max_length(std::int64_t entries);
  /// MINID: those before an ID; `StreamId::at(now - 24h)` for those that are older than a day (since 6.2.0).
  static StreamTrim min_id(const StreamId& id) noexcept;

  /// `~`: the same, but entries stay until a whole node of the stream can go, 100 of them by default, which is far
  /// cheaper. With `limit` at most so many entries go at once; without one it is 100 nodes, and 0 is no limit (since
  /// 6.2.0).
  ///
  /// Errors:   std::invalid_argument when limit is negative
  StreamTrim approximate(std::optional<std::int64_t> limit = std::nullopt) const;

 private:
  friend struct detail::StreamTrimAccess;
  StreamTrim() = default;

  std::optional<StreamId> min_id_;  ///< or
  std::int64_t max_length_ = 0;
  bool approximate_ = false;
  std::optional<std::int64_t> limit_;
};

}  // namespace tributary
