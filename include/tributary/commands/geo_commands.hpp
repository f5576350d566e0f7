#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/geo_area.hpp>
#include <tributary/commands/geo_found.hpp>
#include <tributary/commands/geo_members.hpp>
#include <tributary/commands/geo_options.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Places on earth: sorted sets whose scores are positions. zrem() removes a member, zcard() counts them. Every command
/// of Redis 7.0 but the GEORADIUS family, which geosearch() replaces.
///
/// A GeoPoint that is not on Redis' map is refused with std::invalid_argument. Where T can be chosen it is what the
/// bytes of a member are decoded to; bytes that are not a T make a decode error in the result. A key that holds no
/// sorted set makes WRONGTYPE. Distances are along a sphere of the earth's mean radius, wrong by up to 0.5 %.
class TRIBUTARY_API GeoCommands : public detail::CommandGroup<GeoCommands> {
 public:
  /// Adds one member, or moves it: `geoadd("towns", "Palermo", {.longitude = 13.36, .latitude = 38.12})`.
  ///
  /// Sends:    GEOADD key [NX|XX] [CH] longitude latitude member
  /// Reply:    integer 0 or 1 -> bool, true when the member is new; with .changed also when it moved
  /// Cost:     O(log N) for N members
  /// Source:   redis.io/commands/geoadd, since 3.2.0, options since 6.2.0
  DeferredResult<bool> geoadd(std::string_view key, const Argument& member, const GeoPoint& point,
                              const GeoaddOptions& options = {});
  /// Adds several members, or moves them.
  ///
  /// Sends:    GEOADD key [NX|XX] [CH] (longitude latitude member)...
  /// Reply:    integer -> std::int64_t, the number of new members; with .changed also of moved ones
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(M log N) for M of N members
  /// Source:   redis.io/commands/geoadd, since 3.2.0, options since 6.2.0
  DeferredResult<std::int64_t> geoadd(std::string_view key, GeoMembers members, const GeoaddOptions& options = {});

  /// The distance between two members.
  ///
  /// Sends:    GEODIST key member1 member2 M|KM|FT|MI
  /// Reply:    bulk string -> double, nil -> std::nullopt when one of them is not a member
  /// Units:    as asked for, with four digits behind the point
  /// Cost:     O(1)
  /// Source:   redis.io/commands/geodist, since 3.2.0
  DeferredResult<std::optional<double>> geodist(std::string_view key, const Argument& member1, const Argument& member2,
                                                GeoUnit unit = GeoUnit::meters);

  /// The geohash of a member: text of eleven letters that other programs know, too. Without its last letters it means
  /// a larger area around.
  ///
  /// Sends:    GEOHASH key member
  /// Reply:    array of one bulk string -> std::string, nil -> std::nullopt when it is not a member
  /// Cost:     O(1)
  /// Source:   redis.io/commands/geohash, since 3.2.0
  template <SingleArgument Member>
  DeferredResult<std::optional<std::string>> geohash(std::string_view key, const Member& member) {
    return geohash_one(key, member);
  }
  /// The geohashes of several members, each in the place of its member.
  ///
  /// Sends:    GEOHASH key member...
  /// Reply:    array of bulk strings -> std::vector<std::optional<std::string>>
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N members asked for
  /// Source:   redis.io/commands/geohash, since 3.2.0
  DeferredResult<std::vector<std::optional<std::string>>> geohash(std::string_view key, Arguments members);

  /// The place of a member: less than a metre beside what was stored, for Redis rounds it to 52 bits.
  ///
  /// Sends:    GEOPOS key member
  /// Reply:    array of one pair -> GeoPoint, nil -> std::nullopt when it is not a member
  /// Cost:     O(1)
  /// Source:   redis.io/commands/geopos, since 3.2.0
  template <SingleArgument Member>
  DeferredResult<std::optional<GeoPoint>> geopos(std::string_view key, const Member& member) {
    return geopos_one(key, member);
  }
  /// The places of several members, each in the place of its member.
  ///
  /// Sends:    GEOPOS key member...
  /// Reply:    array of pairs -> std::vector<std::optional<GeoPoint>>
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N members asked for
  /// Source:   redis.io/commands/geopos, since 3.2.0
  DeferredResult<std::vector<std::optional<GeoPoint>>> geopos(std::string_view key, Arguments members);

  /// Finds the members of an area: `geosearch("towns", "Palermo", GeoRadius{200, GeoUnit::kilometers}, {.count = 5})`.
  ///
  /// Sends:    GEOSEARCH key FROMMEMBER member|FROMLONLAT longitude latitude BYRADIUS radius unit|BYBOX width height
  ///           unit [ASC|DESC] [COUNT count [ANY]]
  /// Reply:    array of bulk strings -> std::vector<T>, empty when there are none, or no such key
  /// Errors:   std::invalid_argument for a shape that is none, and for .any without .count; ERR when the centre is not
  ///           a member, or count is not positive
  /// Cost:     O(N + log M) for N members in and around the area, M in the area
  /// Source:   redis.io/commands/geosearch, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> geosearch(std::string_view key, GeoCenter center, const GeoShape& shape,
                                           const GeosearchOptions& options = {}) {
    using Members = std::vector<T>;
    return detail::deferred<Members>(
        geosearch_as(detail::result_type<Members>, key, center, shape, options, Details::no));
  }
  /// The same with the distance, the place and the score of each member.
  ///
  /// Sends:    as geosearch(), and WITHCOORD WITHDIST WITHHASH
  /// Reply:    array of arrays -> std::vector<GeoFound<T>>
  /// Source:   redis.io/commands/geosearch, since 6.2.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<GeoFound<T>>> geosearch_withdetails(std::string_view key, GeoCenter center,
                                                                 const GeoShape& shape,
                                                                 const GeosearchOptions& options = {}) {
    using Members = std::vector<GeoFound<T>>;
    return detail::deferred<Members>(
        geosearch_as(detail::result_type<Members>, key, center, shape, options, Details::yes));
  }

  /// Replaces whatever `destination` holds by the members of an area; none remove it.
  ///
  /// Sends:    GEOSEARCHSTORE destination source FROMMEMBER member|FROMLONLAT longitude latitude
  ///           BYRADIUS radius unit|BYBOX width height unit [ASC|DESC] [COUNT count [ANY]] [STOREDIST]
  /// Reply:    integer -> std::int64_t, the number of members
  /// Errors:   as geosearch()
  /// Cost:     as geosearch()
  /// Source:   redis.io/commands/geosearchstore, since 6.2.0
  DeferredResult<std::int64_t> geosearchstore(std::string_view destination, std::string_view source, GeoCenter center,
                                              const GeoShape& shape, const GeosearchstoreOptions& options = {});

 private:
  enum class Details : bool { no, yes };

  DeferredResult<std::optional<std::string>> geohash_one(std::string_view key, const Argument& member);
  DeferredResult<std::optional<GeoPoint>> geopos_one(std::string_view key, const Argument& member);
  detail::SlotHandle geosearch_as(const detail::ResultType& type, std::string_view key, const GeoCenter& center,
                                  const GeoShape& shape, const GeosearchOptions& options, Details details);
};

}  // namespace tributary
