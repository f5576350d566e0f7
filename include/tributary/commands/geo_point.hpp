#pragma once

#include <tributary/codec/codec.hpp>

namespace tributary {

/// A place on earth, in degrees: `GeoPoint{.longitude = 13.36, .latitude = 38.12}`. Redis takes longitudes from -180 to
/// 180 and latitudes from -85.05112878 to 85.05112878, where its map (Web Mercator) ends, and rounds to less than a
/// metre.
struct GeoPoint {
  double longitude = 0;
  double latitude = 0;

  friend bool operator==(const GeoPoint&, const GeoPoint&) = default;
};

/// As GEOPOS answers: longitude and latitude.
template <>
struct Codec<GeoPoint> {
  TRIBUTARY_API static GeoPoint from_reply(const ReplyView& reply);
};

namespace detail {

/// std::invalid_argument for a point that is not on Redis' map.
TRIBUTARY_API void require_on_map(const GeoPoint& point);

}  // namespace detail
}  // namespace tributary
