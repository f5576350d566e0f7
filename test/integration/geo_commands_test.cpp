#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

using Names = std::vector<std::string>;

const std::map<std::string, GeoPoint> kTowns{
    {"Palermo", {13.361389, 38.115556}}, {"Catania", {15.087269, 37.502669}}, {"Napoli", {14.268124, 40.851775}}};

/// A client of a server that holds the three towns in "towns".
struct Towns {
  Towns() { redis.geoadd("towns", kTowns); }
  static Names sorted(Names names) {
    std::sort(names.begin(), names.end());
    return names;
  }

  Client redis = emptied_client();
};

/// Redis rounds to 52 bits: less than a metre.
bool near(const GeoPoint& one, const GeoPoint& other) {
  return std::abs(one.longitude - other.longitude) < 1e-5 && std::abs(one.latitude - other.latitude) < 1e-5;
}

}  // namespace

TEST_CASE_METHOD(Towns, "geoadd tells whether the member is new, and of several how many") {
  CHECK(*redis.geoadd("towns", "Roma", {.longitude = 12.5, .latitude = 41.9}) == true);
  CHECK(*redis.geoadd("towns", "Roma", {.longitude = 12.6, .latitude = 41.9}) == false);
  CHECK(*redis.geoadd("towns", {{"Roma", {12.7, 41.9}}, {"Bari", {16.9, 41.1}}}) == 1);
  CHECK(*redis.zcard("towns") == 5);
}

TEST_CASE_METHOD(Towns, "geoadd only adds or only moves, and tells of moved members, when asked") {
  const GeoPoint elsewhere{1, 2};
  CHECK(*redis.geoadd("towns", "Palermo", elsewhere, {.only_if = Exists::no, .changed = true}) == false);
  CHECK(near(redis.geopos("towns", "Palermo")->value(), kTowns.at("Palermo")));
  CHECK(*redis.geoadd("towns", {{"Palermo", elsewhere}, {"Roma", elsewhere}},
                      {.only_if = Exists::yes, .changed = true}) == 1);
  CHECK(near(redis.geopos("towns", "Palermo")->value(), elsewhere));
  CHECK(*redis.geopos("towns", "Roma") == std::nullopt);
}

TEST_CASE_METHOD(Towns, "geodist answers in the unit asked for, and nothing for what is no member") {
  CHECK(redis.geodist("towns", "Palermo", "Catania")->value() == Approx(166274.1516));
  CHECK(redis.geodist("towns", "Palermo", "Catania", GeoUnit::kilometers)->value() == Approx(166.2742));
  CHECK(redis.geodist("towns", "Palermo", "Catania", GeoUnit::miles)->value() == Approx(103.3182));
  CHECK(redis.geodist("towns", "Palermo", "Catania", GeoUnit::feet)->value() == Approx(545518.8700));
  CHECK(*redis.geodist("towns", "Palermo", "Atlantis") == std::nullopt);
}

TEST_CASE_METHOD(Towns, "geohash and geopos answer for each member in its place") {
  CHECK(*redis.geohash("towns", "Palermo") == "sqc8b49rny0");
  CHECK(*redis.geohash("towns", "Atlantis") == std::nullopt);
  CHECK(*redis.geohash("towns", {"Catania", "Atlantis", "Palermo"}) ==
        std::vector<std::optional<std::string>>{"sqdtr74hyu0", std::nullopt, "sqc8b49rny0"});
  const auto places = redis.geopos("towns", {"Catania", "Atlantis", "Palermo"}).result();
  REQUIRE(places.size() == 3);
  CHECK(near(places[0].value(), kTowns.at("Catania")));
  CHECK(places[1] == std::nullopt);
  CHECK(near(places[2].value(), kTowns.at("Palermo")));
}

TEST_CASE_METHOD(Towns, "geosearch finds members in a circle and in a box, around a member and around a point") {
  const GeoRadius circle{200, GeoUnit::kilometers};
  CHECK(sorted(redis.geosearch("towns", "Palermo", circle).result()) == Names{"Catania", "Palermo"});
  CHECK(sorted(redis.geosearch("towns", GeoPoint{15, 37}, circle).result()) == Names{"Catania", "Palermo"});
  const GeoBox flat{.width = 700, .height = 200, .unit = GeoUnit::kilometers};
  CHECK(sorted(redis.geosearch("towns", "Palermo", flat).result()) == Names{"Catania", "Palermo"});
  const GeoBox tall{.width = 200, .height = 700, .unit = GeoUnit::kilometers};
  CHECK(sorted(redis.geosearch("towns", "Palermo", tall).result()) == Names{"Napoli", "Palermo"});
  CHECK(redis.geosearch("towns", GeoPoint{0, 0}, circle)->empty());
  CHECK(redis.geosearch("missing", "Palermo", circle)->empty());
}

TEST_CASE_METHOD(Towns, "geosearch takes the nearest or the farthest first, and so many") {
  const GeoRadius everywhere{1000, GeoUnit::miles};
  CHECK(*redis.geosearch("towns", "Catania", everywhere, {.order = ElementOrder::ascending}) ==
        Names{"Catania", "Palermo", "Napoli"});
  CHECK(*redis.geosearch("towns", "Catania", everywhere, {.order = ElementOrder::descending, .count = 2}) ==
        Names{"Napoli", "Palermo"});
  CHECK(*redis.geosearch("towns", "Catania", everywhere, {.count = 1}) == Names{"Catania"});
  CHECK(redis.geosearch("towns", "Catania", everywhere, {.count = 2, .any = true})->size() == 2);
}

TEST_CASE_METHOD(Towns, "geosearch_withdetails tells distance, place and score") {
  const auto found = redis.geosearch_withdetails("towns", GeoPoint{15, 37}, GeoRadius{200, GeoUnit::kilometers},
                                                 {.order = ElementOrder::ascending});
  REQUIRE(found->size() == 2);
  const GeoFound<>& nearest = found->front();
  const GeoFound<>& next = found->back();
  CHECK(nearest.member == "Catania");
  CHECK(nearest.distance == Approx(56.4413));
  CHECK(near(nearest.point, kTowns.at("Catania")));
  CHECK(nearest.hash == 3479447370796909);
  CHECK(static_cast<double>(nearest.hash) == redis.zscore("towns", "Catania").result());
  CHECK(next.member == "Palermo");
  CHECK(next.distance == Approx(190.4424));
}

TEST_CASE_METHOD(Towns, "geosearchstore stores places, or distances when asked") {
  const GeoRadius circle{200, GeoUnit::kilometers};
  CHECK(*redis.geosearchstore("d", "towns", "Palermo", circle) == 2);
  CHECK(near(redis.geopos("d", "Catania")->value(), kTowns.at("Catania")));
  CHECK(*redis.geosearchstore("d", "towns", "Palermo", circle,
                              {.order = ElementOrder::descending, .count = 1, .distances = true}) == 1);
  CHECK(redis.zscore("d", "Catania")->value() == Approx(166.2741516));
  CHECK(*redis.geosearchstore("d", "towns", GeoPoint{0, 0}, circle) == 0);
  CHECK(*redis.exists("d") == false);
}

TEST_CASE_METHOD(Towns, "the server refuses a centre that is no member, a count of 0, and other types") {
  redis.set("s", "text");
  CHECK(server_error_of([&] { redis.geosearch("towns", "Atlantis", GeoRadius{1}); }) == "ERR");
  CHECK(server_error_of([&] { redis.geoadd("s", "m", {1, 2}); }) == "WRONGTYPE");
  CHECK(server_error_of([&] { redis.geopos("s", "m"); }) == "WRONGTYPE");
}
