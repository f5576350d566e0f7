#include "request_sequence.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

using namespace tributary::bench;

namespace {

std::vector<std::size_t> counts_of_keys(const std::vector<Request>& requests, std::size_t keys) {
  std::vector<std::size_t> counts(keys);
  for (const auto& request : requests) ++counts.at(request.key);
  return counts;
}

}  // namespace

TEST_CASE("Sequential requests take the keys in turn") {
  const auto requests = draw_requests({}, 3, 7);
  for (std::size_t i = 0; i < requests.size(); ++i) CHECK(requests[i].key == i % 3);
}

TEST_CASE("Uniform requests reach every key about as often") {
  const auto counts = counts_of_keys(draw_requests({.distribution = Distribution::uniform}, 10, 100'000), 10);
  CHECK(*std::min_element(counts.begin(), counts.end()) > 9'500);
  CHECK(*std::max_element(counts.begin(), counts.end()) < 10'500);
}

TEST_CASE("Zipf's requests reach key n in proportion to a power of n") {
  const SequenceOptions options{.distribution = Distribution::zipf, .exponent = 1.2};
  const auto counts = counts_of_keys(draw_requests(options, 100, 200'000), 100);
  for (const std::size_t key : {1U, 3U, 9U}) {
    const double ratio = static_cast<double>(counts[0]) / static_cast<double>(counts[key]);
    CAPTURE(key, ratio);
    CHECK(ratio == Approx(std::pow(static_cast<double>(key + 1), 1.2)).epsilon(0.05));
  }
  CHECK(counts[99] > 0);
}

TEST_CASE("One seed draws the same requests, another one others") {
  const SequenceOptions one{.distribution = Distribution::uniform, .seed = 5};
  SequenceOptions other = one;
  other.seed = 6;
  const auto keys = [](const SequenceOptions& options) {
    std::vector<std::size_t> drawn;
    for (const auto& request : draw_requests(options, 1000, 20)) drawn.push_back(request.key);
    return drawn;
  };
  CHECK(keys(one) == keys(one));
  CHECK(keys(one) != keys(other));
  CHECK(draw_requests({}, 1'000'000, 1)[0].number == Dice{1}.below(1'000'000));
}

TEST_CASE("A ratio is so many SETs and then so many GETs") {
  const auto requests = draw_requests({.ratio = {2, 3}}, 10, 10);
  for (std::size_t i = 0; i < requests.size(); ++i) CHECK(requests[i].writes == (i % 5 < 2));
  const auto only_gets = draw_requests({.ratio = {0, 1}}, 10, 10);
  CHECK(std::none_of(only_gets.begin(), only_gets.end(), [](const Request& request) { return request.writes; }));
}
