#pragma once

#include <tributary/codec/codec.hpp>
#include <tributary/codec/exact_double.hpp>

#include <concepts>
#include <limits>

namespace tributary {

/// One end of a range of scores: a number, which belongs to the range, or `ScoreBound::exclusive(number)`, which does
/// not.
class TRIBUTARY_API ScoreBound {
 public:
  /// Errors:   std::invalid_argument for NaN, and for an integer that no double is; infinity is fine
  template <std::convertible_to<ExactDouble> Number>
    requires(!std::same_as<Number, ScoreBound>)
  ScoreBound(Number score)  // NOLINT(google-explicit-constructor): a number is the bound that includes it
      : ScoreBound{ExactDouble{score}, false} {}
  static ScoreBound exclusive(ExactDouble score) { return {score, true}; }

  double score() const noexcept { return score_; }
  bool is_exclusive() const noexcept { return exclusive_; }

 private:
  ScoreBound(ExactDouble score, bool exclusive);

  double score_;
  bool exclusive_;
};

/// Scores from min to max: `ScoreRange{.min = 1, .max = ScoreBound::exclusive(5)}`. A side that is left out is open. A
/// range whose min is above its max is empty.
struct ScoreRange {
  ScoreBound min = -std::numeric_limits<double>::infinity();
  ScoreBound max = std::numeric_limits<double>::infinity();
};

/// As Redis writes them: `5`, `(5`, `-inf`.
template <>
struct Codec<ScoreBound> {
  TRIBUTARY_API static void encode(const ScoreBound& bound, ByteWriter& out);
};

}  // namespace tributary
