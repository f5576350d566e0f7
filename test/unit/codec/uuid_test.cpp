#include <tributary/codec/uuid.hpp>

#include <tributary/codec/argument.hpp>

#include "encoded.hpp"
#include "support/catch.hpp"

#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <string>

using tributary::test::bulk;
using tributary::test::decoded;
using tributary::test::encoded;
using tributary::test::refused;
using Uuid = boost::uuids::uuid;

TEST_CASE("a UUID is the text that Boost gives it, both ways") {
  const std::string text =
      GENERATE(as<std::string>{}, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "00000000-0000-0000-0000-000000000000",
               "ffffffff-ffff-ffff-ffff-ffffffffffff", "01234567-89ab-cdef-fedc-ba9876543210");
  const Uuid uuid = boost::uuids::string_generator{}(text);
  CHECK(encoded(uuid) == text);
  CHECK(encoded(uuid) == boost::uuids::to_string(uuid));
  CHECK(decoded<Uuid>(bulk(text)) == uuid);
}

TEST_CASE("a UUID is read in either case") {
  CHECK(encoded(decoded<Uuid>(bulk("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"))) == "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
}

TEST_CASE("other forms of UUIDs are refused") {
  const std::string text =
      GENERATE(as<std::string>{}, "", "f81d4fae7dec11d0a76500a0c91e6bf6", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
               "f81d4fae-7dec-11d0-a765-00a0c91e6bf", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6 ",
               "f81d4fae_7dec-11d0-a765-00a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bfg",
               "f81d4fae-7dec-11d0-a765-00a0c91e6b-6", "f81d4fae-7dec-11d0-a7650-0a0c91e6bf6",
               "f81d4fae-7dec-11d0-a765-00a0c91e6b+6", "0x1d4fae-7dec-11d0-a765-00a0c91e6bf6",
               "-81d4fae-7dec-11d0-a765-00a0c91e6bf6", std::string(36, '\0'), std::string(36, '-'));
  const auto error = refused<Uuid>(bulk(text));
  CHECK(error.expected == "a UUID, such as f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
  CHECK(error.actual.front() == '"');
}
