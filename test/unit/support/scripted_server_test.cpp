#include "support/scripted_server.hpp"

#include "support/catch.hpp"
#include "unit/support/peer.hpp"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

namespace {

using tributary::test::AfterLastScript;
using tributary::test::Peer;
using tributary::test::ScriptedServer;
using tributary::test::ServerScript;

}  // namespace

TEST_CASE("a script reads like a conversation") {
  const bool tcp = GENERATE(false, true);
  ScriptedServer server{
      {ServerScript{}.expect_command({"PING"}).reply("+PONG\r\n").expect_bytes(3).reply("+bye\r\n").close()},
      {.tcp = tcp}};
  CHECK(server.uri().starts_with(tcp ? "redis://127.0.0.1:" : "unix:///"));
  Peer peer{server};
  peer.send("*1\r\n$4\r\n");
  peer.send("PING\r\n");
  CHECK(peer.receive() == "+PONG\r\n");
  peer.send("any");
  CHECK(peer.receive() == "+bye\r\n");
  CHECK(peer.receive() == "EOF");
  CHECK(server.wait_played());
  CHECK(server.accepted() == 1);
  CHECK(server.received(0) == "*1\r\n$4\r\nPING\r\nany");
  CHECK(server.failure() == "");
}

TEST_CASE("each piece of a reply arrives alone") {
  ScriptedServer server{{ServerScript{}.reply_in_pieces("+PONG\r\n", 2).close()}};
  Peer peer{server};
  CHECK(peer.receive() == "+P");
  CHECK(peer.receive() == "ON");
  CHECK(peer.receive() == "G\r");
  CHECK(peer.receive() == "\n");
  CHECK(peer.receive() == "EOF");
  CHECK_THROWS_AS(ServerScript{}.reply_in_pieces("x", 0), std::invalid_argument);
}

TEST_CASE("unexpected bytes are recorded as a failure and close the connection") {
  ScriptedServer server{{ServerScript{}.expect("right\r\n").reply("never")}};
  Peer peer{server};
  peer.send("rigor\n");
  CHECK(peer.receive() == "EOF");
  CHECK(server.failure() == R"(connection 0, step 0: expected "right\r\n", got "rigor\n")");
  CHECK(server.received(0) == "rigor\n");
  CHECK_FALSE(server.wait_played());
}

TEST_CASE("a client that closes too early is recorded as a failure") {
  ScriptedServer server{{ServerScript{}.expect("right")}};
  Peer peer{server};
  peer.send("ri");
  peer.close();
  CHECK(server.wait_closed_by_client(0));
  CHECK(server.failure() == R"(connection 0, step 0: expected 5 bytes, but after "ri" the client closed)");
}

TEST_CASE("a stalled connection stays open and silent, and records") {
  ScriptedServer server{{ServerScript{}.expect("a").stall()}};
  Peer peer{server};
  peer.send("abc");
  CHECK(server.wait_played());
  CHECK(peer.silent());
  CHECK_FALSE(server.wait_closed_by_client(0, std::chrono::milliseconds{0}));
  peer.close();
  CHECK(server.wait_closed_by_client(0));
  CHECK(server.received(0) == "abc");
  CHECK(server.failure() == "");
}

TEST_CASE("a server that dies closes the connections that it still has") {
  std::optional<Peer> stalled;
  std::optional<Peer> stuck;
  {
    ScriptedServer server{{ServerScript{}.stall(), ServerScript{}.stop_reading()}};
    stalled.emplace(server);
    stuck.emplace(server);
    CHECK(server.wait_played());
  }
  CHECK(stalled->receive() == "EOF");
  CHECK(stuck->receive() == "EOF");
}

TEST_CASE("a reset connection ends with RST") {
  ScriptedServer server{{ServerScript{}.expect("a").reset()}, {.tcp = true}};
  Peer peer{server};
  peer.send("a");
  CHECK(peer.receive() == "RST");
  CHECK_THROWS_AS((ScriptedServer{{ServerScript{}.reset()}}), std::invalid_argument);
}

TEST_CASE("drain takes everything and records nothing") {
  ScriptedServer server{{ServerScript{}.drain()}};
  Peer peer{server};
  REQUIRE(server.wait_played());
  const std::string block(100'000, 'x');
  for (int i = 0; i < 100; ++i) {
    peer.send(block);
  }
  peer.close();
  CHECK(server.wait_closed_by_client(0));
  CHECK(server.received(0).empty());
}

TEST_CASE("a server that stopped reading lets the client's writes pile up, and may still reply") {
  ScriptedServer server{{ServerScript{}.stop_reading().reply("+OK\r\n").stall()}};
  Peer peer{server};
  CHECK(peer.receive() == "+OK\r\n");
  CHECK(peer.fill() > 0);
  CHECK(server.received(0).empty());
  CHECK_FALSE(server.wait_closed_by_client(0, std::chrono::milliseconds{0}));
  peer.close();
  CHECK(server.wait_closed_by_client(0));
}

TEST_CASE("a reply larger than the socket buffers arrives whole") {
  const std::string reply(3'000'000, 'r');
  ScriptedServer server{{ServerScript{}.reply(reply).close()}};
  Peer peer{server};
  std::string received;
  for (auto part = peer.receive(); part != "EOF"; part = peer.receive()) {
    REQUIRE(part != "timeout");
    received += part;
  }
  CHECK(received == reply);
}

TEST_CASE("every connection gets its own script, and those after the last are closed") {
  ScriptedServer server{{ServerScript{}.reply("one"), ServerScript{}.reply("two")}};
  Peer first{server};
  Peer second{server};
  Peer third{server};
  CHECK(first.receive() == "one");
  CHECK(second.receive() == "two");
  CHECK(third.receive() == "EOF");
  CHECK(server.wait_accepted(3));
  CHECK_FALSE(server.wait_accepted(4, std::chrono::milliseconds{0}));
}

TEST_CASE("the last script may repeat") {
  ScriptedServer server{{ServerScript{}.reply("one"), ServerScript{}.reply("two")},
                        {.after_last = AfterLastScript::repeat}};
  Peer first{server};
  Peer second{server};
  Peer third{server};
  CHECK(first.receive() == "one");
  CHECK(second.receive() == "two");
  CHECK(third.receive() == "two");
}
