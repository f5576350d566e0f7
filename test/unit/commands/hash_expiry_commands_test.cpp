#include <tributary/commands/hash_expiry_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

namespace {

using sys_milliseconds = std::chrono::sys_time<std::chrono::milliseconds>;

const std::vector<std::string> kFields{"a", "b"};

std::string sent_by_hexpire(ExpireIf condition) {
  return sent_by([&](Commands& redis) { redis.hexpire("k", "f", 5s, condition); });
}

}  // namespace

TEST_CASE("fields get a time to live in seconds or milliseconds, from now or as a point in time") {
  CHECK(sent_by([](Commands& redis) { redis.hexpire("k", "f", 1min); }) ==
        resp_command({"HEXPIRE", "k", "60", "FIELDS", "1", "f"}));
  CHECK(sent_by([](Commands& redis) {
          redis.hexpire("k", {"a", 2}, 5s);
        }) == resp_command({"HEXPIRE", "k", "5", "FIELDS", "2", "a", "2"}));
  CHECK(sent_by([](Commands& redis) { redis.hpexpire("k", 7, 1500ms); }) ==
        resp_command({"HPEXPIRE", "k", "1500", "FIELDS", "1", "7"}));
  CHECK(sent_by([](Commands& redis) { redis.hpexpire("k", kFields, 5s); }) ==
        resp_command({"HPEXPIRE", "k", "5000", "FIELDS", "2", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.hexpireat("k", "f", std::chrono::sys_seconds{9s}); }) ==
        resp_command({"HEXPIREAT", "k", "9", "FIELDS", "1", "f"}));
  CHECK(sent_by([](Commands& redis) { redis.hexpireat("k", kFields, std::chrono::sys_seconds{9s}); }) ==
        resp_command({"HEXPIREAT", "k", "9", "FIELDS", "2", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.hpexpireat("k", "f", sys_milliseconds{9s}); }) ==
        resp_command({"HPEXPIREAT", "k", "9000", "FIELDS", "1", "f"}));
  CHECK(sent_by([](Commands& redis) { redis.hpexpireat("k", kFields, sys_milliseconds{9ms}, ExpireIf::later); }) ==
        resp_command({"HPEXPIREAT", "k", "9", "GT", "FIELDS", "2", "a", "b"}));
}

TEST_CASE("the condition of HEXPIRE stands between the time and the fields") {
  CHECK(sent_by_hexpire(ExpireIf::always) == resp_command({"HEXPIRE", "k", "5", "FIELDS", "1", "f"}));
  CHECK(sent_by_hexpire(ExpireIf::no_expiry) == resp_command({"HEXPIRE", "k", "5", "NX", "FIELDS", "1", "f"}));
  CHECK(sent_by_hexpire(ExpireIf::has_expiry) == resp_command({"HEXPIRE", "k", "5", "XX", "FIELDS", "1", "f"}));
  CHECK(sent_by_hexpire(ExpireIf::later) == resp_command({"HEXPIRE", "k", "5", "GT", "FIELDS", "1", "f"}));
  CHECK(sent_by_hexpire(ExpireIf::earlier) == resp_command({"HEXPIRE", "k", "5", "LT", "FIELDS", "1", "f"}));
}

