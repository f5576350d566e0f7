// Clients, their options, and several deployments in one context.     connections <uri> <uri of another server>

#include <tributary/link/credentials.hpp>
#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using tributary::Client;
using tributary::ClientOptions;
using tributary::Connections;
using tributary::PipelineContext;
using tributary::UnknownConnection;
using tributary::UriError;
using namespace std::chrono_literals;

namespace {

Client by_options(std::string_view socket) {
  // [options]
  ClientOptions options;
  options.unix_socket = socket;
  options.database = 1;
  options.client_name = "checkout";
  options.pool_size = 4;
  options.connect_timeout = 500ms;
  options.pool_timeout = 1s;
  options.timeout = 2s;
  Client redis{options};  // connects to nothing yet
  // [/options]
  return redis;
}

void by_uri() {
  // [uri]
  Client tcp{"redis://localhost:6379/1?client_name=checkout&pool_size=4&connect_timeout=500ms&timeout=2s"};
  Client password{"redis://:secret@cache.example.org"};
  Client acl_user{"redis://app:s%40cret@[2001:db8::1]:6380"};
  Client local{"unix:///run/redis/redis.sock?db=1"};
  // [/uri]
  fmt::print("{}, {}, {}, {}\n", tcp.options().endpoint(), password.options().endpoint(), acl_user.options().endpoint(),
             local.options().endpoint());
}

// [credentials]
/// Tokens that a vault gives for a quarter of an hour.
class Tokens final : public tributary::CredentialsProvider {
 public:
  tributary::Credentials get() override {
    return {.username = "app", .password = ask_vault(), .renew_at = std::chrono::steady_clock::now() + 14min};
  }
  // [/credentials]
 private:
  static std::string ask_vault() { return "token"; }
};

void by_provider() {
  // [provider]
  ClientOptions options = ClientOptions::from_uri("rediss://cache.example.org");
  options.credentials = std::make_shared<Tokens>();
  // [/provider]
  fmt::print("{}\n", options.endpoint());
}

void by_sentinels() {
  // [sentinel]
  Client redis{"redis-sentinel://app:secret@sentinel1,sentinel2,sentinel3/mymaster?sentinel_password=other"};
  // [/sentinel]
  fmt::print("{}\n", redis.options().endpoint());
}

void over_tls() {
  try {
    // [tls]
    Client encrypted{"rediss://app:secret@cache.example.org:6380"};  // trusts the authorities of the system
    Client known{"rediss://cache.internal?ca_file=/etc/redis/ca.crt&cert=/etc/app/redis.crt&key=/etc/app/redis.key"};
    // [/tls]
    fmt::print("{}, {}\n", encrypted.options().endpoint(), known.options().endpoint());
  } catch (const std::invalid_argument&) {
    fmt::print("there are no such files here, or no TLS\n");
  }
}

void bad_uri() {
  // [bad_uri]
  try {
    Client redis{"redis://localhost:6379/one"};
  } catch (const UriError& error) {
    fmt::print("{}\n", error.what());
  }
  // [/bad_uri]
}

// [threads]
// One client for all threads; a context for each.
void count_in_threads(Client& redis) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&redis] {
      PipelineContext pipe{redis};
      for (int j = 0; j < 100; ++j) pipe.incr("counter");
      pipe.execute();
    });
  }
  for (auto& thread : threads) thread.join();
}
// [/threads]

void two_deployments(const Client& users, const Client& messages) {
  // [named]
  Connections connections;
  connections.add("users", users);
  connections.add("messages", messages);

  PipelineContext pipe{connections, "users"};
  auto user = pipe.hgetall("user:1");

  PipelineContext inbox{pipe, "messages"};  // nested, for the other deployment
  auto unread = inbox.llen("inbox:1");
  inbox.execute();

  pipe.execute();  // both servers have their commands before either is waited for
  fmt::print("{} fields, {} unread\n", user->size(), unread);
  // [/named]
}

void unknown_name(const Client& users) {
  // [unknown]
  Connections connections;
  PipelineContext pipe{connections, "users"};
  auto visits = pipe.incr("visits");
  try {
    pipe.execute();
  } catch (const UnknownConnection& error) {
    fmt::print("{}\n", error.what());
  }
  connections.add("users", users);
  pipe.execute();  // nothing was lost
  fmt::print("{} visit\n", visits);
  // [/unknown]
}

void run(Client& first, Client& second) {
  first.unlink({"counter", "visits", "user:1"});
  first.hset("user:1", {{"name", "Joe"}, {"mail", "joe@example.org"}});
  second.unlink("inbox:1");
  second.rpush("inbox:1", {"hi", "there"});

  by_uri();
  by_provider();
  by_sentinels();
  over_tls();
  bad_uri();
  count_in_threads(first);
  fmt::print("counter: {}\n", first.get("counter")->value());
  two_deployments(first, second);
  unknown_name(first);
  if (const std::string& socket = first.options().unix_socket; !socket.empty()) {
    Client redis = by_options(socket);
    fmt::print("connected as {}\n", redis.client_getname()->value());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: {} <uri of a server> <uri of another server>\n", argv[0]);
    return 2;
  }
  try {
    Client first{argv[1]};
    Client second{argv[2]};
    run(first, second);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
