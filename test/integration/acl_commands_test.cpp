#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

/// A server with an ACL file of its own, and the user "joe", who may read keys that begin with "a".
struct Users {
  Users() { redis.acl_setuser("joe", {"on", ">secret", "~a*", "+get", "(~s* +set)"}); }

  TemporaryFolder folder;
  std::string file = [this] {
    const std::string name = (folder.path() / "users.acl").string();
    std::ofstream{name} << "user default on nopass ~* &* +@all\n";
    return name;
  }();
  RedisServer server{{.extra = {"--aclfile", file}}};
  Client redis{server.uri()};
  Client joe{"unix://joe:secret@" + server.socket_path()};
};

}  // namespace

TEST_CASE("commands are in categories") {
  Client redis = emptied_client();
  CHECK(contains(*redis.acl_cat(), "geo"));
  CHECK(contains(*redis.acl_cat("geo"), "geoadd"));
  CHECK(server_error_of([&] { redis.acl_cat("absent"); }) == "ERR");
}

TEST_CASE("passwords have as many bits as are asked for") {
  Client redis = emptied_client();
  CHECK(redis.acl_genpass()->size() == 64);
  CHECK(redis.acl_genpass(8)->size() == 2);
  CHECK(server_error_of([&] { redis.acl_genpass(0); }) == "ERR");
}

TEST_CASE_METHOD(Users, "users are made, described and listed") {
  auto user = redis.acl_getuser("joe").result();
  REQUIRE(user);
  std::erase(user->flags, "sanitize-payload");  // the default, which Redis 8 tells
  CHECK(user == AclUser{.flags = {"on"},
                        .passwords = {"2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"},
                        .permissions = {.commands = "-@all +get", .keys = "~a*"},
                        .selectors = {{.commands = "-@all +set", .keys = "~s*"}}});
  CHECK(*redis.acl_getuser("absent") == std::nullopt);
  CHECK(*redis.acl_users() == Texts{"default", "joe"});
  CHECK(redis.acl_list()->size() == 2);
  CHECK(redis.acl_list()->back().starts_with("user joe on "));
  CHECK(redis.acl_list()->back().find(" #2bb8") != std::string::npos);
  CHECK(*redis.acl_whoami() == "default");
  joe.command<std::optional<std::string>>("GET", "a");
  redis.acl_setuser("joe", {"+acl|whoami"});
  CHECK(*joe.acl_whoami() == "joe");
  CHECK(server_error_of([&] { redis.acl_setuser("joe", {"nonsense"}); }) == "ERR");
}

TEST_CASE_METHOD(Users, "users are deleted one or many at a time") {
  redis.acl_setuser("ann");
  CHECK(*redis.acl_deluser("absent") == false);
  CHECK(*redis.acl_deluser("joe") == true);
  CHECK(*redis.acl_deluser({"ann", "joe", "absent"}) == 1);
  CHECK(*redis.acl_users() == Texts{"default"});
  CHECK(server_error_of([&] { redis.acl_deluser("default"); }) == "ERR");
}

TEST_CASE_METHOD(Users, "a command can be tried for a user without executing it") {
  CHECK(*redis.acl_dryrun("joe", {"GET", "a"}) == std::nullopt);
  CHECK(*redis.acl_dryrun("joe", {"SET", "s", "v"}) == std::nullopt);
  CHECK(redis.acl_dryrun("joe", {"DEL", "a"})->value().find("'del'") != std::string::npos);
  CHECK(redis.acl_dryrun("joe", {"GET", "z"})->value().find("'z'") != std::string::npos);
  CHECK(*redis.dbsize() == 0);
  CHECK(server_error_of([&] { redis.acl_dryrun("absent", {"GET", "a"}); }) == "ERR");
}

TEST_CASE_METHOD(Users, "what a user is denied is logged until the log is reset") {
  CHECK(server_error_of([&] { joe.get("z"); }) == "NOPERM");
  CHECK(server_error_of([&] { joe.del("a"); }) == "NOPERM");
  const auto log = redis.acl_log();
  REQUIRE(log->size() == 2);
  const AclLogEntry& del = log->front();
  CHECK(del.count == 1);
  CHECK(del.reason == "command");
  CHECK(del.context == "toplevel");
  CHECK(del.object == "del");
  CHECK(del.username == "joe");
  CHECK(del.age < 1h);
  CHECK(del.client.cmd == "del");
  CHECK(del.client.user == "joe");
  CHECK(log->back().reason == "key");
  CHECK(log->back().object == "z");
  CHECK(redis.acl_log(1)->size() == 1);
  redis.acl_log_reset();
  CHECK(redis.acl_log()->empty());
}

TEST_CASE_METHOD(Users, "users are saved to the ACL file, and loaded from it") {
  redis.acl_save();
  redis.acl_deluser("joe");
  redis.acl_load();
  CHECK(*redis.acl_users() == Texts{"default", "joe"});
  std::ofstream{file} << "nonsense\n";
  CHECK(server_error_of([&] { redis.acl_load(); }) == "ERR");
  CHECK(*redis.acl_users() == Texts{"default", "joe"});
}

TEST_CASE("a server without an ACL file neither loads nor saves it") {
  Client redis = emptied_client();
  CHECK(server_error_of([&] { redis.acl_load(); }) == "ERR");
  CHECK(server_error_of([&] { redis.acl_save(); }) == "ERR");
}
