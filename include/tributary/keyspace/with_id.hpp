#pragma once

#include <tributary/commands/popped.hpp>
#include <tributary/commands/scan_page.hpp>
#include <tributary/commands/served.hpp>
#include <tributary/commands/stream_entry.hpp>
#include <tributary/keyspace/keyspace.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary {

/// What a command on several ids of a family answered, and of which of them.
template <class Id, class Value>
struct WithId {
  Id id{};
  Value value{};

  friend bool operator==(const WithId&, const WithId&) = default;
};

namespace detail {

/// CodecError when the key is not of the family, or its id is no Id.
template <class Id>
Id id_from(const Keyspace& keyspace, std::string_view key) {
  return Codec<Id>::decode(keyspace.id_in(key));
}

template <Keyspace K, class Id>
ScanPage<Id> page_of_ids(const ReplyView& reply) {
  require_array_of(reply, 2);
  require_array(reply[1]);
  ScanPage<Id> page{decode<std::uint64_t>(reply[0]), {}};
  for (const ReplyView key : reply[1]) {
    if (K.has(key.text())) page.elements.push_back(id_from<Id>(K, key.text()));
  }
  return page;
}

template <class Id, class Value>
using MaybeWithId = std::optional<WithId<Id, Value>>;

template <Keyspace K, class Id, class Element>
MaybeWithId<Id, std::vector<Element>> popped_with_id(const ReplyView& reply) {
  auto popped = decode<std::optional<Popped<Element>>>(reply);
  if (!popped) return std::nullopt;
  return WithId<Id, std::vector<Element>>{id_from<Id>(K, popped->key), std::move(popped->elements)};
}

template <Keyspace K, class Id, class Element>
MaybeWithId<Id, Element> served_with_id(const ReplyView& reply) {
  auto served = decode<std::optional<Served<Element>>>(reply);
  if (!served) return std::nullopt;
  return WithId<Id, Element>{id_from<Id>(K, served->key), std::move(served->element)};
}

template <Keyspace K, class Id, class Fields>
std::vector<WithId<Id, std::vector<StreamEntry<Fields>>>> entries_with_ids(const ReplyView& reply) {
  std::vector<WithId<Id, std::vector<StreamEntry<Fields>>>> streams;
  for (auto& stream : nil_as_empty<StreamEntries<Fields>>(reply)) {
    streams.push_back({id_from<Id>(K, stream.key), std::move(stream.entries)});
  }
  return streams;
}

}  // namespace detail
}  // namespace tributary
