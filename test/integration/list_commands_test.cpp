#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace tributary;

namespace {

using Numbers = std::vector<int>;
using Indexes = std::vector<std::int64_t>;

/// A client of a server that holds the list "l": 1 2 3 2, and a string "s".
struct Lists {
  Lists() {
    redis.rpush("l", {1, 2, 3, 2});
    redis.set("s", "text");
  }
  Numbers list(std::string_view key) { return redis.lrange<int>(key, 0, -1).result(); }

  Client redis = test::emptied_client();
};

}  // namespace

TEST_CASE_METHOD(Lists, "pushes tell the new length") {
  CHECK(*redis.rpush("new", 1) == 1);
  CHECK(*redis.rpush("new", {2, 3}) == 3);
  CHECK(*redis.lpush("new", 0) == 4);
  CHECK(*redis.lpush("new", {-1, -2}) == 6);
  CHECK(list("new") == Numbers{-2, -1, 0, 1, 2, 3});
}

TEST_CASE_METHOD(Lists, "lpushx and rpushx need a list") {
  CHECK(*redis.lpushx("missing", 1) == 0);
  CHECK(*redis.rpushx("missing", {1, 2}) == 0);
  CHECK(*redis.exists("missing") == false);
  CHECK(*redis.lpushx("l", 0) == 5);
  CHECK(*redis.lpushx("l", {-1, -2}) == 7);
  CHECK(*redis.rpushx("l", 9) == 8);
  CHECK(*redis.rpushx("l", {10, 11}) == 10);
  CHECK(list("l") == Numbers{-2, -1, 0, 1, 2, 3, 2, 9, 10, 11});
}

TEST_CASE_METHOD(Lists, "lrange reads a part as the type asked for") {
  CHECK(*redis.lrange("l", 0, 1) == std::vector<std::string>{"1", "2"});
  CHECK(*redis.lrange<int>("l", -2, -1) == Numbers{3, 2});
  CHECK(redis.lrange("l", 9, 12)->empty());
  CHECK(redis.lrange("missing", 0, -1)->empty());
}

TEST_CASE_METHOD(Lists, "lindex and llen look at a list") {
  CHECK(*redis.lindex<int>("l", 0) == 1);
  CHECK(*redis.lindex("l", -2) == "3");
  CHECK(*redis.lindex("l", 9) == std::nullopt);
  CHECK(*redis.llen("l") == 4);
  CHECK(*redis.llen("missing") == 0);
}

TEST_CASE_METHOD(Lists, "linsert puts an element beside the pivot") {
  CHECK(*redis.linsert("l", InsertAt::before, 2, 10) == 5);
  CHECK(*redis.linsert("l", InsertAt::after, 3, 20) == 6);
  CHECK(list("l") == Numbers{1, 10, 2, 3, 20, 2});
  CHECK(*redis.linsert("l", InsertAt::after, "no pivot", 1) == -1);
  CHECK(*redis.linsert("missing", InsertAt::after, 3, 1) == 0);
}

TEST_CASE_METHOD(Lists, "lset replaces an element that exists") {
  CHECK(*redis.lset("l", -1, 9) == Ok{});
  CHECK(list("l") == Numbers{1, 2, 3, 9});
  CHECK_THROWS_AS(redis.lset("l", 9, 1), ServerError);
  CHECK_THROWS_AS(redis.lset("missing", 0, 1), ServerError);
}

TEST_CASE_METHOD(Lists, "lrem removes from the left, from the right, or everywhere") {
  redis.rpush("l", {2, 2});
  CHECK(*redis.lrem("l", 1, 2) == 1);
  CHECK(*redis.lrem("l", -1, 2) == 1);
  CHECK(list("l") == Numbers{1, 3, 2, 2});
  CHECK(*redis.lrem("l", 0, 2) == 2);
  CHECK(*redis.lrem("l", 0, 2) == 0);
  CHECK(list("l") == Numbers{1, 3});
}

TEST_CASE_METHOD(Lists, "ltrim keeps a part") {
  CHECK(*redis.ltrim("l", 1, -2) == Ok{});
  CHECK(list("l") == Numbers{2, 3});
  CHECK(*redis.ltrim("l", 5, 6) == Ok{});
  CHECK(*redis.exists("l") == false);
}

TEST_CASE_METHOD(Lists, "lpop and rpop take one element") {
  CHECK(*redis.lpop<int>("l") == 1);
  CHECK(*redis.rpop("l") == "2");
  CHECK(list("l") == Numbers{2, 3});
  CHECK(*redis.lpop("missing") == std::nullopt);
  CHECK(*redis.rpop("missing") == std::nullopt);
}

TEST_CASE_METHOD(Lists, "lpop and rpop take several elements, from the outside in") {
  CHECK(*redis.rpop<int>("l", 2) == Numbers{2, 3});
  CHECK(redis.lpop("l", 0)->empty());
  CHECK(*redis.lpop<int>("l", 9) == Numbers{1, 2});
  CHECK(redis.lpop("l", 9)->empty());
  CHECK(redis.rpop("missing", 9)->empty());
  CHECK_THROWS_AS(redis.lpop("l", -1), ServerError);
}

TEST_CASE_METHOD(Lists, "lpos finds an element, or several") {
  CHECK(*redis.lpos("l", 2) == 1);
  CHECK(*redis.lpos("l", 2, {.rank = -1}) == 3);
  CHECK(*redis.lpos("l", 2, {.rank = 2, .max_compared = 3}) == std::nullopt);
  CHECK(*redis.lpos("l", 2, std::nullopt) == Indexes{1, 3});
  CHECK(*redis.lpos("l", 2, 5, {.rank = -1}) == Indexes{3, 1});
  CHECK(redis.lpos("missing", 2, std::nullopt)->empty());
  CHECK_THROWS_AS(redis.lpos("l", 2, {.rank = 0}), ServerError);
}

TEST_CASE_METHOD(Lists, "lmove moves an element between the ends of lists") {
  CHECK(*redis.lmove<int>("l", "other", ListEnd::left, ListEnd::right) == 1);
  CHECK(*redis.lmove("l", "other", ListEnd::right, ListEnd::left) == "2");
  CHECK(list("l") == Numbers{2, 3});
  CHECK(list("other") == Numbers{2, 1});
  CHECK(*redis.lmove("missing", "other", ListEnd::left, ListEnd::left) == std::nullopt);
}

TEST_CASE_METHOD(Lists, "lmpop takes elements from the first list that exists") {
  CHECK(*redis.lmpop<int>({"missing", "l"}, ListEnd::right, 2) == Popped<int>{"l", {2, 3}});
  CHECK(*redis.lmpop({"l"}, ListEnd::left) == Popped<std::string>{"l", {"1"}});
  CHECK(*redis.lmpop({"missing"}, ListEnd::left) == std::nullopt);
}

TEST_CASE_METHOD(Lists, "an element of another type is an error of its own result") {
  redis.rpush("l", "word");
  PipelineContext pipe{redis};
  const auto numbers = pipe.lrange<int>("l", 0, -1);
  const auto length = pipe.llen("l");
  pipe.execute(Errors::in_results);
  CHECK(numbers.error()->kind == ErrorKind::decode);
  CHECK(*length == 5);
}

TEST_CASE_METHOD(Lists, "a list command on a string is WRONGTYPE") {
  PipelineContext pipe{redis};
  const auto wrong = pipe.lpush("s", 1);
  const auto right = pipe.llen("l");
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(wrong.error()->code == "WRONGTYPE");
  CHECK(*right == 4);
}