TEST_CASE("fields are asked when they expire, and kept from it") {
  const auto one = [](const char* verb) { return resp_command({verb, "k", "FIELDS", "1", "f"}); };
  const auto many = [](const char* verb) { return resp_command({verb, "k", "FIELDS", "2", "a", "b"}); };
  CHECK(sent_by([](Commands& redis) { redis.httl("k", "f"); }) == one("HTTL"));
  CHECK(sent_by([](Commands& redis) { redis.httl("k", {"a", "b"}); }) == many("HTTL"));
  CHECK(sent_by([](Commands& redis) { redis.hpttl("k", "f"); }) == one("HPTTL"));
  CHECK(sent_by([](Commands& redis) { redis.hpttl("k", {"a", "b"}); }) == many("HPTTL"));
  CHECK(sent_by([](Commands& redis) { redis.hexpiretime("k", "f"); }) == one("HEXPIRETIME"));
  CHECK(sent_by([](Commands& redis) { redis.hexpiretime("k", {"a", "b"}); }) == many("HEXPIRETIME"));
  CHECK(sent_by([](Commands& redis) { redis.hpexpiretime("k", "f"); }) == one("HPEXPIRETIME"));
  CHECK(sent_by([](Commands& redis) { redis.hpexpiretime("k", {"a", "b"}); }) == many("HPEXPIRETIME"));
  CHECK(sent_by([](Commands& redis) { redis.hpersist("k", "f"); }) == one("HPERSIST"));
  CHECK(sent_by([](Commands& redis) { redis.hpersist("k", {"a", "b"}); }) == many("HPERSIST"));
  CHECK(sent_by([](Commands& redis) { redis.hgetdel("k", "f"); }) == one("HGETDEL"));
  CHECK(sent_by([](Commands& redis) { redis.hgetdel("k", {"a", "b"}); }) == many("HGETDEL"));
}

TEST_CASE("HGETEX and HSETEX send only the options they are given") {
  CHECK(sent_by([](Commands& redis) { redis.hgetex("k", "f"); }) == resp_command({"HGETEX", "k", "FIELDS", "1", "f"}));
  CHECK(sent_by([](Commands& redis) { redis.hgetex("k", kFields, {.ttl = 1500ms}); }) ==
        resp_command({"HGETEX", "k", "PX", "1500", "FIELDS", "2", "a", "b"}));
  CHECK(sent_by([](Commands& redis) { redis.hgetex("k", "f", {.persist = true}); }) ==
        resp_command({"HGETEX", "k", "PERSIST", "FIELDS", "1", "f"}));
  CHECK(sent_by([](Commands& redis) { redis.hsetex("k", "f", 7); }) ==
        resp_command({"HSETEX", "k", "FIELDS", "1", "f", "7"}));
  CHECK(sent_by([](Commands& redis) {
          redis.hsetex("k", {{"a", 1}, {"b", "x"}}, {.ttl = 30min, .only_if = Exists::no});
        }) == resp_command({"HSETEX", "k", "FNX", "EX", "1800", "FIELDS", "2", "a", "1", "b", "x"}));
  CHECK(sent_by([](Commands& redis) {
          redis.hsetex("k", "f", "v", {.expire_at = sys_milliseconds{9s}, .only_if = Exists::yes});
        }) == resp_command({"HSETEX", "k", "FXX", "EXAT", "9", "FIELDS", "1", "f", "v"}));
  CHECK(sent_by([](Commands& redis) { redis.hsetex("k", "f", "v", {.keep_ttl = true}); }) ==
        resp_command({"HSETEX", "k", "KEEPTTL", "FIELDS", "1", "f", "v"}));
}

TEST_CASE("Redis' numbers say what became of each field") {
  CHECK(*answered("*4\r\n:-2\r\n:0\r\n:1\r\n:2\r\n", [](Commands& redis) {
    return redis.hexpire("k", {"a", "b", "c", "d"}, 1s);
  }) == std::vector{HexpireReply::no_field, HexpireReply::not_met, HexpireReply::set, HexpireReply::deleted});
  CHECK(*answered("*3\r\n:-2\r\n:-1\r\n:1\r\n", [](Commands& redis) {
    return redis.hpersist("k", {"a", "b", "c"});
  }) == std::vector{HpersistReply::no_field, HpersistReply::no_expiry, HpersistReply::persisted});
  using Left = Expiry<std::chrono::milliseconds>;
  CHECK(*answered("*3\r\n:-2\r\n:-1\r\n:1500\r\n", [](Commands& redis) {
    return redis.hpttl("k", {"a", "b", "c"});
  }) == std::vector<Left>{{}, {.exists = true}, {.exists = true, .time = 1500ms}});
  CHECK(*answered("*1\r\n:9\r\n", [](Commands& redis) { return redis.hexpiretime("k", "f"); }) ==
        Expiry<std::chrono::sys_seconds>{.exists = true, .time = std::chrono::sys_seconds{9s}});
}

