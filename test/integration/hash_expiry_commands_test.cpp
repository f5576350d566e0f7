#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

// The installed server is older than these commands. What newer ones answer is tested in test/unit, from replies that
// were taken from Redis 8.0.
TEST_CASE("a server older than expiring fields answers a clear error, and goes on") {
  Client redis = emptied_client();
  redis.hset("h", "f", "v");
  const auto now = std::chrono::sys_seconds{1s};
  PipelineContext pipe{redis};
  std::vector<DeferredResult<HexpireReply>> expired{pipe.hexpire("h", "f", 1s), pipe.hpexpire("h", "f", 1ms),
                                                    pipe.hexpireat("h", "f", now), pipe.hpexpireat("h", "f", now)};
  const auto ttl = pipe.httl("h", "f");
  const auto pttl = pipe.hpttl("h", "f");
  const auto time = pipe.hexpiretime("h", "f");
  const auto ptime = pipe.hpexpiretime("h", "f");
  const auto persisted = pipe.hpersist("h", "f");
  const auto deleted = pipe.hgetdel("h", "f");
  const auto read = pipe.hgetex("h", "f", {.ttl = 1s});
  const auto set = pipe.hsetex("h", "f", "w", {.ttl = 1s});
  const auto value = pipe.hget("h", "f");
  CHECK(pipe.execute(Errors::in_results) == 12);

  const auto check = [](const auto& result, const std::string& verb) {
    INFO(verb);
    REQUIRE(result.error() != nullptr);
    CHECK(result.error()->code == "ERR");
    CHECK(result.error()->command == verb);
    CHECK(result.error()->message.find("unknown command '" + verb + "'") != std::string::npos);
  };
  check(expired[0], "HEXPIRE");
  check(expired[1], "HPEXPIRE");
  check(expired[2], "HEXPIREAT");
  check(expired[3], "HPEXPIREAT");
  check(ttl, "HTTL");
  check(pttl, "HPTTL");
  check(time, "HEXPIRETIME");
  check(ptime, "HPEXPIRETIME");
  check(persisted, "HPERSIST");
  check(deleted, "HGETDEL");
  check(read, "HGETEX");
  check(set, "HSETEX");
  CHECK(*value == "v");
}
