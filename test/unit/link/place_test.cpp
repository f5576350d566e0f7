#include "link/place.hpp"

#include "support/catch.hpp"

using namespace tributary::detail;

TEST_CASE("a place is a host, with a port or without") {
  CHECK(read_place("redis.example", 26379) == Place{"redis.example", 26379});
  CHECK(read_place("redis.example:7000", 26379) == Place{"redis.example", 7000});
  CHECK(read_place("10.0.0.1:1", 26379) == Place{"10.0.0.1", 1});
  CHECK(read_place("[::1]", 26379) == Place{"::1", 26379});
  CHECK(read_place("[fe80::1%eth0]:65535", 26379) == Place{"fe80::1%eth0", 65535});
}

TEST_CASE("what is no place is none") {
  for (const char* text : {"", ":1", "host:", "host:0", "host:65536", "host:1x", "host:-1", "[::1", "[]:1", "[::1]x",
                           "[::1]1", "::1", "a:b:1"}) {
    CAPTURE(text);
    CHECK(read_place(text, 1) == std::nullopt);
  }
}

TEST_CASE("the text of a place can be read again") {
  for (const Place& place : {Place{"redis.example", 7000}, Place{"10.0.0.1", 6379}, Place{"::1", 26379}}) {
    CHECK(read_place(place.text(), 1) == place);
  }
}
