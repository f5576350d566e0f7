#include <tributary/commands/introspection_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"
#include "unit/commands/resp_reply.hpp"

#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

TEST_CASE("commands about commands send words, names and filters") {
  CHECK(sent_by([](Commands& redis) { redis.command_count(); }) == resp_command({"COMMAND", "COUNT"}));
  CHECK(sent_by([](Commands& redis) {
          redis.command_getkeys({"SET", "k", 1});
        }) == resp_command({"COMMAND", "GETKEYS", "SET", "k", "1"}));
  CHECK(sent_by([](Commands& redis) {
          redis.command_getkeysandflags({"GET", "k"});
        }) == resp_command({"COMMAND", "GETKEYSANDFLAGS", "GET", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.command_list(); }) == resp_command({"COMMAND", "LIST"}));
  CHECK(sent_by([](Commands& redis) { redis.command_list({.module = "m"}); }) ==
        resp_command({"COMMAND", "LIST", "FILTERBY", "MODULE", "m"}));
  CHECK(sent_by([](Commands& redis) { redis.command_list({.acl_category = "fast"}); }) ==
        resp_command({"COMMAND", "LIST", "FILTERBY", "ACLCAT", "fast"}));
  CHECK(sent_by([](Commands& redis) { redis.command_list({.pattern = "x*"}); }) ==
        resp_command({"COMMAND", "LIST", "FILTERBY", "PATTERN", "x*"}));
}

TEST_CASE("facts are asked for about one command or several") {
  const std::string name = "GET";
  CHECK(sent_by([&](Commands& redis) { redis.command_info(name); }) == resp_command({"COMMAND", "INFO", "GET"}));
  CHECK(sent_by([](Commands& redis) {
          redis.command_info({"GET", "XGROUP|CREATE"});
        }) == resp_command({"COMMAND", "INFO", "GET", "XGROUP|CREATE"}));
}

TEST_CASE("a command whose facts would end the connection is refused, however it is spelled") {
  CHECK(refusal_of([](Commands& redis) { redis.command_info("XGROUP"); }) ==
        "COMMAND INFO XGROUP: the reply nests deeper than hiredis can read; ask about its subcommands, XGROUP|...");
  CHECK(refusal_of([](Commands& redis) { redis.command_info("mEmory"); }) ==
        "COMMAND INFO mEmory: the reply nests deeper than hiredis can read; ask about its subcommands, MEMORY|...");
  CHECK(refusal_of([](Commands& redis) { redis.command_info({"GET", "xinfo"}); }).starts_with("COMMAND INFO xinfo: "));
  CHECK(refusal_of([](Commands& redis) { redis.command_info({"object"}); }).starts_with("COMMAND INFO object: "));
}

TEST_CASE("lists that ask for nothing, or for too much, are refused") {
  CHECK(refusal_of([](Commands& redis) { redis.command_info(Arguments{}); }) == "COMMAND INFO needs at least one name");
  CHECK(refusal_of([](Commands& redis) { redis.command_info({"GET", 1}); }) == "COMMAND INFO: a name must be text");
  CHECK(refusal_of([](Commands& redis) { redis.command_getkeys(Arguments{}); }) ==
        "COMMAND GETKEYS needs at least one word");
  CHECK(refusal_of([](Commands& redis) { redis.command_getkeysandflags(Arguments{}); }) ==
        "COMMAND GETKEYSANDFLAGS needs at least one word");
  CHECK(refusal_of([](Commands& redis) { redis.command_list({.module = "m", .pattern = "x*"}); }) ==
        "COMMAND LIST: at most one of module, acl_category and pattern");
}

TEST_CASE("facts about a command are read in the form of every version") {
  const auto both = [](Commands& redis) { return redis.command_info({"config", "absent"}); };
  const std::string flags = array({status("readonly"), status("fast")});
  const std::string six = bulk("config") + integer(-2) + flags + integer(1) + integer(-1) + integer(2);
  const std::string subcommands = array({array({bulk("config|get"), integer(-3)}), array({bulk("config|set")})});
  CommandInfo expected{
      .name = "config", .arity = -2, .flags = {"readonly", "fast"}, .first_key = 1, .last_key = -1, .key_step = 2};
  const auto old = answered("*2\r\n*6\r\n" + six + "*-1\r\n", both);
  CHECK(*old == std::vector<std::optional<CommandInfo>>{expected, std::nullopt});

  expected.acl_categories = {"@slow"};
  expected.tips = {"tip"};
  expected.subcommands = {"config|get", "config|set"};
  const auto now = answered(
      "*1\r\n*11\r\n" + six + array({status("@slow")}) + texts({"tip"}) + array({}) + subcommands + bulk("later"),
      [](Commands& redis) { return redis.command_info("config"); });
  CHECK(*now == expected);
  CHECK_THROWS_AS(answered(array({texts({"config"}), "*-1\r\n"}), both).result(), DecodeError);
}

TEST_CASE("keys come with what is done to them") {
  const auto keys = answered(array({array({bulk("k"), array({status("RW"), status("access")})})}), [](Commands& redis) {
    return redis.command_getkeysandflags({"SET", "k", "v"});
  });
  CHECK(*keys == std::vector<KeyWithFlags>{{.key = "k", .flags = {"RW", "access"}}});
}
