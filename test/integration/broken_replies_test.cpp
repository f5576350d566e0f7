// Bad days of the conversation: replies that are cut, garbage, too many, of the wrong type, or errors.
#include "integration/drivers.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_server.hpp"

#include <numeric>
#include <optional>

using namespace tributary;
using namespace tributary::test;

namespace {

/// Five commands with replies of every shape, and what becomes of them.
struct Conversation {
  explicit Conversation(Commands& client) : pipe{client} {
    number = pipe.incr("n");
    text = pipe.get("text");
    missing = pipe.get("missing");
    list = pipe.command<std::vector<std::string>>("LRANGE", "list", 0, -1);
    stored = pipe.set("k", "v");
  }

  static std::string request() {
    return resp_command({"INCR", "n"}) + resp_command({"GET", "text"}) + resp_command({"GET", "missing"}) +
           resp_command({"LRANGE", "list", "0", "-1"}) + resp_command({"SET", "k", "v"});
  }
  static std::vector<std::string> replies() {
    return {":42\r\n", "$7\r\nab\r\ncde\r\n", "$-1\r\n", "*2\r\n$1\r\nx\r\n$0\r\n\r\n", "+OK\r\n"};
  }
  static std::string all_replies() {
    const auto parts = replies();
    return std::accumulate(parts.begin(), parts.end(), std::string{});
  }
  /// How many replies are complete in the first `bytes` bytes.
  static std::size_t complete_in(std::size_t bytes) {
    std::size_t complete = 0;
    std::size_t end = 0;
    for (const auto& reply : replies()) {
      end += reply.size();
      complete += end <= bytes ? 1U : 0U;
    }
    return complete;
  }

  std::vector<std::string> states() const {
    return {state_of(number), state_of(text), state_of(missing), state_of(list), state_of(stored)};
  }
  /// The first `count` have the values that the replies say.
  void check_values(std::size_t count) const {
    if (count > 0) CHECK(*number == 42);
    if (count > 1) CHECK(text->value() == "ab\r\ncde");
    if (count > 2) CHECK_FALSE(missing->has_value());
    if (count > 3) CHECK(*list == std::vector<std::string>{"x", ""});
    if (count > 4) CHECK(*stored);
  }
  /// The first `answered` have values, the others are in doubt, and execute() says so.
  template <class Driver>
  void check_cut_after(Driver& client, std::size_t answered, TransportReason reason) {
    const auto error = thrown_by<TransportError>([&] { client.execute(pipe); });
    CHECK(error.reason() == reason);
    CHECK(error.outcome() == TransportOutcome::maybe_applied);
    CHECK(error.failed() == 5 - answered);
    std::vector<std::string> expected(answered, "value");
    expected.resize(5, "maybe_applied");
    CHECK(states() == expected);
    check_values(answered);
  }

  PipelineContext pipe;
  DeferredResult<std::int64_t> number;
  DeferredResult<std::optional<std::string>> text;
  DeferredResult<std::optional<std::string>> missing;
  DeferredResult<std::vector<std::string>> list;
  DeferredResult<bool> stored;
};

const ServerScript kPing =
    ServerScript{}.expect_command({"PING"}).reply("+PONG\r\n").expect_command({"PING"}).reply("+PONG\r\n");

}  // namespace

TEMPLATE_TEST_CASE("promise 14: replies that end at any byte fill what they complete, and leave the rest in doubt", "",
                   Blocking, Asynchronous) {
  const bool tcp = GENERATE(false, true);
  const std::string replies = Conversation::all_replies();
  std::vector<ServerScript> scripts;
  for (std::size_t cut = 0; cut < replies.size(); ++cut) {
    scripts.push_back(ServerScript{}.expect(Conversation::request()).reply(replies.substr(0, cut)).close());
  }
  scripts.push_back(kPing);
  ScriptedServer server{scripts, {.tcp = tcp}};
  TestType client{server.uri()};
  for (std::size_t cut = 0; cut < replies.size(); ++cut) {
    CAPTURE(tcp, cut);
    Conversation conversation{client};
    conversation.check_cut_after(client, Conversation::complete_in(cut), TransportReason::closed);
  }
  CHECK(client.value(client.ping()) == "PONG");
  CHECK(server.failure() == "");
}

TEMPLATE_TEST_CASE(
    "promise 14: replies that end by a reset at any byte fill what they complete, and leave the rest in doubt", "",
    Blocking, Asynchronous) {
  const std::string replies = Conversation::all_replies();
  std::vector<ServerScript> scripts;
  for (std::size_t cut = 0; cut < replies.size(); ++cut) {
    scripts.push_back(ServerScript{}.expect(Conversation::request()).reply(replies.substr(0, cut)).reset());
  }
  ScriptedServer server{scripts, {.tcp = true}};
  TestType client{server.uri()};
  for (std::size_t cut = 0; cut < replies.size(); ++cut) {
    CAPTURE(cut);
    Conversation conversation{client};
    conversation.check_cut_after(client, Conversation::complete_in(cut), TransportReason::closed);
  }
  CHECK(server.failure() == "");
}

