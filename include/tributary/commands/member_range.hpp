#pragma once

#include <tributary/commands/lex_range.hpp>
#include <tributary/commands/score_range.hpp>

namespace tributary {

/// A ScoreRange or a LexRange, for commands that take either. A view, meant for parameters.
class MemberRange {
 public:
  MemberRange(const ScoreRange& range) noexcept  // NOLINT(google-explicit-constructor): it is one of the two
      : scores_{&range} {}
  MemberRange(const LexRange& range) noexcept  // NOLINT(google-explicit-constructor)
      : members_{&range} {}

  /// Null when it is a LexRange.
  const ScoreRange* scores() const noexcept { return scores_; }
  /// Null when it is a ScoreRange.
  const LexRange* members() const noexcept { return members_; }

 private:
  const ScoreRange* scores_ = nullptr;
  const LexRange* members_ = nullptr;
};

}  // namespace tributary
