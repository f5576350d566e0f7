#include <tributary/commands/server_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <chrono>
#include <optional>
#include <string>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

TEST_CASE("commands without arguments send their verb alone") {
  CHECK(sent_by([](Commands& redis) { redis.ping(); }) == resp_command({"PING"}));
  CHECK(sent_by([](Commands& redis) { redis.dbsize(); }) == resp_command({"DBSIZE"}));
  CHECK(sent_by([](Commands& redis) { redis.time(); }) == resp_command({"TIME"}));
  CHECK(sent_by([](Commands& redis) { redis.info(); }) == resp_command({"INFO"}));
  CHECK(sent_by([](Commands& redis) { redis.client_id(); }) == resp_command({"CLIENT", "ID"}));
  CHECK(sent_by([](Commands& redis) { redis.client_getname(); }) == resp_command({"CLIENT", "GETNAME"}));
}

TEST_CASE("messages and sections are sent as they are") {
  CHECK(sent_by([](Commands& redis) { redis.ping("hello"); }) == resp_command({"PING", "hello"}));
  CHECK(sent_by([](Commands& redis) { redis.ping(""); }) == resp_command({"PING", ""}));
  CHECK(sent_by([](Commands& redis) { redis.echo(12); }) == resp_command({"ECHO", "12"}));
  CHECK(sent_by([](Commands& redis) { redis.info("server"); }) == resp_command({"INFO", "server"}));
}

TEST_CASE("FLUSHDB leaves it to the server how to free memory, unless it is told") {
  CHECK(sent_by([](Commands& redis) { redis.flushdb(); }) == resp_command({"FLUSHDB"}));
  CHECK(sent_by([](Commands& redis) { redis.flushdb(FlushMode::async); }) == resp_command({"FLUSHDB", "ASYNC"}));
  CHECK(sent_by([](Commands& redis) { redis.flushdb(FlushMode::sync); }) == resp_command({"FLUSHDB", "SYNC"}));
}

TEST_CASE("the server's clock is read to the microsecond") {
  const auto time = [](Commands& redis) { return redis.time(); };
  CHECK(answered("*2\r\n$10\r\n1700000000\r\n$2\r\n42\r\n", time)->time_since_epoch() == 1'700'000'000s + 42us);
  CHECK_THROWS_AS(answered("*1\r\n$1\r\n1\r\n", time).result(), DecodeError);
}

TEST_CASE("a connection without a name has none") {
  const auto name = [](Commands& redis) { return redis.client_getname(); };
  CHECK(answered("$-1\r\n", name).result() == std::nullopt);
  CHECK(answered("$1\r\nx\r\n", name).result() == "x");
}
