#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "integration/server_version.hpp"
#include "link/login.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

/// A server whose connections may be closed and paused.
struct Connections {
  std::vector<std::string> names() {
    std::vector<std::string> out;
    for (const ClientInfo& client : redis.client_list({.type = ClientType::normal}).result())
      out.push_back(client.name);
    std::sort(out.begin(), out.end());
    return out;
  }

  RedisServer server;
  Client redis{server.uri("client_name=first")};
};

}  // namespace

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

TEST_CASE("CLIENT ID and CLIENT GETNAME describe the connection") {
  emptied_client();
  Client nameless{shared_server().uri()};
  Client named{shared_server().uri("client_name=joe")};
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

TEST_CASE("CLIENT INFO describes the connection in full") {
  emptied_client();
  Client redis{shared_server().uri("client_name=joe&db=3")};
  PipelineContext pipe{redis};
  const auto id = pipe.client_id();
  const auto info = pipe.client_info();
  pipe.execute();
  CHECK(info->id == *id);
  CHECK(info->name == "joe");
  CHECK(info->addr == shared_server().socket_path() + ":0");
  CHECK(info->flags == "U");
  CHECK(info->db == 3);
  CHECK(info->multi == std::nullopt);
  CHECK(info->redir == std::nullopt);
  CHECK(info->cmd == "client|info");
  CHECK(info->user == "default");
  CHECK(info->resp == static_cast<int>(detail::protocol_of(redis.options())));
  CHECK(info->tot_mem > 0);
  const bool is_newer = version_of(redis).has(detail::kSince72);
  CHECK(info->others.empty() != is_newer);  // Redis 7.0 tells nothing that is not known here
}

TEST_CASE_METHOD(Connections, "CLIENT LIST names all connections, those of a type, or those with ids") {
  Client other{server.uri("client_name=second")};
  const auto id = *other.client_id();
  CHECK(names() == std::vector<std::string>{"", "first", "second"});  // one is the test's own
  CHECK(redis.client_list()->size() == 3);
  CHECK(redis.client_list({.type = ClientType::subscriber})->empty());
  CHECK(redis.client_list({.type = ClientType::master})->empty());
  CHECK(redis.client_list({.type = ClientType::replica})->empty());
  const auto one = redis.client_list({.ids = {id, id + 1000}});
  REQUIRE(one->size() == 1);
  CHECK(one->front().name == "second");
}

TEST_CASE_METHOD(Connections, "CLIENT KILL closes what all conditions hold for") {
  Client other{server.uri("client_name=second")};
  const auto id = *other.client_id();
  CHECK(*redis.client_kill({.id = id, .type = ClientType::subscriber}) == 0);
  CHECK(*redis.client_kill({.id = id, .user = "default", .addr = server.socket_path() + ":0"}) == 1);
  CHECK(names() == std::vector<std::string>{"", "first"});
  CHECK(*redis.client_kill({.id = *redis.client_id()}) == 0);  // it spares itself
  CHECK(server_error_of([&] { redis.client_kill({.user = "nobody"}); }) == "ERR");
}

TEST_CASE_METHOD(Connections, "CLIENT KILL can close its own connection after the reply") {
  const auto id = *redis.client_id();
  CHECK(*redis.client_kill({.id = id, .skip_me = false}) == 1);
  const bool closed = eventually([&] {
    return server.command({"CLIENT", "LIST", "ID", std::to_string(id)}).find("id=") == std::string::npos;
  });
  CHECK(closed);
  CHECK(*redis.client_id() != id);
}

TEST_CASE_METHOD(Connections, "CLIENT PAUSE holds writes back until CLIENT UNPAUSE") {
  redis.client_pause(1h, PauseMode::write);
  CHECK(*redis.get("k") == std::nullopt);
  Client writer{server.uri()};
  std::thread writing{[&] { writer.set("k", "v"); }};
  const bool waited = eventually([&] {
    const auto clients = redis.client_list().result();
    return std::any_of(clients.begin(), clients.end(),
                       [](const ClientInfo& c) { return c.flags.find('b') != std::string::npos; });
  });
  redis.client_unpause();
  writing.join();
  CHECK(waited);
  CHECK(*redis.get("k") == "v");
}

TEST_CASE_METHOD(Connections, "CLIENT PAUSE can hold everything back for its time") {
  redis.client_pause(1ms, PauseMode::all);
  CHECK(redis.ping().result() == "PONG");
}

TEST_CASE_METHOD(Connections, "CLIENT UNBLOCK ends the wait of another connection") {
  const auto unblocked = [this](UnblockBy by) {
    Client waiting{server.uri()};
    std::optional<std::string> answer;
    std::thread wait{[&] {
      const std::string code = server_error_of([&] {
        const auto popped = waiting.command<std::optional<std::vector<std::string>>>("BLPOP", "k", 15);
        answer = popped->has_value() ? "an element" : "nil";
      });
      if (!code.empty()) answer = code;
    }};
    const bool ended = eventually([&] {
      for (const ClientInfo& client : redis.client_list().result()) {
        if (client.cmd == "blpop" && client.flags.find('b') != std::string::npos)
          return *redis.client_unblock(client.id, by);
      }
      return false;
    });
    wait.join();
    return ended ? answer.value_or("") : "not blocked";
  };
  CHECK(unblocked(UnblockBy::timeout) == "nil");
  CHECK(unblocked(UnblockBy::error) == "UNBLOCKED");
  CHECK(*redis.client_unblock(*redis.client_id()) == false);
}
