#include <tributary/codec/arguments.hpp>

#include "codec/argument_encoder.hpp"
#include "support/catch.hpp"
#include "support/resp_text.hpp"

#include <array>
#include <deque>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using tributary::ArgumentPairs;
using tributary::Arguments;
using tributary::test::resp_command;

namespace {

/// The list as a command of its own, header included.
template <class List>
std::string sent(const List& list) {
  tributary::detail::RequestBuffer out;
  const std::size_t count = tributary::detail::argument_count(list);
  out.commit(tributary::detail::write_header(out.room(tributary::detail::kMaxHeader), '*', count));
  tributary::detail::append_arguments(out, list, argument_count(list));
  return std::string{out.view(0, out.size())};
}

std::string arguments(const Arguments& list) { return sent(list); }
std::string pairs(const ArgumentPairs& list) { return sent(list); }

}  // namespace

TEST_CASE("a braced list may mix types") {
  CHECK(arguments({"a", 2, 3.5, true, std::string{"s"}}) == resp_command({"a", "2", "3.5", "1", "s"}));
}

TEST_CASE("a braced list may have one element") { CHECK(arguments({"a"}) == resp_command({"a"})); }

TEST_CASE("any sized range of arguments is a list") {
  const auto expected = resp_command({"1", "2", "3"});
  const std::vector<int> vector{1, 2, 3};
  const std::array<std::string_view, 3> array{"1", "2", "3"};
  const std::set<std::string> set{"1", "2", "3"};
  const std::deque<double> deque{1, 2, 3};
  const int plain[] = {1, 2, 3};
  const std::initializer_list<int> list{1, 2, 3};
  CHECK(arguments(vector) == expected);
  CHECK(arguments(array) == expected);
  CHECK(arguments(set) == expected);
  CHECK(arguments(deque) == expected);
  CHECK(arguments(plain) == expected);
  CHECK(arguments(list) == expected);
  CHECK(arguments(std::span{vector}) == expected);
  CHECK(arguments(std::vector<bool>{true, true}) == resp_command({"1", "1"}));
}

TEST_CASE("an empty range is an empty list") {
  const std::vector<std::string> nothing;
  const Arguments none{nothing};
  CHECK(none.empty());
  CHECK(none.size() == 0);
  CHECK(ArgumentPairs{std::map<int, int>{}}.empty());
}

TEST_CASE("text and bytes are one argument, not a list of their letters") {
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Arguments, std::string>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Arguments, std::vector<std::byte>>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Arguments, std::vector<char>>);
}

TEST_CASE("a braced list of pairs may mix types") {
  CHECK(pairs({{"name", "Joe"}, {"age", 31}}) == resp_command({"name", "Joe", "age", "31"}));
}

TEST_CASE("a braced list of pairs may have one pair") { CHECK(pairs({{"a", 1}}) == resp_command({"a", "1"})); }

TEST_CASE("maps and vectors of pairs are pairs, in their order") {
  const std::map<std::string, int> map{{"b", 2}, {"a", 1}};
  const std::vector<std::pair<double, std::string>> vector{{2.5, "x"}, {1, "y"}};
  CHECK(pairs(map) == resp_command({"a", "1", "b", "2"}));
  CHECK(pairs(vector) == resp_command({"2.5", "x", "1", "y"}));
  CHECK(ArgumentPairs{map}.size() == 2);
}
