// What a keyspace takes for an element, a field or an id of its type, and what it refuses.
#include <tributary/keyspaces.hpp>

#include <tributary/codec/text.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <cstdint>
#include <map>
#include <string>

using namespace tributary;
using namespace tributary::test;

namespace {

using Small = List<"l", std::int8_t>;
using Floats = List<"f", float>;
using Flags = Set<"b", bool>;
using Scores = SortedSet<"z", std::int8_t, std::int16_t>;
using Count = String<"c", std::uint8_t, std::uint8_t>;
using Counts = HashedString<"m", std::int8_t, 4, std::int8_t>;

struct TypedUsers : Hash<"U",
                         Fields<Field<"t", Utf8>, Field<"n8", std::int8_t>, Field<"admin", bool>, Field<"rate", float>,
                                Field<"a", Ascii>>,
                         std::int8_t> {
  using Hash::Hash;
};

template <class T, class Structure>
concept Takes = requires(const Structure& structure, const T& element) { structure.rpush(element); } ||
                requires(const Structure& structure, const T& element) { structure.sadd(element); } ||
                requires(const Structure& structure, const T& element) { structure.set(element); };

}  // namespace

TEST_CASE("only arithmetic of its kind is an element of an arithmetic type") {
  STATIC_REQUIRE(Takes<std::uint64_t, Small>);
  STATIC_REQUIRE_FALSE(Takes<double, Small>);
  STATIC_REQUIRE_FALSE(Takes<bool, Small>);
  STATIC_REQUIRE_FALSE(Takes<char, Small>);
  STATIC_REQUIRE(Takes<bool, Flags>);
  STATIC_REQUIRE_FALSE(Takes<int, Flags>);
  STATIC_REQUIRE_FALSE(Takes<const char*, Flags>);
  STATIC_REQUIRE(Takes<int, Floats>);
  STATIC_REQUIRE(Takes<double, Floats>);
  STATIC_REQUIRE_FALSE(Takes<bool, Floats>);
  STATIC_REQUIRE_FALSE(Takes<double, Count>);
}

TEST_CASE("elements of another arithmetic type are sent as they are") {
  const int n = -5;
  CHECK(sent_by([&](Commands& redis) { Small{redis, "1"}.rpush(n); }) == resp_command({"RPUSH", "l{1}", "-5"}));
  CHECK(sent_by([&](Commands& redis) {
          Small{redis, "1"}.rpush({n, 7});
        }) == resp_command({"RPUSH", "l{1}", "-5", "7"}));
  CHECK(sent_by([](Commands& redis) { Floats{redis, "1"}.rpush(0.1); }) == resp_command({"RPUSH", "f{1}", "0.1"}));
  CHECK(sent_by([](Commands& redis) { Floats{redis, "1"}.rpush(3); }) == resp_command({"RPUSH", "f{1}", "3"}));
  CHECK(sent_by([](Commands& redis) { Flags{redis, "1"}.sadd(true); }) == resp_command({"SADD", "b{1}", "1"}));
  CHECK(sent_by([](Commands& redis) {
          Flags{redis, "1"}.sadd({true, false});
        }) == resp_command({"SADD", "b{1}", "1", ""}));
  CHECK(sent_by([&](Commands& redis) { Scores{redis, n}.zadd(7L, 1); }) == resp_command({"ZADD", "z{-5}", "1", "7"}));
  CHECK(sent_by([&](Commands& redis) {
          Scores{redis, 1}.zadd({{n, 1}, {7, 2}});
        }) == resp_command({"ZADD", "z{1}", "1", "-5", "2", "7"}));
  CHECK(sent_by([](Commands& redis) {
          Scores{redis, 1}.zadd(std::map<std::int8_t, double>{{3, 4}});
        }) == resp_command({"ZADD", "z{1}", "4", "3"}));
  CHECK(sent_by([](Commands& redis) {
          TypedUsers{redis, "1"}.hset<"n8", "admin", "rate">(5L, true, 2);
        }) == resp_command({"HSET", "U{1}", "n8", "5", "admin", "1", "rate", "2"}));
}

TEST_CASE("a number that does not fit its type is refused, wherever it stands") {
  const int n = 300;
  const std::string int8 = "expected an 8-bit signed integer, got 300";
  const std::string uint8 = "expected an 8-bit unsigned integer, got 300";
  CHECK(refusal_of([&](Commands& redis) { Small{redis, "1"}.rpush(n); }) == int8);
  CHECK(refusal_of([&](Commands& redis) { Small{redis, "1"}.rpush({1, n}); }) == int8);
  CHECK(refusal_of([&](Commands& redis) { Small{redis, "1"}.linsert(InsertAt::after, 1, n); }) == int8);
  CHECK(refusal_of([](Commands& redis) {
          Floats{redis, "1"}.rpush(1e300);
        }) == "expected a 32-bit floating-point number, got 1e+300");
  CHECK(refusal_of([&](Commands& redis) { Scores{redis, 1}.zadd(n, 1); }) == int8);
  CHECK(refusal_of([&](Commands& redis) { Scores{redis, 1}.zadd({{n, 1}}); }) == int8);
  CHECK(refusal_of([&](Commands& redis) { Count{redis, n}.get(); }) == uint8);
  CHECK(refusal_of([](Commands& redis) { Count{redis, 1}.set(-1); }) == "expected an 8-bit unsigned integer, got -1");
  CHECK(refusal_of([&](Commands& redis) { Count::mget(redis, {1, n}); }) == uint8);
  CHECK(refusal_of([&](Commands& redis) { Count::mset(redis, {{1, n}}); }) == uint8);
  CHECK(refusal_of([&](Commands& redis) { Count::del(redis, n); }) == uint8);
  CHECK(refusal_of([&](Commands& redis) { Counts{redis}.set(1, n); }) == int8);
  CHECK(refusal_of([&](Commands& redis) { Counts{redis}.mset({{n, 1}}); }) == int8);
  CHECK(refusal_of([&](Commands& redis) { TypedUsers{redis, "1"}.hset("x", n); }) == int8);
}

