#include <tributary/codec/containers.hpp>
#include <tributary/codec/keys.hpp>
#include <tributary/codec/string_list.hpp>
#include <tributary/codec/text.hpp>

#include "codec/argument_encoder.hpp"
#include "support/catch.hpp"
#include "support/resp_text.hpp"

#include <array>
#include <cstddef>
#include <initializer_list>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

using tributary::KeyList;
using tributary::KeyValues;
using tributary::test::resp_command;

namespace {

template <class List>
std::string sent_keys(const List& list) {
  tributary::detail::RequestBuffer out;
  const std::size_t count = tributary::detail::argument_count(list);
  out.commit(tributary::detail::write_header(out.room(tributary::detail::kMaxHeader), '*', count));
  tributary::detail::append_arguments(out, list, count);
  return std::string{out.view(0, out.size())};
}

// By value, as every function that takes one.
std::string keys(KeyList list) { return sent_keys(list); }
std::string values(KeyValues list) { return sent_keys(list); }

}  // namespace

TEST_CASE("a list of keys is of any texts") {
  const auto expected = resp_command({"a", "b"});
  const std::string b = "b";
  CHECK(keys({"a", b}) == expected);
  CHECK(keys({std::string_view{"a"}, "b"}) == expected);
  CHECK(keys(std::vector<std::string>{"a", "b"}) == expected);
  CHECK(keys(std::array<const char*, 2>{"a", "b"}) == expected);
  CHECK(keys(std::initializer_list<std::string_view>{"a", "b"}) == expected);
  CHECK(keys(std::vector<tributary::Utf8>{"a", "b"}) == expected);
  const std::vector<std::string> named{"a", "b"};
  CHECK(keys(named) == expected);
  CHECK(keys(std::span{named}) == expected);
  CHECK(keys({"a"}) == resp_command({"a"}));
  CHECK(keys({}) == resp_command({}));
  CHECK_THROWS_AS(keys(std::vector<const char*>{nullptr}), std::invalid_argument);
}

TEST_CASE("a key that holds a NUL is written whole") {
  CHECK(keys({std::string_view{"a\0b", 3}}) == resp_command({std::string{"a\0b", 3}}));
}

TEST_CASE("keys are texts, and only their values are anything") {
  const auto expected = resp_command({"a", "1", "b", "2"});
  CHECK(values({{"a", 1}, {"b", "2"}}) == expected);
  CHECK(values(std::map<std::string, int>{{"a", 1}, {"b", 2}}) == expected);
  CHECK(values(std::vector<std::pair<const char*, double>>{{"a", 1}, {"b", 2}}) == expected);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<KeyList, int>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<KeyList, std::string>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<KeyList, std::vector<int>>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<KeyList, std::vector<std::byte>>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<KeyList, tributary::StringList>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<KeyValues, std::map<int, int>>);
}

TEST_CASE("lists of arguments are neither copied nor moved") {
  STATIC_REQUIRE_FALSE(std::is_constructible_v<KeyList, KeyList>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<tributary::Arguments, const tributary::Arguments&>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<tributary::ArgumentPairs, tributary::ArgumentPairs>);
}
