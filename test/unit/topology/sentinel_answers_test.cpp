// What sentinels say, in every order and disagreement.
#include "topology/sentinel_answers.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <vector>

using namespace tributary::detail;
using Kind = SentinelAnswer::Kind;

namespace {

const Place kOld{"10.0.0.1", 6379};
const Place kNew{"10.0.0.2", 6379};

SentinelAnswer knows(const Place& master, std::uint64_t epoch, bool is_down = false) {
  return {.sentinel = "s", .kind = Kind::knows, .master = master, .epoch = epoch, .is_down = is_down};
}
SentinelAnswer silent() { return {.sentinel = "s"}; }
SentinelAnswer failed() { return {.sentinel = "s", .kind = Kind::failed, .words = "cannot be reached: refused"}; }
SentinelAnswer unknown() { return {.sentinel = "s", .kind = Kind::unknown}; }

/// The same whatever the order of the answers.
std::optional<Place> master(std::vector<SentinelAnswer> answers, bool is_final) {
  std::vector<std::size_t> order(answers.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto first = master_of(answers, is_final);
  do {
    std::vector<SentinelAnswer> permuted;
    for (const std::size_t i : order) permuted.push_back(answers[i]);
    CHECK(master_of(permuted, is_final) == first);
  } while (std::ranges::next_permutation(order).found);
  return first;
}

}  // namespace

TEST_CASE("more than half of all sentinels are enough, and the others are not waited for") {
  CHECK(master({knows(kOld, 1), knows(kOld, 1), silent()}, false) == kOld);
  CHECK(master({knows(kOld, 1), silent(), silent()}, false) == std::nullopt);
  CHECK(master({knows(kOld, 1), failed(), silent()}, false) == std::nullopt);
  CHECK(master({knows(kOld, 1), knows(kOld, 1), silent(), silent()}, false) == std::nullopt);
}

TEST_CASE("when nobody else answers, one is enough") {
  CHECK(master({knows(kOld, 1), failed(), failed()}, true) == kOld);
  CHECK(master({knows(kOld, 1), unknown(), silent()}, true) == kOld);
}

TEST_CASE("the later configuration counts, however many have not heard of it") {
  CHECK(master({knows(kOld, 1), knows(kOld, 1), knows(kNew, 2)}, true) == kNew);
  CHECK(master({knows(kOld, 1), knows(kNew, 2), silent()}, false) == std::nullopt);
  CHECK(master({knows(kNew, 2), knows(kNew, 2), knows(kOld, 1)}, false) == kNew);
}

TEST_CASE("of one epoch, what most of them say counts") {
  CHECK(master({knows(kOld, 3), knows(kNew, 3), knows(kNew, 3)}, true) == kNew);
}

TEST_CASE("a master that most of them hold for down is none, and one voice does not make it so") {
  CHECK(master({knows(kOld, 1, true), knows(kOld, 1, true), knows(kOld, 1)}, true) == std::nullopt);
  CHECK(master({knows(kOld, 1, true), knows(kOld, 1), knows(kOld, 1)}, true) == kOld);
  CHECK(master({knows(kOld, 1, true), knows(kNew, 2)}, true) == kNew);
}

TEST_CASE("when nobody knows it, the error tells what each one said") {
  CHECK(master({failed(), unknown(), silent()}, true) == std::nullopt);
  CHECK(master({}, true) == std::nullopt);
  const std::vector<SentinelAnswer> answers{
      {.sentinel = "s1:26379", .kind = Kind::failed, .words = "cannot be reached: Connection refused"},
      {.sentinel = "s2:26379", .kind = Kind::unknown},
      {.sentinel = "s3:26379"},
      {.sentinel = "s4:26379", .kind = Kind::knows, .master = kOld, .epoch = 7, .is_down = true},
  };
  CHECK(why_no_master(answers, "mymaster") ==
        "no sentinel knows a master \"mymaster\" that works: s1:26379 cannot be reached: Connection refused; s2:26379 "
        "watches no master of the name \"mymaster\"; s3:26379 did not answer in time; s4:26379 says 10.0.0.1:6379 "
        "(epoch 7), and holds it for down");
}
