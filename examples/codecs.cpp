// How C++ types become bytes in Redis and back.     codecs <uri>

#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace tributary;
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
struct tributary::Codec<Color> {
  static void encode(Color color, ByteWriter& out) { out.append(color == Color::red ? "red" : "green"); }
  static Color decode(std::string_view name) {
    if (name == "red") return Color::red;
    if (name == "green") return Color::green;
    throw_unexpected_text("a color", name);
  }
};
// [/own_enum]

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

  fmt::print("{} {}ms {},{}\n", **count, (*pause)->count(), (*place)->x, (*place)->y);
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

void run(Client& redis) {
  redis.unlink({"count", "ratio", "pause", "flag", "bytes", "place", "colors", "ages", "cities"});
  redis.hset("ages", {{"Joe", 31}, {"Jill", 42}});
  redis.command<std::int64_t>("GEOADD", "cities", 12.5, 41.9, "Rome");

  arguments(redis);
  results(redis);
  any_reply(redis);
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
