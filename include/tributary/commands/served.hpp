#pragma once

#include <tributary/codec/containers.hpp>
#include <tributary/commands/scored_member.hpp>

#include <optional>
#include <string>
#include <utility>

namespace tributary {

/// What a blocking command took, and from which of its keys.
template <class Element>
struct Served {
  std::string key;
  Element element{};

  friend bool operator==(const Served&, const Served&) = default;
};

template <Decodable Element>
struct Codec<Served<Element>> {
  static Served<Element> from_reply(const ReplyView& reply) {
    detail::require_array_of(reply, 2);
    return {decode<std::string>(reply[0]), decode<Element>(reply[1])};
  }
};

/// Flat: key, member, score.
template <Decodable T>
struct Codec<Served<ScoredMember<T>>> {
  static Served<ScoredMember<T>> from_reply(const ReplyView& reply) {
    detail::require_array_of(reply, 3);
    return {decode<std::string>(reply[0]), {decode<T>(reply[1]), decode<double>(reply[2])}};
  }
};

namespace detail {

/// For commands on one key, which need not be told which one it was.
template <class Element>
std::optional<Element> served_element(const ReplyView& reply) {
  auto served = decode<std::optional<Served<Element>>>(reply);
  if (!served) return std::nullopt;
  return std::move(served->element);
}

}  // namespace detail
}  // namespace tributary
