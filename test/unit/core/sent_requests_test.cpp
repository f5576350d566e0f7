#include "core/sent_requests.hpp"

#include "support/catch.hpp"
#include "support/resp_text.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using tributary::test::resp_command;
using namespace tributary::detail;

namespace {

using Words = std::vector<std::string_view>;

}  // namespace

TEST_CASE("the words of a failed command are found by its position, in any order") {
  const std::string first = resp_command({"GET", "a"}) + resp_command({"PING"}) + resp_command({"GET", "c"});
  const std::string second = resp_command({"MGET", "d"}) + resp_command({"MGET", "e", "f"}) + resp_command({"GET", ""});
  SentRequests requests;
  requests.add(0, 3, first);
  requests.add(3, 3, second);
  CHECK(requests.words_at(0) == Words{"GET", "a"});
  CHECK(requests.words_at(2) == Words{"GET", "c"});
  CHECK(requests.words_at(3) == Words{"MGET", "d"});
  CHECK(requests.words_at(0) == Words{"GET", "a"});
  CHECK(requests.words_at(5) == Words{"GET", ""});
  CHECK(requests.words_at(5) == Words{"GET", ""});
  CHECK(requests.words_at(6).empty());
  requests.clear();
  CHECK(requests.words_at(0).empty());
}

TEST_CASE("many stretches of one command each are searched in one pass") {
  // Going through all of them for each would take minutes.
  constexpr std::size_t kCount = 1'000'000;
  const std::string command = resp_command({"GET", "a"});
  SentRequests requests;
  for (std::size_t i = 0; i < kCount; ++i) requests.add(i, 1, command);
  std::size_t found = 0;
  for (std::size_t i = 0; i < kCount; ++i) found += requests.words_at(i).size();
  CHECK(found == 2 * kCount);
}
