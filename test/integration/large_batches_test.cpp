// Batches and values beyond every buffer: nothing may deadlock, and no byte may be lost.
#include <tributary/transport/subscriber.hpp>

#include "integration/drivers.hpp"
#include "support/scripted_server.hpp"
#include "support/socket_buffers.hpp"

#include <optional>
#include <variant>

using namespace tributary;
using namespace tributary::test;

TEMPLATE_TEST_CASE("promise 12: a million commands in one batch, with replies larger than the socket buffers", "",
                   Blocking, Asynchronous) {
  constexpr std::size_t kCommands = 1'000'000;
  constexpr std::size_t kKeys = 100;
  RedisServer server;
  TestType client{server.uri()};
  std::vector<std::string> values;
  {
    PipelineContext pipe{client};
    for (std::size_t i = 0; i < kKeys; ++i) {
      values.push_back(std::to_string(i) + std::string(60, 'v'));
      pipe.set("key" + std::to_string(i), values.back());
    }
    client.execute(pipe);
  }
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < kKeys; ++i) keys.push_back("key" + std::to_string(i));
  PipelineContext pipe{client};
  std::vector<DeferredResult<std::optional<std::string>>> results;
  results.reserve(kCommands);
  for (std::size_t i = 0; i < kCommands; ++i) results.push_back(pipe.get(keys[i % kKeys]));
  CHECK(pipe.size() == kCommands);
  client.execute(pipe);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < kCommands; ++i) wrong += *results[i] == values[i % kKeys] ? 0U : 1U;
  CHECK(wrong == 0);
  CHECK(server.statistic("total_connections_received") == 2);
}

TEMPLATE_TEST_CASE("promise 12: big requests and big replies at the same time do not deadlock", "", Blocking,
                   Asynchronous) {
  RedisServer server{{.tcp = true}};
  const std::string uri = GENERATE(false, true) ? server.tcp_uri() : server.uri();
  CAPTURE(uri);
  TestType client{uri};
  constexpr std::size_t kCommands = 100;
  constexpr std::size_t kBytes = 500'000;
  PipelineContext pipe{client};
  std::vector<DeferredResult<std::string>> results;
  for (std::size_t i = 0; i < kCommands; ++i)
    results.push_back(pipe.echo(std::string(kBytes, static_cast<char>('a' + i % 26))));
  client.execute(pipe);
  for (std::size_t i = 0; i < kCommands; ++i) {
    if (*results[i] != std::string(kBytes, static_cast<char>('a' + i % 26))) FAIL("reply " << i << " differs");
  }
}

TEMPLATE_TEST_CASE("promise 12: requests and replies pass one another through the smallest socket buffers", "",
                   Blocking, Asynchronous) {
  const bool tcp = GENERATE(false, true);
  CAPTURE(tcp);
  // Many times what is under way at once; a window of TCP that is so small takes its time to open again.
  constexpr std::size_t kBytes = 1'000;
  const std::size_t commands = tcp ? 20 : 1'000;
  const auto text = [&](std::size_t i) { return std::string(kBytes + i, static_cast<char>('a' + i % 26)); };
  ServerScript script = ServerScript{}.expect_command({"ECHO", "begin"}).reply("$5\r\nbegin\r\n");
  for (std::size_t i = 0; i < commands; ++i) {
    script.expect_command({"ECHO", text(i)}).reply("$" + std::to_string(text(i).size()) + "\r\n" + text(i) + "\r\n");
  }
  ScriptedServer server{{script}, {.tcp = tcp, .reads_while_replying = false}};
  TestType client{server.uri()};
  CHECK(client.value(client.echo("begin")) == "begin");
  REQUIRE(shrink_socket_buffers(server) == 2);
  PipelineContext pipe{client};
  std::vector<DeferredResult<std::string>> results;
  for (std::size_t i = 0; i < commands; ++i) results.push_back(pipe.echo(text(i)));
  CHECK(client.execute(pipe) == 0);
  for (std::size_t i = 0; i < commands; ++i) {
    if (*results[i] != text(i)) FAIL("reply " << i << " differs");
  }
  CHECK(server.accepted() == 1);
  CHECK(server.failure() == "");
}

