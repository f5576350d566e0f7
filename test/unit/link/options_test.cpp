#include <tributary/transport/client.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

using namespace std::chrono_literals;
using tributary::Client;
using tributary::ClientOptions;

std::string refusal_of(const ClientOptions& options) {
  try {
    const Client client{options};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("making a client connects to nothing") {
  // Port 1 of this machine: nobody listens there.
  const Client client{"redis://127.0.0.1:1"};
  CHECK(client.options().endpoint() == "redis://127.0.0.1:1/0");
}

TEST_CASE("a client shows the options that it was made of") {
  const Client client{"redis://:pw@h:1/2?pool_size=3"};
  CHECK(client.options().host == "h");
  CHECK(client.options().password == "pw");
  CHECK(client.options().pool_size == 3);
}

TEST_CASE("options that cannot work are refused by name") {
  ClientOptions options;
  std::string_view name;
  SECTION("an empty pool") {
    options.pool_size = 0;
    name = "pool_size";
  }
  SECTION("a negative database") {
    options.database = -1;
    name = "database";
  }
  SECTION("several hosts") {
    options.host = "a,b";
    name = "host";
  }
  SECTION("a URI for a host") {
    options.host = GENERATE("redis://h", "joe:hunter2@h");
    name = "host";
  }
  SECTION("a user without a password") {
    options.username = "joe";
    name = "username";
  }
  SECTION("no time to connect") {
    options.connect_timeout = 0ms;
    name = "connect_timeout";
  }
  SECTION("no time to wait for the pool") {
    options.pool_timeout = -1ms;
    name = "pool_timeout";
  }
  SECTION("no time for an exchange") {
    options.timeout = 0ms;
    name = "timeout";
  }
  SECTION("no idle time") {
    options.ping_after_idle = 0ms;
    name = "ping_after_idle";
  }
  SECTION("a timeout that is not finite") {
    options.timeout = std::chrono::milliseconds::max();
    name = "timeout";
  }
  SECTION("a connect timeout of a month") {
    options.connect_timeout = std::chrono::hours{24 * 31};
    name = "connect_timeout";
  }
  const std::string refusal = refusal_of(options);
  CHECK(refusal.find("ClientOptions::" + std::string{name}) == 0);
  CHECK(refusal.find("hunter2") == std::string::npos);
}

TEST_CASE("the longest timeouts are accepted") {
  ClientOptions options;
  options.connect_timeout = options.pool_timeout = options.timeout = options.ping_after_idle =
      std::chrono::hours{24 * 24};
  CHECK(refusal_of(options).empty());
}

TEST_CASE("a NUL in the name of a place, which would cut it, is refused") {
  using namespace std::string_literals;
  ClientOptions options;
  SECTION("host") {
    options.host = "trusted.example\0.evil"s;
    CHECK(refusal_of(options) ==
          "ClientOptions::host is \"trusted.example\\x00.evil\": a NUL would end it early, and name another place");
  }
  SECTION("unix_socket") {
    options.unix_socket = "/run/redis\0.sock"s;
    CHECK(refusal_of(options) ==
          "ClientOptions::unix_socket is \"/run/redis\\x00.sock\": a NUL would end it early, and name another place");
  }
}

TEST_CASE("no place at all, and lines that could not be read, are refused") {
  ClientOptions options;
  options.host.clear();
  CHECK(refusal_of(options) == "ClientOptions::host and ClientOptions::unix_socket are empty: name one");
  options.host = "localhost";
  options.reply_limits.max_line_bytes = 511;
  CHECK(refusal_of(options) == "ReplyLimits::max_line_bytes is 511, less than 512");
}

TEST_CASE("limits of replies that cannot be kept are refused by name") {
  ClientOptions options;
  options.reply_limits.max_depth = 8;
  CHECK(refusal_of(options) == "ReplyLimits::max_depth is 8, more than the 7 that hiredis can read");
  options.reply_limits.max_depth = 0;
  CHECK(refusal_of(options) == "ReplyLimits::max_depth is 0: no reply could be read");
  options.reply_limits = {.max_bulk_bytes = 0};
  CHECK(refusal_of(options) == "ReplyLimits::max_bulk_bytes is 0: no reply could be read");
  options.reply_limits = {.max_reply_bytes = 0};
  CHECK(refusal_of(options) == "ReplyLimits::max_reply_bytes is 0: no reply could be read");
  options.reply_limits = {.max_elements = 0};
  CHECK(refusal_of(options) == "ReplyLimits::max_elements is 0: no reply could be read");
}

TEST_CASE("options of TLS that contradict each other are refused") {
  ClientOptions options;
  options.tls.emplace();
  CHECK(refusal_of(options).empty());
  options.tls->key = "/key";
  CHECK(refusal_of(options) == "TlsOptions::key is set and TlsOptions::cert is empty: the key belongs to one");
  options.tls->key.clear();
  options.tls->ca_file = "/ca";
  options.tls->verify = tributary::TlsVerify::none;
  CHECK(refusal_of(options) ==
        "TlsOptions::ca_file or ca_path is set, and TlsOptions::verify is none: nobody would look at them");
  options.tls.emplace();
  options.tls->server_name = std::string{"a\0b", 3};
  CHECK(refusal_of(options) == "TlsOptions::server_name is \"a\\x00b\": a NUL would end it early");
  options.tls.emplace();
  options.unix_socket = "/run/redis.sock";
  CHECK(refusal_of(options) == "ClientOptions::tls is set for a unix socket, where servers speak none");
}

TEST_CASE("sentinels and the name of a master belong together") {
  ClientOptions options;
  options.sentinels = {"s1", "s2:1"};
  CHECK(refusal_of(options) ==
        "ClientOptions::sentinels is set and ClientOptions::master_name is empty: whom do they watch?");
  options.master_name = "mymaster";
  CHECK(refusal_of(options).empty());
  options.sentinel_username = "joe";
  CHECK(refusal_of(options) == "ClientOptions::sentinel_username is set and ClientOptions::sentinel_password is empty");
  options.sentinel_username.clear();
  options.sentinels.push_back("s3:x");
  CHECK(refusal_of(options) ==
        "ClientOptions::sentinels holds \"s3:x\", which is no host, host:port or [address]:port");
  options.sentinels.clear();
  CHECK(refusal_of(options) ==
        "ClientOptions::master_name is set and ClientOptions::sentinels is empty: who knows it?");
}