TEMPLATE_TEST_CASE("a connection that the server closes behind the last reply takes no value away", "", Blocking,
                   Asynchronous) {
  ScriptedServer server{
      {ServerScript{}.expect(Conversation::request()).reply(Conversation::all_replies()).close(), kPing}};
  TestType client{server.uri()};
  Conversation conversation{client};
  CHECK(client.execute(conversation.pipe) == 0);
  conversation.check_values(5);
  REQUIRE(server.wait_closed_by_client(0, 0ms) == false);
  CHECK(client.value(client.ping()) == "PONG");
}

TEMPLATE_TEST_CASE("replies in pieces of any size give the same values", "", Blocking, Asynchronous) {
  const std::string replies = Conversation::all_replies();
  std::vector<ServerScript> scripts;
  for (std::size_t size = 1; size <= replies.size(); ++size) {
    scripts.push_back(ServerScript{}.expect(Conversation::request()).reply_in_pieces(replies, size));
  }
  ScriptedServer server{scripts};
  for (std::size_t size = 1; size <= replies.size(); ++size) {
    CAPTURE(size);
    TestType client{server.uri()};
    Conversation conversation{client};
    CHECK(client.execute(conversation.pipe) == 0);
    conversation.check_values(5);
  }
  CHECK(server.failure() == "");
}

TEMPLATE_TEST_CASE("promise 14: garbage at the beginning of any reply closes the connection, and reaches no result", "",
                   Blocking, Asynchronous) {
  const auto parts = Conversation::replies();
  std::vector<ServerScript> scripts;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const std::string good =
        std::accumulate(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(at), std::string{});
    scripts.push_back(
        ServerScript{}.expect(Conversation::request()).reply(good + "HTTP/1.1 400 Bad Request\r\n\r\n").stall());
  }
  scripts.push_back(kPing);
  ScriptedServer server{scripts};
  TestType client{server.uri()};
  for (std::size_t at = 0; at < parts.size(); ++at) {
    CAPTURE(at);
    Conversation conversation{client};
    conversation.check_cut_after(client, at, TransportReason::protocol);
    CHECK(server.wait_closed_by_client(at));
  }
  CHECK(client.value(client.ping()) == "PONG");
}

TEMPLATE_TEST_CASE("promise 14: a reply beyond a limit closes the connection before the memory is spent", "", Blocking,
                   Asynchronous) {
  ScriptedServer server{{ServerScript{}.expect_command({"GET", "k"}).reply("*100000000\r\n").stall(),
                         ServerScript{}
                             .expect_command({"GET", "k"})
                             .reply("$" + std::to_string(2'000'000) + "\r\n" + std::string(1'500'000, 'x'))
                             .stall()}};
  ClientOptions options;
  options.unix_socket = server.socket_path();
  options.reply_limits.max_bulk_bytes = 1'000'000;
  options.reply_limits.max_elements = 1'000'000;
  TestType client{options};
  for (std::size_t i = 0; i < 2; ++i) {
    CAPTURE(i);
    const std::size_t before = heap_in_use();
    const auto error = thrown_by<TransportError>([&] { client.value(client.get("k")); });
    CHECK(error.reason() == TransportReason::protocol);
    CHECK(server.wait_closed_by_client(i));
    CHECK(heap_in_use() < before + 10'000'000);
  }
}

TEMPLATE_TEST_CASE(
    "promise 14: a reply that nobody asked for, with the last one, closes the connection and keeps the results", "",
    Blocking, Asynchronous) {
  ScriptedServer server{
      {ServerScript{}.expect(Conversation::request()).reply(Conversation::all_replies() + ":666\r\n").stall(),
       ServerScript{}.expect_command({"INCR", "n"}).reply(":43\r\n")}};
  TestType client{server.uri()};
  Conversation conversation{client};
  CHECK(client.execute(conversation.pipe) == 0);
  conversation.check_values(5);
  CHECK(server.wait_closed_by_client(0));
  CHECK(client.value(client.incr("n")) == 43);
  CHECK(server.failure() == "");
}

TEMPLATE_TEST_CASE("promise 14: half a reply that nobody asked for closes the connection and keeps the results", "",
                   Blocking, Asynchronous) {
  ScriptedServer server{
      {ServerScript{}.expect(Conversation::request()).reply(Conversation::all_replies() + "$5\r\nhal").stall(),
       ServerScript{}.expect_command({"INCR", "n"}).reply(":43\r\n")}};
  TestType client{server.uri()};
  Conversation conversation{client};
  CHECK(client.execute(conversation.pipe) == 0);
  conversation.check_values(5);
  CHECK(server.wait_closed_by_client(0));
  CHECK(client.value(client.incr("n")) == 43);
}

