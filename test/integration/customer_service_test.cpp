// examples/customer_service as a user runs it: the executable, asked over HTTP, with a server of its own behind it.
#include "integration/observe.hpp"
#include "support/file_descriptor.hpp"
#include "support/sentinel_deployment.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace tributary::test;
namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using nlohmann::json;

namespace {

/// The service, on a free port. Ended with the object, if it has not ended before.
class Service {
 public:
  explicit Service(const RedisServer& redis, std::vector<std::string> options = {})
      : Service{redis.uri(), std::move(options), {}} {}
  /// `environment`: NAME=value, in front of what this process has
  Service(const std::string& redis, std::vector<std::string> options, std::vector<std::string> environment) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error{"no pipe"};
    output_ = FileDescriptor{ends[0]};
    FileDescriptor writer{ends[1]};
    std::vector<std::string> words{TRIBUTARY_CUSTOMER_SERVICE, "--port", "0", "--redis", redis};
    for (std::string& option : options) words.push_back(std::move(option));
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::vector<char*> variables;
    for (std::string& variable : environment) variables.push_back(variable.data());
    for (char** variable = environ; *variable != nullptr; ++variable) variables.push_back(*variable);
    variables.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, writer.get(), STDOUT_FILENO);
    const int error = ::posix_spawn(&pid_, arguments[0], &actions, nullptr, arguments.data(), variables.data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error{"cannot run " + words[0]};
    writer.reset();
    const std::string url = read_line();
    port_ = static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  std::uint16_t port() const { return port_; }
  void signal(int number) const { ::kill(pid_, number); }
  /// Where it is; what comes meanwhile, comes to it at one moment.
  void pause() const {
    signal(SIGSTOP);
    int status = 0;
    if (::waitpid(pid_, &status, WUNTRACED) != pid_ || !WIFSTOPPED(status)) throw std::runtime_error{"it has ended"};
  }
  /// The line that it prints next.
  std::string read_line() {
    std::string line;
    for (char next = 0; ::read(output_.get(), &next, 1) == 1 && next != '\n';) line.push_back(next);
    return line;
  }
  /// Waits until it has ended by itself.
  int exit_code() {
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = -1;
  FileDescriptor output_;
  std::uint16_t port_ = 0;
};

struct HttpAnswer {
  unsigned status = 0;
  json body;
  bool keep_alive = false;
  std::string allow;
};

/// One connection, over which one request after another is sent.
class Browser {
 public:
  explicit Browser(const Service& service) : socket_{context_} {
    socket_.connect(tcp::endpoint{asio::ip::address_v4::loopback(), service.port()});
  }

  void send(http::verb method, const std::string& target, const std::string& body = {}) {
    http::request<http::string_body> request{method, target, 11, body};
    request.set(http::field::host, "localhost");
    request.prepare_payload();
    http::write(socket_, request);
  }
  HttpAnswer receive() {
    http::response<http::string_body> response;
    http::read(socket_, buffer_, response);
    return {response.result_int(), json::parse(response.body()), response.keep_alive(),
            std::string{response[http::field::allow]}};
  }
  HttpAnswer get(const std::string& target) {
    send(http::verb::get, target);
    return receive();
  }
  /// The length of the answer that it would have had.
  std::uint64_t head(const std::string& target) {
    send(http::verb::head, target);
    http::response_parser<http::empty_body> parser;
    parser.skip(true);
    http::read_header(socket_, buffer_, parser);
    return parser.content_length().value_or(0);
  }
  HttpAnswer set(const std::string& body) {
    send(http::verb::post, "/set", body);
    return receive();
  }
  tcp::socket& socket() { return socket_; }

 private:
  asio::io_context context_;
  tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
};

constexpr const char* kAda = R"({"customerID": 7, "firstName": "Ada", "lastName": "Lovelace"})";

/// Redis' reads for each of `rounds` requests of `browsers`, which all come at one moment.
double reads_per_request(RedisServer& redis, Service& service, std::vector<std::unique_ptr<Browser>>& browsers,
                         int rounds) {
  const std::int64_t before = redis.statistic("total_reads_processed");
  for (int round = 0; round < rounds; ++round) {
    service.pause();
    for (auto& browser : browsers) browser->send(http::verb::get, "/get/7");
    service.signal(SIGCONT);
    for (auto& browser : browsers) REQUIRE(browser->receive().body["firstName"] == "Ada");
  }
  const std::int64_t reads = redis.statistic("total_reads_processed") - before;
  return static_cast<double>(reads) / (static_cast<double>(browsers.size()) * rounds);
}

std::vector<std::unique_ptr<Browser>> browsers_of(const Service& service, int count) {
  std::vector<std::unique_ptr<Browser>> browsers;
  for (int i = 0; i < count; ++i) {
    browsers.push_back(std::make_unique<Browser>(service));
    browsers.back()->get("/");  // it has been accepted
  }
  return browsers;
}

}  // namespace

TEST_CASE("a customer is saved, found, and counts visits, over one connection") {
  RedisServer redis;
  Service service{redis};
  Browser browser{service};
  CHECK(browser.get("/get/7").status == 404);
  const HttpAnswer saved = browser.set(kAda);
  CHECK(saved.status == 200);
  CHECK(saved.body == json::parse(R"({"saved": 7, "customers": 1})"));
  CHECK(browser.get("/get/7").body["visits"] == 1);
  const HttpAnswer found = browser.get("/get/7?again");
  CHECK(found.status == 200);
  CHECK(found.body == json::parse(R"({"customerID": 7, "firstName": "Ada", "lastName": "Lovelace", "visits": 2})"));
  CHECK(found.keep_alive);

  browser.set(R"({"customerID": 7, "firstName": "Ada", "lastName": "Byron"})");
  CHECK(browser.get("/get/7").body == json::parse(R"({"customerID": 7, "firstName": "Ada", "lastName": "Byron",
                                                     "visits": 3})"));
  CHECK(redis.command({"HGETALL", "customer{7}"}) == "[firstName, Ada, lastName, Byron]");
  CHECK(redis.command({"ZRANGE", "customers:seen", "0", "-1"}) == "[7]");
  const json about = browser.get("/").body;
  CHECK(about["customers"] == 1);
  CHECK(about["routes"] == json::parse(R"(["GET /", "GET /get/<id>", "POST /set"])"));
}

TEST_CASE("whoever asks for an id that is none makes no customer") {
  RedisServer redis;
  Service service{redis};
  Browser browser{service};
  CHECK(browser.get("/get/8").body == json::parse(R"({"error": "there is no such customer", "customerID": 8})"));
  CHECK(redis.command({"DBSIZE"}) == ":0");
}

TEST_CASE("what is no request for a customer is told with the field and its value, and costs no connection") {
  struct Refused {
    const char* body;
    const char* field;
    const char* value;
  };
  RedisServer redis;
  Service service{redis};
  Browser browser{service};
  const auto [body, field, value] = GENERATE(values<Refused>({
      {R"({"firstName": "Ada", "lastName": "L"})", "customerID", "null"},
      {R"({"customerID": "7", "firstName": "Ada", "lastName": "L"})", "customerID", "\"7\""},
      {R"({"customerID": 0, "firstName": "Ada", "lastName": "L"})", "customerID", "0"},
      {R"({"customerID": 7.5, "firstName": "Ada", "lastName": "L"})", "customerID", "7.5"},
      {R"({"customerID": 9223372036854775808, "firstName": "Ada", "lastName": "L"})", "customerID",
       "9223372036854775808"},
      {R"({"customerID": 7, "lastName": "L"})", "firstName", "null"},
      {R"({"customerID": 7, "firstName": 5, "lastName": "L"})", "firstName", "5"},
      {R"({"customerID": 7, "firstName": "Ada", "lastName": ["L"]})", "lastName", R"(["L"])"},
      {R"({"customerID": 7, "firstName": "Ada", "lastName": ""})", "lastName", "\"\""},
  }));
  CAPTURE(body);
  const HttpAnswer refused = browser.set(body);
  CHECK(refused.status == 400);
  CHECK(refused.body["field"] == field);
  CHECK(refused.body["value"] == json::parse(value));
  CHECK(refused.keep_alive);
  CHECK(redis.command({"DBSIZE"}) == ":0");
  CHECK(browser.set(kAda).status == 200);
}

TEST_CASE("paths, methods and bodies that are none have their answers") {
  RedisServer redis;
  Service service{redis};
  Browser browser{service};
  CHECK(browser.get("/got/7").status == 404);
  CHECK(browser.head("/") > 0);
  const HttpAnswer no_number = browser.get("/get/seven");
  CHECK(no_number.status == 400);
  CHECK(no_number.body["field"] == "customerID");
  CHECK(no_number.body["value"] == "seven");
  const HttpAnswer other_method = browser.get("/set");
  CHECK(other_method.status == 405);
  CHECK(other_method.allow == "POST");
  CHECK(browser.set("{").status == 400);
  CHECK(browser.set("[7]").status == 400);
  CHECK(browser.set("\"\xff\"").status == 400);
  CHECK(browser.get("/").status == 200);
  CHECK(browser.set(std::string(70'000, ' ')).status == 413);  // which nobody has read to its end
}

TEST_CASE("what is no HTTP is refused, and the connection closed") {
  RedisServer redis;
  Service service{redis};
  Browser browser{service};
  asio::write(browser.socket(), asio::buffer(std::string{"HELLO 3\r\n\r\n"}));
  const HttpAnswer refused = browser.receive();
  CHECK(refused.status == 400);
  CHECK_FALSE(refused.keep_alive);
}

TEST_CASE("without Redis it answers 503, and goes on when Redis is back") {
  RedisServer redis;
  Service service{redis};
  Browser browser{service};
  CHECK(browser.set(kAda).status == 200);
  redis.stop();
  const HttpAnswer lost = browser.get("/get/7");
  CHECK(lost.status == 503);
  CHECK(lost.body == json::parse(R"({"error": "the customers cannot be reached now"})"));
  CHECK(lost.keep_alive);
  redis.restart();
  CHECK(eventually([&] { return browser.set(kAda).status == 200; }));
  CHECK(browser.get("/get/7").body["firstName"] == "Ada");

  redis.command({"SET", "customers:seen", "no sorted set"});
  CHECK(browser.get("/get/7").status == 503);
}

TEST_CASE("the master is killed under load: nobody gets a wrong answer, doubts are 503, and service returns") {
  SentinelDeployment deployment{{.password = "hunter2"}};
  std::string sentinels;
  for (const std::string& place : tributary::ClientOptions::from_uri(deployment.uri()).sentinels) {
    sentinels += (sentinels.empty() ? "" : ",") + place;
  }
  Service service{"redis://nowhere.invalid",
                  {},
                  {"REDIS_SENTINELS=" + sentinels, "REDIS_MASTER_NAME=mymaster", "REDIS_PASSWORD=hunter2"}};
  constexpr int kCustomers = 8;
  const auto name_of = [](int customer) { return "Customer" + std::to_string(customer); };
  const auto text_of = [&](int customer) {
    return json{{"customerID", customer}, {"firstName", name_of(customer)}, {"lastName", "L"}}.dump();
  };
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  std::atomic<int> served = 0;
  std::atomic<int> unavailable = 0;
  std::vector<std::thread> users;
  for (int customer = 1; customer <= kCustomers; ++customer) {
    users.emplace_back([&, customer] {
      Browser browser{service};
      while (!done) {
        const HttpAnswer saved = browser.set(text_of(customer));
        const HttpAnswer found = browser.get("/get/" + std::to_string(customer));
        for (const HttpAnswer* answer : {&saved, &found}) {
          if (answer->status == 503) ++unavailable;
          if (answer->status == 200) ++served;
          // A customer whose only save was in doubt may not be there.
          if (answer->status != 200 && answer->status != 503 && answer->status != 404) ++wrong;
        }
        if (saved.status == 200 && saved.body["saved"] != customer) ++wrong;
        if (found.status == 200 && found.body["firstName"] != name_of(customer)) ++wrong;
        let_pass(1ms);
      }
    });
  }
  CHECK(eventually([&] { return served > 100; }));
  RedisServer& before = deployment.master();
  before.kill();
  deployment.wait_for_other_master(before);
  const int served_before = served;
  CHECK(eventually([&] { return served > served_before + 100; }));
  done = true;
  for (auto& user : users) user.join();
  CHECK(wrong == 0);
  CHECK(unavailable > 0);
}

TEST_CASE("requests of many connections that come at one moment share what Redis reads") {
  RedisServer redis;
  Service service{redis};
  Browser{service}.set(kAda);
  auto browsers = browsers_of(service, 64);
  CHECK(reads_per_request(redis, service, browsers, 10) < 0.2);
  CHECK(connections_to(redis) == 1);
  CHECK(browsers.front()->get("/get/7").body["visits"] == 641);
}

TEST_CASE("without batching each connection has one to Redis, and each request a read of its own") {
  RedisServer redis;
  Service service{redis, {"--no-batching"}};
  {
    Browser one{service};
    one.set(kAda);
  }
  auto browsers = browsers_of(service, 16);
  CHECK(reads_per_request(redis, service, browsers, 10) >= 1);
  CHECK(eventually([&] { return connections_to(redis) == 16; }));
}

TEST_CASE("told to end, it answers what has come, and takes nothing more") {
  RedisServer redis;
  Service service{redis};
  Browser idle{service};
  idle.get("/");
  Browser browser{service};
  browser.set(kAda);
  redis.command({"CLIENT", "PAUSE", "600000", "WRITE"});
  browser.send(http::verb::get, "/get/7");
  REQUIRE(eventually_blocked(redis));
  service.signal(SIGTERM);
  CHECK(eventually([&] {
    try {
      Browser{service};
      return false;
    } catch (const boost::system::system_error&) {
      return true;
    }
  }));
  redis.command({"CLIENT", "UNPAUSE"});
  const HttpAnswer last = browser.receive();
  CHECK(last.status == 200);
  CHECK(last.body["firstName"] == "Ada");
  CHECK_FALSE(last.keep_alive);
  CHECK(service.read_line().starts_with("3 requests on "));
  CHECK(service.exit_code() == 0);
  CHECK(connections_to(redis) == 0);
}
