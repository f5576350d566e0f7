#include <tributary/commands/pipeline_context.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <optional>
#include <string>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

TEST_CASE("PING answers PONG, or the message") {
  Client redis = emptied_client();
  CHECK(redis.ping().result() == "PONG");
  CHECK(redis.ping("hello").result() == "hello");
  CHECK(redis.ping("").result() == "");
}

TEST_CASE("ECHO answers the message, whatever its bytes") {
  Client redis = emptied_client();
  const std::string bytes{"a\0\r\n", 4};
  CHECK(redis.echo(bytes).result() == bytes);
}

TEST_CASE("DBSIZE counts keys and FLUSHDB deletes them") {
  Client redis = emptied_client();
  for (const auto mode : {FlushMode::configured, FlushMode::async, FlushMode::sync}) {
    redis.mset({{"a", 1}, {"b", 2}});
    CHECK(redis.dbsize().result() == 2);
    redis.flushdb(mode);
    CHECK(redis.dbsize().result() == 0);
  }
}

TEST_CASE("FLUSHDB leaves other databases alone") {
  Client redis = emptied_client();
  Client other{shared_server().uri() + "?db=1"};
  other.set("k", "v");
  redis.flushdb();
  CHECK(other.get("k").result() == "v");
}

TEST_CASE("TIME is the server's clock, which is this machine's") {
  Client redis = emptied_client();
  const auto before = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  const auto time = redis.time().result();
  CHECK(time >= before);
  CHECK(time <= std::chrono::system_clock::now());
}

TEST_CASE("INFO answers its default sections, one of them, or nothing") {
  Client redis = emptied_client();
  const std::string all = redis.info().result();
  CHECK(all.find("# Server\r\n") != std::string::npos);
  CHECK(all.find("# Memory\r\n") != std::string::npos);
  const std::string server = redis.info("server").result();
  CHECK(server.starts_with("# Server\r\n"));
  CHECK(server.find("redis_version:") != std::string::npos);
  CHECK(server.find("# Memory\r\n") == std::string::npos);
  CHECK(redis.info("absent").result() == "");
}

TEST_CASE("CLIENT ID and CLIENT GETNAME describe the connection") {
  emptied_client();
  Client nameless{shared_server().uri()};
  Client named{shared_server().uri() + "?client_name=joe"};
  CHECK(nameless.client_getname().result() == std::nullopt);
  CHECK(named.client_getname().result() == "joe");
  PipelineContext pipe{named};
  const auto first = pipe.client_id();
  const auto second = pipe.client_id();
  pipe.execute();
  CHECK(first.result() > 0);
  CHECK(first.result() == second.result());
  CHECK(first.result() != nameless.client_id().result());
}
