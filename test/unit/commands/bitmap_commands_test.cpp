#include <tributary/commands/bitmap_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

const auto kByte = BitfieldInteger::u(8);

std::string sent_by_bitcount(const BitRange& range) {
  return sent_by([&](Commands& redis) { redis.bitcount("k", range); });
}

std::string sent_by_bitpos(bool bit, const BitRange& range) {
  return sent_by([&](Commands& redis) { redis.bitpos("k", bit, range); });
}

std::string sent_by_bitfield(const Bitfield& program) {
  return sent_by([&](Commands& redis) { redis.bitfield("k", program); });
}

/// The message with which making it is refused.
template <class F>
std::string refusal_to_make(F&& make) {
  try {
    make();
  } catch (const std::invalid_argument& refusal) {
    return refusal.what();
  }
  return "(not refused)";
}

}  // namespace

TEST_CASE("a bit is read and written as 0 or 1") {
  CHECK(sent_by([](Commands& redis) { redis.getbit("k", 7); }) == resp_command({"GETBIT", "k", "7"}));
  CHECK(sent_by([](Commands& redis) { redis.setbit("k", 7, true); }) == resp_command({"SETBIT", "k", "7", "1"}));
  CHECK(sent_by([](Commands& redis) { redis.setbit("k", 7, false); }) == resp_command({"SETBIT", "k", "7", "0"}));
}

TEST_CASE("BITCOUNT sends a range when it is not the whole string") {
  CHECK(sent_by_bitcount({}) == resp_command({"BITCOUNT", "k"}));
  CHECK(sent_by_bitcount({.stop = -1, .unit = BitUnit::bit}) == resp_command({"BITCOUNT", "k"}));
  CHECK(sent_by_bitcount({.start = 2}) == resp_command({"BITCOUNT", "k", "2", "-1"}));
  CHECK(sent_by_bitcount({.stop = 9, .unit = BitUnit::bit}) == resp_command({"BITCOUNT", "k", "0", "9", "BIT"}));
}

TEST_CASE("BITPOS sends only as much of a range as it is given") {
  CHECK(sent_by_bitpos(true, {}) == resp_command({"BITPOS", "k", "1"}));
  CHECK(sent_by_bitpos(false, {.start = 2}) == resp_command({"BITPOS", "k", "0", "2"}));
  CHECK(sent_by_bitpos(false, {.stop = -1}) == resp_command({"BITPOS", "k", "0", "0", "-1"}));
  CHECK(sent_by_bitpos(false, {.start = 3, .stop = 9, .unit = BitUnit::bit}) ==
        resp_command({"BITPOS", "k", "0", "3", "9", "BIT"}));
  CHECK(sent_by_bitpos(true, {.start = 3, .unit = BitUnit::bit}) ==
        resp_command({"BITPOS", "k", "1", "3", "-1", "BIT"}));
}

TEST_CASE("BITPOS answers nothing where Redis answers -1") {
  const auto bitpos = [](Commands& redis) { return redis.bitpos("k", true); };
  CHECK(*answered(":12\r\n", bitpos) == 12);
  CHECK(*answered(":-1\r\n", bitpos) == std::nullopt);
}

TEST_CASE("BITOP sends its operation before the destination") {
  const auto sent = [](BitOperation operation) {
    return sent_by([operation](Commands& redis) { redis.bitop(operation, "d", {"a"}); });
  };
  CHECK(sent(BitOperation::bit_and) == resp_command({"BITOP", "AND", "d", "a"}));
  CHECK(sent(BitOperation::bit_or) == resp_command({"BITOP", "OR", "d", "a"}));
  CHECK(sent(BitOperation::bit_xor) == resp_command({"BITOP", "XOR", "d", "a"}));
  CHECK(sent(BitOperation::bit_not) == resp_command({"BITOP", "NOT", "d", "a"}));
}