TEST_CASE("the answer about one field is taken from a list of one") {
  const auto hgetdel = [](Commands& redis) { return redis.hgetdel<int>("k", "f"); };
  CHECK(*answered("*1\r\n$1\r\n7\r\n", hgetdel) == 7);
  CHECK(*answered("*1\r\n$-1\r\n", hgetdel) == std::nullopt);
  CHECK_THROWS_AS(answered("*2\r\n$1\r\n7\r\n$1\r\n8\r\n", hgetdel).result(), DecodeError);
  CHECK_THROWS_AS(answered(":1\r\n", hgetdel).result(), DecodeError);
  CHECK(*answered("*2\r\n$1\r\n7\r\n$-1\r\n", [](Commands& redis) {
    return redis.hgetex<int>("k", {"a", "b"});
  }) == std::vector<std::optional<int>>{7, std::nullopt});
}

TEST_CASE("HGETEX and HSETEX refuse options that contradict each other, and times that are not positive") {
  CHECK(refusal_of([](Commands& redis) { redis.hgetex("k", "f", {.ttl = 1s, .persist = true}); }) ==
        "HGETEX: persist contradicts ttl");
  CHECK(refusal_of([](Commands& redis) { redis.hgetex("k", kFields, {.ttl = 0s}); }) == "HGETEX: ttl must be positive");
  CHECK(refusal_of([](Commands& redis) { redis.hsetex("k", "f", "v", {.ttl = 1s, .keep_ttl = true}); }) ==
        "HSETEX: keep_ttl contradicts ttl");
  CHECK(refusal_of([](Commands& redis) {
          redis.hsetex("k", {{"a", 1}}, {.expire_at = sys_milliseconds{}});
        }) == "HSETEX: expire_at must be after 1970");
}

TEST_CASE("commands on expiring fields refuse an empty list") {
  const std::map<std::string, std::string> no_values;
  const auto needs = [](const char* verb) { return std::string{verb} + " needs at least one field"; };
  CHECK(refusal_of([](Commands& redis) { redis.hexpire("k", kNothing, 1s); }) == needs("HEXPIRE"));
  CHECK(refusal_of([](Commands& redis) { redis.hpexpire("k", kNothing, 1s); }) == needs("HPEXPIRE"));
  CHECK(refusal_of([](Commands& redis) { redis.hexpireat("k", kNothing, {}); }) == needs("HEXPIREAT"));
  CHECK(refusal_of([](Commands& redis) { redis.hpexpireat("k", kNothing, {}); }) == needs("HPEXPIREAT"));
  CHECK(refusal_of([](Commands& redis) { redis.httl("k", kNothing); }) == needs("HTTL"));
  CHECK(refusal_of([](Commands& redis) { redis.hpttl("k", kNothing); }) == needs("HPTTL"));
  CHECK(refusal_of([](Commands& redis) { redis.hexpiretime("k", kNothing); }) == needs("HEXPIRETIME"));
  CHECK(refusal_of([](Commands& redis) { redis.hpexpiretime("k", kNothing); }) == needs("HPEXPIRETIME"));
  CHECK(refusal_of([](Commands& redis) { redis.hpersist("k", kNothing); }) == needs("HPERSIST"));
  CHECK(refusal_of([](Commands& redis) { redis.hgetdel("k", kNothing); }) == needs("HGETDEL"));
  CHECK(refusal_of([](Commands& redis) { redis.hgetex("k", kNothing); }) == needs("HGETEX"));
  CHECK(refusal_of([&](Commands& redis) { redis.hsetex("k", no_values); }) == needs("HSETEX"));
}
