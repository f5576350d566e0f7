#include <tributary/commands/geo_area.hpp>

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <string_view>

namespace tributary {

namespace {

double require_length(double length, std::string_view what) {
  if (std::isfinite(length) && length >= 0) return length;
  throw std::invalid_argument{fmt::format("the {} cannot be {}", what, length)};
}

}  // namespace

GeoShape::GeoShape(const GeoRadius& circle)
    : circle_{true}, unit_{circle.unit}, width_{require_length(circle.radius, "radius of a GeoRadius")}, height_{0} {}

GeoShape::GeoShape(const GeoBox& box)
    : circle_{false},
      unit_{box.unit},
      width_{require_length(box.width, "width of a GeoBox")},
      height_{require_length(box.height, "height of a GeoBox")} {}

}  // namespace tributary
