#pragma once

#include <tributary/codec/arguments.hpp>
#include <tributary/commands/lex_range.hpp>
#include <tributary/commands/score_range.hpp>

namespace tributary {

/// A ScoreRange or a LexRange, for commands that take either. Only a parameter: it
/// refers to the range.
class MemberRange {
 public:
  MemberRange(const ScoreRange& range
                  TRIBUTARY_LIFETIME_BOUND) noexcept  // NOLINT(google-explicit-constructor): it is one of the two
      : scores_{&range} {}
  MemberRange(const LexRange& range TRIBUTARY_LIFETIME_BOUND) noexcept  // NOLINT(google-explicit-constructor)
      : members_{&range} {}

  // For the reader of the compiler's message, which shows this line.
  MemberRange(const MemberRange&) = delete;  // only a parameter: name the ScoreRange or LexRange itself, pass that
  MemberRange& operator=(const MemberRange&) = delete;
  MemberRange(detail::HandedOn<MemberRange> of) noexcept  // NOLINT(google-explicit-constructor)
      : scores_{of.parameter.scores_}, members_{of.parameter.members_} {}

  /// Null when it is a LexRange.
  const ScoreRange* scores() const noexcept { return scores_; }
  /// Null when it is a ScoreRange.
  const LexRange* members() const noexcept { return members_; }

 private:
  const ScoreRange* scores_ = nullptr;
  const LexRange* members_ = nullptr;
};

namespace detail {
inline HandedOn<MemberRange> hand_on(const MemberRange& range) noexcept { return {range}; }
}  // namespace detail

}  // namespace tributary
