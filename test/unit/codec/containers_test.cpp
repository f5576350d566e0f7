#include <tributary/codec/containers.hpp>

#include "encoded.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

using namespace tributary;
using tributary::test::decoded;
using tributary::test::refused;

namespace {

using Strings = std::vector<std::string>;
using Scores = std::vector<std::pair<std::string, double>>;

constexpr auto kAb = "*2\r\n$1\r\na\r\n$1\r\nb\r\n";
constexpr auto kFlat = "*4\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n:2\r\n";
constexpr auto kNested = "*2\r\n*2\r\n$1\r\na\r\n:1\r\n*2\r\n$1\r\nb\r\n:2\r\n";

}  // namespace

TEST_CASE("nil is an absent optional, anything else is its value") {
  CHECK(decoded<std::optional<std::string>>("$-1\r\n") == std::nullopt);
  CHECK(decoded<std::optional<std::string>>("$0\r\n\r\n") == "");
  CHECK(decoded<std::optional<int>>("*-1\r\n") == std::nullopt);
  CHECK(decoded<std::optional<int>>(":7\r\n") == 7);
  CHECK(decoded<std::optional<Strings>>(kAb) == Strings{"a", "b"});
  CHECK(refused<std::optional<int>>("$3\r\nabc\r\n").actual == "\"abc\"");
}

TEST_CASE("an array is any sequence or set") {
  CHECK(decoded<Strings>(kAb) == Strings{"a", "b"});
  CHECK(decoded<std::deque<std::string>>(kAb) == std::deque<std::string>{"a", "b"});
  CHECK(decoded<std::list<std::string>>(kAb) == std::list<std::string>{"a", "b"});
  CHECK(decoded<std::set<std::string>>(kAb) == std::set<std::string>{"a", "b"});
  CHECK(decoded<std::vector<bool>>("*2\r\n:1\r\n:0\r\n") == std::vector<bool>{true, false});
  CHECK(decoded<Strings>("*0\r\n").empty());
}

TEST_CASE("an array's elements are checked one by one") {
  CHECK(refused<std::vector<int>>("*2\r\n:1\r\n$1\r\nx\r\n").actual == "\"x\"");
  CHECK(refused<std::vector<int>>("*2\r\n:1\r\n$-1\r\n").actual == "nil");
  CHECK(refused<std::set<int>>("*3\r\n:1\r\n:1\r\n$1\r\nx\r\n").expected == "a 32-bit signed integer in element 2");
  CHECK(refused<std::map<std::string, int>>("*2\r\n$3\r\nage\r\n$3\r\nold\r\n").expected ==
        "a 32-bit signed integer for \"age\"");
  CHECK(decoded<std::vector<std::optional<int>>>("*2\r\n:1\r\n$-1\r\n") ==
        std::vector<std::optional<int>>{1, std::nullopt});
}

TEST_CASE("an error inside an array is a decode error of the whole") {
  const auto error = refused<Strings>("*2\r\n$1\r\na\r\n-WRONGTYPE not this\r\n");
  CHECK(error.expected == "a string in element 1");
  CHECK(error.actual == "error \"WRONGTYPE not this\"");
  CHECK(refused<std::vector<std::optional<std::string>>>("*1\r\n-ERR x\r\n").actual == "error \"ERR x\"");
}

TEST_CASE("what is no array is no sequence") {
  CHECK(refused<Strings>("$1\r\na\r\n").expected == "an array");
  CHECK(refused<Strings>("*-1\r\n").actual == "nil");
}

TEST_CASE("arrays nest") {
  using Grid = std::vector<std::vector<int>>;
  CHECK(decoded<Grid>("*3\r\n*2\r\n:1\r\n:2\r\n*0\r\n*1\r\n:3\r\n") == Grid{{1, 2}, {}, {3}});
}

TEST_CASE("a container of pairs reads the flat and the nested form") {
  const auto* const reply = GENERATE(kFlat, kNested);
  CHECK(decoded<Scores>(reply) == Scores{{"a", 1}, {"b", 2}});
  CHECK(decoded<std::map<std::string, int>>(reply) == std::map<std::string, int>{{"a", 1}, {"b", 2}});
  CHECK(decoded<std::unordered_map<std::string, int>>(reply) ==
        std::unordered_map<std::string, int>{{"a", 1}, {"b", 2}});
  CHECK(decoded<std::vector<std::tuple<std::string, int>>>(reply) ==
        std::vector<std::tuple<std::string, int>>{{"a", 1}, {"b", 2}});
}

TEST_CASE("an empty map comes from an empty array") {
  CHECK(decoded<std::map<std::string, int>>("*0\r\n").empty());
  CHECK(decoded<Scores>("*0\r\n").empty());
}

TEST_CASE("half a pair is refused") {
  CHECK(refused<Scores>("*3\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n").expected == "an array of pairs");
  CHECK(refused<Scores>("*1\r\n*1\r\n$1\r\na\r\n").expected == "an array of 2 in element 0");
  CHECK(refused<Scores>("*2\r\n*2\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n").expected == "an array of 2 in element 1");
}

TEST_CASE("a pair is an array of two") {
  using Pair = std::pair<std::string, int>;
  CHECK(decoded<Pair>("*2\r\n$1\r\na\r\n:5\r\n") == Pair{"a", 5});
  CHECK(refused<Pair>("*3\r\n$1\r\na\r\n:5\r\n:6\r\n").actual == "array of 3");
  CHECK(refused<Pair>(":5\r\n").expected == "an array of 2");
}

TEST_CASE("a tuple is an array of its size, in its order, nested ones included") {
  using Tuple = std::tuple<int, std::pair<int, int>, std::string>;
  CHECK(decoded<Tuple>("*3\r\n:1\r\n*2\r\n:2\r\n:3\r\n$1\r\nx\r\n") == Tuple{1, {2, 3}, "x"});
  CHECK(refused<Tuple>("*2\r\n:1\r\n:2\r\n").expected == "an array of 3");
  CHECK(decoded<std::tuple<int>>("*1\r\n:1\r\n") == std::tuple<int>{1});
}

TEST_CASE("a map keeps the first of two equal keys, a multimap both") {
  constexpr auto kTwice = "*4\r\n$1\r\na\r\n:1\r\n$1\r\na\r\n:2\r\n";
  CHECK(decoded<std::map<std::string, int>>(kTwice) == std::map<std::string, int>{{"a", 1}});
  CHECK(decoded<std::multimap<std::string, int>>(kTwice).size() == 2);
}
