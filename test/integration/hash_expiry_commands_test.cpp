#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/server_version.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

// Debian 12's server is older than these commands, and Debian 13's is not.
namespace {

constexpr detail::Since kSinceAllOfThem{.redis = {8, 0}, .valkey = {9, 0}};

}  // namespace

TEST_CASE("fields have times to live, which are set, told and taken away") {
  Client redis = emptied_client();
  if (!version_of(redis).has(kSinceAllOfThem)) return;
  redis.hset("h", {{"a", "1"}, {"b", "2"}, {"c", "3"}});
  const auto later = std::chrono::ceil<std::chrono::seconds>(std::chrono::system_clock::now()) + 1000s;
  CHECK(*redis.hexpire("h", "a", 100s) == HexpireReply::set);
  CHECK(*redis.hexpire("h", "missing", 100s) == HexpireReply::no_field);
  CHECK(*redis.hpexpire("h", {"a", "b"}, 200'000ms) == std::vector{HexpireReply::set, HexpireReply::set});
  CHECK(redis.hpttl("h", "a")->time > 100'000ms);
  CHECK(redis.httl("h", "a")->time <= 200s);
  CHECK(*redis.hexpireat("h", "a", later) == HexpireReply::set);
  CHECK(redis.hexpiretime("h", "a")->time == later);
  CHECK(*redis.hpexpireat("h", "b", later) == HexpireReply::set);
  CHECK(redis.hpexpiretime("h", "b")->time == later);
  CHECK(*redis.hpersist("h", "a") == HpersistReply::persisted);
  CHECK(*redis.hpersist("h", "a") == HpersistReply::no_expiry);
  CHECK(*redis.hgetex("h", "a", {.ttl = 100s}) == "1");
  CHECK(redis.httl("h", "a")->time <= 100s);
  CHECK(redis.hsetex("h", "d", "4", {.ttl = 100s}).result());
  CHECK(*redis.hget("h", "d") == "4");
  CHECK(*redis.hgetdel("h", {"b", "missing"}) == std::vector<std::optional<std::string>>{"2", std::nullopt});
  CHECK(*redis.hexpireat("h", "c", std::chrono::sys_seconds{1s}) == HexpireReply::deleted);
  auto left = redis.hkeys("h").result();
  std::ranges::sort(left);
  CHECK(left == std::vector<std::string>{"a", "d"});
}

TEST_CASE("a server older than expiring fields answers a clear error, and goes on") {
  Client redis = emptied_client();
  if (version_of(redis).has(kSinceAllOfThem) || version_of(redis).has({.redis = {7, 4}})) return;
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
