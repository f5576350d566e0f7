#include "support/redis_server.hpp"

#include "support/catch.hpp"
#include "support/resp_text.hpp"
#include "support/temporary_folder.hpp"

#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>

namespace {

using tributary::test::printable_reply;
using tributary::test::RedisServer;
using tributary::test::RedisServerOptions;
using tributary::test::resp_command;
using tributary::test::TemporaryFolder;

// Sets an environment variable for as long as it lives.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_{name} {
    if (const char* before = std::getenv(name)) {
      before_ = before;
    }
    ::setenv(name, value, 1);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() {
    if (before_) {
      ::setenv(name_, before_->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

}  // namespace

TEST_CASE("a temporary folder is removed with everything in it") {
  std::filesystem::path path;
  {
    const TemporaryFolder folder;
    path = folder.path();
    std::filesystem::create_directory(path / "inner");
    std::ofstream{path / "inner" / "file"} << "content";
    CHECK(std::filesystem::exists(path / "inner" / "file"));
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a temporary folder avoids a TMPDIR that is too long for unix sockets") {
  const TemporaryFolder base;
  const auto deep = base.path() / std::string(90, 'd');
  std::filesystem::create_directory(deep);
  const Environment tmpdir{"TMPDIR", deep.c_str()};
  const TemporaryFolder folder;
  CHECK(folder.path().parent_path() == "/tmp");
}

TEST_CASE("a command is an array of bulk strings") {
  CHECK(resp_command({"SET", "k", ""}) == "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n");
}

TEST_CASE("replies become text that shows their type, at the first byte that completes them") {
  const std::string bytes = "*6\r\n+OK\r\n-ERR no\r\n:-7\r\n$4\r\na\r\nb\r\n$-1\r\n*1\r\n$0\r\n\r\n";
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CHECK_FALSE(printable_reply(std::string_view{bytes}.substr(0, length)).has_value());
  }
  const std::string followed = bytes + "+more";
  const auto reply = printable_reply(followed);
  REQUIRE(reply.has_value());
  CHECK(reply->text == "[+OK, -ERR no, :-7, a\r\nb, (nil), []]");
  CHECK(reply->length == bytes.size());
  CHECK_THROWS_AS(printable_reply("what\r\n"), std::runtime_error);
}

TEST_CASE("a private server answers on its unix socket and ends with its object") {
  pid_t pid = 0;
  std::string socket;
  {
    RedisServer server;
    pid = server.pid();
    socket = server.socket_path();
    CHECK(server.uri().starts_with("unix://" + socket + "?"));
    CHECK(server.uri("db=1").ends_with("&db=1"));
    CHECK(socket.size() < 108);
    CHECK(server.command({"PING"}) == "+PONG");
    CHECK(server.command({"SET", "key", "va\r\nlue"}) == "+OK");
    CHECK(server.command({"GET", "key"}) == "va\r\nlue");
    CHECK(server.command({"GET", "other"}) == "(nil)");
    CHECK(server.command({"INCR", "key"}) == "-ERR value is not an integer or out of range");
    CHECK(server.command({"CONFIG", "GET", "port"}) == "[port, 0]");
    CHECK_THROWS_AS(server.tcp_uri(), std::logic_error);
    CHECK(::kill(pid, 0) == 0);
  }
  CHECK(::kill(pid, 0) == -1);
  CHECK(errno == ESRCH);
  CHECK_FALSE(std::filesystem::exists(socket));
}

TEST_CASE("a large value goes through the raw command helper both ways") {
  RedisServer server;
  const std::string value(8'000'000, 'v');
  CHECK(server.command({"SET", "key", value}) == "+OK");
  CHECK(server.command({"GET", "key"}) == value);
}

TEST_CASE("statistics are read from INFO and count every call once") {
  RedisServer server;
  const auto before = server.statistic("total_commands_processed");
  CHECK(server.command({"PING"}) == "+PONG");
  CHECK(server.statistic("total_commands_processed") == before + 2);  // the PING and the first statistic
  CHECK_THROWS_AS(server.statistic("no_such_field"), std::runtime_error);
  CHECK_THROWS_AS(server.statistic("redis_version"), std::runtime_error);
}

TEST_CASE("a stopped, a killed and a running server restart empty on the same socket") {
  RedisServer server;
  const auto socket = server.socket_path();
  const int how = GENERATE(0, 1, 2);
  CHECK(server.command({"SET", "key", "value"}) == "+OK");
  const auto first = server.pid();
  if (how == 0) {
    server.stop();
    CHECK_FALSE(server.running());
  } else if (how == 1) {
    server.kill();
    CHECK_FALSE(server.running());
  }
  server.restart();
  CHECK(server.pid() != first);
  CHECK(server.socket_path() == socket);
  CHECK(server.command({"DBSIZE"}) == ":0");
}

TEST_CASE("a paused server answers nothing until it is resumed, and can be stopped") {
  RedisServer server;
  server.pause();
  std::ifstream state{"/proc/" + std::to_string(server.pid()) + "/stat"};
  const std::string line{std::istreambuf_iterator<char>{state}, {}};
  CHECK(line.find(") T ") != std::string::npos);
  server.resume();
  CHECK(server.command({"PING"}) == "+PONG");
  server.pause();
  server.stop();
  CHECK_FALSE(server.running());
  CHECK_THROWS_AS(server.pause(), std::logic_error);
}

TEST_CASE("a password, a user, TCP, databases and further options reach the server") {
  SECTION("password") {
    RedisServer server{RedisServerOptions{.password = "se cret"}};
    CHECK(server.command({"AUTH", "wrong"}).starts_with("-WRONGPASS"));
    CHECK(server.command({"AUTH", "se cret"}) == "+OK");
  }
  SECTION("user") {
    RedisServer server{RedisServerOptions{.password = "secret", .user = "bob"}};
    CHECK(server.command({"ACL", "WHOAMI"}) == "bob");
    CHECK(server.command({"AUTH", "secret"}).starts_with("-WRONGPASS"));  // the default user is off
    CHECK(server.command({"AUTH", "bob", "secret"}) == "+OK");
    CHECK_THROWS_AS(RedisServer{RedisServerOptions{.user = "bob"}}, std::invalid_argument);
  }
  SECTION("tcp") {
    RedisServer server{RedisServerOptions{.tcp = true}};
    const auto port = std::to_string(server.tcp_port());
    CHECK(server.tcp_uri() == "redis://127.0.0.1:" + port);
    CHECK(server.command({"CONFIG", "GET", "port"}) == "[port, " + port + "]");
    server.restart();
    CHECK(std::to_string(server.tcp_port()) == port);
  }
  SECTION("databases") {
    RedisServer server{RedisServerOptions{.databases = 2}};
    CHECK(server.command({"SELECT", "1"}) == "+OK");
    CHECK(server.command({"SELECT", "2"}) == "-ERR DB index is out of range");
  }
  SECTION("extra") {
    RedisServer server{RedisServerOptions{.extra = {"--maxmemory", "1mb"}}};
    CHECK(server.command({"CONFIG", "GET", "maxmemory"}) == "[maxmemory, 1048576]");
  }
}

TEST_CASE("a server that does not start says why") {
  using Catch::Matchers::Contains;
  CHECK_THROWS_WITH((RedisServer{RedisServerOptions{.extra = {"--no-such-option", "1"}}}),
                    Contains("did not start") && Contains("no-such-option"));
  const TemporaryFolder empty;
  const Environment path{"PATH", empty.path().c_str()};
  {
    const Environment none{"TRIBUTARY_TEST_SERVER", ""};
    CHECK_THROWS_WITH(RedisServer{}, Contains("neither redis-server nor valkey-server is on PATH"));
  }
  const Environment chosen{"TRIBUTARY_TEST_SERVER", "some-server"};
  CHECK_THROWS_WITH(RedisServer{}, Contains("TRIBUTARY_TEST_SERVER is some-server"));
}