TEMPLATE_TEST_CASE("a value of 64 MiB goes there and comes back", "", Blocking, Asynchronous) {
  RedisServer server;
  TestType client{server.uri()};
  std::string value(std::size_t{64} << 20, '\0');
  for (std::size_t i = 0; i < value.size(); i += 4099) value[i] = static_cast<char>(i / 4099);
  PipelineContext pipe{client};
  const auto before = pipe.incr("n");
  const auto stored = pipe.set("k", value);
  const auto between = pipe.incr("n");
  const auto fetched = pipe.get("k");
  const auto after = pipe.incr("n");
  client.execute(pipe);
  CHECK(*before == 1);
  CHECK(*stored);
  CHECK(*between == 2);
  CHECK((fetched->value() == value));  // in brackets: Catch would print 64 MiB twice
  CHECK(*after == 3);
}

TEMPLATE_TEST_CASE("an array of many elements comes back whole", "", Blocking, Asynchronous) {
  RedisServer server;
  TestType client{server.uri()};
  constexpr std::size_t kElements = 200'000;
  std::vector<std::string> elements;
  for (std::size_t i = 0; i < kElements; ++i) elements.push_back("element " + std::to_string(i));
  PipelineContext pipe{client};
  for (std::size_t i = 0; i < kElements; i += 1000) {
    std::vector<Argument> arguments{Argument{"list"}};
    for (std::size_t j = i; j < i + 1000; ++j) arguments.emplace_back(elements[j]);
    pipe.command<std::int64_t>("RPUSH", arguments);
  }
  const auto all_of_them = pipe.command<std::vector<std::string>>("LRANGE", "list", 0, -1);
  client.execute(pipe);
  CHECK((*all_of_them == elements));
}

TEMPLATE_TEST_CASE("a batch that left a huge buffer behind gives it back", "", Blocking, Asynchronous) {
  RedisServer server;
  TestType client{server.uri()};
  client.value(client.ping());
  const std::size_t before = heap_in_use();
  {
    std::string value(std::size_t{32} << 20, 'v');
    client.value(client.set("k", value));
    client.value(client.get("k"));
  }
  client.value(client.ping());
  CHECK(heap_in_use() < before + (std::size_t{8} << 20));
}

TEMPLATE_TEST_CASE("what a huge exchange has left in the buffers of a connection is given back when it ends", "",
                   Blocking, Asynchronous) {
  constexpr std::size_t kSize = 64'000'000;
  constexpr std::size_t kModest = 8'000'000;
  RedisServer server{{.extra = {"--client-output-buffer-limit", "pubsub 0 0 0"}}};
  TestType client{server.uri()};
  client.value(client.set("big", std::string(kSize, 'x')));
  client.value(client.template command<std::int64_t>("RPUSH", "list", std::string(kSize, 'x')));
  Subscriber subscriber{server.uri()};
  subscriber.subscribe("news");
  REQUIRE(subscriber.wait_until_active(60s));
  const std::size_t before = heap_in_use();
  SECTION("a string") { CHECK(client.value(client.get("big")).value().size() == kSize); }
  SECTION("an array") { CHECK(client.value(client.lrange("list", 0, -1)).front().size() == kSize); }
  SECTION("a transaction of many commands") {
    PipelineContext pipe{client, atomically};
    for (int i = 0; i < 300'000; ++i) pipe.incr("n");
    client.execute(pipe);
  }
  SECTION("a message") {
    client.value(client.publish("news", std::string(kSize, 'x')));
    const auto event = subscriber.next(60s);
    REQUIRE(event);
    CHECK(std::get<SubscriberMessage>(*event).payload.size() == kSize);
  }
  client.value(client.ping());  // the buffers of this thread are those of a small batch again
  CHECK(heap_in_use() < before + kModest);
}
