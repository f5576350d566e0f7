#include <tributary/commands/geo_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

template <class Center>
std::string sent_by_geosearch(const Center& center, const GeoShape& shape, const GeosearchOptions& options = {}) {
  return sent_by([&](Commands& redis) { redis.geosearch("k", center, shape, options); });
}

std::string refusal_of_point(const GeoPoint& point) {
  return refusal_of([&](Commands& redis) { redis.geoadd("k", "m", point); });
}

/// The message with which a shape is refused.
template <class Shape>
std::string refusal_of_shape(const Shape& shape) {
  try {
    GeoShape{shape};
  } catch (const std::invalid_argument& refusal) {
    return refusal.what();
  }
  return "(not refused)";
}

}  // namespace

TEST_CASE("GEOADD sends longitude and latitude before the member, and its options before them") {
  CHECK(sent_by([](Commands& redis) { redis.geoadd("k", "m", {.longitude = 13.5, .latitude = -38}); }) ==
        resp_command({"GEOADD", "k", "13.5", "-38", "m"}));
  CHECK(sent_by([](Commands& redis) {
          redis.geoadd("k", {{"a", {1, 2}}, {7, {3, 4}}}, {.only_if = Exists::no, .changed = true});
        }) == resp_command({"GEOADD", "k", "NX", "CH", "1", "2", "a", "3", "4", "7"}));
  const std::map<std::string, GeoPoint> towns{{"a", {1, 2}}, {"b", {3, 4}}};
  CHECK(sent_by([&](Commands& redis) { redis.geoadd("k", towns, {.only_if = Exists::yes}); }) ==
        resp_command({"GEOADD", "k", "XX", "1", "2", "a", "3", "4", "b"}));
}

TEST_CASE("members are asked for their distance, geohash and place") {
  CHECK(sent_by([](Commands& redis) { redis.geodist("k", "a", "b"); }) ==
        resp_command({"GEODIST", "k", "a", "b", "M"}));
  CHECK(sent_by([](Commands& redis) { redis.geodist("k", "a", "b", GeoUnit::miles); }) ==
        resp_command({"GEODIST", "k", "a", "b", "MI"}));
  CHECK(sent_by([](Commands& redis) { redis.geohash("k", "a"); }) == resp_command({"GEOHASH", "k", "a"}));
  CHECK(sent_by([](Commands& redis) { redis.geohash("k", {"a", "b"}); }) == resp_command({"GEOHASH", "k", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.geopos("k", "a"); }) == resp_command({"GEOPOS", "k", "a"}));
  CHECK(sent_by([](Commands& redis) { redis.geopos("k", {"a", "b"}); }) == resp_command({"GEOPOS", "k", "a", "b"}));
}

TEST_CASE("an area is a centre, which is a member or a point, and a shape, which is a circle or a box") {
  CHECK(sent_by_geosearch("m", GeoRadius{200, GeoUnit::kilometers}) ==
        resp_command({"GEOSEARCH", "k", "FROMMEMBER", "m", "BYRADIUS", "200", "KM"}));
  CHECK(sent_by_geosearch(GeoPoint{15, 37.5}, GeoBox{.width = 400, .height = 0.5, .unit = GeoUnit::feet}) ==
        resp_command({"GEOSEARCH", "k", "FROMLONLAT", "15", "37.5", "BYBOX", "400", "0.5", "FT"}));
}

TEST_CASE("GEOSEARCH sends only the options it is given") {
  CHECK(sent_by_geosearch("m", GeoRadius{1}, {.order = ElementOrder::descending}) ==
        resp_command({"GEOSEARCH", "k", "FROMMEMBER", "m", "BYRADIUS", "1", "M", "DESC"}));
  CHECK(sent_by_geosearch("m", GeoRadius{1}, {.order = ElementOrder::ascending, .count = 5, .any = true}) ==
        resp_command({"GEOSEARCH", "k", "FROMMEMBER", "m", "BYRADIUS", "1", "M", "ASC", "COUNT", "5", "ANY"}));
  CHECK(sent_by([](Commands& redis) { redis.geosearch_withdetails("k", "m", GeoRadius{1}, {.count = 5}); }) ==
        resp_command({"GEOSEARCH", "k", "FROMMEMBER", "m", "BYRADIUS", "1", "M", "COUNT", "5", "WITHCOORD", "WITHDIST",
                      "WITHHASH"}));
  CHECK(sent_by([](Commands& redis) {
          redis.geosearchstore("d", "k", GeoPoint{1, 2}, GeoBox{3, 4},
                               {.order = ElementOrder::ascending, .count = 5, .any = true, .distances = true});
        }) == resp_command({"GEOSEARCHSTORE", "d", "k", "FROMLONLAT", "1", "2", "BYBOX", "3", "4", "M", "ASC", "COUNT",
                            "5", "ANY", "STOREDIST"}));
}

