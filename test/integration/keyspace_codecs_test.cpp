// Keyspaces whose elements and ids have codecs of their own: JSON, MessagePack, points in time, enums with names.
#include <tributary/codec/json.hpp>
#include <tributary/codec/message_pack.hpp>
#include <tributary/keyspaces.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

enum class Color : std::uint8_t { red, green };

using Tags = std::map<std::string, int>;
using Samples = std::vector<double>;

}  // namespace

template <>
inline constexpr auto tributary::enum_names<Color> =
    std::to_array<tributary::EnumName<Color>>({{Color::red, "red"}, {Color::green, "green"}});

TEST_CASE("a keyspace of JSON stores documents and gives values") {
  Client redis = emptied_client();
  using Documents = List<"J", Json<Tags>>;
  Documents list{redis, "1"};
  CHECK(*list.rpush(Tags{{"a", 1}}) == 1);
  CHECK(*list.rpush({Tags{{"b", 2}}, Tags{}}) == 3);
  CHECK(*redis.lrange("J{1}", 0, -1) == std::vector<std::string>{R"({"a":1})", R"({"b":2})", "{}"});
  CHECK(**list.lindex(1).result() == Tags{{"b", 2}});
  CHECK(*list.lpos(Tags{{"b", 2}}) == 1);

  struct Users : Hash<"U", Fields<Field<"tags", Json<Tags>>, Field<"name", std::string>>> {
    using Hash::Hash;
  };
  Users{redis, "1"}.hset<"tags", "name">(Tags{{"c", 3}}, "Joe");
  CHECK(*redis.hget("U{1}", "tags") == R"({"c":3})");
  CHECK(**Users{redis, "1"}.hget<"tags">().result() == Tags{{"c", 3}});
  redis.hset("U{1}", "tags", "{");
  CHECK_THAT(thrown_by<DecodeError>([&] {
               Users{redis, "1"}.hgetall().result();
             }).what(),
             Catch::Contains("in field \"tags\"") && Catch::Contains("U{1}"));

  using Raw = String<"R", nlohmann::json>;
  Raw{redis, "1"}.set(nlohmann::json{{"a", nlohmann::json::array({1, "x"})}});
  CHECK(*redis.get("R{1}") == R"({"a":[1,"x"]})");
  CHECK(Raw{redis, "1"}.get().result()->at("a").size() == 2);
}

TEST_CASE("a keyspace of MessagePack stores its bytes and gives values") {
  Client redis = emptied_client();
  using Series = String<"M", MessagePack<Samples>>;
  CHECK(*Series{redis, "1"}.set(Samples{1.5, -2}) == true);
  CHECK(static_cast<unsigned char>(redis.get("M{1}").result()->front()) == 0x92);
  CHECK(**Series{redis, "1"}.get().result() == Samples{1.5, -2});
  CHECK(Series::mget(redis, {"1", "2"})->at(1) == std::nullopt);
  using Map = HashedString<"H", MessagePack<Samples>, 4>;
  Map{redis}.mset({{"a", Samples{1}}, {"b", Samples{}}});
  const auto found = Map{redis}.mget({"b", "a"});
  CHECK(**found->at(0) == Samples{});
  CHECK(**found->at(1) == Samples{1});
}

TEST_CASE("points in time are elements and ids") {
  Client redis = emptied_client();
  using Time = std::chrono::sys_seconds;
  using Visits = Set<"V", Time, Time>;
  const Time noon{43200s};
  const std::chrono::sys_days day{std::chrono::days{1}};
  CHECK(*Visits{redis, day}.sadd(noon) == true);
  CHECK(*Visits{redis, day}.sadd({noon, Time{day}}) == 1);
  CHECK(redis.smembers("V{86400}")->size() == 2);
  CHECK(*Visits{redis, Time{day}}.sismember(noon) == true);
  const auto members = Visits{redis, day}.smembers();
  CHECK(std::set<Time>(members->begin(), members->end()) == std::set<Time>{noon, day});
  CHECK(Visits{redis, day}.id() == day);
  std::vector<Time> ids;
  for (const Time id : Visits::scan_ids(redis)) ids.push_back(id);
  CHECK(ids == std::vector<Time>{day});
}

TEST_CASE("enums with names are elements and ids by their names, and one without a name is refused") {
  Client redis = emptied_client();
  using Colors = List<"C", Color, Color>;
  Colors colors{redis, Color::red};
  colors.rpush(Color::green);
  colors.rpush({Color::red, Color::green});
  CHECK(*redis.lrange("C{red}", 0, -1) == std::vector<std::string>{"green", "red", "green"});
  CHECK(*colors.lrem(0, Color::green) == 2);
  CHECK(*colors.lrange(0, -1) == std::vector<Color>{Color::red});
  CHECK(*Colors::lmpop(redis, {Color::green, Color::red}, ListEnd::left) ==
        WithId<Color, std::vector<Color>>{Color::red, {Color::red}});

  constexpr auto kUnnamed = static_cast<Color>(9);
  PipelineContext pipe{redis};
  Colors recorded{pipe, Color::green};
  CHECK_THROWS_AS(recorded.rpush(kUnnamed), std::invalid_argument);
  CHECK_THROWS_AS(recorded.rpush(std::vector<Color>{Color::red, kUnnamed}), std::invalid_argument);
  CHECK_THROWS_AS((Colors{pipe, kUnnamed}), std::invalid_argument);
  CHECK(pipe.empty());
  recorded.rpush(Color::red);
  pipe.execute();
  CHECK(*redis.lrange("C{green}", 0, -1) == std::vector<std::string>{"red"});

  redis.rpush("C{green}", "blue");
  CHECK(thrown_by<DecodeError>([&] { Colors{redis, Color::green}.lindex(1).result(); }).actual() == "\"blue\"");

  using Painted = Hash<"P", Fields<Field<"color", Color>>>;
  CHECK_THROWS_WITH((Painted{redis, "1"}.hset<"color">(kUnnamed)),
                    Catch::StartsWith("field \"color\" of type ") && Catch::Contains("9"));
}
