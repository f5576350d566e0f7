// TLS without a socket: what both sides say is carried by strings.
#include <tributary/link/client_options.hpp>

#include "link/tls.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"
#include "support/tls_peer.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

using namespace std::chrono_literals;
using namespace tributary;
using namespace tributary::detail;
using namespace tributary::test;

namespace {

using State = TlsSession::State;

/// Carries bytes both ways, `step` at a time, until nobody has anything to say or the session is over.
void shake_hands(TlsSession& session, TlsPeer& peer, std::size_t step = 1 << 20) {
  std::string for_session;
  for (;;) {
    std::string_view came = std::string_view{for_session}.substr(0, step);
    const std::size_t given = came.size();
    session.shake_hands(came);
    for_session.erase(0, given - came.size());
    const std::string said{session.unsent()};
    session.sent(said.size());
    for (std::size_t at = 0; at < said.size(); at += step) {
      for_session += peer.answer(std::string_view{said}.substr(at, step));
    }
    if (session.state() != State::shaking_hands || (said.empty() && for_session.empty())) break;
  }
  // Tickets come behind the handshake.
  std::array<char, 1024> room{};
  std::string_view rest{for_session};
  if (session.state() == State::open) CHECK(session.decrypt(rest, room) == 0);
}

std::string send_all(TlsSession& session, TlsPeer& peer) {
  const std::string said{session.unsent()};
  session.sent(said.size());
  return peer.answer(said);
}

std::string decrypt(TlsSession& session, std::string_view came, std::size_t room_size = 1 << 17) {
  std::vector<char> room(room_size);
  std::string plain;
  for (std::size_t size = 0; (size = session.decrypt(came, room)) > 0;) plain.append(room.data(), size);
  return plain;
}

struct Server {
  Authority authority;
  TlsPeers peers;

  explicit Server(const CertificateOptions& options = {}) : peers{{authority.issue(options)}} {}

  ClientOptions client(const std::string& host = "localhost") const {
    ClientOptions options;
    options.host = host;
    options.tls = TlsOptions{.ca_file = authority.ca_file()};
    return options;
  }
};

/// A client and a server that have shaken hands.
struct Talk {
  Server server;
  std::shared_ptr<TlsContext> context = TlsContext::make(*server.client().tls);
  std::unique_ptr<TlsSession> session = context->begin("localhost");
  TlsPeer peer{server.peers};

