#pragma once

#include <tributary/commands/exists.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace tributary {

/// How a new score must compare with the score that a member has.
enum class NewScore : std::uint8_t { any, greater, less };

/// What zadd() changes. `only_if = Exists::no` and `compare` contradict each other.
struct ZaddOptions {
  /// NX or XX: only adds members, or only changes the scores of members that are there.
  std::optional<Exists> only_if{};
  /// GT or LT: changes a score only to a greater one, or only to a smaller one; adds members all the same (since
  /// 6.2.0).
  NewScore compare = NewScore::any;
  /// CH: the reply tells of changed scores too, not only of new members.
  bool changed = false;
};

/// An end of a sorted set.
enum class ScoreEnd : std::uint8_t { lowest, highest };

/// The order of members: by score, and by their bytes among equal scores.
enum class ElementOrder : std::uint8_t { ascending, descending };

/// Which members of a range zrange() and zrangestore() take: `{.order = ElementOrder::descending, .count = 10}`.
struct ZrangeOptions {
  ElementOrder order = ElementOrder::ascending;
  /// How many members are skipped.
  std::int64_t offset = 0;
  /// How many are taken at most; all when it is left out.
  std::optional<std::int64_t> count{};
};

/// What becomes of the scores of a member that is in several sets.
enum class ScoreAggregate : std::uint8_t { sum, min, max };

/// How sorted sets are combined: `{.weights = {1, 0.5}, .aggregate = ScoreAggregate::max}`.
struct CombineOptions {
  /// What the scores of each set are multiplied with: one number for each key, or none at all for 1.
  std::vector<double> weights{};
  ScoreAggregate aggregate = ScoreAggregate::sum;
};

}  // namespace tributary
