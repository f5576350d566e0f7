#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

const std::string kSource = R"(#!lua name=counting
redis.register_function{function_name='sum', description='adds', flags={'no-writes'},
                        callback=function(keys, args) return #keys + args[1] end}
redis.register_function('put', function(keys, args) return redis.call('SET', keys[1], args[1]) end)
redis.register_function('spin', function() while true do end end)
)";

/// A client of a server whose only library is kSource.
struct Functions {
  Functions() {
    redis.function_flush();
    redis.function_load(kSource);
  }
  ~Functions() { shared_server().command({"FUNCTION", "FLUSH"}); }

  Client redis = emptied_client();
};

}  // namespace

TEST_CASE_METHOD(Functions, "functions are called, typed") {
  CHECK(*redis.fcall<int>("sum", {"a", "b"}, {40}) == 42);
  CHECK(*redis.fcall<Ok>("put", {"k"}, {"v"}) == Ok{});
  CHECK(*redis.get("k") == "v");
  CHECK(*redis.fcall_ro<int>("sum", {}, {40}) == 40);
  CHECK(server_error_of([&] { redis.fcall_ro<Ok>("put", {"k"}, {"v"}); }) == "ERR");
  CHECK(server_error_of([&] { redis.fcall<int>("missing"); }) == "ERR");
}

TEST_CASE_METHOD(Functions, "libraries are loaded, replaced and deleted") {
  CHECK(server_error_of([&] { redis.function_load(kSource); }) == "ERR");
  CHECK(*redis.function_load(kSource, {.replace = true}) == "counting");
  CHECK(*redis.function_delete("counting") == Ok{});
  CHECK(server_error_of([&] { redis.function_delete("counting"); }) == "ERR");
  CHECK(server_error_of([&] { redis.function_load("no engine"); }) == "ERR");
}

TEST_CASE_METHOD(Functions, "libraries are listed, with their code when it is asked for") {
  auto libraries = redis.function_list().result();
  REQUIRE(libraries.size() == 1);
  CHECK(libraries[0].name == "counting");
  CHECK(libraries[0].engine == "LUA");
  CHECK(libraries[0].code == std::nullopt);
  auto& functions = libraries[0].functions;
  std::ranges::sort(functions, {}, &FunctionInfo::name);
  CHECK(functions == std::vector<FunctionInfo>{
                         {"put", std::nullopt, {}}, {"spin", std::nullopt, {}}, {"sum", "adds", {"no-writes"}}});
  CHECK(redis.function_list({.library = "count*", .with_code = true})->at(0).code == kSource);
  CHECK(redis.function_list({.library = "other"})->empty());
}

TEST_CASE_METHOD(Functions, "a dump brings libraries back") {
  const std::string dumped = *redis.function_dump();
  CHECK(server_error_of([&] { redis.function_restore(dumped); }) == "ERR");
  CHECK(*redis.function_restore(dumped, FunctionRestore::replace) == Ok{});
  for (const FlushMode mode : {FlushMode::configured, FlushMode::async, FlushMode::sync}) {
    CHECK(*redis.function_flush(mode) == Ok{});
    CHECK(redis.function_list()->empty());
    CHECK(*redis.function_restore(dumped) == Ok{});
    CHECK(*redis.fcall<int>("sum", {}, {1}) == 1);
  }
  redis.function_load("#!lua name=other\nredis.register_function('f', function() return 1 end)");
  CHECK(*redis.function_restore(dumped, FunctionRestore::flush) == Ok{});
  CHECK(redis.function_list()->size() == 1);
  CHECK(server_error_of([&] { redis.function_restore("no dump"); }) == "ERR");
}

TEST_CASE_METHOD(Functions, "the statistics count libraries and functions") {
  const auto stats = redis.function_stats();
  CHECK(stats->running == std::nullopt);
  CHECK(stats->engines == std::map<std::string, FunctionEngine>{{"LUA", {.libraries = 1, .functions = 3}}});
}

TEST_CASE("function_kill ends a function that runs, and complains when none does") {
  RedisServer server{{.extra = {"--busy-reply-threshold", "10"}}};
  Client redis{server.uri()};
  redis.function_load(kSource);
  CHECK(server_error_of([&] { redis.function_kill(); }) == "NOTBUSY");
  std::string ended;
  std::thread spinning{[&] { ended = server_error_of([&] { redis.fcall<int>("spin", {}, {"x"}); }); }};
  std::optional<RunningFunction> running;
  CHECK(eventually([&] { return (running = redis.function_stats()->running).has_value(); }));
  CHECK(*redis.function_kill() == Ok{});
  spinning.join();
  CHECK(ended == "ERR");
  REQUIRE(running);
  CHECK(running->name == "spin");
  CHECK(running->command == std::vector<std::string>{"FCALL", "spin", "0", "x"});
  CHECK(running->running > 0ms);
}
