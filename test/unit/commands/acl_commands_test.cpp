#include <tributary/commands/acl_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"
#include "unit/commands/resp_reply.hpp"

#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

TEST_CASE("ACL commands without arguments send their verb alone") {
  CHECK(sent_by([](Commands& redis) { redis.acl_cat(); }) == resp_command({"ACL", "CAT"}));
  CHECK(sent_by([](Commands& redis) { redis.acl_list(); }) == resp_command({"ACL", "LIST"}));
  CHECK(sent_by([](Commands& redis) { redis.acl_load(); }) == resp_command({"ACL", "LOAD"}));
  CHECK(sent_by([](Commands& redis) { redis.acl_log(); }) == resp_command({"ACL", "LOG", "10"}));
  CHECK(sent_by([](Commands& redis) { redis.acl_log_reset(); }) == resp_command({"ACL", "LOG", "RESET"}));
  CHECK(sent_by([](Commands& redis) { redis.acl_save(); }) == resp_command({"ACL", "SAVE"}));
  CHECK(sent_by([](Commands& redis) { redis.acl_users(); }) == resp_command({"ACL", "USERS"}));
  CHECK(sent_by([](Commands& redis) { redis.acl_whoami(); }) == resp_command({"ACL", "WHOAMI"}));
}

TEST_CASE("ACL commands send users, rules, words and numbers") {
  CHECK(sent_by([](Commands& redis) { redis.acl_cat("fast"); }) == resp_command({"ACL", "CAT", "fast"}));
  CHECK(sent_by([](Commands& redis) { redis.acl_deluser("a"); }) == resp_command({"ACL", "DELUSER", "a"}));
  CHECK(sent_by([](Commands& redis) { redis.acl_deluser({"a", "b"}); }) == resp_command({"ACL", "DELUSER", "a", "b"}));
  CHECK(sent_by([](Commands& redis) {
          redis.acl_dryrun("joe", {"GET", "k"});
        }) == resp_command({"ACL", "DRYRUN", "joe", "GET", "k"}));
  CHECK(sent_by([](Commands& redis) { redis.acl_genpass(); }) == resp_command({"ACL", "GENPASS", "256"}));
  CHECK(sent_by([](Commands& redis) { redis.acl_getuser("joe"); }) == resp_command({"ACL", "GETUSER", "joe"}));
  CHECK(sent_by([](Commands& redis) { redis.acl_log(3); }) == resp_command({"ACL", "LOG", "3"}));
  CHECK(sent_by([](Commands& redis) { redis.acl_setuser("joe"); }) == resp_command({"ACL", "SETUSER", "joe"}));
  CHECK(sent_by([](Commands& redis) {
          redis.acl_setuser("joe", {"on", "~*"});
        }) == resp_command({"ACL", "SETUSER", "joe", "on", "~*"}));
}

TEST_CASE("empty lists of users and of words are refused") {
  CHECK(refusal_of([](Commands& redis) { redis.acl_deluser(Arguments{}); }) == "ACL DELUSER needs at least one user");
  CHECK(refusal_of([](Commands& redis) { redis.acl_dryrun("joe", Arguments{}); }) ==
        "ACL DRYRUN needs at least one word");
}

TEST_CASE("ACL DRYRUN answers OK, or why not") {
  const auto ask = [](Commands& redis) { return redis.acl_dryrun("joe", {"GET", "k"}); };
  CHECK(*answered(status("OK"), ask) == std::nullopt);
  CHECK(*answered(bulk("no"), ask) == "no");
  CHECK_THROWS_AS(answered(integer(1), ask).result(), DecodeError);
}

TEST_CASE("a user is its flags, passwords and permissions") {
  const auto ask = [](Commands& redis) { return redis.acl_getuser("joe"); };
  const auto user = answered(
      array({bulk("flags"), texts({"on"}), bulk("passwords"), texts({"30c9"}), bulk("commands"), bulk("-@all +get"),
             bulk("keys"), bulk("~a*"), bulk("channels"), bulk("&*"), bulk("selectors"),
             array({texts({"commands", "-@all +set", "keys", "~s*", "channels", ""})}), bulk("later"), integer(1)}),
      ask);
  CHECK(*user == AclUser{.flags = {"on"},
                         .passwords = {"30c9"},
                         .permissions = {.commands = "-@all +get", .keys = "~a*", .channels = "&*"},
                         .selectors = {{.commands = "-@all +set", .keys = "~s*"}}});
  CHECK(*answered("*-1\r\n", ask) == std::nullopt);
}

TEST_CASE("an entry of the ACL log tells of when and by whom") {
  const auto log = [](Commands& redis) { return redis.acl_log(); };
  const std::string old = bulk("count") + integer(2) + bulk("reason") + bulk("key") + bulk("context") + bulk("multi") +
                          bulk("object") + bulk("k") + bulk("username") + bulk("joe") + bulk("age-seconds") +
                          bulk("0.10000000000000001") + bulk("client-info") + bulk("id=7 name=x");
  AclLogEntry expected{.count = 2,
                       .reason = "key",
                       .context = "multi",
                       .object = "k",
                       .username = "joe",
                       .age = 100ms,
                       .client = {.id = 7, .name = "x", .others = {}}};
  CHECK(*answered("*1\r\n*14\r\n" + old, log) == std::vector<AclLogEntry>{expected});
  expected.id = 5;
  expected.created = AclLogEntry::TimePoint{1'700'000'000'123ms};
  expected.updated = AclLogEntry::TimePoint{1'700'000'000'456ms};
  CHECK(*answered("*1\r\n*20\r\n" + old + bulk("entry-id") + integer(5) + bulk("timestamp-created") +
                      integer(1'700'000'000'123) + bulk("timestamp-last-updated") + integer(1'700'000'000'456),
                  log) == std::vector<AclLogEntry>{expected});
  const auto refused = [&](const char* field, const char* value, const char* message) {
    CHECK_THROWS_WITH(answered(array({texts({field, value})}), log).result(), Catch::Contains(message));
  };
  refused("age-seconds", "-1", "an age in seconds");
  refused("age-seconds", "nan", "an age in seconds");
  refused("client-info", "x", "a field of a connection");
  refused("client-info", "age=1", "a connection with a field \"id\"");
}
