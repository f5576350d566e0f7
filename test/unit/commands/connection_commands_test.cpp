#include <tributary/commands/connection_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"
#include "unit/commands/resp_reply.hpp"

#include <optional>
#include <string>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

TEST_CASE("commands about the own connection send their verb alone") {
  CHECK(sent_by([](Commands& redis) { redis.ping(); }) == resp_command({"PING"}));
  CHECK(sent_by([](Commands& redis) { redis.client_id(); }) == resp_command({"CLIENT", "ID"}));
  CHECK(sent_by([](Commands& redis) { redis.client_getname(); }) == resp_command({"CLIENT", "GETNAME"}));
  CHECK(sent_by([](Commands& redis) { redis.client_info(); }) == resp_command({"CLIENT", "INFO"}));
  CHECK(sent_by([](Commands& redis) { redis.client_unpause(); }) == resp_command({"CLIENT", "UNPAUSE"}));
}

TEST_CASE("messages are sent as they are") {
  CHECK(sent_by([](Commands& redis) { redis.ping("hello"); }) == resp_command({"PING", "hello"}));
  CHECK(sent_by([](Commands& redis) { redis.ping(""); }) == resp_command({"PING", ""}));
  CHECK(sent_by([](Commands& redis) { redis.echo(12); }) == resp_command({"ECHO", "12"}));
}

TEST_CASE("a connection without a name has none") {
  const auto name = [](Commands& redis) { return redis.client_getname(); };
  CHECK(answered(nil(), name).result() == std::nullopt);
  CHECK(answered(bulk("x"), name).result() == "x");
}

TEST_CASE("CLIENT LIST asks for all, a type or ids") {
  CHECK(sent_by([](Commands& redis) { redis.client_list(); }) == resp_command({"CLIENT", "LIST"}));
  CHECK(sent_by([](Commands& redis) { redis.client_list({.type = ClientType::subscriber}); }) ==
        resp_command({"CLIENT", "LIST", "TYPE", "PUBSUB"}));
  CHECK(sent_by([](Commands& redis) {
          redis.client_list({.ids = {3, 4}});
        }) == resp_command({"CLIENT", "LIST", "ID", "3", "4"}));
  CHECK(refusal_of([](Commands& redis) { redis.client_list({.type = ClientType::normal, .ids = {3}}); }) ==
        "CLIENT LIST: type contradicts ids");
}

TEST_CASE("CLIENT LIST answers a line for each connection") {
  const auto list = [](Commands& redis) { return redis.client_list(); };
  const auto clients = answered(bulk("id=1 name=a\nid=2 name=b\n"), list);
  REQUIRE(clients->size() == 2);
  CHECK((*clients)[0].name == "a");
  CHECK((*clients)[1].id == 2);
  CHECK(answered(bulk(""), list)->empty());
  CHECK_THROWS_AS(answered(bulk("id=1\n\nid=2\n"), list).result(), DecodeError);
  CHECK_THROWS_AS(answered(integer(1), list).result(), DecodeError);
}

TEST_CASE("CLIENT KILL sends its conditions, and spares the own connection unless it is told") {
  CHECK(sent_by([](Commands& redis) { redis.client_kill({.id = 7}); }) ==
        resp_command({"CLIENT", "KILL", "ID", "7", "SKIPME", "YES"}));
  CHECK(sent_by([](Commands& redis) {
          redis.client_kill({.type = ClientType::replica,
                             .user = "joe",
                             .addr = "a:1",
                             .laddr = "b:2",
                             .max_age = 60s,
                             .skip_me = false});
        }) == resp_command({"CLIENT", "KILL", "TYPE", "REPLICA", "USER", "joe", "ADDR", "a:1", "LADDR", "b:2", "MAXAGE",
                            "60", "SKIPME", "NO"}));
  CHECK(refusal_of([](Commands& redis) { redis.client_kill({.skip_me = false}); }) ==
        "CLIENT KILL needs at least one condition");
}

TEST_CASE("CLIENT PAUSE sends milliseconds and what waits") {
  CHECK(sent_by([](Commands& redis) { redis.client_pause(2s, PauseMode::write); }) ==
        resp_command({"CLIENT", "PAUSE", "2000", "WRITE"}));
  CHECK(sent_by([](Commands& redis) { redis.client_pause(5ms, PauseMode::all); }) ==
        resp_command({"CLIENT", "PAUSE", "5", "ALL"}));
  CHECK(refusal_of([](Commands& redis) { redis.client_pause(0ms, PauseMode::all); }) ==
        "CLIENT PAUSE: the time must be positive, not 0 ms");
}

TEST_CASE("CLIENT UNBLOCK says how the wait ends") {
  CHECK(sent_by([](Commands& redis) { redis.client_unblock(3); }) ==
        resp_command({"CLIENT", "UNBLOCK", "3", "TIMEOUT"}));
  CHECK(sent_by([](Commands& redis) { redis.client_unblock(3, UnblockBy::error); }) ==
        resp_command({"CLIENT", "UNBLOCK", "3", "ERROR"}));
}
