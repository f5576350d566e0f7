#include <tributary/keyspace/keyspace.hpp>

#include <tributary/codec/codec_error.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <string>
#include <string_view>

using namespace tributary;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

namespace {

template <Keyspace K>
struct AsArgument {
  static constexpr Keyspace value = K;
};

}  // namespace

TEST_CASE("the key of an id is the name with the id as its hash tag") {
  constexpr Keyspace users{"U"};
  CHECK(users.key("joe") == "U{joe}");
  CHECK(users.key(42) == "U{42}");
  CHECK(users.key("") == "U{}");
  CHECK(users.key(1.5) == "U{1.5}");
}

TEST_CASE("ids of any bytes come back from their keys") {
  constexpr Keyspace users{"U"};
  for (const std::string_view id : {"joe"sv, ""sv, "}"sv, "{"sv, "a}b{c"sv, "\0\r\n\xff"sv, "*?[a]\\"sv, "U{1}"sv}) {
    const std::string key = users.key(id);
    CHECK(users.has(key));
    CHECK(users.id_in(key) == id);
  }
}

TEST_CASE("a key that is not of the family is no key of it") {
  constexpr Keyspace users{"U"};
  for (const std::string_view key : {""sv, "U"sv, "U{"sv, "U{joe"sv, "U}"sv, "UX{joe}"sv, "XU{joe}"sv, "u{joe}"sv}) {
    CAPTURE(key);
    CHECK_FALSE(users.has(key));
    CHECK_THROWS_WITH(users.id_in(key), Catch::Contains("a key of the keyspace \"U{*}\""));
  }
  // Prefix and suffix do not share bytes.
  constexpr Keyspace quoted{"q", {.key = "$name'$id'"}};
  CHECK_FALSE(quoted.has("q'"));
  CHECK(quoted.has("q''"));
}

TEST_CASE("a key may be made otherwise, without a suffix or without a name") {
  constexpr Keyspace colons{"app:users", {.key = "v1/$name/$id"}};
  CHECK(colons.key("a/b") == "v1/app:users/a/b");
  CHECK(colons.id_in("v1/app:users/a/b") == "a/b");
  // A colon more in the name would make keys of another family: that does not compile.
  constexpr Keyspace two{"a:b", {.key = "$name::$id"}};
  CHECK(two.key(":1") == "a:b:::1");
  constexpr Keyspace plain{"", {.key = "$id"}};
  CHECK(plain.key("any key") == "any key");
  CHECK(plain.has("any key"));
  CHECK(plain.pattern() == "*");
  constexpr Keyspace dated{"", {.key = "2024:$id:log"}};
  CHECK(dated.key(7) == "2024:7:log");
}

TEST_CASE("the pattern of a family takes its own glob characters literally, and those of the match not") {
  constexpr Keyspace odd{"a*b?[c]\\"};
  CHECK(odd.pattern() == R"(a\*b\?\[c\]\\{*})");
  CHECK(odd.pattern("u?*") == R"(a\*b\?\[c\]\\{u?*})");
  constexpr Keyspace users{"U"};
  CHECK(users.pattern("[ab]") == "U{[ab]}");
}

TEST_CASE("a keyspace is a template argument and keeps what it was told") {
  constexpr Keyspace sessions = AsArgument<Keyspace{"S", {.connection = "users", .expiry = 30min}}>::value;
  STATIC_REQUIRE(sessions.expiry() == 1800s);
  STATIC_REQUIRE(sessions.connection.view() == "users");
  STATIC_REQUIRE(AsArgument<"S">::value.name.view() == "S");
  STATIC_REQUIRE(AsArgument<"S">::value.expiry() == 0s);
}