TEST_CASE("a bitfield program sends its operations in order") {
  CHECK(sent_by_bitfield(Bitfield{}
                             .get(BitfieldInteger::i(64), 5)
                             .set(BitfieldInteger::u(63), BitfieldOffset::index(2), -1)
                             .incrby(kByte, 0, 10)) ==
        resp_command({"BITFIELD", "k", "GET", "i64", "5", "SET", "u63", "#2", "-1", "INCRBY", "u8", "0", "10"}));
  CHECK(sent_by([](Commands& redis) { redis.bitfield_ro("k", Bitfield{}.get(kByte, 0).get(kByte, 8)); }) ==
        resp_command({"BITFIELD_RO", "k", "GET", "u8", "0", "GET", "u8", "8"}));
}

TEST_CASE("a bitfield program names an overflow when it changes, and wraps again where none is said") {
  CHECK(sent_by_bitfield(Bitfield{}
                             .set(kByte, 0, 1)
                             .set(kByte, 0, 2, BitfieldOverflow::sat)
                             .get(kByte, 0)
                             .incrby(kByte, 0, 3, BitfieldOverflow::sat)
                             .incrby(kByte, 0, 4, BitfieldOverflow::fail)
                             .incrby(kByte, 0, 5)) ==
        resp_command({"BITFIELD", "k",        "SET",  "u8",       "0",    "1",      "OVERFLOW", "SAT",
                      "SET",      "u8",       "0",    "2",        "GET",  "u8",     "0",        "INCRBY",
                      "u8",       "0",        "3",    "OVERFLOW", "FAIL", "INCRBY", "u8",       "0",
                      "4",        "OVERFLOW", "WRAP", "INCRBY",   "u8",   "0",      "5"}));
}

TEST_CASE("a bitfield program answers once for each operation, nothing for one that failed") {
  const auto results = answered("*2\r\n:7\r\n$-1\r\n", [](Commands& redis) {
    return redis.bitfield("k", Bitfield{}.get(kByte, 0).incrby(kByte, 0, 300, BitfieldOverflow::fail));
  });
  CHECK(*results == std::vector<std::optional<std::int64_t>>{7, std::nullopt});
}

TEST_CASE("integers and offsets that BITFIELD does not have are refused when they are made") {
  CHECK(refusal_to_make([] { BitfieldInteger::u(64); }) == "a BitfieldInteger::u() has 1 to 63 bits, not 64");
  CHECK(refusal_to_make([] { BitfieldInteger::u(0); }) == "a BitfieldInteger::u() has 1 to 63 bits, not 0");
  CHECK(refusal_to_make([] { BitfieldInteger::i(65); }) == "a BitfieldInteger::i() has 1 to 64 bits, not 65");
  CHECK(refusal_to_make([] { BitfieldOffset{-1}; }) == "a BitfieldOffset cannot be -1");
  CHECK(refusal_to_make([] { BitfieldOffset::index(-2); }) == "a BitfieldOffset cannot be -2");
}

TEST_CASE("bitmap commands refuse what Redis has no form of") {
  CHECK(refusal_of([](Commands& redis) { redis.getbit("k", -1); }) == "GETBIT: offset must not be negative, but is -1");
  CHECK(refusal_of([](Commands& redis) { redis.setbit("k", -7, true); }) ==
        "SETBIT: offset must not be negative, but is -7");
  CHECK(refusal_of([](Commands& redis) { redis.bitfield("k", {}); }) == "BITFIELD needs at least one operation");
  CHECK(refusal_of([](Commands& redis) { redis.bitfield_ro("k", {}); }) == "BITFIELD_RO needs at least one operation");
  CHECK(refusal_of([](Commands& redis) { redis.bitfield_ro("k", Bitfield{}.set(kByte, 0, 1)); }) ==
        "BITFIELD_RO only reads: its program must be of get() alone");
  CHECK(refusal_of([](Commands& redis) { redis.bitpos("k", false, {.start = 1, .unit = BitUnit::bit}); }) ==
        "BITPOS: a range of bits needs a stop where a 0 is looked for");
  CHECK(refusal_of([](Commands& redis) { redis.bitop(BitOperation::bit_or, "d", kNothing); }) ==
        "BITOP needs at least one source");
  CHECK(refusal_of([](Commands& redis) {
          redis.bitop(BitOperation::bit_not, "d", {"a", "b"});
        }) == "BITOP NOT takes one source, not 2");
}