TEMPLATE_TEST_CASE("promise 14: a reply that nobody asked for, after the exchange, reaches no later result", "",
                   Blocking, Asynchronous) {
  // Sent as soon as the client has read its own reply. The next execute may come at once, or after a while.
  const auto wait = GENERATE(0ms, 5ms);
  constexpr std::size_t kRounds = 20;
  ScriptedServer server{{ServerScript{}.expect_command({"INCR", "n"}).reply_in_pieces(":1\r\n:6\r\n", 4).stall()},
                        {.after_last = AfterLastScript::repeat}};
  TestType client{server.uri()};
  for (std::size_t round = 1; round <= kRounds; ++round) {
    CAPTURE(wait, round);
    CHECK(client.value(client.incr("n")) == 1);
    CHECK(server.accepted() == round);
    REQUIRE(server.wait_played());
    let_pass(wait);
  }
  CHECK(server.failure() == "");
}

TEMPLATE_TEST_CASE(
    "promise 5: a reply of the wrong type stays with its command, wherever it is, and the connection lives", "",
    Blocking, Asynchronous) {
  constexpr std::size_t kCommands = 5;
  // A list where a number is wanted: what a stranger's value does to a typed GET.
  std::string request;
  std::vector<ServerScript> script(1);
  for (std::size_t i = 0; i < kCommands; ++i) request += resp_command({"GET", "n" + std::to_string(i)});
  for (std::size_t wrong = 0; wrong < kCommands; ++wrong) {
    script[0].expect(request);
    for (std::size_t i = 0; i < kCommands; ++i)
      script[0].reply(i == wrong ? "*2\r\n:1\r\n*1\r\n$1\r\nx\r\n" : "$1\r\n7\r\n");
  }
  ScriptedServer server{script};
  TestType client{server.uri()};
  for (std::size_t wrong = 0; wrong < kCommands; ++wrong) {
    CAPTURE(wrong);
    PipelineContext pipe{client};
    std::vector<DeferredResult<std::optional<std::int64_t>>> results;
    for (std::size_t i = 0; i < kCommands; ++i) results.push_back(pipe.get<std::int64_t>("n" + std::to_string(i)));
    const auto error = thrown_by<DecodeError>([&] { client.execute(pipe); });
    CHECK(error.position() == wrong);
    CHECK(error.command() == "GET");
    CHECK(error.failed() == 1);
    for (std::size_t i = 0; i < kCommands; ++i) {
      if (i == wrong) {
        CHECK(state_of(results[i]) == "decode");
      } else {
        CHECK(results[i]->value() == 7);
      }
    }
  }
  CHECK(server.accepted() == 1);
  CHECK(server.failure() == "");
}

TEMPLATE_TEST_CASE("promise 5: an error reply stays with its command, wherever it is, and the connection lives", "",
                   Blocking, Asynchronous) {
  constexpr std::size_t kCommands = 7;
  RedisServer server;
  TestType client{server.uri()};
  client.value(client.template command<std::int64_t>("RPUSH", "list", "a"));
  for (std::size_t wrong = 0; wrong < kCommands; ++wrong) {
    CAPTURE(wrong);
    client.value(client.set("n", 0));
    PipelineContext pipe{client};
    std::vector<DeferredResult<std::int64_t>> results;
    for (std::size_t i = 0; i < kCommands; ++i) results.push_back(pipe.incr(i == wrong ? "list" : "n"));
    const auto error = thrown_by<ServerError>([&] { client.execute(pipe); });
    CHECK(error.code() == "WRONGTYPE");
    CHECK(error.position() == wrong);
    CHECK(error.failed() == 1);
    std::int64_t expected = 0;
    for (std::size_t i = 0; i < kCommands; ++i) {
      if (i == wrong) {
        CHECK(state_of(results[i]) == "server");
        CHECK(results[i].error()->position == i);
      } else {
        CHECK(*results[i] == ++expected);
      }
    }
  }
  CHECK(connections_to(server) == 1);
  CHECK(server.statistic("total_connections_received") == 2);
}

TEMPLATE_TEST_CASE("promise 5: a batch in which every command fails keeps the connection too", "", Blocking,
                   Asynchronous) {
  RedisServer server;
  TestType client{server.uri()};
  client.value(client.template command<std::int64_t>("RPUSH", "list", "a"));
  PipelineContext pipe{client};
  std::vector<DeferredResult<std::int64_t>> results;
  for (int i = 0; i < 100; ++i) results.push_back(pipe.incr("list"));
  CHECK(client.execute(pipe, {.errors = Errors::in_results}) == 100);
  CHECK(count_of(states_of(results), "server") == 100);
  client.value(client.ping());
  CHECK(server.statistic("total_connections_received") == 2);
}

