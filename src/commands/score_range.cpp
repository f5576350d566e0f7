#include <tributary/commands/score_range.hpp>

#include "commands/score_text.hpp"

namespace tributary {

ScoreBound::ScoreBound(ExactDouble score, bool exclusive) : score_{score}, exclusive_{exclusive} {
  detail::refuse_nan(score, "bound of a ScoreRange");
}

void Codec<ScoreBound>::encode(const ScoreBound& bound, ByteWriter& out) {
  if (bound.is_exclusive()) out.push_back('(');
  out.append(detail::ScoreText{bound.score()}.view());
}

}  // namespace tributary
