#pragma once

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace tributary {

/// A member of a sorted set with its score. Can be taken apart: `for (auto [member, score] : *result)`.
template <class T = std::string>
struct ScoredMember {
  T member{};
  double score = 0;

  template <std::size_t I>
  auto& get() & noexcept {
    return part<I>(*this);
  }
  template <std::size_t I>
  const auto& get() const& noexcept {
    return part<I>(*this);
  }
  template <std::size_t I>
  auto&& get() && noexcept {
    return std::move(part<I>(*this));
  }
  template <std::size_t I>
  const auto&& get() const&& noexcept {
    return std::move(part<I>(*this));
  }

  friend bool operator==(const ScoredMember&, const ScoredMember&) = default;

 private:
  template <std::size_t I, class Self>
  static auto& part(Self& self) noexcept {
    if constexpr (I == 0) {
      return self.member;
    } else {
      return self.score;
    }
  }
};

}  // namespace tributary

// A pair, so that it is read wherever Redis sends members with their scores, nested or flat.
template <class T>
struct std::tuple_size<tributary::ScoredMember<T>> : std::integral_constant<std::size_t, 2> {};
template <class T>
struct std::tuple_element<0, tributary::ScoredMember<T>> {
  using type = T;
};
template <class T>
struct std::tuple_element<1, tributary::ScoredMember<T>> {
  using type = double;
};

namespace tributary {

template <Decodable T>
struct Codec<ScoredMember<T>> {
  static ScoredMember<T> from_reply(const ReplyView& reply) {
    return detail::tuple_from<ScoredMember<T>>(reply, std::make_index_sequence<2>{});
  }
};

namespace detail {

/// For commands that answer an empty array where there is no member.
template <class T>
std::optional<ScoredMember<T>> empty_as_nullopt(const ReplyView& reply) {
  if (reply.is_array() && reply.size() == 0) return std::nullopt;
  return decode<ScoredMember<T>>(reply);
}

}  // namespace detail
}  // namespace tributary
