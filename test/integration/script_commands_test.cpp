#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

const std::string kAbsent(40, '0');

}  // namespace

TEST_CASE("eval returns what the script returns, typed") {
  Client redis = emptied_client();
  CHECK(*redis.eval<std::int64_t>("return #KEYS * 10 + #ARGV", {"a", "b"}, {1, 2, 3}) == 23);
  CHECK(*redis.eval<std::string>("return redis.call('SET', KEYS[1], ARGV[1]) and redis.call('GET', KEYS[1])", {"k"},
                                 {"value"}) == "value");
  CHECK(*redis.eval<std::vector<int>>("return {1, 2, 3}") == std::vector{1, 2, 3});
  CHECK(*redis.eval<std::optional<int>>("return false") == std::nullopt);
  CHECK(*redis.eval<Ok>("return redis.status_reply('OK')") == Ok{});
  CHECK(*redis.eval_ro<std::string>("return redis.call('GET', KEYS[1])", {"k"}) == "value");
}

TEST_CASE("an error of a script is a server error, a value of another type a decode error") {
  Client redis = emptied_client();
  CHECK(server_error_of([&] { redis.eval<int>("return redis.error_reply('MINE because')"); }) == "MINE");
  CHECK(server_error_of([&] { redis.eval_ro<Ok>("return redis.call('SET', KEYS[1], 1)", {"k"}); }) == "ERR");
  CHECK_THROWS_AS(redis.eval<int>("return 'text'"), DecodeError);
}

TEST_CASE("a script that was loaded is called by its SHA-1, until it is flushed") {
  Client redis = emptied_client();
  const std::string sha1 = *redis.script_load("return ARGV[1] + #KEYS");
  CHECK(sha1.size() == 40);
  CHECK(*redis.evalsha<int>(sha1, {"k"}, {41}) == 42);
  CHECK(*redis.evalsha_ro<int>(sha1, {}, {41}) == 41);
  CHECK(*redis.script_exists(sha1) == true);
  CHECK(*redis.script_exists(kAbsent) == false);
  CHECK(*redis.script_exists({kAbsent, sha1}) == std::vector<bool>{false, true});
  for (const FlushMode mode : {FlushMode::configured, FlushMode::async, FlushMode::sync}) {
    redis.script_load("return 1");
    CHECK(*redis.script_flush(mode) == Ok{});
    CHECK(*redis.script_exists(sha1) == false);
  }
  CHECK(server_error_of([&] { redis.evalsha<int>(sha1); }) == "NOSCRIPT");
  CHECK(server_error_of([&] { redis.evalsha_ro<int>(sha1); }) == "NOSCRIPT");
  CHECK(server_error_of([&] { redis.script_load("this is no Lua"); }) == "ERR");
}

TEST_CASE("script_kill ends a script that runs, and complains when none does") {
  RedisServer server{{.extra = {"--busy-reply-threshold", "10"}}};
  Client redis{server.uri()};
  CHECK(server_error_of([&] { redis.script_kill(); }) == "NOTBUSY");
  std::string ended;
  std::thread running{[&] { ended = server_error_of([&] { redis.eval<int>("while true do end"); }); }};
  CHECK(eventually([&] { return server_error_of([&] { redis.script_kill(); }).empty(); }));
  running.join();
  CHECK(ended == "ERR");
}
