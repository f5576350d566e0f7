#include "core/command_keys.hpp"

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace tributary::detail;

namespace {

constexpr KeyRange kStreams{0, 0, 0, 0, KeyRange::Search::after_streams};
constexpr KeyRange kSort{1, 1, 1, 0, KeyRange::Search::after_store};
constexpr KeyRange kStoredUnion{1, 1, 1, 2};

std::vector<std::size_t> positions(const KeyRange& keys, const std::vector<std::string_view>& words) {
  const KeyPositions found = key_positions(keys, words);
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < found.size(); ++i) all.push_back(found[i]);
  CHECK(found.empty() == all.empty());
  return all;
}

/// The keys of a request that is written with spaces between its words.
std::string keys_of(const KeyRange& keys, std::string_view request) {
  std::vector<std::string_view> words;
  while (!request.empty()) {
    const std::size_t end = request.find(' ');
    words.push_back(request.substr(0, end));
    request.remove_prefix(end == std::string_view::npos ? request.size() : end + 1);
  }
  std::string text;
  for (const std::size_t at : positions(keys, words)) {
    text += text.empty() ? "" : " ";
    text += words.at(at);
  }
  return text;
}

}  // namespace

TEST_CASE("keys at fixed places are counted from the verb, or from the end") {
  CHECK(keys_of(kNoKey, "PING a") == "");
  CHECK(keys_of(kOneKey, "GET a") == "a");
  CHECK(keys_of(kSubcommandKey, "OBJECT ENCODING a") == "a");
  CHECK(keys_of(kTwoKeys, "LMOVE a b LEFT RIGHT") == "a b");
  CHECK(keys_of(kAllKeys, "DEL a b c") == "a b c");
  CHECK(keys_of({1, -1, 2}, "MSET a 1 b 2 c 3") == "a b c");
  CHECK(keys_of({1, -2, 1}, "BLPOP a b 0") == "a b");
  CHECK(keys_of({2, -1, 1}, "BITOP AND a b") == "a b");
}

TEST_CASE("counted keys follow their number, after those at fixed places") {
  CHECK(keys_of(kCountedKeys, "ZUNION 2 a b WITHSCORES") == "a b");
  CHECK(keys_of({0, 0, 0, 2}, "EVAL return 1 a b") == "a");
  CHECK(keys_of({0, 0, 0, 2}, "EVAL return 0 a b") == "");
  CHECK(keys_of(kStoredUnion, "ZUNIONSTORE d 2 a b WEIGHTS 1 2") == "d a b");
  CHECK(keys_of({0, 0, 0, 2}, "EVAL return 2 a b") == "a b");
}

TEST_CASE("a count that cannot be right counts no keys") {
  for (const char* count : {"3", "-1", "x", "1x", "", "99999999999999999999"}) {
    INFO(count);
    CHECK(positions(kCountedKeys, {"ZUNION", count, "a", "b"}).empty());
    CHECK(positions(kStoredUnion, {"ZUNIONSTORE", "d", count, "a", "b"}) == std::vector<std::size_t>{1});
  }
  CHECK(keys_of(kCountedKeys, "ZUNION") == "");
}

TEST_CASE("streams are the first half of what follows STREAMS") {
  CHECK(keys_of(kStreams, "XREAD STREAMS a 0") == "a");
  CHECK(keys_of(kStreams, "xread count 2 streams a b 0 1") == "a b");
  CHECK(keys_of(kStreams, "XREADGROUP GROUP g c COUNT 1 NOACK STREAMS a b > >") == "a b");
  CHECK(keys_of(kStreams, "XREAD STREAMS a") == "");
  CHECK(keys_of(kStreams, "XREAD STREAMS") == "");
  CHECK(keys_of(kStreams, "XREAD COUNT 2") == "");
}

TEST_CASE("names that look like keywords are names") {
  CHECK(keys_of(kStreams, "XREADGROUP GROUP STREAMS streams STREAMS a 1") == "a");
  CHECK(keys_of(kStreams, "XREADGROUP GROUP GROUP GROUP STREAMS STREAMS COUNT 0 0") == "STREAMS COUNT");
  CHECK(keys_of(kSort, "SORT STORE") == "STORE");
  CHECK(keys_of(kSort, "SORT a BY STORE GET STORE") == "a");
  CHECK(keys_of(kSort, "SORT a GET store STORE store") == "a store");
}

TEST_CASE("SORT has a second key after the last STORE") {
  CHECK(keys_of(kSort, "SORT a") == "a");
  CHECK(keys_of(kSort, "SORT a LIMIT 0 5 ALPHA DESC store b") == "a b");
  CHECK(keys_of(kSort, "SORT a STORE b STORE c") == "a c");
  CHECK(keys_of(kSort, "SORT a STORE") == "a");
}

TEST_CASE("whatever a request says, its keys are words behind the verb, each named once") {
  // All requests of up to five words from these, most of which no server would take.
  const std::array<std::string_view, 6> words{"STREAMS", "STORE", "GROUP", "2", "-1", "a"};
  const std::vector<KeyRange> ranges{kNoKey,       kOneKey,      kTwoKeys,   kAllKeys,  {1, -2, 1},
                                     {1, -1, 2},   {2, 5, 3},    {3, -4, 1}, {1, 1, 0}, kSubcommandKey,
                                     kCountedKeys, kStoredUnion, kStreams,   kSort};
  std::size_t requests = 0;
  bool all_right = true;
  for (std::size_t size = 0, count = 1; size <= 5; ++size, count *= words.size()) {
    for (std::size_t number = 0; number < count; ++number, ++requests) {
      std::vector<std::string_view> request;
      for (std::size_t i = 0, rest = number; i < size; ++i, rest /= words.size()) {
        request.push_back(words.at(rest % words.size()));
      }
      for (const KeyRange& range : ranges) {
        const KeyPositions found = key_positions(range, request);
        std::size_t before = 0;
        for (std::size_t i = 0; i < found.size(); ++i) {
          all_right = all_right && found[i] > before && found[i] < size;
          before = found[i];
        }
      }
    }
  }
  CHECK(all_right);
  CHECK(requests == 1 + 6 + 36 + 216 + 1296 + 7776);
}
