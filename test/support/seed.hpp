#pragma once

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string_view>

namespace tributary::test {

/// The seed of a randomised test: TRIBUTARY_TEST_SEED from the environment, to repeat a failure, else a new one.
/// Print it with CAPTURE(seed).
inline std::uint32_t random_seed() {
  if (const char* const chosen = std::getenv("TRIBUTARY_TEST_SEED")) {
    std::uint32_t seed = 0;
    const std::string_view digits{chosen};
    std::from_chars(digits.data(), digits.data() + digits.size(), seed);
    return seed;
  }
  return std::random_device{}();
}

}  // namespace tributary::test
