// A host name with several addresses, and one whose lookup takes long: getaddrinfo() is the test's own here.
#include <tributary/asio.hpp>
#include <tributary/transport/subscriber.hpp>

#include "integration/deaf_port.hpp"
#include "integration/observe.hpp"

#include <boost/asio/io_context.hpp>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <condition_variable>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

using namespace tributary;
using namespace tributary::test;

namespace {

/// What the system is to know. A name that hangs is found when the test is over.
struct Names {
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, std::vector<std::string>> addresses;
  std::string hanging;
  int asked = 0;
  int answered = 0;
};

Names& names() {
  static Names all;
  return all;
}

addrinfo* make_address(const std::string& text, std::uint16_t port) {
  auto* const info = new addrinfo{};
  auto* const place = new sockaddr_storage{};
  auto* const v4 = reinterpret_cast<sockaddr_in*>(place);
  auto* const v6 = reinterpret_cast<sockaddr_in6*>(place);
  if (inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    info->ai_addrlen = sizeof *v4;
  } else {
    inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    info->ai_addrlen = sizeof *v6;
  }
  info->ai_family = place->ss_family;
  info->ai_socktype = SOCK_STREAM;
  info->ai_addr = reinterpret_cast<sockaddr*>(place);
  return info;
}

}  // namespace

extern "C" int getaddrinfo(const char* host, const char* port, const addrinfo* hints, addrinfo** found) {
  if ((hints->ai_flags & AI_NUMERICHOST) != 0) return EAI_NONAME;
  Names& all = names();
  std::unique_lock lock{all.mutex};
  ++all.asked;
  all.changed.wait(lock, [&] { return all.hanging != host; });
  ++all.answered;
  all.changed.notify_all();
  const auto known = all.addresses.find(host);
  if (known == all.addresses.end()) return EAI_NONAME;
  addrinfo** next = found;
  for (const std::string& address : known->second) {
    *next = make_address(address, static_cast<std::uint16_t>(std::stoi(port)));
    next = &(*next)->ai_next;
  }
  return 0;
}

extern "C" void freeaddrinfo(addrinfo* list) {
  while (list != nullptr) {
    addrinfo* const next = list->ai_next;
    delete reinterpret_cast<sockaddr_storage*>(list->ai_addr);
    delete list;
    list = next;
  }
}

namespace {

/// While it exists, the name hangs.
class HangingName {
 public:
  explicit HangingName(const std::string& name) {
    const std::lock_guard lock{names().mutex};
    names().hanging = name;
    names().asked = names().answered = 0;
  }
  HangingName(const HangingName&) = delete;
  HangingName& operator=(const HangingName&) = delete;
  ~HangingName() {
    std::unique_lock lock{names().mutex};
    names().hanging.clear();
    names().changed.notify_all();
    names().changed.wait(lock, [] { return names().answered == names().asked; });
  }
  int asked() const {
    const std::lock_guard lock{names().mutex};
    return names().asked;
  }
};

void know(const std::string& name, std::vector<std::string> addresses) {
  const std::lock_guard lock{names().mutex};
  names().addresses[name] = std::move(addresses);
}

ClientOptions options_for(const std::string& host, std::uint16_t port) {
  ClientOptions options;
  options.host = host;
  options.port = port;
  options.connect_timeout = 60s;
  return options;
}

}  // namespace

TEST_CASE("every address of a host name is tried, whatever its family, until one takes the connection") {
  const std::string bind = GENERATE(as<std::string>{}, "127.0.0.1", "::1");
  RedisServer server{{.tcp = true, .extra = {"--bind", bind}}};
  know("several.test", {"127.0.0.3", "127.0.0.2", bind == "::1" ? "127.0.0.1" : "::1", bind});
  Client client{options_for("several.test", server.tcp_port())};
  CHECK(*client.ping() == "PONG");

  Subscriber subscriber{options_for("several.test", server.tcp_port())};
  subscriber.subscribe("news");
  CHECK(subscriber.wait_until_active(60s));
}