TEST_CASE("one member's place is taken from a list of one, and is nothing when it is nil") {
  const auto geopos = [](Commands& redis) { return redis.geopos("k", "m"); };
  CHECK(*answered("*1\r\n*2\r\n$3\r\n1.5\r\n$2\r\n-2\r\n", geopos) == GeoPoint{1.5, -2});
  CHECK(*answered("*1\r\n*-1\r\n", geopos) == std::nullopt);
  CHECK_THROWS_AS(answered("*0\r\n", geopos).result(), DecodeError);
}

TEST_CASE("members with details have the type the caller chooses") {
  const auto found = answered("*1\r\n*4\r\n$1\r\n7\r\n$4\r\n56.5\r\n:99\r\n*2\r\n$1\r\n1\r\n$1\r\n2\r\n",
                              [](Commands& redis) { return redis.geosearch_withdetails<int>("k", 7, GeoRadius{1}); });
  CHECK(*found == std::vector<GeoFound<int>>{{.member = 7, .distance = 56.5, .hash = 99, .point = {1, 2}}});
}

TEST_CASE("a point that is not on Redis' map is refused") {
  CHECK(refusal_of_point({180, 85.05112878}) == "(not refused)");
  CHECK(refusal_of_point({-180, -85.05112878}) == "(not refused)");
  CHECK(refusal_of_point({180.5, 0}) ==
        "a GeoPoint has a longitude of at most 180 degrees and a latitude of at most 85.05112878, not 180.5 and 0");
  const std::vector<GeoPoint> elsewhere{{0, 85.06}, {0, -86}, {kNan, 0}, {0, kNan}, {kInfinity, 0}};
  for (const GeoPoint& point : elsewhere) {
    CHECK(refusal_of_point(point) != "(not refused)");
    CHECK(refusal_of([&](Commands& redis) { redis.geoadd("k", {{"m", point}}); }) == refusal_of_point(point));
    CHECK(refusal_of([&](Commands& redis) { redis.geosearch("k", point, GeoRadius{1}); }) == refusal_of_point(point));
  }
}

TEST_CASE("a length that is negative or no number is refused") {
  CHECK(refusal_of_shape(GeoRadius{0}) == "(not refused)");
  CHECK(refusal_of_shape(GeoRadius{-1}) == "the radius of a GeoRadius cannot be -1");
  CHECK(refusal_of_shape(GeoRadius{kInfinity}) == "the radius of a GeoRadius cannot be inf");
  CHECK(refusal_of_shape(GeoBox{kNan, 1}) == "the width of a GeoBox cannot be nan");
  CHECK(refusal_of_shape(GeoBox{1, -2}) == "the height of a GeoBox cannot be -2");
}

TEST_CASE("geo commands refuse empty lists, and taking any number of members") {
  const std::map<std::string, GeoPoint> nowhere;
  CHECK(refusal_of([&](Commands& redis) { redis.geoadd("k", nowhere); }) == "GEOADD needs at least one member");
  CHECK(refusal_of([](Commands& redis) { redis.geohash("k", kNothing); }) == "GEOHASH needs at least one member");
  CHECK(refusal_of([](Commands& redis) { redis.geopos("k", kNothing); }) == "GEOPOS needs at least one member");
  CHECK(refusal_of([](Commands& redis) { redis.geosearch("k", "m", GeoRadius{1}, {.any = true}); }) ==
        "GEOSEARCH: any needs a count");
  CHECK(refusal_of([](Commands& redis) { redis.geosearchstore("d", "k", "m", GeoRadius{1}, {.any = true}); }) ==
        "GEOSEARCHSTORE: any needs a count");
}
