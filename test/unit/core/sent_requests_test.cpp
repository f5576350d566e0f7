#include "core/sent_requests.hpp"

#include "support/catch.hpp"
#include "support/resp_text.hpp"

#include <string>

using tributary::test::resp_command;
using namespace tributary::detail;

namespace {

constexpr CommandRow kGet{"GET", 2, Access::read, Repeat::safe, kOneKey};
constexpr CommandRow kMget{"MGET", -2, Access::read, Repeat::safe, kAllKeys};
constexpr CommandRow kPing{"PING", -1, Access::none, Repeat::safe, kNoKey};

}  // namespace

TEST_CASE("the key of a failed command is found by its position, in any order") {
  const std::string first = resp_command({"GET", "a"}) + resp_command({"PING"}) + resp_command({"GET", "c"});
  const std::string second = resp_command({"MGET", "d"}) + resp_command({"MGET", "e", "f"}) + resp_command({"GET", ""});
  SentRequests requests;
  requests.add(0, 3, first);
  requests.add(3, 3, second);
  CHECK(requests.key_of(&kGet, 0) == "a");
  CHECK(requests.key_of(&kGet, 2) == "c");
  CHECK(requests.key_of(&kMget, 3) == "d");
  CHECK(requests.key_of(&kGet, 0) == "a");
  CHECK(requests.key_of(&kGet, 2) == "c");

  CHECK(requests.key_of(&kPing, 1).empty());   // it has none
  CHECK(requests.key_of(&kMget, 4).empty());   // it has two
  CHECK(requests.key_of(&kGet, 5).empty());    // it is empty
  CHECK(requests.key_of(&kGet, 6).empty());    // nobody knows
  CHECK(requests.key_of(nullptr, 0).empty());  // a command without a row
  requests.clear();
  CHECK(requests.key_of(&kGet, 0).empty());
}
