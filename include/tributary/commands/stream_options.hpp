#pragma once

#include <tributary/commands/stream_id.hpp>
#include <tributary/commands/stream_trim.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace tributary {

/// The ID that an entry gets: the next one by the server's clock, by default, or one that is chosen.
class NewStreamId {
 public:
  constexpr NewStreamId() noexcept = default;
  constexpr NewStreamId(const StreamId& id) noexcept  // NOLINT(google-explicit-constructor): an ID is that ID
      : kind_{Kind::chosen}, id_{id} {}
  /// `ms-*`: the next free one of a millisecond (since 7.0.0).
  static constexpr NewStreamId next_in(std::uint64_t ms) noexcept {
    NewStreamId id{StreamId{ms, 0}};
    id.kind_ = Kind::next_in;
    return id;
  }

 private:
  friend struct Codec<NewStreamId>;
  enum class Kind : std::uint8_t { next, next_in, chosen };
  Kind kind_ = Kind::next;
  StreamId id_{};
};

/// As Redis writes them: `*`, `5-*`, `5-3`.
template <>
struct Codec<NewStreamId> {
  TRIBUTARY_API static void encode(const NewStreamId& id, ByteWriter& out);
};

/// How XADD adds: `{.trim = StreamTrim::max_length(1000).approximate()}`.
struct XaddOptions {
  NewStreamId id{};
  /// What the stream loses at the same time.
  std::optional<StreamTrim> trim{};
};

/// How XREAD reads.
struct XreadOptions {
  /// At most so many entries of each stream; all when it is left out.
  std::optional<std::int64_t> count{};
  /// Waits so long for an entry when there is none, at least 1 ms; see xread() for what that means in a context.
  std::optional<std::chrono::milliseconds> block{};
};

/// What else XSETID sets (since 7.0.0).
struct XsetidOptions {
  /// How many entries were ever added.
  std::optional<std::int64_t> entries_added{};
  /// The highest ID of an entry that was deleted.
  std::optional<StreamId> max_deleted_id{};
};

}  // namespace tributary
