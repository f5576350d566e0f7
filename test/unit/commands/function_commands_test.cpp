#include <tributary/commands/function_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <chrono>
#include <string>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

TEST_CASE("functions are called with the number of their keys, the keys and the arguments") {
  CHECK(sent_by([](Commands& redis) { redis.fcall<int>("f"); }) == resp_command({"FCALL", "f", "0"}));
  CHECK(sent_by([](Commands& redis) {
          redis.fcall<int>("f", {"a", "b"}, {1});
        }) == resp_command({"FCALL", "f", "2", "a", "b", "1"}));
  CHECK(sent_by([](Commands& redis) { redis.fcall_ro<int>("f", {"a"}); }) == resp_command({"FCALL_RO", "f", "1", "a"}));
}

TEST_CASE("the keeping of functions has subcommands") {
  CHECK(sent_by([](Commands& redis) { redis.function_load("#!"); }) == resp_command({"FUNCTION", "LOAD", "#!"}));
  CHECK(sent_by([](Commands& redis) { redis.function_load("#!", {.replace = true}); }) ==
        resp_command({"FUNCTION", "LOAD", "REPLACE", "#!"}));
  CHECK(sent_by([](Commands& redis) { redis.function_delete("l"); }) == resp_command({"FUNCTION", "DELETE", "l"}));
  CHECK(sent_by([](Commands& redis) { redis.function_dump(); }) == resp_command({"FUNCTION", "DUMP"}));
  CHECK(sent_by([](Commands& redis) { redis.function_restore("d"); }) ==
        resp_command({"FUNCTION", "RESTORE", "d", "APPEND"}));
  CHECK(sent_by([](Commands& redis) { redis.function_restore("d", FunctionRestore::flush); }) ==
        resp_command({"FUNCTION", "RESTORE", "d", "FLUSH"}));
  CHECK(sent_by([](Commands& redis) { redis.function_restore("d", FunctionRestore::replace); }) ==
        resp_command({"FUNCTION", "RESTORE", "d", "REPLACE"}));
  CHECK(sent_by([](Commands& redis) { redis.function_flush(); }) == resp_command({"FUNCTION", "FLUSH"}));
  CHECK(sent_by([](Commands& redis) { redis.function_flush(FlushMode::async); }) ==
        resp_command({"FUNCTION", "FLUSH", "ASYNC"}));
  CHECK(sent_by([](Commands& redis) { redis.function_kill(); }) == resp_command({"FUNCTION", "KILL"}));
  CHECK(sent_by([](Commands& redis) { redis.function_stats(); }) == resp_command({"FUNCTION", "STATS"}));
  CHECK(sent_by([](Commands& redis) { redis.function_list(); }) == resp_command({"FUNCTION", "LIST"}));
  CHECK(sent_by([](Commands& redis) { redis.function_list({.library = "my*", .with_code = true}); }) ==
        resp_command({"FUNCTION", "LIST", "LIBRARYNAME", "my*", "WITHCODE"}));
}

TEST_CASE("a list of libraries is read, and what a later server adds is left alone") {
  const std::string reply =
      "*1\r\n*8\r\n$12\r\nlibrary_name\r\n$1\r\nl\r\n$6\r\nengine\r\n$3\r\nLUA\r\n$7\r\nunknown\r\n*0\r\n"
      "$9\r\nfunctions\r\n*1\r\n*6\r\n$4\r\nname\r\n$1\r\nf\r\n$11\r\ndescription\r\n$-1\r\n"
      "$5\r\nflags\r\n*1\r\n+no-writes\r\n";
  const auto libraries = answered(reply, [](Commands& redis) { return redis.function_list(); });
  CHECK(*libraries ==
        std::vector<FunctionLibraryInfo>{{"l", "LUA", {{"f", std::nullopt, {"no-writes"}}}, std::nullopt}});
}

TEST_CASE("the statistics tell what is running") {
  const std::string reply =
      "*4\r\n$14\r\nrunning_script\r\n*6\r\n$4\r\nname\r\n$1\r\nf\r\n$7\r\ncommand\r\n*2\r\n$5\r\nFCALL\r\n$1\r\nf\r\n"
      "$11\r\nduration_ms\r\n:291\r\n$7\r\nengines\r\n*2\r\n$3\r\nLUA\r\n*4\r\n$15\r\nlibraries_count\r\n:1\r\n"
      "$15\r\nfunctions_count\r\n:2\r\n";
  const auto stats = answered(reply, [](Commands& redis) { return redis.function_stats(); });
  CHECK(*stats == FunctionStats{RunningFunction{"f", {"FCALL", "f"}, 291ms}, {{"LUA", {1, 2}}}});
}
