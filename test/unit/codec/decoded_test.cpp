#include <tributary/codec/decoded.hpp>

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>
#include <tributary/commands/list_commands.hpp>
#include <tributary/commands/stream_group_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

using tributary::CodecError;
using tributary::Commands;
using tributary::Decoded;
using tributary::test::answered;

namespace {

/// Whose codec throws what is no CodecError.
struct Moody {
  int value = 0;
};

}  // namespace

template <>
struct tributary::Codec<Moody> {
  static Moody decode(std::string_view bytes) {
    if (bytes == "no") throw std::runtime_error{"not today"};
    return {static_cast<int>(bytes.size())};
  }
};

TEST_CASE("a list can be read past the elements that are no value") {
  const auto list = answered("*3\r\n$1\r\n1\r\n$1\r\nx\r\n$1\r\n3\r\n",
                             [](Commands& redis) { return redis.lrange<Decoded<int>>("k", 0, -1); });
  REQUIRE(list->size() == 3);
  CHECK(*list->at(0) == 1);
  CHECK(list->at(0).error() == nullptr);
  CHECK_FALSE(list->at(1).has_value());
  CHECK(list->at(1).value_or(-1) == -1);
  CHECK_THROWS_AS(*list->at(1), CodecError);
  REQUIRE(list->at(1).error() != nullptr);
  CHECK(list->at(1).error()->actual() == "\"x\"");
  CHECK(list->at(2).value() == 3);
}

TEST_CASE("what a codec throws is told as an error of the element, whatever it is") {
  const auto list = answered("*2\r\n$2\r\nno\r\n$2\r\nok\r\n",
                             [](Commands& redis) { return redis.lrange<Decoded<Moody>>("k", 0, -1); });
  CHECK(list->at(0).error()->actual() == "bulk string \"no\": not today");
  CHECK(list->at(1)->value == 2);
}

TEST_CASE("entries of a stream can be read past those whose fields are no value, and absent ones stay absent") {
  using Fields = std::map<std::string, int>;
  const std::string reply =
      "*1\r\n*2\r\n$1\r\ns\r\n*3\r\n"
      "*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\nn\r\n$1\r\n7\r\n"
      "*2\r\n$3\r\n1-2\r\n*2\r\n$1\r\nn\r\n$1\r\nx\r\n"
      "*2\r\n$3\r\n1-3\r\n*-1\r\n";
  const auto entries =
      answered(reply, [](Commands& redis) { return redis.xreadgroup_pending<Decoded<Fields>>("g", "c", "s"); });
  REQUIRE(entries->size() == 3);
  CHECK((*entries->at(0).fields)->at("n") == 7);
  CHECK_FALSE(entries->at(1).fields->has_value());
  CHECK(entries->at(1).id == tributary::StreamId{1, 2});
  CHECK(entries->at(2).fields == std::nullopt);
}

TEST_CASE("the error of a whole reply names the entry, its place and the field") {
  using Fields = std::map<std::string, int>;
  const std::string reply =
      "*2\r\n*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\nn\r\n$1\r\n7\r\n"
      "*2\r\n$3\r\n1-2\r\n*2\r\n$1\r\nn\r\n$1\r\nx\r\n";
  const auto entries = answered(reply, [](Commands& redis) { return redis.xrange<Fields>("s"); });
  REQUIRE(entries.error() != nullptr);
  CHECK(entries.error()->message == "expected a 32-bit signed integer for \"n\" in entry 1-2 in element 1, got \"x\"");
}
