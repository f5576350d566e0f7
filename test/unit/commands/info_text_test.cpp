#include "commands/info_text.hpp"

#include "support/catch.hpp"

using namespace tributary;
using namespace tributary::detail;

TEST_CASE("INFO is taken apart into sections, names and values") {
  const auto info = info_sections_from(
      "# Server\r\nredis_version:7.0.15\r\nexecutable:/usr/bin/a:b\r\n\r\n# Errorstats\r\n\r\n# Keyspace\r\n"
      "db0:keys=1,expires=0\r\n");
  CHECK(info == InfoSections{{"Server", {{"redis_version", "7.0.15"}, {"executable", "/usr/bin/a:b"}}},
                             {"Errorstats", {}},
                             {"Keyspace", {{"db0", "keys=1,expires=0"}}}});
}

TEST_CASE("INFO of a section that does not exist has none") { CHECK(info_sections_from("").empty()); }

TEST_CASE("fields before the first section have one without a name") {
  CHECK(info_sections_from("a:1\r\n# S\r\n") == InfoSections{{"", {{"a", "1"}}}, {"S", {}}});
}

TEST_CASE("a line of INFO that is no field is refused") {
  CHECK_THROWS_AS(info_sections_from("# Server\r\nnonsense\r\n"), CodecError);
  CHECK_THROWS_AS(info_sections_from(":1\r\n"), CodecError);
}
