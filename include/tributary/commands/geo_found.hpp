#pragma once

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>
#include <tributary/commands/geo_point.hpp>

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>

namespace tributary {

/// A member that geosearch_withdetails() found.
template <class T = std::string>
struct GeoFound {
  T member{};
  /// From the centre, in the unit of the shape.
  double distance = 0;
  /// The score of the member: its place as a 52-bit number.
  std::int64_t hash = 0;
  GeoPoint point{};

  friend bool operator==(const GeoFound&, const GeoFound&) = default;
};

template <Decodable T>
struct Codec<GeoFound<T>> {
  static GeoFound<T> from_reply(const ReplyView& reply) {
    auto [member, distance, hash, point] = decode<std::tuple<T, double, std::int64_t, GeoPoint>>(reply);
    return {std::move(member), distance, hash, point};
  }
};

}  // namespace tributary
