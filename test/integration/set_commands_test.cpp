#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace tributary;

namespace {

using NumberSet = std::set<int>;

/// A client of a server that holds the sets "a": 1 2 3 and "b": 2 3 4, and a string "s".
struct Sets {
  Sets() {
    redis.sadd("a", {1, 2, 3});
    redis.sadd("b", {2, 3, 4});
    redis.set("s", "text");
  }
  NumberSet set(std::string_view key) { return sorted(redis.smembers<int>(key)); }
  static NumberSet sorted(const DeferredResult<std::vector<int>>& members) {
    return {members->begin(), members->end()};
  }

  Client redis = test::emptied_client();
};

}  // namespace

TEST_CASE_METHOD(Sets, "sadd tells whether the member is new, and of several how many") {
  CHECK(*redis.sadd("a", 4) == true);
  CHECK(*redis.sadd("a", 4) == false);
  CHECK(*redis.sadd("a", std::set<int>{4, 5, 6}) == 2);
  CHECK(set("a") == NumberSet{1, 2, 3, 4, 5, 6});
}

TEST_CASE_METHOD(Sets, "srem tells whether it was a member, and of several how many") {
  CHECK(*redis.srem("a", 1) == true);
  CHECK(*redis.srem("a", 1) == false);
  CHECK(*redis.srem("a", {1, 2, 3}) == 2);
  CHECK(*redis.exists("a") == false);
}

TEST_CASE_METHOD(Sets, "scard, sismember and smismember look into a set") {
  CHECK(*redis.scard("a") == 3);
  CHECK(*redis.scard("missing") == 0);
  CHECK(*redis.sismember("a", 1) == true);
  CHECK(*redis.sismember("a", 4) == false);
  CHECK(*redis.smismember("a", {4, 1, "x"}) == std::vector<bool>{false, true, false});
}

TEST_CASE_METHOD(Sets, "smembers reads all members as the type asked for") {
  CHECK(sorted(redis.smembers<int>("a")) == NumberSet{1, 2, 3});
  CHECK(redis.smembers("a")->size() == 3);
  CHECK(redis.smembers("missing")->empty());
}

TEST_CASE_METHOD(Sets, "smove moves a member that is there") {
  CHECK(*redis.smove("a", "b", 1) == true);
  CHECK(*redis.smove("a", "b", 1) == false);
  CHECK(set("a") == NumberSet{2, 3});
  CHECK(set("b") == NumberSet{1, 2, 3, 4});
}

TEST_CASE_METHOD(Sets, "spop takes one member, or several") {
  const int taken = redis.spop<int>("a").result().value();
  CHECK(*redis.sismember("a", taken) == false);
  CHECK(redis.spop<int>("a", 5)->size() == 2);
  CHECK(redis.spop("a", 5)->empty());
  CHECK(*redis.spop("missing") == std::nullopt);
  CHECK_THROWS_AS(redis.spop("b", -1), ServerError);
}

TEST_CASE_METHOD(Sets, "srandmember picks members and leaves them") {
  CHECK(NumberSet{1, 2, 3}.count(redis.srandmember<int>("a").result().value()) == 1);
  CHECK(sorted(redis.srandmember<int>("a", 5)) == NumberSet{1, 2, 3});
  CHECK(redis.srandmember("a", -5)->size() == 5);
  CHECK(*redis.srandmember("missing") == std::nullopt);
  CHECK(*redis.scard("a") == 3);
}

TEST_CASE_METHOD(Sets, "sets are combined") {
  CHECK(sorted(redis.sdiff<int>({"a", "b"})) == NumberSet{1});
  CHECK(sorted(redis.sinter<int>({"a", "b"})) == NumberSet{2, 3});
  CHECK(sorted(redis.sunion<int>({"a", "b"})) == NumberSet{1, 2, 3, 4});
  CHECK(redis.sinter({"a", "missing"})->empty());
}

TEST_CASE_METHOD(Sets, "combinations of sets are stored") {
  CHECK(*redis.sdiffstore("d", {"a", "b"}) == 1);
  CHECK(set("d") == NumberSet{1});
  CHECK(*redis.sinterstore("d", {"a", "b"}) == 2);
  CHECK(set("d") == NumberSet{2, 3});
  CHECK(*redis.sunionstore("d", {"a", "b"}) == 4);
  CHECK(set("d") == NumberSet{1, 2, 3, 4});
}

TEST_CASE_METHOD(Sets, "an empty combination removes the destination, whatever it held") {
  CHECK(*redis.sinterstore("s", {"a", "missing"}) == 0);
  CHECK(*redis.exists("s") == false);
}

TEST_CASE_METHOD(Sets, "sintercard counts up to a limit") {
  CHECK(*redis.sintercard({"a", "b"}) == 2);
  CHECK(*redis.sintercard({"a", "b"}, 1) == 1);
}

TEST_CASE_METHOD(Sets, "a set command on a string is WRONGTYPE") {
  PipelineContext pipe{redis};
  const auto wrong = pipe.sunion({"a", "s"});
  const auto right = pipe.scard("a");
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(wrong.error()->code == "WRONGTYPE");
  CHECK(*right == 3);
}
