#pragma once

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>
#include <tributary/commands/stream_id.hpp>

#include <exception>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace tributary {

/// The fields of an entry as they are in it: in their order, names that repeat included.
using StreamFields = std::vector<std::pair<std::string, std::string>>;

/// An entry of a stream. Fields is what its names and values are decoded to: a std::map, say, or a type of yours whose
/// codec has a `from_reply`, which gets an array of names and values in turn.
template <class Fields = StreamFields>
struct StreamEntry {
  StreamId id{};
  Fields fields{};

  friend bool operator==(const StreamEntry&, const StreamEntry&) = default;
};

/// What was read from one of several streams.
template <class Fields = StreamFields>
struct StreamEntries {
  std::string key;
  std::vector<StreamEntry<Fields>> entries;

  friend bool operator==(const StreamEntries&, const StreamEntries&) = default;
};

template <Decodable Fields>
struct Codec<StreamEntry<Fields>> {
  static StreamEntry<Fields> from_reply(const ReplyView& reply) {
    detail::require_array_of(reply, 2);
    StreamEntry<Fields> entry{decode<StreamId>(reply[0])};
    try {
      entry.fields = decode<Fields>(reply[1]);
    } catch (const std::exception&) {
      detail::rethrow_for_entry(reply[0], reply[1]);
    }
    return entry;
  }
};

template <Decodable Fields>
struct Codec<StreamEntries<Fields>> {
  static StreamEntries<Fields> from_reply(const ReplyView& reply) {
    auto [key, entries] = decode<std::pair<std::string, std::vector<StreamEntry<Fields>>>>(reply);
    return {std::move(key), std::move(entries)};
  }
};

namespace detail {

/// RESP2 sends several streams as pairs, RESP3 as a map.
template <class Fields>
struct PairOf<StreamEntries<Fields>> {
  using First = std::string;
  using Second = std::vector<StreamEntry<Fields>>;
};

/// For commands that were asked for one of several streams: nil, or its key with its entries, in an array of one
/// (RESP2) or alone, as a map of one is read (RESP3).
template <class Fields>
std::vector<StreamEntry<Fields>> entries_of_one(const ReplyView& reply) {
  if (reply.is_nil()) return {};
  if (reply.size() == 2 && !reply[0].is_array()) return decode<StreamEntries<Fields>>(reply).entries;
  return std::get<0>(decode<std::tuple<StreamEntries<Fields>>>(reply)).entries;
}

}  // namespace detail
}  // namespace tributary
