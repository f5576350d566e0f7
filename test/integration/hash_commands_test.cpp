#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

using namespace tributary;

namespace {

/// A client of a server that holds the hash "h": a = 1, b = 2, and a string "s".
struct Hashes {
  Hashes() {
    redis.hset("h", {{"a", 1}, {"b", 2}});
    redis.set("s", "text");
  }
  Client redis = test::emptied_client();
};

}  // namespace

TEST_CASE_METHOD(Hashes, "hset tells whether the field is new, and of several how many") {
  CHECK(*redis.hset("h", "c", 3) == true);
  CHECK(*redis.hset("h", "c", 4) == false);
  CHECK(*redis.hset("h", {{"c", 5}, {"d", 6}, {"e", 7}}) == 2);
  CHECK(*redis.hset("h", std::map<std::string, double>{{"f", 0.5}}) == 1);
  CHECK(*redis.hget("h", "f") == "0.5");
}

TEST_CASE_METHOD(Hashes, "hget reads a field as the type asked for") {
  CHECK(*redis.hget("h", "a") == "1");
  CHECK(*redis.hget<int>("h", "a") == 1);
  CHECK(*redis.hget("h", "missing") == std::nullopt);
  CHECK(*redis.hget("missing", "a") == std::nullopt);
}

TEST_CASE_METHOD(Hashes, "hmget reads several fields in their order") {
  CHECK(*redis.hmget<int>("h", {"b", "missing", "a"}) == std::vector<std::optional<int>>{2, std::nullopt, 1});
  CHECK(*redis.hmget("missing", {"a"}) == std::vector<std::optional<std::string>>{std::nullopt});
}

TEST_CASE_METHOD(Hashes, "hgetall fills any map") {
  CHECK(*redis.hgetall("h") == std::map<std::string, std::string>{{"a", "1"}, {"b", "2"}});
  CHECK(*redis.hgetall<std::unordered_map<std::string, int>>("h") ==
        std::unordered_map<std::string, int>{{"a", 1}, {"b", 2}});
  CHECK(redis.hgetall("missing")->empty());
}

TEST_CASE_METHOD(Hashes, "hkeys and hvals list the parts of a hash") {
  CHECK(redis.hkeys("h").then([](const auto& fields) { return std::set(fields.begin(), fields.end()); }).result() ==
        std::set<std::string>{"a", "b"});
  CHECK(
      redis.hvals<int>("h").then([](const auto& values) { return std::set(values.begin(), values.end()); }).result() ==
      std::set<int>{1, 2});
  CHECK(redis.hkeys("missing")->empty());
  CHECK(redis.hvals("missing")->empty());
}

TEST_CASE_METHOD(Hashes, "hlen, hexists and hstrlen measure a hash") {
  redis.hset("h", "long", "12345");
  CHECK(*redis.hlen("h") == 3);
  CHECK(*redis.hlen("missing") == 0);
  CHECK(*redis.hexists("h", "a") == true);
  CHECK(*redis.hexists("h", "missing") == false);
  CHECK(*redis.hstrlen("h", "long") == 5);
  CHECK(*redis.hstrlen("h", "missing") == 0);
}

TEST_CASE_METHOD(Hashes, "hdel tells whether the field was there, and of several how many") {
  CHECK(*redis.hdel("h", "a") == true);
  CHECK(*redis.hdel("h", "a") == false);
  CHECK(*redis.hdel("h", {"a", "b"}) == 1);
  CHECK(*redis.exists("h") == false);
}

TEST_CASE_METHOD(Hashes, "hincrby counts, and refuses what is no integer") {
  CHECK(*redis.hincrby("h", "a", -3) == -2);
  CHECK(*redis.hincrby("h", "new", std::numeric_limits<std::int64_t>::max()) ==
        std::numeric_limits<std::int64_t>::max());
  CHECK_THROWS_AS(redis.hincrby("h", "new", 1), ServerError);
  redis.hset("h", "word", "abc");
  CHECK_THROWS_AS(redis.hincrby("h", "word", 1), ServerError);
}

TEST_CASE_METHOD(Hashes, "hincrbyfloat adds fractions") {
  CHECK(*redis.hincrbyfloat("h", "a", 0.25) == 1.25);
  CHECK(*redis.hincrbyfloat("h", "new", -1e100) == -1e100);
  redis.hset("h", "word", "abc");
  CHECK_THROWS_AS(redis.hincrbyfloat("h", "word", 1), ServerError);
}

TEST_CASE_METHOD(Hashes, "hsetnx keeps what is there") {
  CHECK(*redis.hsetnx("h", "a", 9) == false);
  CHECK(*redis.hsetnx("h", "new", 9) == true);
  CHECK(*redis.hmget<int>("h", {"a", "new"}) == std::vector<std::optional<int>>{1, 9});
}

TEST_CASE_METHOD(Hashes, "hrandfield picks fields that are there") {
  const std::string field = redis.hrandfield("h").result().value();
  CHECK((field == "a" || field == "b"));
  CHECK(redis.hrandfield("h", 5)->size() == 2);
  CHECK(redis.hrandfield("h", -5)->size() == 5);
  CHECK(*redis.hrandfield("missing") == std::nullopt);
  CHECK(redis.hrandfield("missing", 5)->empty());
}

TEST_CASE_METHOD(Hashes, "hrandfield_withvalues picks fields with their values") {
  auto pairs = redis.hrandfield_withvalues<int>("h", 5).result();
  std::sort(pairs.begin(), pairs.end());
  CHECK(pairs == std::vector<std::pair<std::string, int>>{{"a", 1}, {"b", 2}});
}

TEST_CASE_METHOD(Hashes, "a hash command on a string is WRONGTYPE, and its neighbours are fine") {
  PipelineContext pipe{redis};
  const auto before = pipe.hget<int>("h", "a");
  const auto wrong = pipe.hset("s", "f", "v");
  const auto after = pipe.hlen("h");
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(*before == 1);
  CHECK(wrong.error()->code == "WRONGTYPE");
  CHECK(wrong.error()->command == "HSET");
  CHECK(*after == 2);
}

TEST_CASE_METHOD(Hashes, "fields and values keep every byte") {
  const std::string bytes{"\0\r\n\xff$5", 6};
  redis.hset("h", bytes, bytes);
  CHECK(*redis.hget("h", bytes) == bytes);
}
