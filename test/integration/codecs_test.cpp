// Values of every codec, stored in a real server and read again.
#include <tributary/codec/json.hpp>
#include <tributary/codec/message_pack.hpp>
#include <tributary/codec/uuid.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"

#include <boost/uuid/uuid.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace tributary;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using tributary::test::emptied_client;
using Uuid = boost::uuids::uuid;

namespace {

enum class Color { red, green, blue };
enum class Level : std::int8_t { low = -1 };

struct Job {
  std::string title;
  std::map<std::string, std::vector<int>> steps;
  friend bool operator==(const Job&, const Job&) = default;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Job, title, steps)

struct Plan : Job {};

/// A client whose server is empty.
struct Codecs {
  /// `value` is stored as `text`, and read as it was: as a string, a field, an element, and through a script.
  template <class T>
  void stores(const T& value, std::string_view text) {
    PipelineContext pipe{redis};
    pipe.set("k", value);
    pipe.hset("h", "f", value);
    pipe.rpush("l", std::vector<T>{value, value});
    const auto stored = pipe.get("k");
    const auto whole = pipe.get<T>("k");
    const auto field = pipe.hget<T>("h", "f");
    const auto list = pipe.lrange<T>("l", 0, -1);
    const auto missing = pipe.get<T>("missing");
    const auto echoed =
        pipe.command<std::pair<T, std::vector<T>>>("EVAL", "return {ARGV[1], {ARGV[2]}}", 0, value, value);
    pipe.unlink({"k", "h", "l"});
    pipe.execute();
    CHECK(**stored == text);
    CHECK((*whole == value && *field == value && *missing == std::nullopt));
    CHECK((*list == std::vector<T>{value, value}));
    CHECK((*echoed == std::pair<T, std::vector<T>>{value, {value}}));
  }

  Client redis = emptied_client();
};

}  // namespace

template <>
inline constexpr auto tributary::enum_names<Color> =
    std::to_array<tributary::EnumName<Color>>({{Color::red, "red"}, {Color::green, "green"}});

template <>
struct tributary::Codec<Plan> : tributary::JsonCodec<Plan> {};

TEST_CASE_METHOD(Codecs, "text, ASCII and binary data are stored as they are") {
  stores(Utf8{"naïve €\n"}, "naïve €\n");
  stores(Ascii{"~ plain ~"}, "~ plain ~");
  stores(Utf8{}, "");
  stores(std::string{"\0\xFF\r\n", 4}, std::string_view{"\0\xFF\r\n", 4});
  stores(std::vector<std::byte>{std::byte{0}, std::byte{255}}, std::string_view{"\0\xFF", 2});
}

TEST_CASE_METHOD(Codecs, "numbers are stored exactly, and floating point in its shortest form") {
  stores(std::numeric_limits<std::int64_t>::min(), "-9223372036854775808");
  stores(std::numeric_limits<std::uint64_t>::max(), "18446744073709551615");
  stores(std::int8_t{-128}, "-128");
  stores(0.1, "0.1");
  stores(0.1F, "0.1");
  stores(1e100, "1e+100");
  stores(-std::numeric_limits<double>::infinity(), "-inf");
}

TEST_CASE_METHOD(Codecs, "a boolean is stored as 1 and empty, and 0, true and false are read too") {
  stores(true, "1");
  stores(false, "");
  redis.rpush("l", {"0", "true", "false"});
  CHECK(*redis.lrange<bool>("l", 0, -1) == std::vector<bool>{false, true, false});
  redis.set("k", "yes");
  CHECK_THROWS_AS(redis.get<bool>("k"), DecodeError);
}

TEST_CASE_METHOD(Codecs, "enums are stored by name, and those without names by number") {
  stores(Color::green, "green");
  stores(Level::low, "-1");
  redis.set("k", "mauve");
  CHECK_THROWS_WITH(redis.get<Color>("k"), Contains("one of \"red\", \"green\"") && Contains("\"mauve\""));
}

