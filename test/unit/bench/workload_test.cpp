#include "workload.hpp"
#include "executed_commands.hpp"
#include "verifier.hpp"
#include "workloads/parts.hpp"
#include "workloads/workload_entry.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace tributary::bench;

namespace {

std::string words_of(const Workload& workload, RequestCursor& requests) {
  Words words;
  workload_entry(workload.command).words(workload, requests.next(), words);
  std::string text;
  for (const auto word : words.views()) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

}  // namespace

TEST_CASE("A workload repeats its keys in turn, and the requests of one that varies much later") {
  CHECK(make_workload(Command::incrby, 100, 1000).requests.size() == 1000);
  CHECK(make_workload(Command::zadd, 100, 1000).requests.size() == 65'000);
  CHECK(make_workload(Command::get, 1 << 20, 1000).key_count == 64);
  CHECK(make_workload(Command::hset, 1 << 20, 1000).key_count == 6);
}

TEST_CASE("Each key has a size from the range, and keeps it") {
  const auto workload = make_workload({.command = Command::set, .data_size = {10, 30}, .keys = 1000});
  const auto [least, most] = std::minmax_element(workload.value_sizes.begin(), workload.value_sizes.end());
  CHECK(*least == 10);
  CHECK(*most == 30);
  CHECK(workload.value_of(7).substr(0, 10) == "abcdefghij");
}

TEST_CASE("The words of each workload are those of its command") {
  const auto first_words = [](Command command) {
    const auto workload = make_workload(command, 3, 2);
    const Keys keys{'t', 2};
    RequestCursor requests{workload, keys};
    return words_of(workload, requests);
  };
  CHECK(first_words(Command::incrby) == "INCRBY tributary:t00000 1");
  CHECK(first_words(Command::get) == "GET tributary:t00000");
  CHECK(first_words(Command::set) == "SET tributary:t00000 abc");
  CHECK(first_words(Command::mixed) == "SET tributary:t00000 abc");
  CHECK(first_words(Command::hset).starts_with("HSET tributary:t00000 field:"));
  CHECK(first_words(Command::hgetall) == "HGETALL tributary:t00000");
  CHECK(first_words(Command::zadd).starts_with("ZADD tributary:t00000 "));
  CHECK(first_words(Command::zrange) == "ZRANGE tributary:t00000 0 -1");
}

TEST_CASE("The words of a command of the user's have key, value and number in their places") {
  const auto workload = make_workload({.command = Command::custom,
                                       .data_size = {3, 3},
                                       .keys = 1,
                                       .custom = parse_custom_command("EVAL 'x y' a:__rand_int__:b __key__ __data__")});
  const Keys keys{'t', 1};
  RequestCursor requests{workload, keys};
  CHECK(words_of(workload, requests) == "EVAL x y a:000000000000:b tributary:t00000 abc");
}

TEST_CASE("A reply that is not the one that must come is refused") {
  const auto counted = make_workload(Command::incrby, 100, 2);
  Verifier verifier{counted};
  verifier.integer(kFirstCounter + 1);
  verifier.integer(kFirstCounter + 1);
  verifier.integer(kFirstCounter + 2);
  CHECK(verifier.verified() == 3);
  CHECK_THROWS_AS(verifier.integer(kFirstCounter + 3), std::runtime_error);

  Verifier shared{counted, Callers::several};
  shared.integer(kFirstCounter + 100);
  CHECK_THROWS_AS(shared.integer(kFirstCounter), std::runtime_error);
}

TEST_CASE("Each reply is compared with what its own request asked for, in whatever order they come") {
  const auto workload = make_workload({.command = Command::mixed, .data_size = {5, 50}, .keys = 20});
  Verifier verifier{workload};
  verifier.ok_or_bulk("OK");  // 1:10
  verifier.ok_or_bulk(workload.value_of(1));
  verifier.seek(19);
  verifier.ok_or_bulk(workload.value_of(19));
  verifier.seek(11);
  CHECK_THROWS_AS(verifier.ok_or_bulk(workload.value_of(11)), std::runtime_error);  // is a SET again
  verifier.seek(12);
  CHECK_THROWS_AS(verifier.ok_or_bulk("OK"), std::runtime_error);
}

TEST_CASE("Fields may come in any order, but all must; members come by their scores") {
  const auto hash = make_workload(Command::hgetall, 4, 1);
  Verifier verifier{hash};
  for (std::size_t i = kParts; i > 0; --i) verifier.field(kFieldNames[i - 1], "abcd");
  verifier.end_of_fields();
  CHECK_THROWS_AS(verifier.end_of_fields(), std::runtime_error);
  CHECK_THROWS_AS(verifier.field("field:0", "abc"), std::runtime_error);
  CHECK_THROWS_AS(verifier.field("other", "abcd"), std::runtime_error);

  const auto set = make_workload(Command::zrange, 4, 1);
  Verifier of_members{set};
  CHECK_THROWS_AS(of_members.member("member:1"), std::runtime_error);
  for (const auto name : kMemberNames) of_members.member(name);
  of_members.end_of_members();
  CHECK(of_members.verified() == 1);
  CHECK_THROWS_AS(of_members.end_of_members(), std::runtime_error);
}

TEST_CASE("What the server executed is the calls of the verb and of its subcommands") {
  constexpr std::string_view kStats =
      "# Commandstats\r\ncmdstat_get:calls=5,usec=1\r\ncmdstat_getrange:calls=7,usec=1\r\n"
      "cmdstat_config|get:calls=2,usec=1\r\ncmdstat_config|set:calls=1,usec=1\r\n";
  CHECK(calls_of(kStats, "GET") == 5);
  CHECK(calls_of(kStats, "config") == 3);
  CHECK(calls_of(kStats, "set") == 0);
}
