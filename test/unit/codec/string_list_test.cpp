#include <tributary/codec/string_list.hpp>

#include <tributary/codec/arguments.hpp>

#include "encoded.hpp"
#include "support/catch.hpp"

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace tributary;
using tributary::test::bulk;
using tributary::test::decoded;
using tributary::test::encoded;
using tributary::test::refused;

namespace {

struct Golden {
  StringList list;
  std::string text;
};

}  // namespace

TEST_CASE("lists of strings have these texts, and no others") {
  const Golden golden = GENERATE(values<Golden>({
      {{}, ""},
      {{""}, ","},
      {{"", ""}, ",,"},
      {{"", "", ""}, ",,,"},
      {{"a"}, "a"},
      {{"a", "b"}, "a,b"},
      {{"a", ""}, "a,,"},
      {{"", "a"}, ",a"},
      {{"a", "", "b"}, "a,,b"},
      {{"a", "", ""}, "a,,,"},
      {{"a,b"}, R"(a\,b)"},
      {{","}, R"(\,)"},
      {{"\\"}, R"(\\)"},
      {{"\\,", ""}, R"(\\\,,,)"},
      {{"a\\", "b"}, R"(a\\,b)"},
      {{"a, b", " c "}, R"(a\, b, c )"},
      {{std::string{"\0\xFF\n", 3}, "\""}, std::string{"\0\xFF\n,\"", 5}},
  }));
  CHECK(encoded(golden.list) == golden.text);
  CHECK(decoded<StringList>(bulk(golden.text)) == golden.list);
}

TEST_CASE("a list of strings may be written with a comma behind its last item") {
  CHECK(decoded<StringList>(bulk("a,")) == StringList{"a"});
  CHECK(decoded<StringList>(bulk("a,b,")) == StringList{"a", "b"});
  CHECK(decoded<StringList>(bulk(R"(a\,)")) == StringList{"a,"});
}

TEST_CASE("a backslash that escapes nothing is refused") {
  CHECK(refused<StringList>(bulk(R"(a,b\)")).actual ==
        R"("a,b\\", whose backslash at byte 3 escapes neither a comma nor a backslash)");
  CHECK(refused<StringList>(bulk(R"(a\n)")).expected == "a list of strings");
  CHECK(refused<StringList>(bulk(R"(\\\)")).expected == "a list of strings");
  CHECK(refused<StringList>("*1\r\n$1\r\na\r\n").actual == "array of 1");
}

TEST_CASE("a list of strings is one argument, where a vector of strings is many") {
  STATIC_REQUIRE(Encodable<StringList>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Arguments, StringList>);
  STATIC_REQUIRE(std::is_constructible_v<Arguments, std::vector<std::string>>);
  STATIC_REQUIRE(std::is_constructible_v<Arguments, std::vector<StringList>>);
}

TEST_CASE("a list of strings is a vector") {
  std::vector<std::string> items{"a"};
  StringList list = items;
  list.push_back("b");
  items = list;
  CHECK(items == std::vector<std::string>{"a", "b"});
  CHECK(list == items);
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<StringList>);
}
