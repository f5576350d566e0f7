#include <tributary/commands/list_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

std::string sent_by_lpos(const LposOptions& options) {
  return sent_by([&](Commands& redis) { redis.lpos("k", "e", options); });
}

}  // namespace

TEST_CASE("commands on indexes of a list send them as they are") {
  CHECK(sent_by([](Commands& redis) { redis.lindex("k", -1); }) == resp_command({"LINDEX", "k", "-1"}));
  CHECK(sent_by([](Commands& redis) { redis.llen("k"); }) == resp_command({"LLEN", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.lrange("k", 0, -1); }) == resp_command({"LRANGE", "k", "0", "-1"}));
  CHECK(sent_by([](Commands& redis) { redis.lset("k", 2, "e"); }) == resp_command({"LSET", "k", "2", "e"}));
  CHECK(sent_by([](Commands& redis) { redis.ltrim("k", 1, -2); }) == resp_command({"LTRIM", "k", "1", "-2"}));
  CHECK(sent_by([](Commands& redis) { redis.lrem("k", -2, "e"); }) == resp_command({"LREM", "k", "-2", "e"}));
}

TEST_CASE("pushes take one element or many") {
  CHECK(sent_by([](Commands& redis) { redis.lpush("k", "a"); }) == resp_command({"LPUSH", "k", "a"}));
  CHECK(sent_by([](Commands& redis) { redis.lpush("k", {"a", 2}); }) == resp_command({"LPUSH", "k", "a", "2"}));
  CHECK(sent_by([](Commands& redis) { redis.lpushx("k", "a"); }) == resp_command({"LPUSHX", "k", "a"}));
  CHECK(sent_by([](Commands& redis) { redis.lpushx("k", {"a", "b"}); }) == resp_command({"LPUSHX", "k", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.rpush("k", "a"); }) == resp_command({"RPUSH", "k", "a"}));
  CHECK(sent_by([](Commands& redis) { redis.rpush("k", {"a", "b"}); }) == resp_command({"RPUSH", "k", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.rpushx("k", "a"); }) == resp_command({"RPUSHX", "k", "a"}));
  CHECK(sent_by([](Commands& redis) { redis.rpushx("k", {"a", "b"}); }) == resp_command({"RPUSHX", "k", "a", "b"}));
}

TEST_CASE("a push of more elements than one digit counts says how many there are") {
  std::vector<std::string> words{"RPUSH", "k"};
  std::vector<int> numbers;
  for (int i = 0; i < 100; ++i) {
    numbers.push_back(i);
    words.push_back(std::to_string(i));
  }
  CHECK(sent_by([&](Commands& redis) { redis.rpush("k", numbers); }) == resp_command(words));
}

TEST_CASE("pops send a count only when they are given one") {
  CHECK(sent_by([](Commands& redis) { redis.lpop("k"); }) == resp_command({"LPOP", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.lpop("k", 3); }) == resp_command({"LPOP", "k", "3"}));
  CHECK(sent_by([](Commands& redis) { redis.rpop("k"); }) == resp_command({"RPOP", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.rpop("k", 3); }) == resp_command({"RPOP", "k", "3"}));
}

TEST_CASE("the ends of lists and the sides of pivots are words") {
  CHECK(sent_by([](Commands& redis) { redis.linsert("k", InsertAt::before, "p", "e"); }) ==
        resp_command({"LINSERT", "k", "BEFORE", "p", "e"}));
  CHECK(sent_by([](Commands& redis) { redis.linsert("k", InsertAt::after, "p", "e"); }) ==
        resp_command({"LINSERT", "k", "AFTER", "p", "e"}));
  CHECK(sent_by([](Commands& redis) { redis.lmove("from", "to", ListEnd::left, ListEnd::right); }) ==
        resp_command({"LMOVE", "from", "to", "LEFT", "RIGHT"}));
  CHECK(sent_by([](Commands& redis) {
          redis.lmpop({"a", "b"}, ListEnd::right, 5);
        }) == resp_command({"LMPOP", "2", "a", "b", "RIGHT", "COUNT", "5"}));
}

TEST_CASE("LPOS sends the options that differ from their defaults") {
  CHECK(sent_by_lpos({}) == resp_command({"LPOS", "k", "e"}));
  CHECK(sent_by_lpos({.rank = -1}) == resp_command({"LPOS", "k", "e", "RANK", "-1"}));
  CHECK(sent_by_lpos({.rank = 0}) == resp_command({"LPOS", "k", "e", "RANK", "0"}));
  CHECK(sent_by_lpos({.rank = 2, .max_compared = 9}) == resp_command({"LPOS", "k", "e", "RANK", "2", "MAXLEN", "9"}));
  CHECK(sent_by([](Commands& redis) { redis.lpos("k", "e", std::nullopt, {.rank = 2}); }) ==
        resp_command({"LPOS", "k", "e", "COUNT", "0", "RANK", "2"}));
}

TEST_CASE("popping several elements of no list gives none") {
  CHECK(answered("*-1\r\n", [](Commands& redis) { return redis.lpop("k", 2); })->empty());
  CHECK(answered("*-1\r\n", [](Commands& redis) { return redis.rpop("k", 2); })->empty());
  CHECK(*answered("*2\r\n$1\r\n1\r\n$1\r\n2\r\n", [](Commands& redis) { return redis.lpop<int>("k", 2); }) ==
        std::vector<int>{1, 2});
}

TEST_CASE("LMPOP tells the list and its elements, or nothing") {
  const auto popped = answered("*2\r\n$1\r\nb\r\n*2\r\n$1\r\n1\r\n$1\r\n2\r\n", [](Commands& redis) {
    return redis.lmpop<int>({"a", "b"}, ListEnd::left, 2);
  });
  CHECK(*popped == Popped<int>{"b", {1, 2}});
  CHECK(*answered("*-1\r\n", [](Commands& redis) { return redis.lmpop({"a", "b"}, ListEnd::left); }) == std::nullopt);
}

TEST_CASE("empty lists of elements and of keys are refused before anything is recorded") {
  CHECK(refusal_of([](Commands& redis) { redis.lpush("k", kNothing); }) == "LPUSH needs at least one element");
  CHECK(refusal_of([](Commands& redis) { redis.lpushx("k", kNothing); }) == "LPUSHX needs at least one element");
  CHECK(refusal_of([](Commands& redis) { redis.rpush("k", kNothing); }) == "RPUSH needs at least one element");
  CHECK(refusal_of([](Commands& redis) { redis.rpushx("k", kNothing); }) == "RPUSHX needs at least one element");
  CHECK(refusal_of([](Commands& redis) { redis.lmpop(kNothing, ListEnd::left); }) == "LMPOP needs at least one key");
}
