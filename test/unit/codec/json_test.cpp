#include <tributary/codec/json.hpp>

#include <tributary/codec/argument.hpp>

#include "document_types.hpp"
#include "encoded.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
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

/// A type that is its JSON wherever it is used.
struct Plan : Job {};

struct NoJson {};

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

template <>
struct tributary::Codec<Plan> : tributary::JsonCodec<Plan> {};

TEST_CASE("a value is its JSON, without whitespace, both ways") {
  const Job job{"café \"x\"\n", -7, {0.1, 1e300, 3}};
  const std::string text = R"({"costs":[0.1,1e+300,3.0],"priority":-7,"title":"café \"x\"\n"})";
  CHECK(encoded(Json{job}) == text);
  CHECK(*decoded<Json<Job>>(bulk(text)) == job);
  CHECK(decoded<Json<Job>>(bulk(" { \"title\": \"a\", \"priority\": 1,\n\"costs\": [] } "))->title == "a");
  CHECK(encoded(Json{std::vector<int>{1, 2}}) == "[1,2]");
  CHECK(encoded(Json{std::map<std::string, bool>{{"b", true}, {"a", false}}}) == R"({"a":false,"b":true})");
  CHECK(encoded(Json{"text"}) == "\"text\"");
  CHECK(encoded(Json{std::vector<std::string>{}}) == "[]");
  CHECK(encoded(Json{std::numeric_limits<std::uint64_t>::max()}) == "18446744073709551615");
  CHECK(*decoded<Json<std::int64_t>>(bulk("-9223372036854775808")) == std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("a type whose codec is a JsonCodec is its JSON") {
  CHECK(encoded(Plan{{"a", 1, {}}}) == R"({"costs":[],"priority":1,"title":"a"})");
  CHECK(decoded<Plan>(bulk(R"({"costs":[],"priority":1,"title":"a"})")).title == "a");
}

TEST_CASE("a JSON value is its JSON, and is not put into a list on the way") {
  const json value = GENERATE(as<json>{}, json{nullptr}, json(true), json("text"), json(1.5), json::array(),
                              json::object(), json{{"a", {1, "b", nullptr}}});
  CHECK(encoded(value) == value.dump());
  CHECK(encoded(Json{value}) == value.dump());
  CHECK(decoded<json>(bulk(value.dump())) == value);
  CHECK(*decoded<Json<json>>(bulk(value.dump())) == value);
}

TEST_CASE("what JSON has no form for is refused with what it is, however deep it stands") {
  CHECK_THROWS_AS(encoded(Json{kInfinity}), std::invalid_argument);
  CHECK_THROWS_WITH(encoded(Json{std::vector<double>{1, kInfinity}}), "expected JSON, got the number inf");
  CHECK_THROWS_WITH(encoded(Json{std::numeric_limits<double>::quiet_NaN()}), Contains("nan"));
  CHECK_THROWS_WITH(encoded(Json{-std::numeric_limits<float>::infinity()}), Contains("-inf"));
  CHECK_THROWS_WITH(encoded(Json{Job{"ab\xFF", 1, {}}}),
                    "expected text in UTF-8, got \"ab\\xff\", wrong at byte 2: \"\\xff\"");
  CHECK_THROWS_WITH(encoded(Json{std::map<std::string, int>{{"\xC0", 1}}}), Contains("UTF-8"));
  CHECK_THROWS_WITH(encoded(json{{"a", {json::binary({1, 2})}}}), Contains("binary"));
  CHECK_THROWS_WITH(encoded(json(json::value_t::discarded)), Contains("discarded"));
}

TEST_CASE("text that is no JSON is refused with what it is and where it is wrong") {
  const std::string text =
      GENERATE(as<std::string>{}, "", " ", "{", "{\"a\":1,}", "[1 2]", "nul", "NaN", "'a'", "01", "1e999",
               "\"\\ud800\"", "\"\xFF\"", "\"a\nb\"", "1 2", "[]]", "// x\n1", std::string{"\0", 1});
  CAPTURE(text);
  const auto error = refused<Json<json>>(bulk(text));
  CHECK(error.expected == "JSON");
  CHECK_THAT(error.actual, Contains("wrong near byte "));
}

TEST_CASE("the place where JSON is wrong is told") {
  CHECK(refused<json>(bulk("[1,x]")).actual == "\"[1,x]\", wrong near byte 4");
}

TEST_CASE("JSON of another shape is refused with what it is and why") {
  const auto refusal = [](const std::string& text) { return refused<Json<Job>>(bulk(text)); };
  CHECK(refusal("[1]").expected == "JSON of another shape");
  CHECK_THAT(refusal(R"({"title":7,"priority":1,"costs":[]})").actual,
             Contains("type must be string, but is number") && !Contains("json.exception"));
  CHECK_THAT(refusal(R"({"title":"a"})").actual, Contains("priority") && Contains("not found"));
  CHECK(refused<Json<std::vector<int>>>(bulk("{\"a\":\"x\"}")).expected == "JSON of another shape");
  CHECK(refused<Json<Job>>("*0\r\n").actual == "array of 0");
}

TEST_CASE("128 levels of JSON are taken, 129 are refused, both ways, and a million as well") {
  CHECK(encoded(nested_lists(128)) == repeated("[", 128) + repeated("]", 128));
  CHECK(decoded<json>(bulk(repeated("[", 128) + repeated("]", 128))) == nested_lists(128));
  CHECK_THROWS_WITH(encoded(nested_lists(129)), Contains("128 levels"));
  CHECK_THROWS_WITH(encoded(json::parse(repeated("[", 200'000) + repeated("]", 200'000))), Contains("128 levels"));
  CHECK_THAT(refused<json>(bulk(repeated("[", 129) + repeated("]", 129))).actual, Contains("128 levels"));
  CHECK_THAT(refused<json>(bulk(repeated("[", 1'000'000))).actual, Contains("128 levels"));
  CHECK_THAT(refused<json>(bulk(repeated("{\"a\":", 1'000'000))).actual, Contains("128 levels"));
  CHECK(decoded<json>(bulk("[" + repeated("[],", 1000) + "[]]")).size() == 1001);
}

TEST_CASE("a Json is used as a pointer to its value") {
  Json<Job> job = Job{"a", 1, {}};
  job->priority = 2;
  (*job).title += "b";
  CHECK(job == Json{Job{"ab", 2, {}}});
  CHECK(job == Job{"ab", 2, {}});
  CHECK(job != Json<Job>{});
  STATIC_REQUIRE(std::is_same_v<decltype(Json{job}), Json<Job>>);
}

TEST_CASE("a type without to_json is neither argument nor result") {
  STATIC_REQUIRE_FALSE(Encodable<Json<NoJson>>);
  STATIC_REQUIRE_FALSE(Decodable<Json<NoJson>>);
  STATIC_REQUIRE(Encodable<Json<Job>>);
  STATIC_REQUIRE(Decodable<Json<Job>>);
}
