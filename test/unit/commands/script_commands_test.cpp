#include <tributary/commands/function.hpp>
#include <tributary/commands/script.hpp>
#include <tributary/commands/script_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

TEST_CASE("scripts are sent with the number of their keys, the keys and the arguments") {
  CHECK(sent_by([](Commands& redis) { redis.eval<int>("return 1"); }) == resp_command({"EVAL", "return 1", "0"}));
  CHECK(sent_by([](Commands& redis) {
          redis.eval<int>("x", {"a", "b"}, {1, 2.5, "c"});
        }) == resp_command({"EVAL", "x", "2", "a", "b", "1", "2.5", "c"}));
  CHECK(sent_by([](Commands& redis) { redis.eval_ro<int>("x", {"a"}); }) == resp_command({"EVAL_RO", "x", "1", "a"}));
  CHECK(sent_by([](Commands& redis) { redis.evalsha<int>("f00", {}, {7}); }) ==
        resp_command({"EVALSHA", "f00", "0", "7"}));
  CHECK(sent_by([](Commands& redis) { redis.evalsha_ro<int>("f00", {"k"}, {7}); }) ==
        resp_command({"EVALSHA_RO", "f00", "1", "k", "7"}));
}

TEST_CASE("the keeping of scripts has subcommands") {
  CHECK(sent_by([](Commands& redis) { redis.script_load("return 1"); }) ==
        resp_command({"SCRIPT", "LOAD", "return 1"}));
  CHECK(sent_by([](Commands& redis) { redis.script_exists("f00"); }) == resp_command({"SCRIPT", "EXISTS", "f00"}));
  CHECK(sent_by([](Commands& redis) {
          redis.script_exists({"a", "b"});
        }) == resp_command({"SCRIPT", "EXISTS", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.script_flush(); }) == resp_command({"SCRIPT", "FLUSH"}));
  CHECK(sent_by([](Commands& redis) { redis.script_flush(FlushMode::async); }) ==
        resp_command({"SCRIPT", "FLUSH", "ASYNC"}));
  CHECK(sent_by([](Commands& redis) { redis.script_flush(FlushMode::sync); }) ==
        resp_command({"SCRIPT", "FLUSH", "SYNC"}));
  CHECK(sent_by([](Commands& redis) { redis.script_kill(); }) == resp_command({"SCRIPT", "KILL"}));
}

TEST_CASE("the question for one script has one answer") {
  CHECK(*answered("*1\r\n:1\r\n", [](Commands& redis) { return redis.script_exists("f00"); }) == true);
  CHECK(answered("*2\r\n:1\r\n:1\r\n", [](Commands& redis) { return redis.script_exists("f00"); }).error()->kind ==
        ErrorKind::decode);
}

TEST_CASE("a question for no script is refused") {
  CHECK(refusal_of([](Commands& redis) { redis.script_exists(std::vector<std::string>{}); }) ==
        "SCRIPT EXISTS needs at least one SHA-1");
}

TEST_CASE("a script that answers a bool reads the nil that false becomes") {
  const auto value = [](std::string_view reply) {
    return answered(reply, [](Commands& redis) { return redis.eval<bool>("return ..."); }).result();
  };
  CHECK(value(":1\r\n"));
  CHECK_FALSE(value(":0\r\n"));
  CHECK_FALSE(value("$-1\r\n"));
  CHECK_FALSE(value("*-1\r\n"));
  const Script<bool> script{"return false"};
  CHECK_FALSE(answered("$-1\r\n", [&](Commands& redis) { return script(redis); }).result());
  const ServerFunction<bool> function{"f"};
  CHECK_FALSE(answered("$-1\r\n", [&](Commands& redis) { return function(redis); }).result());
  CHECK(answered(":2\r\n", [](Commands& redis) { return redis.eval<bool>("x"); }).error()->kind == ErrorKind::decode);
}
