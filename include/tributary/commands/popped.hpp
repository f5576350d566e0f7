#pragma once

#include <tributary/codec/containers.hpp>

#include <string>
#include <utility>
#include <vector>

namespace tributary {

/// What lmpop() and zmpop() took, and from where.
template <class Element>
struct Popped {
  std::string key;
  std::vector<Element> elements;

  friend bool operator==(const Popped&, const Popped&) = default;
};

template <class Element>
  requires Decodable<std::vector<Element>>
struct Codec<Popped<Element>> {
  static Popped<Element> from_reply(const ReplyView& reply) {
    auto [key, elements] = decode<std::pair<std::string, std::vector<Element>>>(reply);
    return {std::move(key), std::move(elements)};
  }
};

namespace detail {

/// For commands that answer nil where there is nothing to list.
template <class T>
std::vector<T> nil_as_empty(const ReplyView& reply) {
  return reply.is_nil() ? std::vector<T>{} : decode<std::vector<T>>(reply);
}

}  // namespace detail
}  // namespace tributary
