#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "support/catch.hpp"

#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

TEST_CASE("PFADD tells whether the estimated number changed") {
  Client redis = emptied_client();
  CHECK(*redis.pfadd("k", "a") == true);
  CHECK(*redis.pfadd("k", "a") == false);
  CHECK(*redis.pfadd("k", {"a", "b"}) == true);
  CHECK(*redis.pfcount("k") == 2);
}

TEST_CASE("PFADD of nothing makes an empty HyperLogLog") {
  Client redis = emptied_client();
  CHECK(*redis.pfadd("k", std::vector<std::string>{}) == true);
  CHECK(*redis.pfadd("k", std::vector<std::string>{}) == false);
  CHECK(*redis.exists("k") == true);
  CHECK(*redis.pfcount("k") == 0);
}

TEST_CASE("PFCOUNT of several keys counts what they share once") {
  Client redis = emptied_client();
  redis.pfadd("a", {1, 2, 3});
  redis.pfadd("b", {3, 4});
  CHECK(*redis.pfcount({"a", "b", "missing"}) == 4);
  CHECK(*redis.pfcount("missing") == 0);
}

TEST_CASE("PFMERGE adds to what the destination has counted") {
  Client redis = emptied_client();
  redis.pfadd("a", {1, 2});
  redis.pfadd("b", {2, 3});
  redis.pfadd("d", 9);
  CHECK(*redis.pfmerge("d", {"a", "b"}) == Ok{});
  CHECK(*redis.pfcount("d") == 4);
}

TEST_CASE("thousands of elements are counted with an error of a few percent") {
  Client redis = emptied_client();
  std::vector<int> numbers(10'000);
  std::iota(numbers.begin(), numbers.end(), 0);
  redis.pfadd("k", numbers);
  CHECK(std::abs(*redis.pfcount("k") - 10'000) < 500);
}

TEST_CASE("a HyperLogLog command on another string is WRONGTYPE") {
  Client redis = emptied_client();
  redis.set("s", "text");
  CHECK(server_error_of([&] { redis.pfadd("s", "a"); }) == "WRONGTYPE");
  CHECK(server_error_of([&] { redis.pfcount("s"); }) == "WRONGTYPE");
  CHECK(server_error_of([&] { redis.pfmerge("d", {"s"}); }) == "WRONGTYPE");
}
