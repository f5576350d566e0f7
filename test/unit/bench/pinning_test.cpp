#include "pinning.hpp"

#include "support/catch.hpp"

#include <vector>

using namespace tributary::bench;
using Cores = std::vector<int>;

TEST_CASE("Lists of cores are read and written as Linux does") {
  CHECK(read_cores("0-2,5\n") == Cores{0, 1, 2, 5});
  CHECK(read_cores("") == Cores{});
  CHECK(read_cores("3,x") == Cores{3});
  CHECK(to_string(Cores{0, 1, 2, 5}) == "0-2,5");
  CHECK(to_string(Cores{}) == "");
}

TEST_CASE("The server gets the last core, the client those that share nothing with it") {
  const auto alone = [](int core) { return Cores{core}; };
  CHECK(share_cores({0, 1}, alone).server == Cores{1});
  CHECK(share_cores({0, 1}, alone).client == Cores{0});
  CHECK(share_cores({0, 1}, alone).usable == 2);
  const auto pairs = [](int core) { return Cores{core / 2 * 2, core / 2 * 2 + 1}; };
  CHECK(share_cores({0, 1, 2, 3}, pairs).client == Cores{0, 1});
  CHECK(share_cores({2, 3}, pairs).client == Cores{2});  // nothing better is left
}

TEST_CASE("One core is not shared") {
  const auto alone = [](int core) { return Cores{core}; };
  CHECK_FALSE(share_cores({4}, alone).is_pinned());
  CHECK_FALSE(share_cores({}, alone).is_pinned());
}