TEST_CASE("a value that is refused for a field says of which, and the context goes on") {
  const Utf8 bad{"\xff"};
  const std::string text = "field \"t\" of type " + std::string{detail::type_name<Utf8>()} + " cannot hold its value: ";
  CHECK_THAT(refusal_of([&](Commands& redis) {
               TypedUsers{redis, "1"}.hset<"t">(bad);
             }),
             Catch::StartsWith(text) && Catch::Contains("\\xff"));
  CHECK_THAT(refusal_of([&](Commands& redis) {
               TypedUsers{redis, "1"}.hsetnx<"t">(bad);
             }),
             Catch::StartsWith(text) && Catch::Contains("\\xff"));
  CHECK_THAT(refusal_of([&](Commands& redis) {
               TypedUsers{redis, "1"}.hsetex<"t">(bad);
             }),
             Catch::StartsWith(text) && Catch::Contains("\\xff"));
  CHECK_THAT(refusal_of([&](Commands& redis) {
               TypedUsers{redis, "1"}.hset<"n8", "t", "admin">(2, bad, true);
             }),
             Catch::StartsWith(text) && Catch::Contains("\\xff"));
  CHECK_THAT(refusal_of([&](Commands& redis) {
               TypedUsers{redis, "1"}.hset<"t", "a">("good", Ascii{"\n"});
             }),
             Catch::StartsWith("field \"a\" of type "));

  const std::string number = "field \"n8\" of type int8 cannot hold its value: expected an 8-bit signed integer, got ";
  CHECK(refusal_of([](Commands& redis) { TypedUsers{redis, "1"}.hset<"n8">(300); }) == number + "300");
  CHECK(refusal_of([](Commands& redis) { TypedUsers{redis, "1"}.hset<"t", "n8">("a", -129L); }) == number + "-129");
  CHECK(refusal_of([](Commands& redis) {
          TypedUsers{redis, "1"}.hset<"rate">(1e39);
        }) == "field \"rate\" of type float cannot hold its value: expected a 32-bit floating-point number, got 1e+39");

  CHECK(sent_by([&](Commands& redis) {
          const TypedUsers user{redis, "1"};
          user.hset<"n8">(1);
          CHECK_THROWS_AS((user.hset<"t", "n8">(bad, 2)), std::invalid_argument);
          user.hset<"t">("good");
        }) == resp_command({"HSET", "U{1}", "n8", "1"}) + resp_command({"HSET", "U{1}", "t", "good"}));
}

TEST_CASE("a refused value of a family with an expiry leaves the context as it was") {
  using Lasting = Hash<Keyspace{"L", {.expiry = std::chrono::hours{1}}}, Fields<Field<"t", Utf8>>>;
  CHECK_THAT(refusal_of([](Commands& redis) {
               Lasting{redis, "1"}.hset<"t">(Utf8{"\xff"});
             }),
             Catch::StartsWith("field \"t\""));
}

TEST_CASE("an error of the server is no refusal of a field") {
  ScriptedClient client;
  client.reply("-WRONGTYPE no hash\r\n");
  CHECK_THROWS_AS((TypedUsers{client, "1"}.hset<"t", "n8">("good", 1)), ServerError);
}

TEST_CASE("a field with a type of its own is not written by a name that is known at run time") {
  const auto refused = [](std::string_view function) {
    return "field \"n8\" has a type of its own: write " + std::string{function} + "<\"n8\">()";
  };
  CHECK(refusal_of([](Commands& redis) { TypedUsers{redis, "1"}.hset("n8", 1); }) == refused("hset"));
  CHECK(refusal_of([](Commands& redis) { TypedUsers{redis, "1"}.hset({{"x", 1}, {"n8", 1}}); }) == refused("hset"));
  CHECK(refusal_of([](Commands& redis) {
          TypedUsers{redis, "1"}.hset(std::map<std::string, std::int8_t>{{"n8", 1}});
        }) == refused("hset"));
  CHECK(refusal_of([](Commands& redis) { TypedUsers{redis, "1"}.hsetnx("n8", 1); }) == refused("hsetnx"));
  CHECK(refusal_of([](Commands& redis) { TypedUsers{redis, "1"}.hincrby("n8", 1); }) == refused("hincrby"));
  CHECK(refusal_of([](Commands& redis) { TypedUsers{redis, "1"}.hsetex("n8", 1); }) == refused("hsetex"));
  CHECK(refusal_of([](Commands& redis) { TypedUsers{redis, "1"}.hsetex({{"n8", 1}}); }) == refused("hsetex"));
  // Values are not names.
  using Texts = Hash<"T", Fields<Field<"n", int>>>;
  CHECK(sent_by([](Commands& redis) {
          Texts{redis, "1"}.hset({{"x", "n"}});
        }) == resp_command({"HSET", "T{1}", "x", "n"}));
}

TEST_CASE("a page of a hash with Fields has the stored bytes, whatever the default type is") {
  const auto page =
      answered("*2\r\n$1\r\n0\r\n*4\r\n$1\r\nt\r\n$3\r\nJoe\r\n$2\r\nn8\r\n$1\r\n7\r\n", [](Commands& redis) {
        return TypedUsers{redis, "1"}.hscan(0);
      });
  CHECK(page->elements == std::vector<std::pair<std::string, std::string>>{{"t", "Joe"}, {"n8", "7"}});
}
