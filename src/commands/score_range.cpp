#include <tributary/commands/score_range.hpp>

#include "commands/score_text.hpp"

namespace tributary {

ScoreBound::ScoreBound(double score) : score_{score} { detail::refuse_nan(score, "bound of a ScoreRange"); }

ScoreBound ScoreBound::exclusive(double score) {
  ScoreBound bound{score};
  bound.exclusive_ = true;
  return bound;
}

void Codec<ScoreBound>::encode(const ScoreBound& bound, ByteWriter& out) {
  if (bound.is_exclusive()) out.push_back('(');
  out.append(detail::ScoreText{bound.score()}.view());
}

}  // namespace tributary