TEST_CASE_METHOD(Codecs, "durations and points in time are stored as counts of their own unit") {
  stores(1500ms, "1500");
  stores(-3h, "-3");
  stores(std::chrono::sys_seconds{1'700'000'000s}, "1700000000");
  stores(std::chrono::sys_time<std::chrono::microseconds>{1'700'000'000'000'001us}, "1700000000000001");
  stores(std::chrono::sys_days{std::chrono::year{1969} / 12 / 31}, "-1");
}

TEST_CASE_METHOD(Codecs, "a UUID is stored as its text") {
  const Uuid uuid = {0xf8, 0x1d, 0x4f, 0xae, 0x7d, 0xec, 0x11, 0xd0, 0xa7, 0x65, 0x00, 0xa0, 0xc9, 0x1e, 0x6b, 0xf6};
  stores(uuid, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
  redis.set("k", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}");
  CHECK_THROWS_AS(redis.get<Uuid>("k"), DecodeError);
}

TEST_CASE_METHOD(Codecs, "JSON is stored compactly: lists, maps, and types with to_json") {
  const Job job{"a,b", {{"x", {1, 2}}}};
  stores(Json{job}, R"({"steps":{"x":[1,2]},"title":"a,b"})");
  stores(Plan{job}, R"({"steps":{"x":[1,2]},"title":"a,b"})");
  stores(Json{std::vector<std::string>{"a", ""}}, R"(["a",""])");
  stores(Json{std::map<std::string, double>{{"a", 0.1}}}, R"({"a":0.1})");
  stores(nlohmann::json{{"a", nullptr}}, R"({"a":null})");
  redis.set("k", "{\"title\":");
  CHECK_THROWS_WITH(redis.get<Json<Job>>("k"), Contains("JSON") && Contains("title"));
}

TEST_CASE_METHOD(Codecs, "MessagePack is stored with its binary data") {
  stores(MessagePack{std::vector<int>{1, -1}}, "\x92\x01\xFF");
  stores(MessagePack<nlohmann::json>{nlohmann::json::binary({0, 13, 10})}, std::string_view{"\xC4\x03\x00\r\n", 5});
  redis.set("k", "\xC1");
  CHECK_THROWS_AS(redis.get<MessagePack<Job>>("k"), DecodeError);
}

TEST_CASE_METHOD(Codecs, "a list of strings is stored as one text") {
  stores(StringList{"a,b", "", "c\\d", ""}, R"(a\,b,,c\\d,,)");
  stores(StringList{}, "");
  stores(StringList{""}, ",");
}

TEST_CASE_METHOD(Codecs, "a bad value is refused while recording, and what else was recorded is executed") {
  PipelineContext pipe{redis};
  pipe.set("before", Utf8{"good"});
  const auto refused = [&pipe](const auto& value, const std::string& type, const std::string& shown) {
    CHECK_THROWS_WITH(pipe.set("k", value), Contains(type) && Contains(shown));
    CHECK_THROWS_AS(pipe.hset("h", {{"good", Argument{1}}, {"bad", Argument{value}}}), std::invalid_argument);
  };
  refused(Utf8{"a\xFF"}, "text in UTF-8", "\"a\\xff\"");
  refused(Ascii{"a\n"}, "printable ASCII", "\"a\\x0a\"");
  refused(Color::blue, "\"red\", \"green\"", "2");
  refused(Json{std::numeric_limits<double>::infinity()}, "JSON", "inf");
  refused(Json{"\xFF"}, "UTF-8", "\"\\xff\"");
  refused(MessagePack{nlohmann::json::binary({1}, 300)}, "MessagePack", "300");
  pipe.set("after", Ascii{"good"});
  CHECK(pipe.size() == 2);
  pipe.execute();
  CHECK(**redis.get("before") == "good");
  CHECK(**redis.get("after") == "good");
  CHECK(*redis.exists(std::vector<std::string>{"k", "h"}) == 0);
}
