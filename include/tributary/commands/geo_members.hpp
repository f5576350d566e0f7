#pragma once

#include <tributary/codec/arguments.hpp>
#include <tributary/commands/geo_point.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <type_traits>
#include <utility>

namespace tributary {

namespace detail {

template <class T>
concept EncodableGeoMember = requires(const T& pair) {
  requires SingleArgument<std::remove_cvref_t<decltype(pair.first)>>;
  { pair.second } -> std::convertible_to<const GeoPoint&>;
};

template <class T>
concept EncodableGeoRange = requires(const T& range) {
  { std::size(range) } -> std::convertible_to<std::size_t>;
  requires EncodableGeoMember<RangeElement<T>>;
};

/// std::invalid_argument for a point that is not on Redis' map.
TRIBUTARY_API void visit_point(ArgumentVisitor& visitor, const GeoPoint& point);

}  // namespace detail

/// Many members with their places: `{{"Palermo", {13.36, 38.12}}, {"Catania", {15.09, 37.5}}}`, or any sized range of
/// pairs, such as a std::map<std::string, GeoPoint>. Only a parameter, like Arguments.
class GeoMembers : public detail::ErasedArguments {
 public:
  using Pair = std::pair<Argument, GeoPoint>;

  GeoMembers(const std::initializer_list<Pair>& list TRIBUTARY_LIFETIME_BOUND) noexcept
      : ErasedArguments{&list, list.size(), &visit<std::initializer_list<Pair>>} {}

  template <detail::EncodableGeoRange Range>
  GeoMembers(const Range& range TRIBUTARY_LIFETIME_BOUND)  // NOLINT(google-explicit-constructor): a map is its pairs
      : ErasedArguments{&range, std::size(range), &visit<Range>} {}

  GeoMembers(detail::HandedOn<detail::ErasedArguments> of) noexcept  // NOLINT(google-explicit-constructor)
      : ErasedArguments{of} {}

 private:
  template <class Range>
  static void visit(const void* range, detail::ArgumentVisitor& visitor) {
    for (const auto& pair : *static_cast<const Range*>(range)) {
      detail::visit_point(visitor, pair.second);
      visitor.visit(pair.first);
    }
  }
};

}  // namespace tributary
