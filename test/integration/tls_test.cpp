// rediss:// against a real server: what its users see, good days and bad ones. The suites of many other subjects run
// over TLS, too: see CMakeLists.txt.
#include <tributary/transport/subscriber.hpp>

#include "integration/drivers.hpp"

#include <fstream>
#include <thread>

using namespace tributary;
using namespace tributary::test;

namespace {

/// What a client says that cannot connect.
template <class Driver>
std::string refusal_of(const ClientOptions& options) {
  const TransportError error = connect_error<Driver>(options);
  CHECK(error.reason() == TransportReason::connect);
  CHECK_THAT(error.what(), Catch::Contains("cannot connect to " + options.endpoint()));
  return error.what();
}

ClientOptions options_for(const RedisServer& server) { return ClientOptions::from_uri(server.tls_uri()); }

}  // namespace

TEMPLATE_TEST_CASE("rediss:// is all that changes", "", Blocking, Asynchronous) {
  RedisServer server{{.password = "hunter2", .tls = true}};
  ClientOptions options = options_for(server);
  options.password = "hunter2";
  options.client_name = "behind-tls";
  options.database = 3;
  TestType client{options};
  PipelineContext pipe{client};
  std::vector<DeferredResult<std::int64_t>> counts;
  for (int i = 0; i < 1'000; ++i) counts.push_back(pipe.incr("n"));
  const auto name = pipe.client_getname();
  client.execute(pipe);
  for (int i = 0; i < 1'000; ++i) CHECK(*counts[static_cast<std::size_t>(i)] == i + 1);
  CHECK(*name == "behind-tls");
  CHECK(server.command({"INFO", "keyspace"}).find("db3:keys=1") != std::string::npos);
}

TEMPLATE_TEST_CASE("values far beyond a record, and both directions at once", "", Blocking, Asynchronous) {
  RedisServer server{{.tls = true}};
  TestType client{server.tls_uri()};
  const std::string value = [] {
    std::string text;
    for (int i = 0; text.size() < 5'000'000; ++i) text += std::to_string(i);
    return text;
  }();
  PipelineContext pipe{client};
  std::vector<DeferredResult<std::string>> echoes;
  for (int i = 0; i < 5; ++i) echoes.push_back(pipe.echo(value));
  const auto last = pipe.echo("last");
  client.execute(pipe);
  for (const auto& echo : echoes) CHECK(*echo == value);
  CHECK(*last == "last");
}

TEMPLATE_TEST_CASE("a certificate that is not accepted is an error of connecting, which says what to mend", "",
                   Blocking, Asynchronous) {
  RedisServer server{{.tls = true}};
  ClientOptions options = options_for(server);

  options.tls->server_name = "redis.example";
  CHECK_THAT(refusal_of<TestType>(options), Catch::Contains("is not for redis.example") &&
                                                Catch::Contains("for localhost, 127.0.0.1, by CN=Test Authority"));
  options.tls->server_name.clear();
  const Authority other{"Another Authority"};
  options.tls->ca_file = other.ca_file();
  CHECK_THAT(refusal_of<TestType>(options), Catch::Contains("not among those that are trusted"));
  const Authority impostor;
  options.tls->ca_file = impostor.ca_file();
  CHECK_THAT(refusal_of<TestType>(options), Catch::Contains("another authority than the one of that name"));
  options.tls->ca_file.clear();
  CHECK_THAT(refusal_of<TestType>(options), Catch::Contains("those of the system"));

  options = options_for(server);
  CertificateOptions past;
  past.from = -48h;
  past.to = -24h;
  const CertificateFiles old = server.authority().issue(past);
  RedisServer expired{{.tls = true, .extra = {"--tls-cert-file", old.cert, "--tls-key-file", old.key}}};
  options.port = expired.tls_port();
  CHECK_THAT(refusal_of<TestType>(options), Catch::Contains("has expired"));
  options.tls = TlsOptions{.verify = TlsVerify::none};
  TestType client{options};
  CHECK(client.value(client.incr("n")) == 1);
}

TEMPLATE_TEST_CASE("a server that knows its clients wants a certificate of them", "", Blocking, Asynchronous) {
  RedisServer server{{.tls = true, .tls_knows_clients = true}};
  ClientOptions options = options_for(server);
  CHECK_THAT(refusal_of<TestType>(options), Catch::Contains("Give one by cert and key"));
  const CertificateFiles own = server.authority().issue();
  options.tls->cert = own.cert;
  options.tls->key = own.key;
  TestType client{options};
  CHECK(client.value(client.incr("n")) == 1);

  for (const char* name : {"Another Authority", "Test Authority"}) {
    Authority others{name};
    const CertificateFiles unknown = others.issue();
    options.tls->cert = unknown.cert;
    options.tls->key = unknown.key;
    CHECK_THAT(refusal_of<TestType>(options), Catch::Contains("does not accept the certificate that cert names"));
  }
}

TEMPLATE_TEST_CASE("a certificate that was renewed counts for the next connection", "", Blocking, Asynchronous) {
  RedisServer server{{.tls = true, .tls_knows_clients = true}};
  Authority others;
  const CertificateFiles own = others.issue();
  ClientOptions options = options_for(server);
  options.tls->cert = own.cert;
  options.tls->key = own.key;
  TestType client{options};
  thrown_by<TransportError>([&] { client.value(client.incr("n")); });
  server.authority().issue_over(own);
  client.rest();
  CHECK(client.value(client.incr("n")) == 1);
}

TEMPLATE_TEST_CASE("the wrong kind of port is recognised, either way round", "", Blocking, Asynchronous) {
  RedisServer server{{.tcp = true, .tls = true}};
  ClientOptions options = options_for(server);
  options.port = server.tcp_port();
  options.connect_timeout = 300ms;
  // A plain server waits for the rest of what it takes for a command, or says that it is none.
  CHECK_THAT(refusal_of<TestType>(options),
             Catch::Contains("is it a port for TLS?") || Catch::Contains("is this its plain port, for redis://?"));

  options = ClientOptions{};
  options.host = "127.0.0.1";
  options.port = server.tls_port();
  refusal_of<TestType>(options);
}

TEMPLATE_TEST_CASE("a handshake that has no end is over at the connect timeout", "", Blocking, Asynchronous) {
  RedisServer server{{.tls = true}};
  ClientOptions options = options_for(server);
  options.connect_timeout = 200ms;
  server.pause();
  CHECK_THAT(refusal_of<TestType>(options), Catch::Contains("the TLS handshake had no end in time"));
  server.resume();
}

TEMPLATE_TEST_CASE("a server that is killed under load leaves every command answered or told, over TLS too", "",
                   Blocking, Asynchronous) {
  RedisServer server{{.tls = true}};
  TestType client{server.tls_uri()};
  CHECK(client.value(client.incr("n")) == 1);
  std::thread killer{[&] {
    let_pass(20ms);
    server.kill();
  }};
  bool failed = false;
  while (!failed) {
    PipelineContext pipe{client};
    std::vector<DeferredResult<std::int64_t>> counts;
    for (int i = 0; i < 1'000; ++i) counts.push_back(pipe.incr("n"));
    try {
      client.execute(pipe);
    } catch (const TransportError&) {
      failed = true;
    }
    std::size_t answered = 0;
    while (answered < counts.size() && state_of(counts[answered]) == "value") ++answered;
    // What was answered comes first, then what may have been applied, then what was not sent.
    std::string before = "maybe_applied";
    for (std::size_t i = answered; i < counts.size(); ++i) {
      const std::string state = state_of(counts[i]);
      if (state != before && !(before == "maybe_applied" && state == "not_sent")) FAIL(state << " behind " << before);
      before = state;
    }
  }
  killer.join();
  server.restart();
  client.rest();
  CHECK(eventually([&] {
    try {
      return client.value(client.incr("n")) > 0;
    } catch (const TransportError&) {
      return false;
    }
  }));
}

TEST_CASE("subscribers and threads share the files of one client, and each their connections") {
  RedisServer server{{.tls = true}};
  Client client{server.tls_uri()};
  Subscriber news{server.tls_uri()};
  news.subscribe("news");
  REQUIRE(news.wait_until_active(60s));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 50; ++j) client.incr("n");
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(*client.get<std::int64_t>("n") == 200);
  client.publish("news", "hello");
  const auto event = news.next(60s);
  REQUIRE(event);
  CHECK(std::get<SubscriberMessage>(*event).payload == "hello");
}

TEST_CASE("files that cannot be used are refused when the client is made, whichever it is") {
  ClientOptions options;
  options.tls = TlsOptions{.ca_file = "/nowhere/ca.crt"};
  const auto refuses = [](auto&& make) {
    CHECK_THROWS_WITH(make(), Catch::StartsWith("TlsOptions::ca_file is \"/nowhere/ca.crt\", which cannot be used"));
  };
  refuses([&] { static_cast<void>(Client{options}); });
  refuses([&] { static_cast<void>(AsyncClient{options}); });
  refuses([&] { static_cast<void>(Subscriber{options}); });
}
