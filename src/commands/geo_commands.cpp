#include <tributary/commands/geo_commands.hpp>
#include <tributary/commands/only_element.hpp>

#include "commands/counts.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace detail {

inline std::size_t argument_count(const GeoMembers& list) noexcept { return 3 * list.size(); }

}  // namespace detail

namespace {

constexpr CommandTable kGeoRows{
    CommandRow{"GEOADD", -5, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"GEODIST", -4, Access::read, Repeat::safe, kOneKey},
    CommandRow{"GEOHASH", -2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"GEOPOS", -2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"GEOSEARCH", -7, Access::read, Repeat::safe, kOneKey},
    // Source and destination may be the same.
    CommandRow{"GEOSEARCHSTORE", -8, Access::write, Repeat::unsafe, kTwoKeys},
};

std::string_view unit_word(GeoUnit unit) noexcept {
  switch (unit) {
    case GeoUnit::meters: break;
    case GeoUnit::kilometers: return "KM";
    case GeoUnit::feet: return "FT";
    case GeoUnit::miles: return "MI";
  }
  return "M";
}

Words geoadd_words(const GeoaddOptions& options) {
  Words words;
  if (options.only_if) words.add(*options.only_if == Exists::no ? "NX" : "XX");
  if (options.changed) words.add("CH");
  return words;
}

/// What GEOSEARCH and GEOSEARCHSTORE have in common.
template <class Options>
Words search_words(std::string_view verb, const GeoCenter& center, const GeoShape& shape, const Options& options) {
  if (options.any && !options.count) throw std::invalid_argument{fmt::format("{}: any needs a count", verb)};
  Words words;
  if (const GeoPoint* point = center.point()) {
    require_on_map(*point);
    words.add("FROMLONLAT", point->longitude, point->latitude);
  } else {
    words.add("FROMMEMBER");
    words.add(center.member());
  }
  if (shape.is_circle()) {
    words.add("BYRADIUS", shape.width(), unit_word(shape.unit()));
  } else {
    words.add("BYBOX", shape.width(), shape.height(), unit_word(shape.unit()));
  }
  if (options.order) words.add(*options.order == ElementOrder::ascending ? "ASC" : "DESC");
  add_count(words, verb, options.count);
  if (options.any) words.add("ANY");
  return words;
}

}  // namespace

std::span<const CommandRow> detail::geo_command_rows() noexcept { return kGeoRows.rows(); }

DeferredResult<bool> GeoCommands::geoadd(std::string_view key, const Argument& member, const GeoPoint& point,
                                         const GeoaddOptions& options) {
  require_on_map(point);
  return record<bool>(*this, kGeoRows["GEOADD"], key, geoadd_words(options), point.longitude, point.latitude, member);
}

DeferredResult<std::int64_t> GeoCommands::geoadd(std::string_view key, GeoMembers members,
                                                 const GeoaddOptions& options) {
  require_some(members, "GEOADD", "member");
  return record<std::int64_t>(*this, kGeoRows["GEOADD"], key, geoadd_words(options), members);
}

DeferredResult<std::optional<double>> GeoCommands::geodist(std::string_view key, const Argument& member1,
                                                           const Argument& member2, GeoUnit unit) {
  return record<std::optional<double>>(*this, kGeoRows["GEODIST"], key, member1, member2, unit_word(unit));
}

DeferredResult<std::optional<std::string>> GeoCommands::geohash_one(std::string_view key, const Argument& member) {
  return record_with<&only_from<std::optional<std::string>>>(*this, kGeoRows["GEOHASH"], key, member);
}

DeferredResult<std::vector<std::optional<std::string>>> GeoCommands::geohash(std::string_view key, Arguments members) {
  require_some(members, "GEOHASH", "member");
  return record<std::vector<std::optional<std::string>>>(*this, kGeoRows["GEOHASH"], key, members);
}

DeferredResult<std::optional<GeoPoint>> GeoCommands::geopos_one(std::string_view key, const Argument& member) {
  return record_with<&only_from<std::optional<GeoPoint>>>(*this, kGeoRows["GEOPOS"], key, member);
}

DeferredResult<std::vector<std::optional<GeoPoint>>> GeoCommands::geopos(std::string_view key, Arguments members) {
  require_some(members, "GEOPOS", "member");
  return record<std::vector<std::optional<GeoPoint>>>(*this, kGeoRows["GEOPOS"], key, members);
}

SlotHandle GeoCommands::geosearch_as(const ResultType& type, std::string_view key, const GeoCenter& center,
                                     const GeoShape& shape, const GeosearchOptions& options, Details details) {
  Words words = search_words("GEOSEARCH", center, shape, options);
  if (details == Details::yes) words.add("WITHCOORD", "WITHDIST", "WITHHASH");
  return record_as(*this, type, kGeoRows["GEOSEARCH"], key, words);
}

DeferredResult<std::int64_t> GeoCommands::geosearchstore(std::string_view destination, std::string_view source,
                                                         GeoCenter center, const GeoShape& shape,
                                                         const GeosearchstoreOptions& options) {
  Words words = search_words("GEOSEARCHSTORE", center, shape, options);
  if (options.distances) words.add("STOREDIST");
  return record<std::int64_t>(*this, kGeoRows["GEOSEARCHSTORE"], destination, source, words);
}

}  // namespace tributary
