#pragma once

#include <tributary/commands/stream_id.hpp>

namespace tributary {

/// One end of a range of entries: an ID, which belongs to the range, or `StreamBound::exclusive(id)`, which does not.
class StreamBound {
 public:
  constexpr StreamBound(const StreamId& id) noexcept  // NOLINT(google-explicit-constructor): an ID is the bound that
      : id_{id} {}                                    // includes it
  static constexpr StreamBound exclusive(const StreamId& id) noexcept {
    StreamBound bound{id};
    bound.exclusive_ = true;
    return bound;
  }

  constexpr const StreamId& id() const noexcept { return id_; }
  constexpr bool is_exclusive() const noexcept { return exclusive_; }

 private:
  StreamId id_;
  bool exclusive_ = false;
};

/// Entries from min to max: `StreamRange{.min = StreamBound::exclusive(last_seen)}`. A side that is left out is open. A
/// range whose min is above its max is empty. A stretch of time: `{.min = StreamId::at(from), .max =
/// StreamBound::exclusive(StreamId::at(to))}`.
struct StreamRange {
  StreamBound min = StreamId{};
  StreamBound max = StreamId::max();
};

/// As Redis writes them: `5-3`, `(5-3`, and `-` and `+` for the ends of everything.
template <>
struct Codec<StreamBound> {
  TRIBUTARY_API static void encode(const StreamBound& bound, ByteWriter& out);
};

}  // namespace tributary