TEST_CASE("when no address takes the connection, the error tells what became of each") {
  RedisServer server{{.tcp = true}};
  server.kill();
  know("nobody.test", {"127.0.0.2", "::1"});
  Client client{options_for("nobody.test", server.tcp_port())};
  const auto error = thrown_by<TransportError>([&] { client.ping(); });
  CHECK(error.reason() == TransportReason::connect);
  CHECK(error.outcome() == TransportOutcome::not_sent);
  const std::string port = std::to_string(server.tcp_port());
  const std::string message = error.what();
  CAPTURE(message);
  CHECK(message.find("cannot connect to redis://nobody.test:" + port + "/0: ") != std::string::npos);
  CHECK(message.find("127.0.0.2:" + port + ": Connection refused") != std::string::npos);
  CHECK(message.find("; [::1]:" + port + ": ") != std::string::npos);
}

TEST_CASE("an address that does not answer leaves time for the next") {
  const DeafPort deaf;
  const std::string port = std::to_string(deaf.port());
  RedisServer server{{.extra = {"--bind", "127.0.0.2", "--port", port}}};
  know("half-deaf.test", {"127.0.0.1", "127.0.0.2"});
  ClientOptions options = options_for("half-deaf.test", deaf.port());
  options.connect_timeout = 6s;  // half of it is for the deaf one
  Client client{options};
  CHECK(*client.ping() == "PONG");
}

TEST_CASE("a host name that is not known is an error of connecting") {
  Client client{options_for("unknown.test", 1)};
  const auto error = thrown_by<TransportError>([&] { client.ping(); });
  CHECK(error.reason() == TransportReason::connect);
  CHECK_THAT(error.what(), Catch::Contains("cannot connect to redis://unknown.test:1/0: "));
}

TEST_CASE("promise 15: the lookup of a name is within connect_timeout, and one that hangs costs one thread") {
  const HangingName name{"slow.test"};
  ClientOptions options = options_for("slow.test", 1);
  options.connect_timeout = 20ms;
  Client client{options};
  for (int i = 0; i < 5; ++i) {
    const auto begin = Clock::now();
    const auto error = thrown_by<TransportError>([&] { client.ping(); });
    CHECK(Clock::now() - begin >= 20ms);
    CHECK(error.reason() == TransportReason::connect);
    CHECK(error.outcome() == TransportOutcome::not_sent);
    CHECK_THAT(error.what(), Catch::Contains("its address was not found in time"));
  }
  CHECK(eventually([&] { return name.asked() == 1; }));

  Subscriber subscriber{options};
  subscriber.subscribe("news");
  CHECK_THROWS_AS(subscriber.wait_until_active(200ms), TransportError);
  CHECK(name.asked() == 1);
}

TEST_CASE("a name that was found late is used by those who still wait, and looked up anew by the next") {
  RedisServer server{{.tcp = true}};
  know("late.test", {"127.0.0.1"});
  std::optional<HangingName> name{"late.test"};
  Client client{options_for("late.test", server.tcp_port())};
  std::vector<std::thread> users;
  std::atomic<int> served = 0;
  for (int i = 0; i < 4; ++i) {
    users.emplace_back([&] { served += *client.ping() == "PONG" ? 1 : 0; });
  }
  CHECK(eventually([&] { return name->asked() >= 1; }));
  name.reset();
  for (auto& user : users) user.join();
  CHECK(served == 4);
}

TEST_CASE("connections of one executor wait for the lookup of one name at the same time") {
  RedisServer server{{.tcp = true}};
  know("shared.test", {"127.0.0.1"});
  std::optional<HangingName> name{"shared.test"};
  boost::asio::io_context context;
  constexpr std::size_t kConnections = 3;
  AsyncClient redis{context, options_for("shared.test", server.tcp_port()), {.connections = kConnections}};
  AsyncClient other{context, options_for("shared.test", server.tcp_port())};
  std::vector<DeferredResult<std::int64_t>> results;
  for (std::size_t i = 0; i < kConnections; ++i) results.push_back(redis.incr("n"));
  results.push_back(other.incr("n"));
  while (context.poll() > 0) {  // all of them have begun to connect
  }
  CHECK(eventually([&] { return name->asked() == 1; }));
  name.reset();
  context.run();
  for (const auto& result : results) CHECK(state_of(result) == "value");
}
