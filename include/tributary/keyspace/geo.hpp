#pragma once

#include <tributary/keyspace/sorted_set.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// A family of places with members of type T: sorted sets, so that members are removed by zrem() and counted by
/// zcard().
template <Keyspace K, Storable T = std::string, Storable IdType = std::string>
class Geo : public SortedSet<K, T, IdType> {
 public:
  using Id = IdType;
  using SortedSet<K, T, Id>::SortedSet;

  /// GEOADD. True when the member is new; with .changed also when it moved.
  template <GivenAs<T> One>
  DeferredResult<bool> geoadd(const One& member, const GeoPoint& point, const GeoaddOptions& options = {}) const {
    const Given<T> given = member;
    return this->write([&](Commands& redis) { return redis.geoadd(this->key(), given, point, options); });
  }
  /// GEOADD. How many are new; with .changed also of moved ones.
  DeferredResult<std::int64_t> geoadd(ManyPlaced<T> members, const GeoaddOptions& options = {}) const {
    return this->write([&](Commands& redis) { return redis.geoadd(this->key(), detail::hand_on(members), options); });
  }
  /// GEODIST.
  DeferredResult<std::optional<double>> geodist(Given<T> member1, Given<T> member2,
                                                GeoUnit unit = GeoUnit::meters) const {
    return this->read([&](Commands& redis) { return redis.geodist(this->key(), member1, member2, unit); });
  }
  /// GEOHASH.
  template <GivenAs<T> One>
  DeferredResult<std::optional<std::string>> geohash(const One& member) const {
    const Given<T> given = member;
    return this->read([&](Commands& redis) { return redis.geohash(this->key(), given); });
  }
  DeferredResult<std::vector<std::optional<std::string>>> geohash(Many<T> members) const {
    return this->read([&](Commands& redis) { return redis.geohash(this->key(), detail::hand_on(members)); });
  }
  /// GEOPOS.
  template <GivenAs<T> One>
  DeferredResult<std::optional<GeoPoint>> geopos(const One& member) const {
    const Given<T> given = member;
    return this->read([&](Commands& redis) { return redis.geopos(this->key(), given); });
  }
  DeferredResult<std::vector<std::optional<GeoPoint>>> geopos(Many<T> members) const {
    return this->read([&](Commands& redis) { return redis.geopos(this->key(), detail::hand_on(members)); });
  }
  /// GEOSEARCH around a point, or a member: `GeoCenter{member}`. See GeoCommands::geosearch().
  DeferredResult<std::vector<T>> geosearch(GeoCenter center, const GeoShape& shape,
                                           const GeosearchOptions& options = {}) const {
    return this->read(
        [&](Commands& redis) { return redis.geosearch<T>(this->key(), detail::hand_on(center), shape, options); });
  }
  /// GEOSEARCH with distances, hashes and points.
  DeferredResult<std::vector<GeoFound<T>>> geosearch_withdetails(GeoCenter center, const GeoShape& shape,
                                                                 const GeosearchOptions& options = {}) const {
    return this->read([&](Commands& redis) {
      return redis.geosearch_withdetails<T>(this->key(), detail::hand_on(center), shape, options);
    });
  }
  /// GEOSEARCHSTORE into this key.
  DeferredResult<std::int64_t> geosearchstore(Given<Id> source, GeoCenter center, const GeoShape& shape,
                                              const GeosearchstoreOptions& options = {}) const {
    return this->write([&](Commands& redis) {
      return redis.geosearchstore(this->key(), Geo::key_of(source), detail::hand_on(center), shape, options);
    });
  }

  // What is not here, for the reader of the compiler's message, which shows these lines.
  template <class... Args>
  void georadius(Args&&...) = delete;  // geosearch(), geosearchstore()
  template <class... Args>
  void georadiusbymember(Args&&...) = delete;  // geosearch(), geosearchstore()
};

}  // namespace tributary
