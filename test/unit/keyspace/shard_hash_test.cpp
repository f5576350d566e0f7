#include <tributary/keyspace/hashed_string.hpp>

#include "support/catch.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace tributary;
using namespace std::string_view_literals;

TEST_CASE("shard_hash is FNV-1a of 64 bits, for ever") {
  // The first seven are in the test suite of draft-eastlake-fnv.
  STATIC_REQUIRE(shard_hash("") == 0xcbf29ce484222325);
  STATIC_REQUIRE(shard_hash("a") == 0xaf63dc4c8601ec8c);
  STATIC_REQUIRE(shard_hash("b") == 0xaf63df4c8601f1a5);
  STATIC_REQUIRE(shard_hash("foo") == 0xdcb27518fed9d577);
  STATIC_REQUIRE(shard_hash("foob") == 0xdd120e790c2512af);
  STATIC_REQUIRE(shard_hash("foobar") == 0x85944171f73967e8);
  STATIC_REQUIRE(shard_hash("chongo was here!\n") == 0x46810940eff5f915);
  // Bytes above 127 are unsigned, and NUL is a byte like others.
  STATIC_REQUIRE(shard_hash("\xff"sv) == (0xcbf29ce484222325 ^ 0xff) * 0x100000001b3);
  STATIC_REQUIRE(shard_hash("\0"sv) == 0xcbf29ce484222325 * 0x100000001b3);
}

TEST_CASE("ids stay in their shards, for ever") {
  using Texts = HashedString<"T">;
  CHECK(Texts::shard_of("") == 0x25 % 64);
  CHECK(Texts::shard_of("a") == 0x8c % 64);
  CHECK(Texts::shard_of("b") == 0xa5 % 64);
  CHECK(Texts::shard_of("foo") == 0x77 % 64);
  CHECK(Texts::shard_of("foobar") == 0xe8 % 64);
  CHECK(Texts::key_of_shard(Texts::shard_of("a")) == "T{12}");
  // A number is hashed as the bytes that are stored.
  using Numbers = HashedString<"N", int, 10, int>;
  CHECK(Numbers::shard_of(42) == shard_hash("42") % 10);
  CHECK(Numbers::shard_of(-7) == shard_hash("-7") % 10);
}

TEST_CASE("ids are grouped by shard and know their places") {
  const auto one = detail::ids_by_shard({"a", "b", "a"}, 1, "mget");
  REQUIRE(one.size() == 1);
  CHECK(one[0].fields == std::vector<std::string>{"a", "b", "a"});
  CHECK(one[0].positions == std::vector<std::size_t>{0, 1, 2});

  const auto several = detail::ids_by_shard({"a", "foo", "a"}, 64, "mget");
  REQUIRE(several.size() == 2);
  CHECK(several[0].shard == 12);
  CHECK(several[0].positions == std::vector<std::size_t>{0, 2});
  CHECK(several[1].shard == 55);
  CHECK(several[1].positions == std::vector<std::size_t>{1});

  const auto pairs = detail::pairs_by_shard({{"a", 1}, {"foo", 2}, {"a", 3}}, 64, "mset");
  REQUIRE(pairs.size() == 2);
  using Fields = std::vector<std::pair<std::string, std::string>>;
  CHECK(pairs[0].fields == Fields{{"a", "1"}, {"a", "3"}});
  CHECK(pairs[1].fields == Fields{{"foo", "2"}});

  CHECK_THROWS_WITH(detail::ids_by_shard(Arguments{}, 64, "mget"), "HashedString::mget needs at least one id");
  CHECK_THROWS_WITH(detail::pairs_by_shard(ArgumentPairs{}, 64, "mset"), "HashedString::mset needs at least one id");
}
