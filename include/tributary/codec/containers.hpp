#pragma once

#include <tributary/codec/codec.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <optional>
#include <tuple>
#include <utility>

namespace tributary {

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// Of what a T is made when it is a pair: `T{first, second}`.
template <class T>
struct PairOf {};
template <class T>
  requires(std::tuple_size<T>::value == 2)
struct PairOf<T> {
  using First = std::tuple_element_t<0, T>;
  using Second = std::tuple_element_t<1, T>;
};
template <class T>
concept PairLike = requires { typename PairOf<T>::First; };

/// Vectors, lists, deques, sets and maps, recognised by their members so that their headers stay out of this one.
template <class T>
concept Container = requires(T& container, typename T::value_type value) {
  container.insert(container.end(), std::move(value));
  container.size();
};

/// The type of which a container's elements are decoded: a map's key without its const.
template <class T>
struct ElementOf {
  using Type = T;
};
template <class Key, class Value>
struct ElementOf<std::pair<const Key, Value>> {
  using Type = std::pair<Key, Value>;
};
template <class Container>
using Element = typename ElementOf<typename Container::value_type>::Type;

TRIBUTARY_API void require_array(const ReplyView& reply);
TRIBUTARY_API void require_array_of(const ReplyView& reply, std::size_t elements);
TRIBUTARY_API void require_even(const ReplyView& reply);

template <class Tuple, std::size_t... I>
Tuple tuple_from(const ReplyView& reply, std::index_sequence<I...>) {
  require_array_of(reply, sizeof...(I));
  auto element = reply.begin();
  const auto next = [&element] {
    const ReplyView current = *element;
    ++element;
    return current;
  };
  return Tuple{decode<std::tuple_element_t<I, Tuple>>(next())...};
}

}  // namespace detail

/// Nil is absence.
template <Decodable T>
struct Codec<std::optional<T>> {
  static std::optional<T> from_reply(const ReplyView& reply) {
    if (reply.is_nil()) return std::nullopt;
    return tributary::decode<T>(reply);
  }
};

template <Decodable... T>
struct Codec<std::tuple<T...>> {
  static std::tuple<T...> from_reply(const ReplyView& reply) {
    return detail::tuple_from<std::tuple<T...>>(reply, std::index_sequence_for<T...>{});
  }
};

template <Decodable First, Decodable Second>
struct Codec<std::pair<First, Second>> {
  static std::pair<First, Second> from_reply(const ReplyView& reply) {
    return detail::tuple_from<std::pair<First, Second>>(reply, std::make_index_sequence<2>{});
  }
};

/// An array. A container of pairs also reads the flat form, k1 v1 k2 v2, in which maps come, and in RESP2 members with
/// their scores, which RESP3 sends as pairs.
template <detail::Container T>
  requires Decodable<detail::Element<T>>
struct Codec<T> {
  using Element = detail::Element<T>;

  static T from_reply(const ReplyView& reply) {
    detail::require_array(reply);
    T out{};
    if constexpr (requires { out.reserve(reply.size()); }) out.reserve(reply.size());
    if constexpr (detail::PairLike<Element>) {
      if (reply.size() > 0 && !(*reply.begin()).is_array()) {
        append_flat(out, reply);
        return out;
      }
    }
    std::size_t index = 0;
    for (const ReplyView element : reply) {
      try {
        out.insert(out.end(), decode<Element>(element));
      } catch (const std::exception&) {
        detail::rethrow_for_element(index, element);
      }
      ++index;
    }
    return out;
  }

 private:
  static void append_flat(T& out, const ReplyView& reply)
    requires detail::PairLike<Element>
  {
    detail::require_even(reply);
    for (auto element = reply.begin(); element != reply.end(); ++element) {
      const ReplyView name = *element;
      ++element;
      try {
        auto first = decode<typename detail::PairOf<Element>::First>(name);
        auto second = decode<typename detail::PairOf<Element>::Second>(*element);
        // Made where it stays: moving two strings twice costs more than making them. Not every compiler makes an
        // aggregate of parts in parentheses.
        constexpr bool kInPlace = std::is_constructible_v<Element, decltype(first), decltype(second)>;
        if constexpr (kInPlace && requires { out.emplace_hint(out.end(), std::move(first), std::move(second)); }) {
          out.emplace_hint(out.end(), std::move(first), std::move(second));
        } else if constexpr (kInPlace && requires { out.emplace_back(std::move(first), std::move(second)); }) {
          out.emplace_back(std::move(first), std::move(second));
        } else {
          out.insert(out.end(), Element{std::move(first), std::move(second)});
        }
      } catch (const std::exception&) {
        detail::rethrow_for_name(name, *element);
      }
    }
  }
};

}  // namespace tributary
