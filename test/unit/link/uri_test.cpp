#include <tributary/link/client_options.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace std::chrono_literals;
using tributary::ClientOptions;
using tributary::Resp;
using tributary::TlsVerify;
using tributary::TlsVersion;
using tributary::UriError;

std::optional<UriError> refusal_of_uri(std::string_view uri) {
  try {
    static_cast<void>(ClientOptions::from_uri(uri));
  } catch (const UriError& error) {
    return error;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("a URI of a host alone leaves every other option at its default") {
  const auto options = ClientOptions::from_uri("redis://example.org");
  const ClientOptions defaults;
  CHECK(options.host == "example.org");
  CHECK(options.port == 6379);
  CHECK(options.unix_socket.empty());
  CHECK(options.username.empty());
  CHECK(options.password.empty());
  CHECK(options.database == 0);
  CHECK(options.client_name.empty());
  CHECK(options.pool_size == defaults.pool_size);
  CHECK(options.connect_timeout == defaults.connect_timeout);
  CHECK(options.pool_timeout == defaults.pool_timeout);
  CHECK(options.timeout == defaults.timeout);
}

TEST_CASE("a URI names host, port, user, password and database") {
  const auto options = ClientOptions::from_uri("redis://joe:hunter2@example.org:7000/3");
  CHECK(options.host == "example.org");
  CHECK(options.port == 7000);
  CHECK(options.username == "joe");
  CHECK(options.password == "hunter2");
  CHECK(options.database == 3);
}

TEST_CASE("a password without a user is the default user's") {
  const auto options = ClientOptions::from_uri("redis://:hunter2@example.org");
  CHECK(options.username.empty());
  CHECK(options.password == "hunter2");
}

TEST_CASE("a slash without a database, and a question mark without options, mean nothing") {
  CHECK(ClientOptions::from_uri("redis://h/").database == 0);
  CHECK(ClientOptions::from_uri("redis://h?").host == "h");
  CHECK(ClientOptions::from_uri("redis://h:1/?").port == 1);
  CHECK(ClientOptions::from_uri("unix:///run/redis.sock?").unix_socket == "/run/redis.sock");
}

TEST_CASE("an IPv6 address stands in brackets, with or without what follows") {
  CHECK(ClientOptions::from_uri("redis://[::1]").host == "::1");
  CHECK(ClientOptions::from_uri("redis://[::1]").port == 6379);
  const auto options = ClientOptions::from_uri("redis://joe:pw@[fe80::1%25eth0]:7000/2");
  CHECK(options.host == "fe80::1%eth0");
  CHECK(options.port == 7000);
  CHECK(options.database == 2);
}

TEST_CASE("a unix socket is an absolute path, with credentials before it and the database as an option") {
  const auto plain = ClientOptions::from_uri("unix:///run/redis.sock");
  CHECK(plain.unix_socket == "/run/redis.sock");
  CHECK(plain.database == 0);
  const auto full = ClientOptions::from_uri("unix://joe:pw@/run/redis.sock?db=4");
  CHECK(full.unix_socket == "/run/redis.sock");
  CHECK(full.username == "joe");
  CHECK(full.password == "pw");
  CHECK(full.database == 4);
  CHECK(ClientOptions::from_uri("unix:///run/a@b:c.sock").unix_socket == "/run/a@b:c.sock");
}

TEST_CASE("every part but numbers may be percent-encoded, in capitals or not") {
  const auto options = ClientOptions::from_uri("redis://j%6Fe:p%40%3a%2F%3F%25@ex%61mple.org?client_name=a%26b%3Dc");
  CHECK(options.username == "joe");
  CHECK(options.password == "p@:/?%");
  CHECK(options.host == "example.org");
  CHECK(options.client_name == "a&b=c");
  CHECK(ClientOptions::from_uri("unix:///run/a%3Fb%20c.sock").unix_socket == "/run/a?b c.sock");
}

TEST_CASE("a password may hold an @, a slash and a colon that nobody encoded") {
  const auto options = ClientOptions::from_uri("redis://:a@b/c:d@example.org/1");
  CHECK(options.password == "a@b/c:d");
  CHECK(options.host == "example.org");
  CHECK(options.database == 1);
}

TEST_CASE("options follow the question mark, times with their unit") {
  const auto options = ClientOptions::from_uri(
      "redis://h?client_name=worker&pool_size=3&connect_timeout=250ms&pool_timeout=2s&timeout=1s&db=7");
  CHECK(options.client_name == "worker");
  CHECK(options.pool_size == 3);
  CHECK(options.connect_timeout == 250ms);
  CHECK(options.pool_timeout == 2s);
  CHECK(options.timeout == 1s);
  CHECK(options.database == 7);
}

TEST_CASE("rediss:// asks for TLS, with its options") {
  const auto plain = ClientOptions::from_uri("rediss://joe:pw@example.org:7000/3");
  REQUIRE(plain.tls);
  CHECK(plain.host == "example.org");
  CHECK(plain.port == 7000);
  CHECK(plain.database == 3);
  CHECK(plain.tls->verify == TlsVerify::peer);
  CHECK(plain.tls->min_version == TlsVersion::v1_2);
  CHECK(plain.endpoint() == "rediss://example.org:7000/3");
  CHECK_FALSE(ClientOptions::from_uri("redis://example.org").tls);

  const auto full = ClientOptions::from_uri(
      "rediss://h?ca_file=/a&ca_path=/b&cert=/c%26d&key=/e&server_name=f&tls_min_version=1.3&verify=none");
  REQUIRE(full.tls);
  CHECK(full.tls->ca_file == "/a");
  CHECK(full.tls->ca_path == "/b");
  CHECK(full.tls->cert == "/c&d");
  CHECK(full.tls->key == "/e");
  CHECK(full.tls->server_name == "f");
  CHECK(full.tls->min_version == TlsVersion::v1_3);
  CHECK(full.tls->verify == TlsVerify::none);
  CHECK(full.endpoint() == "rediss://h:6379/0?verify=none");
}

TEST_CASE("redis-sentinel:// names sentinels, and what they call the master") {
  const auto options = ClientOptions::from_uri(
      "redis-sentinel://joe:pw@s1:26380,s2,[::1]:1/my%2Fmaster/"
      "3?sentinel_username=sen&sentinel_password=a%26b&timeout=1s");
  CHECK(options.sentinels == std::vector<std::string>{"s1:26380", "s2", "[::1]:1"});
  CHECK(options.master_name == "my/master");
  CHECK(options.database == 3);
  CHECK(options.username == "joe");
  CHECK(options.password == "pw");
  CHECK(options.sentinel_username == "sen");
  CHECK(options.sentinel_password == "a&b");
  CHECK(options.timeout == 1s);
  CHECK_FALSE(options.tls);
  CHECK(options.endpoint() == "redis-sentinel://s1:26380,s2,[::1]:1/my%2Fmaster/3");

  const auto encrypted = ClientOptions::from_uri("rediss-sentinel://s1/mymaster?ca_file=/ca.crt");
  CHECK(encrypted.tls);
  CHECK(encrypted.sentinels.size() == 1);
  CHECK(encrypted.endpoint() == "rediss-sentinel://s1/mymaster/0");
}

TEST_CASE("a URI may come from the environment") {
  setenv("TRIBUTARY_URI_TEST", "redis://:hunter2@example.org", 1);
  CHECK(ClientOptions::from_environment("TRIBUTARY_URI_TEST").host == "example.org");
  setenv("TRIBUTARY_URI_TEST", "", 1);
  CHECK_THROWS_WITH(ClientOptions::from_environment("TRIBUTARY_URI_TEST"),
                    "the environment has no TRIBUTARY_URI_TEST: set it to the URI of the server");
  unsetenv("TRIBUTARY_URI_TEST");
  CHECK_THROWS_AS(ClientOptions::from_environment("TRIBUTARY_URI_TEST"), std::invalid_argument);
}

TEST_CASE("a URI may name the protocol") {
  CHECK(ClientOptions::from_uri("redis://h").protocol == Resp::v2);
  CHECK(ClientOptions::from_uri("redis://h?protocol=2").protocol == Resp::v2);
  CHECK(ClientOptions::from_uri("redis://h?protocol=3").protocol == Resp::v3);
}

TEST_CASE("a URI that cannot be understood is refused, and the error points at the part") {
  struct Refusal {
    std::string_view uri;
    std::size_t position;
    std::string_view reason;
  };
  const Refusal refusal = GENERATE(values<Refusal>({
      {"", 0, "has no scheme"},
      {"localhost:6379", 0, "has no scheme"},
      {"redis:/localhost", 0, "has no scheme"},
      {"http://localhost", 0, "is not a known scheme"},
      {"REDIS ://localhost", 0, "is not a known scheme"},
      {"rediss://localhost?verify=all", 26, "peer or none"},
      {"rediss://localhost?tls_min_version=1.1", 35, "1.2 or 1.3"},
      {"redis://localhost?ca_file=/ca.crt", 18, "TLS, which rediss:// asks for"},
      {"redis://", 8, "names no host"},
      {"redis://:6379", 8, "names no host"},
      {"redis:///2", 8, "names no host"},
      {"redis://[]", 8, "names no host"},
      {"redis://a%00b", 8, "NUL"},
      {"redis://[::1", 8, "does not close it"},
      {"redis://[::1]6379", 13, "follows the address"},
      {"redis://::1", 8, "without brackets"},
      {"redis://h:", 10, "is not a port"},
      {"redis://h:0", 10, "is not a port"},
      {"redis://h:65536", 10, "is not a port"},
      {"redis://h:12x", 10, "is not a port"},
      {"redis://h:-1", 10, "is not a port"},
      {"redis://h/x", 10, "is not a database"},
      {"redis://h/-1", 10, "is not a database"},
      {"redis://h/1/2", 10, "is not a database"},
      {"redis://h/2147483648", 10, "is not a database"},
      {"redis://secret@h", 8, "neither user:password nor :password"},
      {"redis://joe:@h", 8, "has an empty password"},
      {"unix://run/redis.sock", 7, "is not an absolute path"},
      {"unix://joe:pw@run/redis.sock", 14, "is not an absolute path"},
      {"unix://", 7, "is not an absolute path"},
      {"unix:///run/a%00b", 7, "NUL"},
      {"redis://h%zz", 9, "percent-encoded"},
      {"redis://h%4", 9, "percent-encoded"},
      {"redis://:pw%+1@h", 11, "percent-encoded"},
      {"redis://h?db", 10, "is not option=value"},
      {"redis://h?db=1&&db=2", 15, "is not option=value"},
      {"redis://h?db=one", 13, "is not a database"},
      {"redis://h?colour=red", 10, "is not an option"},
      {"redis://h?DB=1", 10, "is not an option"},
      {"redis://h?timeout=5", 18, "time with its unit"},
      {"redis://h?timeout=5h", 18, "time with its unit"},
      {"redis://h?timeout=ms", 18, "is not a time"},
      {"redis://h?timeout=0s", 18, "is not a time"},
      {"redis://h?timeout=-1s", 18, "time with its unit"},
      {"redis://h?timeout=99999999999s", 18, "is not a time"},
      {"redis://h?timeout=86400000s", 18, "is not a time"},
      {"redis://h?pool_size=0", 20, "is not a pool size"},
      {"redis://h?pool_size=-1", 20, "is not a pool size"},
      {"redis://h?pool_size=", 20, "is not a pool size"},
      {"redis://h?protocol=1", 19, "is not a version of RESP: a number from 2 to 3"},
      {"redis://h?protocol=4", 19, "is not a version of RESP"},
      {"redis://h?protocol=", 19, "is not a version of RESP"},
      {"redis-sentinel://", 17, "names no sentinel"},
      {"redis-sentinel:///mymaster", 17, "names no sentinel"},
      {"redis-sentinel://s1,s2", 17, "names no master"},
      {"redis-sentinel://s1,s2/", 17, "names no master"},
      {"redis-sentinel://s1,,s2/m", 20, "is not a sentinel"},
      {"redis-sentinel://s1,s2:x/m", 20, "is not a sentinel"},
      {"redis-sentinel://s1/m/x", 22, "is not a database"},
      {"redis://h?sentinel_password=x", 10, "is for sentinels"},
      {"redis://a,b", 9, "names a further host: a client has one"},
      {"redis://a:6379,b:6379", 14, "give them names in Connections"},
      {"redis://:pw@a,b:1", 13, "names a further host"},
      {"redis://app:s3,cret", 12, "redis://user:password@host"},
      {"redis://app:s3cret", 12, "redis://user:password@host"},
      {"redis://app:s3cret/x", 12, "redis://user:password@host"},
      {"redis://:s3cret", 8, "redis://user:password@host"},
      {"unix://:s3cret/run/redis.sock", 7, "unix://user:password@/path"},
      {"redis://:a?b@h", 8, "a ? in a user name or a password is written %3F"},
      {"redis://app:12?x=y@h", 15, "a ? in a user name or a password is written %3F"},
      {"redis://:1%@h", 10, "a % itself is written %25"},
      {"redis://h?password=x", 10, "redis://user:password@host"},
  }));
  CAPTURE(refusal.uri);
  const auto error = refusal_of_uri(refusal.uri);
  REQUIRE(error);
  CHECK(error->position() == refusal.position);
  const std::string message = error->what();
  CAPTURE(message);
  CHECK(message.find(refusal.reason) != std::string::npos);
  // Below the sentence: the URI, and a line that marks the part.
  const auto mark_line = message.rfind("\n  ");
  REQUIRE(mark_line != std::string::npos);
  CHECK(message.find('^', mark_line) - mark_line - 3 == refusal.position);
}

TEST_CASE("no refusal shows a password") {
  const std::string_view uri = GENERATE(values<std::string_view>({
      "redis://joe:hunter2@h:0",
      "redis://:hunter2@h/x",
      "redis://hunter2@h",
      "redis://:hunter2@h?colour=red",
      "redis://:hunter2@",
      "redis://:hunter2%zz@h",
      "redis://:a?hunter2@h",
      "redis://:a?hunter2@h:0",
      "unix://:hunter2@relative",
      "rediss://joe:hunter2@h?verify=all",
      "http://joe:hunter2@h",
      "joe:hunter2@h:6379",
      ":hunter2@h",
      "redis://h?password=hunter2",
      "redis://h?user=joe&password=hunter2",
      "redis://joe:hunter2",
      "redis://:hunter2",
      "redis://joe:hunter2/0",
      "redis://joe:a/hunter2",
      "redis://joe:a,hunter2",
      "redis://joe:a?hunter2",
      "redis://joe:a?hunter2=b",
      "redis://joe:a?b&hunter2=c",
      "redis://joe:%zzhunter2",
      "redis://[::1]:hunter2",
      "redis://joe:p@h:hunter2",
      "redis:joe:hunter2",
      "redis//joe:hunter2",
      "joe:hunter2",
      "joe:hunter2://h",
      "rediss://joe:hunter2",
      "http://:hunter2",
      "unix://joe:hunter2",
      "unix://:hunter2/run/redis.sock",
      "redis://h?pass=hunter2",
      "redis://h?auth=hunter2",
      "redis://h?PASSWORD=hunter2",
      "redis://h?Password=hunter2&db=1",
      "redis://h?p%61ss=hunter2",
      "redis://h?token=hunter2",
      "redis://h?password=a&hunter2=b",
      "redis://h?password=a&hunter2",
      "redis://h?hunter2",
      "redis://h?db=1&hunter2",
      "redis://joe:6379,hunter2",
      "redis-sentinel://joe:hunter2",
      "redis-sentinel://joe:hunter2,s2/m",
      "redis-sentinel://joe:hunter2@s1,s2",
      "redis-sentinel://s1/m/x?sentinel_password=hunter2",
      "redis-sentinel://s1/m/x?sentinel_password=a&hunter2=b",
      "unix:///run/redis.sock?pw=hunter2",
  }));
  CAPTURE(uri);
  const auto error = refusal_of_uri(uri);
  REQUIRE(error);
  const std::string message = error->what();
  CAPTURE(message);
  CHECK(message.find("hunter2") == std::string::npos);
}

TEST_CASE("a refusal shows what is no secret, so that a slip is seen") {
  const auto shown = [](std::string_view uri) {
    const std::string message = refusal_of_uri(uri).value().what();
    const auto line = message.find("\n  ") + 3;
    return message.substr(line, message.find('\n', line) - line);
  };
  CHECK(shown("redis://joe:hunter2@example.org:6379/one?db=1") == "redis://joe:*******@example.org:6379/one?db=1");
  CHECK(shown("redis://example.org:6379?colour=red&db=1") == "redis://example.org:6379?colour=***&db=1");
  CHECK(shown("redis://example.org?timeout=5&pool_size=3") == "redis://example.org?timeout=5&pool_size=3");
  CHECK(shown("unix://run/redis.sock") == "unix://run/redis.sock");
  CHECK(shown("localhost:6379/1") == "localhost:6379/1");
  CHECK(shown("redis-sentinel://joe:hunter2@s1:1,s2:2/m/x") == "redis-sentinel://joe:*******@s1:1,s2:2/m/x");
  CHECK(shown("redis-sentinel://s1/m/x?sentinel_password=a") == "redis-sentinel://s1/m/x?sentinel_password=*");
  CHECK(shown("redis://[2001:db8::1]:6379/x") == "redis://[2001:db8::1]:6379/x");
}

TEST_CASE("a refusal escapes control characters, and marks the part all the same") {
  const auto error = refusal_of_uri("redis://a\x1b[31m\r\nb/x\x07");
  REQUIRE(error);
  CHECK(error->position() == 18);
  CHECK(std::string_view{error->what()} ==
        "the part \"x\\x07\" of the URI is not a database: a number from 0 to 2147483647\n"
        "  redis://a\\x1b[31m\\x0d\\x0ab/x\\x07\n"
        "                             ^^^^^");
}

TEST_CASE("an endpoint is a URI of the same place, without user and password") {
  const std::string_view uri = GENERATE(values<std::string_view>({
      "redis://joe:hunter2@example.org:7000/3",
      "redis://:hunter2@[::1]",
      "redis://[fe80::1%25eth0]:7000",
      "redis://localhost?db=2",
      "rediss://example.org:7000/3",
      "redis-sentinel://joe:hunter2@s1:1,s2/my%2Fmaster/3",
      "unix:///run/redis.sock",
      "unix://joe:hunter2@/run/redis.sock?db=5",
      "unix:///run/a%3Fb%25c%20d.sock",
      "unix:///run/a@b.sock",
      "redis://a%1b%7f%c2%9bb",
      "unix:///run/a%0a%e2%82%acb",
  }));
  CAPTURE(uri);
  const auto options = ClientOptions::from_uri(uri);
  const std::string endpoint = options.endpoint();
  CAPTURE(endpoint);
  CHECK(endpoint.find("hunter2") == std::string::npos);
  CHECK(endpoint.find("joe") == std::string::npos);
  CHECK(std::ranges::all_of(endpoint, [](char c) { return c > ' ' && c < 0x7f; }));
  const auto again = ClientOptions::from_uri(endpoint);
  CHECK(again.host == options.host);
  CHECK(again.port == options.port);
  CHECK(again.unix_socket == options.unix_socket);
  CHECK(again.database == options.database);
  CHECK(again.endpoint() == endpoint);
}
