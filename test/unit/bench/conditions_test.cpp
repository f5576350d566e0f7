#include "conditions.hpp"

#include "support/catch.hpp"

using tributary::bench::read_machine_use;

TEST_CASE("What a machine has done is read from the sum of its cores, without idling and waiting") {
  const auto use = read_machine_use("cpu  100 20 30 5000 400 5 6 70 9 9\ncpu0 1 1 1 1 1 1 1 1 1 1\n", 100);
  CHECK(use.busy == Approx(1.61));
  CHECK(use.stolen == Approx(0.7));
}

TEST_CASE("What is no such text means that nothing is known") {
  CHECK(read_machine_use("", 100).busy == 0);
  CHECK(read_machine_use("cpu x", 100).stolen == 0);
}
