#pragma once

#include <tributary/codec/containers.hpp>
#include <tributary/commands/stream_id.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace tributary {

/// How many entries a consumer has not acknowledged.
struct ConsumerPending {
  std::string consumer{};
  std::int64_t count = 0;

  friend bool operator==(const ConsumerPending&, const ConsumerPending&) = default;
};

/// What a group has delivered and nobody has acknowledged.
struct PendingSummary {
  std::int64_t count = 0;
  /// The lowest and the highest ID of them; nothing when there are none.
  std::optional<StreamId> first{};
  std::optional<StreamId> last{};
  /// The consumers that have some.
  std::vector<ConsumerPending> consumers{};

  friend bool operator==(const PendingSummary&, const PendingSummary&) = default;
};

/// One entry that was delivered and not acknowledged.
struct PendingEntry {
  StreamId id{};
  std::string consumer{};
  /// How long ago it was delivered last.
  std::chrono::milliseconds idle{};
  /// How often it was delivered.
  std::int64_t deliveries = 0;

  friend bool operator==(const PendingEntry&, const PendingEntry&) = default;
};

/// What XAUTOCLAIM has done. Element is a StreamEntry, or a StreamId.
template <class Element>
struct Autoclaimed {
  /// Where the next call goes on; nothing when this one has seen the rest of the pending entries.
  std::optional<StreamId> next{};
  std::vector<Element> claimed{};
  /// Entries that were pending although they had been deleted from the stream. They are pending no more.
  std::vector<StreamId> deleted{};

  friend bool operator==(const Autoclaimed&, const Autoclaimed&) = default;
};

template <>
struct Codec<PendingSummary> {
  TRIBUTARY_API static PendingSummary from_reply(const ReplyView& reply);
};

template <>
struct Codec<PendingEntry> {
  TRIBUTARY_API static PendingEntry from_reply(const ReplyView& reply);
};

template <Decodable Element>
struct Codec<Autoclaimed<Element>> {
  static Autoclaimed<Element> from_reply(const ReplyView& reply) {
    auto [next, claimed, deleted] = decode<std::tuple<StreamId, std::vector<Element>, std::vector<StreamId>>>(reply);
    Autoclaimed<Element> out{std::nullopt, std::move(claimed), std::move(deleted)};
    if (next != StreamId{}) out.next = next;
    return out;
  }
};

}  // namespace tributary