  Talk() { shake_hands(*session, peer); }
};

/// Why the handshake of a client fails.
std::string refusal_of(const ClientOptions& client, TlsPeers& peers) {
  const auto context = TlsContext::make(*client.tls);
  const auto session = context->begin(client.host);
  TlsPeer peer{peers};
  shake_hands(*session, peer);
  REQUIRE(session->state() == State::failed);
  return session->why();
}

std::string refusal_of(const TlsOptions& tls) {
  ClientOptions options;
  options.tls = tls;
  try {
    TlsContext::make(*options.tls);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "it was accepted";
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

TEST_CASE("both sides understand each other, whatever pieces their bytes come in") {
  Server server;
  const auto context = TlsContext::make(*server.client().tls);
  for (const std::size_t step : std::initializer_list<std::size_t>{1, 2, 3, 5, 7, 100, 1 << 20}) {
    const auto session = context->begin("localhost");
    TlsPeer peer{server.peers};
    shake_hands(*session, peer, step);
    REQUIRE(session->state() == State::open);
    session->encrypt("PING\r\n");
    send_all(*session, peer);
    CHECK(peer.heard() == "PING\r\n");

    const std::string said = peer.say("+PONG\r\n");
    std::string heard;
    for (std::size_t at = 0; at < said.size(); at += step) {
      heard += decrypt(*session, std::string_view{said}.substr(at, step));
    }
    CHECK(heard == "+PONG\r\n");
  }
}

TEST_CASE("bytes of the application count when the last byte of their record has left") {
  Talk talk;
  auto& [server, context, session, peer] = talk;

  session->encrypt("first");
  const std::size_t first = session->unsent().size();
  session->encrypt("the second");
  const std::string all{session->unsent()};
  CHECK(session->sent(0) == 0);
  CHECK(session->sent(first - 1) == 0);
  CHECK(session->sent(1) == 5);
  CHECK(session->sent(all.size() - first - 1) == 0);
  CHECK(session->unsent().size() == 1);
  CHECK(session->sent(1) == 10);
  CHECK(session->unsent().empty());
  peer.answer(std::string_view{all}.substr(0, all.size() - 1));
  CHECK(peer.heard() == "first");  // of a record without its last byte nothing is understood
  peer.answer(std::string_view{all}.substr(all.size() - 1));
  CHECK(peer.heard() == "firstthe second");
}

TEST_CASE("a record of the most bytes has no more than the extra ones that are reserved for it") {
  Talk talk;
  auto& [server, context, session, peer] = talk;
  session->encrypt(std::string(TlsSession::kRecordBytes, 'x'));
  CHECK(session->unsent().size() <= TlsSession::kRecordBytes + TlsSession::kRecordExtraBytes);
  CHECK(session->sent(session->unsent().size()) == TlsSession::kRecordBytes);
}

TEST_CASE("what does not fit into the room is decrypted the next time") {
  Talk talk;
  auto& [server, context, session, peer] = talk;
  std::string plain;
  for (int i = 0; i < 20'000; ++i) plain += std::to_string(i);
  CHECK(decrypt(*session, peer.say(plain), 1000) == plain);
}

TEST_CASE("keys may change in the middle of a conversation") {
  Talk talk;
  auto& [server, context, session, peer] = talk;
  const std::string change = peer.change_keys();
  CHECK(decrypt(*session, change + peer.say("with new ones")) == "with new ones");
  CHECK(session->state() == State::open);
  session->encrypt("and the answer");
  send_all(*session, peer);
  CHECK(peer.heard() == "and the answer");
}

TEST_CASE("an end in good order is told apart from a failure") {
  Talk talk;
  auto& [server, context, session, peer] = talk;
  const std::string last = peer.say("-ERR bye\r\n");
  CHECK(decrypt(*session, last + peer.end()) == "-ERR bye\r\n");
  CHECK(session->state() == State::ended);
  session->encrypt("too late");
  CHECK(session->unsent().empty());
}

TEST_CASE("a byte that was changed on the way ends the conversation, and nothing of its record is seen") {
  Talk talk;
  auto& [server, context, session, peer] = talk;
  std::string said = peer.say("+OK\r\n");
  said[said.size() / 2] = static_cast<char>(said[said.size() / 2] ^ 1);
  CHECK(decrypt(*session, said).empty());
  CHECK(session->state() == State::failed);
  CHECK(holds(session->why(), "TLS failed: "));
}

TEST_CASE("the second connection resumes the session of the first, over either version") {
  for (const bool at_most_1_2 : {false, true}) {
    Authority authority;
    TlsPeers peers{{.files = authority.issue(), .at_most_1_2 = at_most_1_2}};
    ClientOptions options;
    options.tls = TlsOptions{.ca_file = authority.ca_file()};
    const auto context = TlsContext::make(*options.tls);
    for (const bool resumed : {false, true, true}) {
      const auto session = context->begin("localhost");
      TlsPeer peer{peers};
      shake_hands(*session, peer);
      REQUIRE(session->state() == State::open);
      CHECK(peer.resumed() == resumed);
    }
  }
}

TEST_CASE("a session is not resumed with a server of another name: nobody would look at its certificate") {
  Server server{{.names = {"DNS:localhost", "DNS:other.example"}}};
  const auto context = TlsContext::make(*server.client().tls);
  for (const auto& [host, resumed] : {std::pair{"localhost", false}, std::pair{"localhost", true},
                                      std::pair{"other.example", false}, std::pair{"other.example", true}}) {
    const auto session = context->begin(host);
    TlsPeer peer{server.peers};
    shake_hands(*session, peer);
    REQUIRE(session->state() == State::open);
    CHECK(peer.resumed() == resumed);
  }
}

TEST_CASE("a session of files that count no more is not resumed: nobody would look at the new ones") {
  Server server;
  const Authority other{"Another Authority"};
  ClientOptions options = server.client();
  const TemporaryFolder folder;
  options.tls->ca_file = (folder.path() / "ca.crt").string();
  std::filesystem::copy_file(server.authority.ca_file(), options.tls->ca_file);
  const auto context = TlsContext::make(*options.tls);
  const auto early = context->begin("localhost");
  TlsPeer early_peer{server.peers};
  std::string tickets;
  while (early->state() == State::shaking_hands) {
    std::string_view came{tickets};
    early->shake_hands(came);
    tickets = std::string{came} + send_all(*early, early_peer);
  }
  REQUIRE(early->state() == State::open);
  std::filesystem::copy_file(other.ca_file(), options.tls->ca_file, std::filesystem::copy_options::overwrite_existing);
  const auto state = [&] {
    const auto session = context->begin("localhost");
    TlsPeer peer{server.peers};
    shake_hands(*session, peer);
    return session->state();
  };
  CHECK(state() == State::failed);
  CHECK(decrypt(*early, tickets).empty());  // its tickets come only now
  CHECK(early->state() == State::open);
  CHECK(state() == State::failed);
}

TEST_CASE("the server is asked for by its name, but not by an address") {
  Server server;
  const auto name_asked_of = [&](const ClientOptions& options) {
    const auto context = TlsContext::make(*options.tls);
    const auto session = context->begin(options.host);
    TlsPeer peer{server.peers};
    shake_hands(*session, peer);
    REQUIRE(session->state() == State::open);
    return peer.server_name();
  };
  CHECK(name_asked_of(server.client()) == "localhost");
  CHECK(name_asked_of(server.client("127.0.0.1")).empty());
  ClientOptions by_name = server.client("10.0.0.7");
  by_name.tls->server_name = "localhost";
  CHECK(name_asked_of(by_name) == "localhost");
}

TEST_CASE("a certificate for another name is refused, with the names that it is for") {
  Server server{{.common_name = "cache", .names = {"DNS:cache.example", "IP:10.1.2.3", "IP:fe80::1"}}};
  const std::string why = refusal_of(server.client("redis.example"), server.peers);
  CHECK(holds(why, "is not for redis.example"));
  CHECK(holds(why, "CN=cache for cache.example, 10.1.2.3, fe80::1, by CN=Test Authority"));
  CHECK(holds(refusal_of(server.client("127.0.0.1"), server.peers), "is not for 127.0.0.1"));
}

TEST_CASE("a name that only begins like the certificate's is another one") {
  Server server{{.names = {"DNS:*.example", "DNS:db*.test"}}};
  CHECK(holds(refusal_of(server.client("a.b.example"), server.peers), "is not for a.b.example"));
  CHECK(holds(refusal_of(server.client("db1.test"), server.peers), "is not for db1.test"));
  CHECK(holds(refusal_of(server.client("example"), server.peers), "is not for example"));
}

TEST_CASE("a certificate that has expired, or is not valid yet, is refused with its times") {
  Server expired{{.from = -48h, .to = -24h}};
  CHECK(holds(refusal_of(expired.client(), expired.peers), "has expired; it is the certificate of CN=redis"));
  CHECK(holds(refusal_of(expired.client(), expired.peers), ", valid from 20"));
  Server early{{.from = 24h, .to = 48h}};
  CHECK(holds(refusal_of(early.client(), early.peers), "is not valid yet: is the clock right?"));
}

TEST_CASE("a certificate of an unknown authority is refused, with where authorities were looked for") {
  Server server;
  const Authority other{"Another Authority"};
  ClientOptions options = server.client();
  options.tls->ca_file = other.ca_file();
  const std::string why = refusal_of(options, server.peers);
  CHECK(holds(why, "not among those that are trusted, those in \"" + other.ca_file() + "\""));
  CHECK(holds(why, "by CN=Test Authority"));
  options.tls->ca_file.clear();
  CHECK(holds(refusal_of(options, server.peers), "those of the system"));
}

TEST_CASE("without verification any certificate will do, and the endpoint says so") {
  Server server{{.names = {"DNS:elsewhere"}, .from = -48h, .to = -24h}};
  ClientOptions options;
  options.tls = TlsOptions{.verify = TlsVerify::none};
  const auto context = TlsContext::make(*options.tls);
  const auto session = context->begin("localhost");
  TlsPeer peer{server.peers};
  shake_hands(*session, peer);
  CHECK(session->state() == State::open);
  CHECK(options.endpoint() == "rediss://localhost:6379/0?verify=none");
}

TEST_CASE("a server that wants to know the client accepts its certificate, and says what it misses") {
  Authority authority;
  Authority others{"Authority of clients"};
  TlsPeers peers{{.files = authority.issue(), .client_ca_file = others.ca_file()}};
  TlsPeers older{{.files = authority.issue(), .client_ca_file = others.ca_file(), .at_most_1_2 = true}};
  ClientOptions options;
  options.tls = TlsOptions{.ca_file = authority.ca_file()};
  CHECK(holds(refusal_of(options, older), "Give one by cert and key"));
  {
    // By TLS 1.3 the client has finished before the server has looked at what it sent.
    const auto context = TlsContext::make(*options.tls);
    const auto session = context->begin("localhost");
    TlsPeer peer{peers};
    std::string for_session;
    for (int round = 0; round < 3; ++round) {
      std::string_view came{for_session};
      session->shake_hands(came);
      if (session->state() == State::open) decrypt(*session, came);
      for_session = send_all(*session, peer);
    }
    CHECK(session->state() == State::failed);
    CHECK(holds(session->why(), "certificate required: does it want a certificate of the client?"));
  }
  const CertificateFiles own = others.issue({.common_name = "client"});
  options.tls->cert = own.cert;
  options.tls->key = own.key;
  const auto context = TlsContext::make(*options.tls);
  const auto session = context->begin("localhost");
  TlsPeer peer{peers};
  shake_hands(*session, peer);
  session->encrypt("it is me");
  send_all(*session, peer);
  CHECK(peer.heard() == "it is me");
}

TEST_CASE("a server without a version that is new enough is refused") {
  Authority authority;
  TlsPeers peers{{.files = authority.issue(), .at_most_1_2 = true}};
  ClientOptions options;
  options.tls = TlsOptions{.ca_file = authority.ca_file(), .min_version = TlsVersion::v1_3};
  CHECK(holds(refusal_of(options, peers), "no version of TLS that tls_min_version allows"));
}

TEST_CASE("a server that speaks RESP instead of TLS is recognised") {
  ClientOptions options;
  options.tls.emplace();
  const auto context = TlsContext::make(*options.tls);
  for (const std::string_view words :
       {"-ERR Protocol error: unbalanced quotes in request\r\n", "HTTP/1.1 400 Bad\r\n"}) {
    const auto session = context->begin("localhost");
    std::string_view came = words;
    session->shake_hands(came);
    CHECK(session->state() == State::failed);
    CHECK(holds(session->why(), "is no TLS: is this its plain port, for redis://?"));
  }
}

TEST_CASE("files that cannot be used are refused at once, with their option and path") {
  Authority authority;
  const CertificateFiles one = authority.issue();
  const CertificateFiles other = authority.issue();
  CHECK(holds(refusal_of(TlsOptions{.ca_file = "/none.crt"}), "TlsOptions::ca_file is \"/none.crt\""));
  CHECK(holds(refusal_of(TlsOptions{.ca_path = one.cert}), "which is no folder that can be read"));
  CHECK(holds(refusal_of(TlsOptions{.cert = one.key}), "TlsOptions::cert is \"" + one.key));
  CHECK(holds(refusal_of(TlsOptions{.cert = one.cert, .key = "/none.key"}), "TlsOptions::key is \"/none.key\""));
  CHECK(holds(refusal_of(TlsOptions{.cert = one.cert, .key = other.key}), "TlsOptions::key is \"" + other.key));
  CHECK(refusal_of(TlsOptions{.cert = one.cert, .key = one.key}) == "it was accepted");
}

TEST_CASE("changed files count for the next connection, and the former ones while the new ones cannot be read") {
  Authority authority;
  TlsPeers peers{{.files = authority.issue(), .client_ca_file = authority.ca_file(), .at_most_1_2 = true}};
  Authority untrusted{"Nobody"};
  const CertificateFiles own = untrusted.issue();
  ClientOptions options;
  options.tls = TlsOptions{.ca_file = authority.ca_file(), .cert = own.cert, .key = own.key};
  const auto context = TlsContext::make(*options.tls);
  const auto state = [&](std::string* why = nullptr) {
    const auto session = context->begin("localhost");
    TlsPeer peer{peers};
    shake_hands(*session, peer);
    if (why != nullptr) *why = session->why();
    return session->state();
  };
  CHECK(state() == State::failed);
  authority.issue_over(own);
  CHECK(state() == State::open);
  std::ofstream{own.cert} << "half";
  CHECK(state() == State::open);
  untrusted.issue_over(own);
  CHECK(state() == State::failed);
  std::ofstream{own.cert} << "half";
  std::string why;
  CHECK(state(&why) == State::failed);
  CHECK(holds(why, "its files have changed and were not read again: TlsOptions::cert is"));
}
