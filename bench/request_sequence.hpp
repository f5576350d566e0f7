#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

namespace tributary::bench {

/// One command of the sequence that every mode issues.
struct Request {
  std::uint32_t key = 0;     ///< the index of its key
  std::uint32_t number = 0;  ///< below the number of keys: a score, or __rand_int__
  std::uint16_t part = 0;    ///< which field or member of the key, below kParts
  bool writes = false;       ///< of a mixed workload: it is the SET
};

/// How many fields a hash and how many members a sorted set has.
inline constexpr std::uint16_t kParts = 10;

enum class Distribution : std::uint8_t {
  sequential,  ///< one key after the other, round and round
  uniform,     ///< each as often as every other, in no order
  zipf,        ///< key number n in proportion to 1 / n^exponent, counted from one
};

[[nodiscard]] std::string_view to_string(Distribution distribution) noexcept;

/// So many SETs to so many GETs, in this order, as memtier_benchmark has it.
struct Ratio {
  std::uint32_t sets = 1;
  std::uint32_t gets = 10;
};

struct SequenceOptions {
  Distribution distribution = Distribution::sequential;
  double exponent = 0.99;  ///< of zipf
  std::uint64_t seed = 1;
  Ratio ratio{};
};

/// Numbers that are the same on every machine for one seed, as those of the standard's distributions are not.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_{seed} {}

  /// Below `limit`, which is not 0.
  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }
  /// From 0 to less than 1.
  double share() { return static_cast<double>(engine_() >> 11U) * 0x1p-53; }

 private:
  std::mt19937_64 engine_;
};

/// `count` requests on `keys` keys.
[[nodiscard]] std::vector<Request> draw_requests(const SequenceOptions& options, std::size_t keys, std::size_t count);

}  // namespace tributary::bench
