#include "option_values.hpp"

#include "support/catch.hpp"

#include <stdexcept>

using namespace tributary::bench;

TEST_CASE("A data size is a number of bytes or a range") {
  CHECK(read_data_size("100").smallest == 100);
  CHECK(read_data_size("100").largest == 100);
  CHECK(read_data_size("10-1000").smallest == 10);
  CHECK(read_data_size("10-1000").largest == 1000);
  for (const char* wrong : {"", "0", "-5", "5-", "9-5", "1-2-3", "10k", "0-10", "1000000000000", "-"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(read_data_size(wrong), std::invalid_argument);
  }
}

TEST_CASE("A ratio is two whole numbers, of which one may be 0") {
  CHECK(read_ratio("1:10").sets == 1);
  CHECK(read_ratio("1:10").gets == 10);
  CHECK(read_ratio("0:1").sets == 0);
  for (const char* wrong : {"", "1", ":", "1:", ":1", "0:0", "-1:2", "1:2:3", "a:b", "1:10000000"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(read_ratio(wrong), std::invalid_argument);
  }
}

TEST_CASE("A distribution is named, Zipf's with an exponent if it has one") {
  SequenceOptions sequence;
  read_distribution("uniform", sequence);
  CHECK(sequence.distribution == Distribution::uniform);
  read_distribution("zipf:1.5", sequence);
  CHECK(sequence.distribution == Distribution::zipf);
  CHECK(sequence.exponent == 1.5);
  for (const char* wrong : {"", "gauss", "zipf:", "zipf:0", "zipf:x", "zipf:11", "zipf:nan", "uniform:2"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(read_distribution(wrong, sequence), std::invalid_argument);
  }
}

TEST_CASE("A threshold is a percentage, with or without the sign") {
  CHECK(read_percentage("5%") == 0.05);
  CHECK(read_percentage("2.5") == 0.025);
  for (const char* wrong : {"", "%", "0", "-1%", "5%%", "nan", "1e9"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(read_percentage(wrong), std::invalid_argument);
  }
}
