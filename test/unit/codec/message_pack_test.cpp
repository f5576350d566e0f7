#include <tributary/codec/message_pack.hpp>

#include <tributary/codec/argument.hpp>

#include "document_types.hpp"
#include "encoded.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

using namespace tributary;
using Catch::Matchers::Contains;
using nlohmann::json;
using tributary::test::bulk;
using tributary::test::decoded;
using tributary::test::encoded;
using tributary::test::Job;
using tributary::test::nested_lists;
using tributary::test::refused;
using tributary::test::repeated;

namespace {

/// A type that is its MessagePack wherever it is used.
struct Route : Job {};

}  // namespace

template <>
struct tributary::Codec<Route> : tributary::MessagePackCodec<Route> {};

TEST_CASE("a value is its MessagePack, as the specification has it, both ways") {
  CHECK(encoded(MessagePack{std::vector<int>{1, -1, 200}}) == "\x93\x01\xFF\xCC\xC8");
  CHECK(encoded(MessagePack{std::map<std::string, bool>{{"a", true}}}) ==
        "\x81\xA1"
        "a\xC3");
  CHECK(encoded(MessagePack{"text"}) == "\xA4text");
  CHECK(encoded(MessagePack{json{}}) == "\xC0");
  const Job job{"café", -7, {0.1, 1e300, 3}};
  CHECK(*decoded<MessagePack<Job>>(bulk(encoded(MessagePack{job}))) == job);
}

TEST_CASE("a type whose codec is a MessagePackCodec is its MessagePack") {
  const std::string bytes = encoded(Route{{"a", 1, {}}});
  CHECK(bytes ==
        "\x83\xA5"
        "costs\x90\xA8priority\x01\xA5title\xA1"
        "a");
  CHECK(decoded<Route>(bulk(bytes)).priority == 1);
}

TEST_CASE("MessagePack keeps what JSON has no form for") {
  const auto kept = [](const json& value) { return *decoded<MessagePack<json>>(bulk(encoded(MessagePack{value}))); };
  const json binary = json::binary({0, 255, 13, 10});
  CHECK(kept(binary) == binary);
  CHECK(encoded(MessagePack{binary}) == std::string{"\xC4\x04\x00\xFF\r\n", 6});
  CHECK(kept(json::binary({1}, 200)) == json::binary({1}, 200));
  CHECK(kept("\xFF") == json("\xFF"));
  CHECK(std::isnan(kept(std::numeric_limits<double>::quiet_NaN()).get<double>()));
  CHECK(kept(-std::numeric_limits<double>::infinity()) == json(-std::numeric_limits<double>::infinity()));
}

TEST_CASE("what MessagePack has no form for is refused") {
  CHECK_THROWS_WITH(encoded(MessagePack{json{{"a", json::binary({1}, 300)}}}), Contains("type 300"));
  CHECK_THROWS_WITH(encoded(MessagePack{json(json::value_t::discarded)}), Contains("discarded"));
}

TEST_CASE("bytes that are no MessagePack are refused, cut ones at every byte, and trailing ones") {
  const std::string whole = encoded(MessagePack{json{{"a", {1, 2.5, "text", json::binary({1, 2})}}}});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto error = refused<MessagePack<json>>(bulk(whole.substr(0, size)));
    CHECK(error.expected == "MessagePack");
    CHECK_THAT(error.actual, Contains("wrong near byte "));
  }
  CHECK(refused<MessagePack<json>>(bulk(whole + '\0')).expected == "MessagePack");
  CHECK(refused<MessagePack<json>>(bulk("\xC1")).expected == "MessagePack");
  CHECK(refused<MessagePack<json>>(bulk("\x81\x01\x01")).expected == "MessagePack");
}

TEST_CASE("sizes that MessagePack only claims cost nothing") {
  const std::string claim = GENERATE(as<std::string>{}, "\xDD\xFF\xFF\xFF\xFF", "\xDF\xFF\xFF\xFF\xFF",
                                     "\xDB\xFF\xFF\xFF\xFF", "\xC6\xFF\xFF\xFF\xFF");
  CHECK(refused<MessagePack<json>>(bulk(claim)).expected == "MessagePack");
}

TEST_CASE("MessagePack of another shape is refused with why") {
  const auto error = refused<MessagePack<Job>>(bulk(encoded(MessagePack{json{{"title", 7}}})));
  CHECK(error.expected == "MessagePack of another shape");
  CHECK_THAT(error.actual, Contains("type must be string"));
}

TEST_CASE("128 levels of MessagePack are taken, 129 are refused, both ways, and a million as well") {
  const std::string most = repeated("\x91", 127) + "\x90";
  CHECK(encoded(MessagePack{nested_lists(128)}) == most);
  CHECK(*decoded<MessagePack<json>>(bulk(most)) == nested_lists(128));
  CHECK_THROWS_WITH(encoded(MessagePack{nested_lists(129)}), Contains("128 levels"));
  CHECK_THAT(refused<MessagePack<json>>(bulk("\x91" + most)).actual, Contains("128 levels"));
  CHECK_THAT(refused<MessagePack<json>>(bulk(repeated("\x91", 1'000'000))).actual, Contains("128 levels"));
}