TEMPLATE_TEST_CASE("promise 11: a failed connection is reported before a failed command", "", Blocking, Asynchronous) {
  ScriptedServer server{{ServerScript{}
                             .expect(resp_command({"INCR", "a"}) + resp_command({"INCR", "b"}))
                             .reply("-WRONGTYPE no\r\n")
                             .close()}};
  TestType client{server.uri()};
  PipelineContext pipe{client};
  const auto refused = pipe.incr("a");
  const auto lost = pipe.incr("b");
  const auto error = thrown_by<TransportError>([&] { client.execute(pipe); });
  CHECK(error.failed() == 2);
  CHECK(state_of(refused) == "server");
  CHECK(state_of(lost) == "maybe_applied");
}

TEMPLATE_TEST_CASE("promise 14: a server that stalls within any reply ends the wait, and what it completed is kept", "",
                   Blocking, Asynchronous) {
  const auto parts = Conversation::replies();
  std::vector<ServerScript> scripts;
  std::string replies;
  for (const std::string& part : parts) {
    scripts.push_back(
        ServerScript{}.expect(Conversation::request()).reply(replies + part.substr(0, part.size() / 2)).stall());
    replies += part;
  }
  ScriptedServer server{scripts};
  ClientOptions options;
  options.unix_socket = server.socket_path();
  options.timeout = 200ms;
  TestType client{options};
  for (std::size_t at = 0; at < parts.size(); ++at) {
    CAPTURE(at);
    Conversation conversation{client};
    conversation.check_cut_after(client, at, TransportReason::timeout);
    CHECK(server.wait_closed_by_client(at));
  }
  CHECK(server.failure() == "");
}

TEMPLATE_TEST_CASE("promise 5: a reply of a type that its command never has stays with it, wherever it is", "",
                   Blocking, Asynchronous) {
  const auto parts = Conversation::replies();
  const std::string nested = "*1\r\n*1\r\n*0\r\n";
  ServerScript script;
  for (std::size_t wrong = 0; wrong < parts.size(); ++wrong) {
    script.expect(Conversation::request());
    for (std::size_t i = 0; i < parts.size(); ++i) script.reply(i == wrong ? nested : parts[i]);
  }
  ScriptedServer server{{script}};
  TestType client{server.uri()};
  for (std::size_t wrong = 0; wrong < parts.size(); ++wrong) {
    CAPTURE(wrong);
    Conversation conversation{client};
    const auto error = thrown_by<DecodeError>([&] { client.execute(conversation.pipe); });
    CHECK(error.position() == wrong);
    CHECK(error.failed() == 1);
    std::vector<std::string> expected(parts.size(), "value");
    expected[wrong] = "decode";
    CHECK(conversation.states() == expected);
  }
  CHECK(server.accepted() == 1);
  CHECK(server.failure() == "");
}

TEMPLATE_TEST_CASE("promise 14: a reply to what was not sent yet is no reply to it", "", Blocking, Asynchronous) {
  // More than the socket buffers hold: the second command has not left whole when its reply comes.
  ScriptedServer server{
      {ServerScript{}.expect(resp_command({"INCR", "a"})).stop_reading().reply(":1\r\n+OK\r\n").stall()}};
  TestType client{server.uri()};
  PipelineContext pipe{client};
  const auto number = pipe.incr("a");
  const auto stored = pipe.set("k", std::string(50'000'000, 'v'));
  const auto error = thrown_by<TransportError>([&] { client.execute(pipe); });
  CHECK(error.reason() == TransportReason::protocol);
  CHECK(*number == 1);
  CHECK(state_of(stored) == "not_sent");
  CHECK(server.wait_closed_by_client(0));
  CHECK(server.failure() == "");
}

TEMPLATE_TEST_CASE("promise 14: a reply that nobody asked for, with the answer to the login, reaches no result", "",
                   Blocking, Asynchronous) {
  const ServerScript talkative = ServerScript{}.expect_command({"PING"}).reply("+PONG\r\n:666\r\n").stall();
  ScriptedServer server{{talkative, ServerScript{}.expect_command({"INCR", "n"}).reply(":1\r\n")}};
  TestType client{server.uri()};
  const auto error = thrown_by<TransportError>([&] { client.value(client.incr("n")); });
  CHECK(error.outcome() == TransportOutcome::not_sent);
  CHECK(server.wait_closed_by_client(0));
  client.rest();
  CHECK(client.value(client.incr("n")) == 1);
  CHECK(server.failure() == "");
}
