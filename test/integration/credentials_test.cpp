// A provider of credentials: slow, failing, rotating.
#include <tributary/link/credentials.hpp>
#include <tributary/transport/subscriber.hpp>

#include "integration/drivers.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>

using namespace tributary;
using namespace tributary::test;

namespace {

/// Gives what a function gives, and counts.
class Provider final : public CredentialsProvider {
 public:
  explicit Provider(std::function<Credentials()> give) : give_{std::move(give)} {}

  Credentials get() override {
    ++calls_;
    return give_();
  }
  int calls() const { return calls_; }

 private:
  const std::function<Credentials()> give_;
  std::atomic<int> calls_ = 0;
};

ClientOptions options_with(const RedisServer& server, std::shared_ptr<CredentialsProvider> provider) {
  ClientOptions options = ClientOptions::from_uri(server.uri());
  options.credentials = std::move(provider);
  return options;
}

void add_user(RedisServer& server, const std::string& name, const std::string& password) {
  REQUIRE(server.command({"ACL", "SETUSER", name, "on", ">" + password, "~*", "&*", "+@all"}) == "+OK");
}

}  // namespace

TEMPLATE_TEST_CASE("a connection logs in as who its provider says, which is asked for each", "", Blocking,
                   Asynchronous) {
  RedisServer server;
  add_user(server, "app", "token1");
  server.command({"ACL", "SETUSER", "default", "resetpass", ">closed"});
  const auto provider = std::make_shared<Provider>([] { return Credentials{.username = "app", .password = "token1"}; });
  TestType client{options_with(server, provider)};
  CHECK(provider->calls() == 0);
  CHECK(client.value(client.template command<std::string>("ACL", "WHOAMI")) == "app");
  CHECK(client.value(client.template command<std::string>("ACL", "WHOAMI")) == "app");
  CHECK(provider->calls() == 1);
  server.command({"CLIENT", "KILL", "USER", "app"});
  client.rest();
  CHECK(client.value(client.template command<std::string>("ACL", "WHOAMI")) == "app");
  CHECK(provider->calls() == 2);
}

TEMPLATE_TEST_CASE("credentials that end are renewed on the connection that there is", "", Blocking, Asynchronous) {
  RedisServer server;
  for (const char* name : {"app1", "app2", "app3"}) add_user(server, name, "token");
  std::atomic<int> given = 0;
  const auto provider = std::make_shared<Provider>([&] {
    const int number = ++given;
    Credentials credentials{.username = "app" + std::to_string(std::min(number, 3)), .password = "token"};
    if (number < 3) credentials.renew_at = std::chrono::steady_clock::now() + 20ms;
    return credentials;
  });
  TestType client{options_with(server, provider)};
  const auto whoami = [&] { return client.value(client.template command<std::string>("ACL", "WHOAMI")); };
  CHECK(whoami() == "app1");
  const std::int64_t connections = server.statistic("total_connections_received");
  CHECK(eventually([&] { return whoami() == "app3"; }));
  CHECK(server.statistic("total_connections_received") == connections);
  CHECK(provider->calls() == 3);
}

TEMPLATE_TEST_CASE("a connection that is always busy renews its credentials, too", "", Asynchronous) {
  RedisServer server;
  for (const char* name : {"app1", "app2"}) add_user(server, name, "token");
  std::atomic<int> given = 0;
  const auto provider = std::make_shared<Provider>([&] {
    const bool is_first = ++given == 1;
    Credentials credentials{.username = is_first ? "app1" : "app2", .password = "token"};
    if (is_first) credentials.renew_at = std::chrono::steady_clock::now() + 20ms;
    return credentials;
  });
  TestType client{options_with(server, provider)};
  std::vector<DeferredResult<std::int64_t>> counts;
  CHECK(eventually([&] {
    for (int i = 0; i < 100; ++i) counts.push_back(client.incr("n"));
    return given == 2;
  }));
  CHECK(client.value(client.template command<std::string>("ACL", "WHOAMI")) == "app2");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i].value_or(-1) != static_cast<std::int64_t>(i) + 1) FAIL("a command was lost or doubled");
  }
}

TEMPLATE_TEST_CASE("a provider that fails, or gives nothing, is an error of connecting", "", Blocking, Asynchronous) {
  RedisServer server;
  const auto refusal = [&](std::function<Credentials()> give) {
    const auto provider = std::make_shared<Provider>(std::move(give));
    return std::string{connect_error<TestType>(options_with(server, provider)).what()};
  };
  CHECK_THAT(refusal([]() -> Credentials { throw std::runtime_error{"the vault is\nsealed"}; }),
             Catch::Contains("the provider of credentials failed: the vault is\\x0asealed"));
  CHECK_THAT(refusal([]() -> Credentials { throw 7; }), Catch::Contains("threw no std::exception"));
  CHECK_THAT(refusal([] { return Credentials{}; }), Catch::Contains("gave an empty password"));
  const std::string wrong = refusal([] { return Credentials{.username = "nobody", .password = "hunter2"}; });
  CHECK_THAT(wrong, Catch::Contains("let nobody in: AUTH: WRONGPASS"));
  CHECK_THAT(wrong, !Catch::Contains("hunter2"));
}

TEMPLATE_TEST_CASE("a provider that hangs costs its callers the connect timeout, and one thread", "", Blocking,
                   Asynchronous) {
  RedisServer server;
  add_user(server, "app", "token");
  std::mutex mutex;
  std::condition_variable changed;
  bool is_open = false;
  const auto provider = std::make_shared<Provider>([&] {
    std::unique_lock lock{mutex};
    changed.wait(lock, [&] { return is_open; });
    return Credentials{.username = "app", .password = "token"};
  });
  ClientOptions options = options_with(server, provider);
  options.connect_timeout = 50ms;
  TestType client{options};
  for (int i = 0; i < 3; ++i) {
    const auto error = thrown_by<TransportError>([&] { client.value(client.incr("n")); });
    CHECK_THAT(error.what(), Catch::Contains("the provider of credentials gave none in time"));
    client.rest();
  }
  CHECK(provider->calls() == 1);
  {
    const std::lock_guard lock{mutex};
    is_open = true;
  }
  changed.notify_all();
  CHECK(eventually([&] {
    try {
      return client.value(client.incr("n")) > 0;
    } catch (const TransportError&) {
      return false;
    }
  }));
}

TEST_CASE("a subscriber asks its provider, too") {
  RedisServer server;
  add_user(server, "app", "token");
  const auto provider = std::make_shared<Provider>([] { return Credentials{.username = "app", .password = "token"}; });
  Subscriber news{options_with(server, provider)};
  news.subscribe("news");
  REQUIRE(news.wait_until_active(60s));
  CHECK(server.command({"CLIENT", "LIST", "TYPE", "pubsub"}).find("user=app") != std::string::npos);
}
