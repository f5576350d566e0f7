#include <tributary/commands/geo_members.hpp>
#include <tributary/commands/geo_point.hpp>

#include <tributary/codec/containers.hpp>

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace tributary {

namespace {

// The limits of src/geohash.h of Redis 7.0.
constexpr double kLongitudeMax = 180;
constexpr double kLatitudeMax = 85.05112878;

/// False for NaN, too.
bool within(double degrees, double limit) noexcept { return degrees >= -limit && degrees <= limit; }

}  // namespace

GeoPoint Codec<GeoPoint>::from_reply(const ReplyView& reply) {
  const auto [longitude, latitude] = tributary::decode<std::pair<double, double>>(reply);
  return {.longitude = longitude, .latitude = latitude};
}

void detail::require_on_map(const GeoPoint& point) {
  if (within(point.longitude, kLongitudeMax) && within(point.latitude, kLatitudeMax)) return;
  throw std::invalid_argument{
      fmt::format("a GeoPoint has a longitude of at most 180 degrees and a latitude of at most 85.05112878, "
                  "not {} and {}",
                  point.longitude, point.latitude)};
}

void detail::visit_point(ArgumentVisitor& visitor, const GeoPoint& point) {
  require_on_map(point);
  visitor.visit(point.longitude);
  visitor.visit(point.latitude);
}

}  // namespace tributary
