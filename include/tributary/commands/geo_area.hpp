#pragma once

#include <tributary/codec/arguments.hpp>
#include <tributary/commands/geo_point.hpp>

#include <cstdint>

namespace tributary {

/// In what distances are given and answered.
enum class GeoUnit : std::uint8_t { meters, kilometers, feet, miles };

/// The centre of an area: a GeoPoint, or the member of that name. Only a parameter: it
/// refers to the member.
class GeoCenter {
 public:
  GeoCenter(const GeoPoint& point
                TRIBUTARY_LIFETIME_BOUND) noexcept  // NOLINT(google-explicit-constructor): it is one of the two
      : point_{&point} {}
  template <SingleArgument Member>
  GeoCenter(const Member& member TRIBUTARY_LIFETIME_BOUND)  // NOLINT(google-explicit-constructor)
      : member_{member} {}

  // For the reader of the compiler's message, which shows this line.
  GeoCenter(const GeoCenter&) = delete;  // only a parameter: name the point or member itself, and pass that
  GeoCenter& operator=(const GeoCenter&) = delete;
  GeoCenter(detail::HandedOn<GeoCenter> of) noexcept  // NOLINT(google-explicit-constructor)
      : point_{of.parameter.point_}, member_{of.parameter.member_} {}

  /// Null when it is a member.
  const GeoPoint* point() const noexcept { return point_; }
  const Argument& member() const noexcept { return member_; }

 private:
  const GeoPoint* point_ = nullptr;
  Argument member_;
};

namespace detail {
inline HandedOn<GeoCenter> hand_on(const GeoCenter& center) noexcept { return {center}; }
}  // namespace detail

/// A circle: `GeoRadius{200, GeoUnit::kilometers}`.
struct GeoRadius {
  double radius = 0;
  GeoUnit unit = GeoUnit::meters;
};

/// A rectangle along the axes, centred: `GeoBox{.width = 400, .height = 300, .unit = GeoUnit::kilometers}`.
struct GeoBox {
  double width = 0;
  double height = 0;
  GeoUnit unit = GeoUnit::meters;
};

/// The shape of an area: a GeoRadius or a GeoBox, whose unit is also that of the distances in the reply. Lengths that
/// are negative or no number are refused with std::invalid_argument.
class TRIBUTARY_API GeoShape {
 public:
  GeoShape(const GeoRadius& circle);  // NOLINT(google-explicit-constructor): it is one of the two
  GeoShape(const GeoBox& box);        // NOLINT(google-explicit-constructor)

  bool is_circle() const noexcept { return circle_; }
  /// The radius of a circle.
  double width() const noexcept { return width_; }
  double height() const noexcept { return height_; }
  GeoUnit unit() const noexcept { return unit_; }

 private:
  bool circle_;
  GeoUnit unit_;
  double width_;
  double height_;
};

}  // namespace tributary
