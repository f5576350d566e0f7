#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

using Values = std::vector<std::optional<std::int64_t>>;

const auto kByte = BitfieldInteger::u(8);

}  // namespace

TEST_CASE("SETBIT answers the bit that was there, and GETBIT reads it") {
  Client redis = emptied_client();
  CHECK(*redis.setbit("k", 9, true) == false);
  CHECK(*redis.setbit("k", 9, true) == true);
  CHECK(*redis.getbit("k", 9) == true);
  CHECK(*redis.getbit("k", 100) == false);
  CHECK(*redis.get("k") == std::string{"\0\x40", 2});
  CHECK(*redis.setbit("k", 9, false) == true);
  CHECK(*redis.getbit("k", 9) == false);
}

TEST_CASE("an offset beyond 2^32 bits is an error of the server") {
  Client redis = emptied_client();
  CHECK(server_error_of([&] { redis.setbit("k", std::int64_t{1} << 32, true); }) == "ERR");
}

TEST_CASE("BITCOUNT counts in the whole string, in bytes and in bits") {
  Client redis = emptied_client();
  redis.set("k", "\x0f\xff\xf0");
  CHECK(*redis.bitcount("k") == 16);
  CHECK(*redis.bitcount("k", {.start = 1}) == 12);
  CHECK(*redis.bitcount("k", {.start = 0, .stop = 0}) == 4);
  CHECK(*redis.bitcount("k", {.start = 4, .stop = 9, .unit = BitUnit::bit}) == 6);
  CHECK(*redis.bitcount("missing") == 0);
}

TEST_CASE("BITPOS finds a bit in the whole string, in bytes and in bits") {
  Client redis = emptied_client();
  redis.set("k", "\xff\xf0\xff");
  CHECK(*redis.bitpos("k", true) == 0);
  CHECK(*redis.bitpos("k", false) == 12);
  CHECK(*redis.bitpos("k", true, {.start = 2}) == 16);
  CHECK(*redis.bitpos("k", true, {.start = 12, .stop = -1, .unit = BitUnit::bit}) == 16);
  CHECK(*redis.bitpos("k", true, {.start = 12, .stop = 15, .unit = BitUnit::bit}) == std::nullopt);
  CHECK(*redis.bitpos("missing", true) == std::nullopt);
}

TEST_CASE("BITPOS finds a 0 behind the string unless the range says where it ends") {
  Client redis = emptied_client();
  redis.set("k", "\xff\xff");
  CHECK(*redis.bitpos("k", false) == 16);
  CHECK(*redis.bitpos("k", false, {.start = 1}) == 16);
  CHECK(*redis.bitpos("k", false, {.start = 1, .stop = -1}) == std::nullopt);
  CHECK(*redis.bitpos("k", false, {.start = 2}) == std::nullopt);
}

TEST_CASE("BITOP combines strings and answers the length of the longest") {
  Client redis = emptied_client();
  redis.mset({{"a", "\x0f\x0f"}, {"b", "\x3c"}});
  CHECK(*redis.bitop(BitOperation::bit_and, "d", {"a", "b"}) == 2);
  CHECK(*redis.get("d") == std::string{"\x0c\0", 2});
  CHECK(*redis.bitop(BitOperation::bit_or, "d", {"a", "b"}) == 2);
  CHECK(*redis.get("d") == "\x3f\x0f");
  CHECK(*redis.bitop(BitOperation::bit_xor, "d", {"a", "b"}) == 2);
  CHECK(*redis.get("d") == "\x33\x0f");
  CHECK(*redis.bitop(BitOperation::bit_not, "d", {"b"}) == 1);
  CHECK(*redis.get("d") == "\xc3");
  CHECK(*redis.bitop(BitOperation::bit_and, "d", {"missing"}) == 0);
  CHECK(*redis.exists("d") == false);
}

TEST_CASE("BITFIELD reads, writes and adds in one step") {
  Client redis = emptied_client();
  const auto results = redis.bitfield("k", Bitfield{}
                                               .set(kByte, 0, 200)
                                               .get(kByte, 0)
                                               .get(BitfieldInteger::i(8), 0)
                                               .incrby(BitfieldInteger::i(5), BitfieldOffset::index(3), -3)
                                               .get(BitfieldInteger::i(5), 15));
  CHECK(*results == Values{0, 200, -56, -3, -3});
}

TEST_CASE("BITFIELD wraps, saturates or fails at the end of an integer, as each operation is told") {
  Client redis = emptied_client();
  const auto results = redis.bitfield("k", Bitfield{}
                                               .incrby(kByte, 0, 300)
                                               .incrby(kByte, 8, 300, BitfieldOverflow::sat)
                                               .incrby(kByte, 16, 300, BitfieldOverflow::fail)
                                               .set(kByte, 16, 300, BitfieldOverflow::fail)
                                               .incrby(kByte, 24, 257)
                                               .get(kByte, 16));
  CHECK(*results == Values{44, 255, std::nullopt, std::nullopt, 1, 0});
}

TEST_CASE("BITFIELD holds every number of 64 bits") {
  Client redis = emptied_client();
  const auto min = std::numeric_limits<std::int64_t>::min();
  const auto max = std::numeric_limits<std::int64_t>::max();
  const auto results = redis.bitfield("k", Bitfield{}
                                               .set(BitfieldInteger::i(64), 0, min)
                                               .get(BitfieldInteger::i(64), 0)
                                               .set(BitfieldInteger::u(63), BitfieldOffset::index(1), max)
                                               .get(BitfieldInteger::u(63), 63));
  CHECK(*results == Values{0, min, 0, max});
}

TEST_CASE("BITFIELD_RO reads integers, zeros behind the end of the string") {
  Client redis = emptied_client();
  redis.set("k", "\x01\x02");
  CHECK(*redis.bitfield_ro("k", Bitfield{}.get(kByte, 8).get(kByte, 16)) == std::vector<std::int64_t>{2, 0});
  CHECK(*redis.bitfield_ro("missing", Bitfield{}.get(kByte, 0)) == std::vector<std::int64_t>{0});
}

TEST_CASE("a bitmap command on a list is WRONGTYPE") {
  Client redis = emptied_client();
  redis.rpush("l", "x");
  CHECK(server_error_of([&] { redis.getbit("l", 0); }) == "WRONGTYPE");
  CHECK(server_error_of([&] { redis.bitfield_ro("l", Bitfield{}.get(kByte, 0)); }) == "WRONGTYPE");
  CHECK(server_error_of([&] { redis.bitop(BitOperation::bit_or, "d", {"l"}); }) == "WRONGTYPE");
}
