#pragma once

#include <tributary/codec/arguments.hpp>
#include <tributary/codec/containers.hpp>
#include <tributary/codec/exact.hpp>
#include <tributary/commands/geo_members.hpp>
#include <tributary/commands/member_scores.hpp>

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tributary {

namespace detail {

template <class T>
inline constexpr bool is_unwritten_list = !Encodable<T> && requires(const T& list) { list.begin(); };
template <class T>
inline constexpr bool has_both_ways = Encodable<T> && ReadsBytes<T>;

// For the reader of the compiler's message, which shows these lines.
template <class T>
concept NoOptional = !is_optional<T>;  // a nil is not stored: write its type without std::optional
template <class T>
concept NoList = !is_unwritten_list<T>;  // say how a list is written, as Json<T>, MessagePack<T> or StringList
template <class T>
concept HasBothWays = has_both_ways<T>;  // give tributary::Codec<T> an encode() and a decode()

}  // namespace detail

/// Types that a keyspace can keep: their codec encodes and decodes.
template <class T>
concept Storable = detail::NoOptional<T> && detail::NoList<T> && detail::HasBothWays<T>;

/// How a function takes one number of type T: not cut. bool is made of bool, an integer of integers, floating point of
/// both. Characters are no numbers.
///
/// Errors:   std::invalid_argument for an integer that does not fit, and a finite number that would become infinite
template <detail::Arithmetic T>
class GivenNumber : public Argument {
 public:
  template <detail::ArithmeticFor<T> U>
  GivenNumber(U value)  // NOLINT(google-explicit-constructor): a number is given
      : Argument(detail::exact<T>(value)) {}
};

namespace detail {

template <class T>
struct HowGiven {
  using Type = const T&;
};
template <>
struct HowGiven<std::string> {
  using Type = std::string_view;
};
template <Arithmetic T>
struct HowGiven<T> {
  using Type = GivenNumber<T>;
};

}  // namespace detail

/// How a function takes one T: text as a view, so that nothing is copied, and numbers exactly.
template <class T>
using Given = typename detail::HowGiven<T>::Type;

/// What may stand for one T. A function that also takes many is a template on it: a braced list is not one value then.
template <class U, class T>
concept GivenAs = std::convertible_to<const U&, Given<T>>;

namespace detail {

/// In a braced list.
template <class T>
using Listed = std::remove_cvref_t<Given<T>>;

/// In a range: just T, for nothing converts the elements on their way.
template <class U, class T>
concept RangedAs = std::same_as<U, T> || (std::same_as<T, std::string> && TextLike<U>);

}  // namespace detail

/// Many values of one type: a braced list, or any sized range of them. Only a parameter, like
/// Arguments.
template <class T>
class Many : public Arguments {
 public:
  Many(const std::initializer_list<detail::Listed<T>>& list) noexcept : Arguments(list) {}

  template <detail::EncodableRange Range>
    requires detail::RangedAs<detail::RangeElement<Range>, T>
  Many(const Range& range) noexcept  // NOLINT(google-explicit-constructor): a list is its values
      : Arguments(range) {}
};

/// Many pairs of values of two types: a braced list, or any sized range of pairs, such as a map. Only a parameter, like
/// Arguments.
template <class First, class Second>
class ManyPairs : public ArgumentPairs {
 public:
  ManyPairs(const std::initializer_list<std::pair<detail::Listed<First>, detail::Listed<Second>>>& list) noexcept
      : ArgumentPairs(list) {}

  template <detail::EncodablePairRange Range>
    requires detail::RangedAs<std::remove_cvref_t<decltype(std::declval<detail::RangeElement<Range>>().first)>,
                              First> &&
             detail::RangedAs<std::remove_cvref_t<decltype(std::declval<detail::RangeElement<Range>>().second)>, Second>
  ManyPairs(const Range& range) noexcept  // NOLINT(google-explicit-constructor): a map is its pairs
      : ArgumentPairs(range) {}
};

/// Many members with their scores: a braced list, or any sized range of pairs or ScoredMembers. Only a parameter, like
/// Arguments.
template <class T>
class ManyScored : public MemberScores {
 public:
  ManyScored(const std::initializer_list<std::pair<detail::Listed<T>, ExactDouble>>& list) noexcept
      : MemberScores(list) {}

  template <detail::EncodableScoreRange Range>
    requires requires(const detail::RangeElement<Range>& pair) {
      requires detail::RangedAs<std::remove_cvref_t<decltype(pair.first)>, T>;
    } || requires(const detail::RangeElement<Range>& scored) {
      requires detail::RangedAs<std::remove_cvref_t<decltype(scored.member)>, T>;
    }
  ManyScored(const Range& range) noexcept  // NOLINT(google-explicit-constructor): a map is its pairs
      : MemberScores(range) {}
};

/// Many members with their places: a braced list, or any sized range of pairs. Only a parameter, like
/// Arguments.
template <class T>
class ManyPlaced : public GeoMembers {
 public:
  ManyPlaced(const std::initializer_list<std::pair<detail::Listed<T>, GeoPoint>>& list) noexcept : GeoMembers(list) {}

  template <detail::EncodableGeoRange Range>
    requires detail::RangedAs<std::remove_cvref_t<decltype(std::declval<detail::RangeElement<Range>>().first)>, T>
  ManyPlaced(const Range& range) noexcept  // NOLINT(google-explicit-constructor): a map is its pairs
      : GeoMembers(range) {}
};

}  // namespace tributary
