#include <tributary/commands/member_scores.hpp>

#include "commands/score_text.hpp"

namespace tributary::detail {

void visit_score(ArgumentVisitor& visitor, ExactDouble score) { visitor.visit(ScoreText{score}.view()); }

}  // namespace tributary::detail
