// How C++ types become bytes in Redis and back.     codecs <uri>

#include <tributary/codec/json.hpp>
#include <tributary/codec/message_pack.hpp>
#include <tributary/codec/uuid.hpp>
#include <tributary/tributary.hpp>

#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using tributary::Ascii;
using tributary::ByteWriter;
using tributary::Client;
using tributary::Codec;
using tributary::Errors;
using tributary::Json;
using tributary::MessagePack;
using tributary::PipelineContext;
using tributary::ReplyView;
using tributary::StringList;
using tributary::Utf8;
using namespace std::chrono_literals;

// [own_type]
struct Point {
  int x = 0;
  int y = 0;
};

template <>
struct tributary::Codec<Point> {
  static void encode(const Point& point, ByteWriter& out) { out.append(fmt::format("{},{}", point.x, point.y)); }

  static Point decode(std::string_view bytes) {
    const auto comma = bytes.find(',');
    if (comma == std::string_view::npos) throw_unexpected_text("a point, such as 1,2", bytes);
    return {Codec<int>::decode(bytes.substr(0, comma)), Codec<int>::decode(bytes.substr(comma + 1))};
  }
};
// [/own_type]

// [own_enum]
enum class Color : std::uint8_t { red, green };

// Without this an enum is its number.
template <>
inline constexpr auto tributary::enum_names<Color> =
    std::to_array<tributary::EnumName<Color>>({{Color::red, "red"}, {Color::green, "green"}});
// [/own_enum]

// [own_json]
struct Job {
  std::string title;
  int priority = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Job, title, priority)

// With this a Job is its JSON wherever it is an argument or a result. Without it a Json<Job> is.
template <>
struct tributary::Codec<Job> : tributary::JsonCodec<Job> {};
// [/own_json]

// [own_reply]
struct Position {
  double longitude = 0;
  double latitude = 0;
};

// GEOPOS answers an array of two numbers: a reply that is not one string.
template <>
struct tributary::Codec<Position> {
  static Position from_reply(const ReplyView& reply) {
    const auto [longitude, latitude] = tributary::decode<std::pair<double, double>>(reply);
    return {longitude, latitude};
  }
};
// [/own_reply]

namespace {

void arguments(Client& redis) {
  // [arguments]
  PipelineContext pipe{redis};
  pipe.set("count", 42);                           // 42
  pipe.set("ratio", 0.1);                          // 0.1: the shortest text that reads back as the same double
  pipe.set("pause", 1500ms);                       // 1500: a duration is its count, in its own unit
  pipe.set("flag", true);                          // 1; false is the empty string
  pipe.set("bytes", std::string_view{"a\0b", 3});  // three bytes, as they are
  pipe.set("place", Point{3, 4});                  // 3,4: by the codec above
  pipe.rpush("colors", {Color::red, Color::green});
  pipe.execute();
  // [/arguments]
}

void results(Client& redis) {
  // [results]
  PipelineContext pipe{redis};
  auto count = pipe.get<int>("count");
  auto pause = pipe.get<std::chrono::milliseconds>("pause");
  auto place = pipe.get<Point>("place");
  auto colors = pipe.lrange<Color>("colors", 0, -1);
  auto ages = pipe.hgetall<std::map<std::string, int>>("ages");
  auto too_small = pipe.get<std::int8_t>("pause");
  pipe.execute(Errors::in_results);
  // [/results]

  fmt::print("{} {}ms {},{}\n", count->value(), pause->value().count(), place->value().x, place->value().y);
  fmt::print("{} colors, the first is {}\n", colors->size(), colors->front() == Color::red ? "red" : "not red");
  fmt::print("Joe is {}\n", ages->at("Joe"));
  fmt::print("too small: {}\n", too_small.error()->message);
}

void any_reply(Client& redis) {
  // [any_reply]
  using Place = std::pair<std::string, Position>;
  PipelineContext pipe{redis};
  auto position = pipe.command<std::vector<std::optional<Position>>>("GEOPOS", "cities", "Rome", "Atlantis");
  auto nearby =
      pipe.command<std::vector<Place>>("GEOSEARCH", "cities", "FROMMEMBER", "Rome", "BYRADIUS", 100, "km", "WITHCOORD");
  pipe.execute();
  // [/any_reply]
  fmt::print("Rome at {:.1f}, Atlantis {}\n", position->at(0)->longitude, position->at(1) ? "found" : "not found");
  fmt::print("nearby: {}\n", nearby->front().first);
}

void forms(Client& redis) {
  // [forms]
  PipelineContext pipe{redis};
  pipe.set("name", Utf8{"Zo\u00eb"});                                        // UTF-8, checked
  pipe.set("code", Ascii{"AB-12"});                                          // printable ASCII, checked
  pipe.set("tags", StringList{"a,b", "", "c"});                              // a\,b,,c
  pipe.set("born", std::chrono::sys_days{std::chrono::year{1970} / 1 / 3});  // 2: days since 1970
  pipe.set("id", boost::uuids::string_generator{}("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"));
  pipe.set("job", Job{"write", 1});                                                 // {"priority":1,"title":"write"}
  pipe.set("steps", Json{std::map<std::string, std::vector<int>>{{"x", {1, 2}}}});  // {"x":[1,2]}
  pipe.set("packed", MessagePack{std::vector<int>{1, 2}});                          // three bytes: 92 01 02

  auto tags = pipe.get<StringList>("tags");
  auto born = pipe.get<std::chrono::sys_days>("born");
  auto id = pipe.get<boost::uuids::uuid>("id");
  auto job = pipe.get<Job>("job");
  auto steps = pipe.get<Json<std::map<std::string, std::vector<int>>>>("steps");
  auto packed = pipe.get<MessagePack<std::vector<int>>>("packed");
  pipe.execute();
  // [/forms]
  fmt::print("{} tags, the first is {}\n", tags->value().size(), tags->value().front());
  fmt::print("born on day {}, id {}, job {}\n", born->value().time_since_epoch().count(),
             id->value().is_nil() ? "nil" : "not nil", job->value().title);
  fmt::print("{} steps of x, {} packed numbers\n", steps->value()->at("x").size(), packed->value()->size());
}

void refused(Client& redis) {
  // [refused]
  PipelineContext pipe{redis};
  pipe.set("good", Utf8{"good"});
  try {
    pipe.set("bad", Utf8{"caf\xE9"});  // Latin-1
  } catch (const std::invalid_argument& error) {
    fmt::print("refused: {}\n", error.what());
  }
  pipe.execute();  // one command
  // [/refused]
}

void run(Client& redis) {
  redis.unlink({"count", "ratio", "pause", "flag", "bytes", "place", "colors", "ages", "cities"});
  redis.hset("ages", {{"Joe", 31}, {"Jill", 42}});
  redis.command<std::int64_t>("GEOADD", "cities", 12.5, 41.9, "Rome");

  arguments(redis);
  results(redis);
  any_reply(redis);
  forms(redis);
  refused(redis);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Client redis{argc > 1 ? argv[1] : "redis://localhost:6379"};
    run(redis);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
