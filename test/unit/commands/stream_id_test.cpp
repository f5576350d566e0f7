#include <tributary/commands/stream_id.hpp>

#include <tributary/commands/stream_options.hpp>
#include <tributary/commands/stream_position.hpp>
#include <tributary/commands/stream_range.hpp>

#include "support/catch.hpp"
#include "unit/codec/encoded.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>

using namespace tributary;
using namespace tributary::test;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

// Redis' words for positions are no IDs, and a position of one command is none of another.
static_assert(!std::is_convertible_v<const char*, StreamBound>);
static_assert(!std::is_convertible_v<const char*, StreamPosition>);
static_assert(!std::is_convertible_v<const char*, NewStreamId>);
static_assert(!std::is_convertible_v<StreamPosition, StreamBound>);
static_assert(!std::is_convertible_v<NewStreamId, StreamBound>);
static_assert(!std::is_convertible_v<NewStreamId, StreamPosition>);
static_assert(!std::is_convertible_v<StreamPosition, StreamId>);

}  // namespace

TEST_CASE("an ID is written and read with all bits of both numbers") {
  CHECK(to_string(StreamId{}) == "0-0");
  CHECK(to_string(StreamId{.ms = 1526919030474, .seq = 55}) == "1526919030474-55");
  CHECK(to_string(StreamId::max()) == "18446744073709551615-18446744073709551615");
  CHECK(encoded(StreamId{5, 3}) == "5-3");
  for (const StreamId id : {StreamId{}, StreamId{0, kMax}, StreamId{kMax, 0}, StreamId::max()}) {
    CHECK(StreamId::parse(to_string(id)) == id);
    CHECK(decoded<StreamId>(bulk(to_string(id))) == id);
  }
}

TEST_CASE("what is not an ID is not read as one") {
  const auto* const text = GENERATE("", "-", "5", "5-", "-5", "5-3 ", " 5-3", "5--3", "-5-3", "+5-3", "5-3-1", "5-*",
                                    "*", "$", ">", "a-b", "18446744073709551616-0", "0-18446744073709551616");
  CAPTURE(text);
  CHECK(StreamId::parse(text) == std::nullopt);
  CHECK(refused<StreamId>(bulk(text)).expected == "the ID of a stream's entry");
  CHECK(refused<StreamId>(bulk(text)).actual == '"' + std::string{text} + '"');
}

TEST_CASE("IDs are ordered by their milliseconds, and then by their sequence numbers") {
  CHECK(StreamId{1, kMax} < StreamId{2, 0});
  CHECK(StreamId{2, 0} < StreamId{2, 1});
  CHECK(StreamId{} < StreamId{0, 1});
  CHECK(StreamId{2, 1} == StreamId{2, 1});
}

TEST_CASE("the ID before and the one behind cross milliseconds, and end at the ends") {
  CHECK(StreamId{5, 3}.next() == StreamId{5, 4});
  CHECK(StreamId{5, kMax}.next() == StreamId{6, 0});
  CHECK(StreamId{5, 3}.previous() == StreamId{5, 2});
  CHECK(StreamId{5, 0}.previous() == StreamId{4, kMax});
  CHECK_THROWS_AS(StreamId::max().next(), std::out_of_range);
  CHECK_THROWS_AS(StreamId{}.previous(), std::out_of_range);
}

TEST_CASE("an ID can be made from a time, and told as one") {
  CHECK(StreamId::at(Time{1500ms}) == StreamId{1500, 0});
  CHECK(StreamId{1500, 7}.time() == Time{1500ms});
  CHECK(StreamId::max().time() == Time::max());
  CHECK_THROWS_AS(StreamId::at(Time{-1ms}), std::invalid_argument);
}

TEST_CASE("bounds, positions and new IDs are written as Redis' words for them") {
  CHECK(encoded(StreamBound{StreamId{5, 3}}) == "5-3");
  CHECK(encoded(StreamBound::exclusive({5, 3})) == "(5-3");
  CHECK(encoded(StreamRange{}.min) == "-");
  CHECK(encoded(StreamRange{}.max) == "+");
  CHECK(encoded(StreamBound::exclusive({})) == "(0-0");
  CHECK(encoded(StreamBound::exclusive(StreamId::max())) == "(18446744073709551615-18446744073709551615");
  CHECK(encoded(StreamPosition{StreamId{}}) == "0-0");
  CHECK(encoded(StreamPosition::latest()) == "$");
  CHECK(encoded(NewStreamId{}) == "*");
  CHECK(encoded(NewStreamId::next_in(kMax)) == "18446744073709551615-*");
  CHECK(encoded(NewStreamId{StreamId{5, 3}}) == "5-3");
}
