#include <tributary/commands/hash_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace tributary;
using namespace tributary::test;

TEST_CASE("commands on one field send key, field and value") {
  CHECK(sent_by([](Commands& redis) { redis.hdel("k", "f"); }) == resp_command({"HDEL", "k", "f"}));
  CHECK(sent_by([](Commands& redis) { redis.hexists("k", "f"); }) == resp_command({"HEXISTS", "k", "f"}));
  CHECK(sent_by([](Commands& redis) { redis.hget("k", "f"); }) == resp_command({"HGET", "k", "f"}));
  CHECK(sent_by([](Commands& redis) { redis.hset("k", "f", "v"); }) == resp_command({"HSET", "k", "f", "v"}));
  CHECK(sent_by([](Commands& redis) { redis.hsetnx("k", "f", "v"); }) == resp_command({"HSETNX", "k", "f", "v"}));
  CHECK(sent_by([](Commands& redis) { redis.hstrlen("k", "f"); }) == resp_command({"HSTRLEN", "k", "f"}));
  CHECK(sent_by([](Commands& redis) { redis.hincrby("k", "f", -3); }) == resp_command({"HINCRBY", "k", "f", "-3"}));
  CHECK(sent_by([](Commands& redis) { redis.hincrbyfloat("k", "f", 0.1); }) ==
        resp_command({"HINCRBYFLOAT", "k", "f", "0.1"}));
}

TEST_CASE("commands on a whole hash send its key") {
  CHECK(sent_by([](Commands& redis) { redis.hgetall("k"); }) == resp_command({"HGETALL", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.hkeys("k"); }) == resp_command({"HKEYS", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.hlen("k"); }) == resp_command({"HLEN", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.hvals("k"); }) == resp_command({"HVALS", "k"}));
}

TEST_CASE("fields and values may be numbers, and text with any bytes") {
  const std::string bytes{"\0\r\n\xff", 4};
  CHECK(sent_by([&](Commands& redis) { redis.hset(bytes, bytes, bytes); }) ==
        resp_command({"HSET", bytes, bytes, bytes}));
  CHECK(sent_by([](Commands& redis) { redis.hset("k", 7, 1.5); }) == resp_command({"HSET", "k", "7", "1.5"}));
}

TEST_CASE("several fields come from braces or from any range") {
  const std::vector<std::string> fields{"a", "b"};
  CHECK(sent_by([](Commands& redis) { redis.hdel("k", {"a", 2}); }) == resp_command({"HDEL", "k", "a", "2"}));
  CHECK(sent_by([&](Commands& redis) { redis.hdel("k", fields); }) == resp_command({"HDEL", "k", "a", "b"}));
  CHECK(sent_by([&](Commands& redis) { redis.hmget("k", fields); }) == resp_command({"HMGET", "k", "a", "b"}));
}

TEST_CASE("several fields are set from braces or from a map") {
  const std::map<std::string, int> map{{"a", 1}, {"b", 2}};
  CHECK(sent_by([](Commands& redis) {
          redis.hset("k", {{"name", "Joe"}, {"age", 31}});
        }) == resp_command({"HSET", "k", "name", "Joe", "age", "31"}));
  CHECK(sent_by([&](Commands& redis) { redis.hset("k", map); }) == resp_command({"HSET", "k", "a", "1", "b", "2"}));
}

TEST_CASE("HRANDFIELD comes alone, with a count, and with values") {
  CHECK(sent_by([](Commands& redis) { redis.hrandfield("k"); }) == resp_command({"HRANDFIELD", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.hrandfield("k", -2); }) == resp_command({"HRANDFIELD", "k", "-2"}));
  CHECK(sent_by([](Commands& redis) { redis.hrandfield_withvalues("k", 2); }) ==
        resp_command({"HRANDFIELD", "k", "2", "WITHVALUES"}));
}

TEST_CASE("a hash is decoded into the map that the caller chose") {
  const auto hash = answered("*4\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n$3\r\n2.5\r\n",
                             [](Commands& redis) { return redis.hgetall<std::map<std::string, double>>("k"); });
  CHECK(*hash == std::map<std::string, double>{{"a", 1}, {"b", 2.5}});
}

TEST_CASE("a field that does not exist is nothing among the values") {
  const auto values = answered("*2\r\n$1\r\n7\r\n$-1\r\n", [](Commands& redis) {
    return redis.hmget<int>("k", {"a", "b"});
  });
  CHECK(*values == std::vector<std::optional<int>>{7, std::nullopt});
}

TEST_CASE("a value of another type is an error of that result") {
  const auto value = answered("$3\r\nabc\r\n", [](Commands& redis) { return redis.hget<int>("k", "f"); });
  REQUIRE(value.error() != nullptr);
  CHECK(value.error()->kind == ErrorKind::decode);
}

TEST_CASE("empty lists of fields are refused before anything is recorded") {
  CHECK(refusal_of([](Commands& redis) { redis.hdel("k", kNothing); }) == "HDEL needs at least one field");
  CHECK(refusal_of([](Commands& redis) { redis.hmget("k", kNothing); }) == "HMGET needs at least one field");
  CHECK(refusal_of([](Commands& redis) { redis.hset("k", std::map<std::string, int>{}); }) ==
        "HSET needs at least one field");
}

TEST_CASE("HINCRBYFLOAT refuses what is no finite number") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(refusal_of([](Commands& redis) { redis.hincrbyfloat("k", "f", infinity); }) == "HINCRBYFLOAT cannot add inf");
  CHECK(refusal_of([](Commands& redis) { redis.hincrbyfloat("k", "f", std::numeric_limits<double>::quiet_NaN()); }) ==
        "HINCRBYFLOAT cannot add nan");
}
