#include "support/faulty_proxy.hpp"

#include "support/catch.hpp"
#include "support/scripted_server.hpp"
#include "unit/support/peer.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

namespace {

using tributary::test::Fault;
using tributary::test::FaultyProxy;
using tributary::test::FaultyProxyOptions;
using tributary::test::kAllFaults;
using tributary::test::Peer;
using tributary::test::ScriptedServer;
using tributary::test::ServerScript;

constexpr FaultyProxyOptions kHarmless{.weights = {}};

// The first byte of each direction passes, then every byte meets this fault. One that lasts does so until calm().
FaultyProxyOptions always(Fault fault) {
  FaultyProxyOptions options{.bytes_between_faults = 1e-9,
                             .weights = {},
                             .longest_freeze = std::chrono::hours{10'000},
                             .longest_delay = std::chrono::hours{10'000}};
  options.weights[static_cast<std::size_t>(fault)] = 1;
  return options;
}

bool eventually_injected(const FaultyProxy& proxy, Fault fault) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  while (proxy.injected(fault) == 0 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  return proxy.injected(fault) > 0;
}

std::size_t bytes_before_a_cut(std::uint32_t seed) {
  const ScriptedServer server{{ServerScript{}.reply(std::string(1'000'000, 'r')).close()}};
  FaultyProxyOptions options = always(Fault::cut);
  options.seed = seed;
  options.bytes_between_faults = 10'000;
  const FaultyProxy proxy{server.socket_path(), options};
  return Peer{proxy}.receive_all().size();
}

}  // namespace

TEST_CASE("without faults a proxy passes everything on, and the end") {
  const bool tcp = GENERATE(false, true);
  FaultyProxyOptions options = kHarmless;
  options.tcp = tcp;
  const std::string request(3'000'000, 'q');
  const std::string reply(3'000'000, 'r');
  ScriptedServer server{{ServerScript{}.expect("hello").reply("hi").expect(request).reply(reply).close()}};
  FaultyProxy proxy{server.socket_path(), options};
  Peer peer{proxy};
  peer.send("hello");
  CHECK(peer.receive() == "hi");
  CHECK_FALSE(proxy.wait_idle(std::chrono::milliseconds{1}));
  peer.send(request);
  CHECK(peer.receive_all() == reply);
  CHECK(server.wait_played());
  peer.close();
  CHECK(proxy.wait_idle());
  CHECK(proxy.accepted() == 1);
  for (const Fault fault : kAllFaults) {
    CHECK(proxy.injected(fault) == 0);
  }
  CHECK(server.failure() == "");
}

TEST_CASE("a proxy cuts in good order, at offsets that the seed decides") {
  const std::size_t one = bytes_before_a_cut(1);
  CHECK(one < 1'000'000);
  CHECK(bytes_before_a_cut(1) == one);
  CHECK(bytes_before_a_cut(2) != one);

  ScriptedServer server{{ServerScript{}.expect("ab")}};
  FaultyProxy proxy{server.socket_path(), always(Fault::cut)};
  Peer peer{proxy};
  peer.send("ab");
  CHECK(peer.receive() == "EOF");
  CHECK(server.wait_closed_by_client(0));
  CHECK(server.received(0) == "a");
  CHECK(proxy.injected(Fault::cut) == 1);
  CHECK(proxy.wait_idle());
}

TEST_CASE("a proxy resets") {
  FaultyProxyOptions options = always(Fault::reset);
  options.tcp = GENERATE(false, true);
  ScriptedServer server{{ServerScript{}.expect("ab")}};
  FaultyProxy proxy{server.socket_path(), options};
  Peer peer{proxy};
  peer.send("ab");
  CHECK(peer.receive() == "RST");
  CHECK(server.wait_closed_by_client(0));
  CHECK(server.received(0) == "a");
  CHECK(proxy.injected(Fault::reset) == 1);
}

TEST_CASE("of a connection that a proxy half closes, the other half goes on") {
  ScriptedServer server{{ServerScript{}.reply("xy").expect("a").stall()}};
  FaultyProxy proxy{server.socket_path(), always(Fault::half_close)};
  Peer peer{proxy};
  CHECK(peer.receive_all() == "x");
  peer.send("a");
  CHECK(server.wait_played());
  CHECK(proxy.injected(Fault::half_close) == 1);
  peer.close();
  CHECK(server.wait_closed_by_client(0));
  CHECK(proxy.wait_idle());
}

TEST_CASE("what is frozen in a proxy goes on when it is calm, also when its sender has left") {
  const bool leaves = GENERATE(false, true);
  ScriptedServer server{{ServerScript{}.expect("ab").reply("c").stall()}};
  FaultyProxy proxy{server.socket_path(), always(Fault::freeze)};
  Peer peer{proxy};
  peer.send("ab");
  REQUIRE(eventually_injected(proxy, Fault::freeze));
  CHECK(peer.silent());
  CHECK(server.received(0) != "ab");
  if (leaves) {
    peer.close();
  }
  proxy.calm();
  CHECK(server.wait_played());
  if (!leaves) {
    CHECK(peer.receive() == "c");
    peer.close();
  }
  CHECK(server.wait_closed_by_client(0));
  CHECK(proxy.injected(Fault::freeze) == 1);
}

TEST_CASE("a frozen connection moves nothing in the other direction either, and others go on") {
  ScriptedServer server{{ServerScript{}.reply("xy").expect("a").stall(), ServerScript{}.expect("b").stall()}};
  FaultyProxy proxy{server.socket_path(), always(Fault::freeze)};
  Peer peer{proxy};
  CHECK(peer.receive() == "x");
  REQUIRE(eventually_injected(proxy, Fault::freeze));
  peer.send("a");
  Peer other{proxy};
  other.send("b");
  other.close();
  CHECK(server.wait_closed_by_client(1));
  CHECK(server.received(0) == "");
  CHECK(peer.silent());
  proxy.calm();
  CHECK(peer.receive() == "y");
  CHECK(server.wait_played());
}

TEST_CASE("a proxy delays one direction, and not the other") {
  ScriptedServer server{{ServerScript{}.expect("a").reply("x").expect("b").reply("y").stall()}};
  FaultyProxy proxy{server.socket_path(), always(Fault::delay)};
  Peer peer{proxy};
  peer.send("ab");
  REQUIRE(eventually_injected(proxy, Fault::delay));
  CHECK(peer.receive() == "x");
  CHECK(peer.silent());
  proxy.calm();
  CHECK(peer.receive() == "y");
  CHECK(server.failure() == "");
}

TEST_CASE("single bytes arrive alone, all of them and in order") {
  ScriptedServer server{{ServerScript{}.reply("+PONG\r\n").close()}};
  FaultyProxy proxy{server.socket_path(), always(Fault::single_bytes)};
  Peer peer{proxy};
  for (const char c : std::string{"+PONG\r\n"}) {
    CHECK(peer.receive() == std::string(1, c));
  }
  CHECK(peer.receive() == "EOF");
  CHECK(proxy.injected(Fault::single_bytes) > 0);
}

TEST_CASE("a proxy without a server closes") {
  FaultyProxy proxy{"/nowhere", kHarmless};
  Peer peer{proxy};
  CHECK(peer.receive() == "EOF");
  CHECK(proxy.wait_idle());
  CHECK(proxy.failure() == "");
}
