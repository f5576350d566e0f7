#include "topology/sentinel_answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace tributary::detail {

namespace {

using Kind = SentinelAnswer::Kind;

/// Those who say what `answer` says.
std::size_t votes_for(const SentinelAnswer& answer, std::span<const SentinelAnswer> answers) {
  return static_cast<std::size_t>(std::ranges::count_if(answers, [&](const SentinelAnswer& other) {
    return other.kind == Kind::knows && other.epoch == answer.epoch && other.master == answer.master;
  }));
}

/// Null when nobody knows any.
const SentinelAnswer* best_of(std::span<const SentinelAnswer> answers) {
  const SentinelAnswer* best = nullptr;
  for (const SentinelAnswer& answer : answers) {
    if (answer.kind != Kind::knows) continue;
    const bool is_better = best == nullptr || answer.epoch > best->epoch ||
                           (answer.epoch == best->epoch && votes_for(answer, answers) > votes_for(*best, answers));
    if (is_better) best = &answer;
  }
  return best;
}

/// Most of those who know this master hold it for down. One alone may only be cut off from it.
bool is_down(const SentinelAnswer& master, std::span<const SentinelAnswer> answers) {
  std::size_t down = 0;
  for (const SentinelAnswer& answer : answers) {
    if (answer.kind == Kind::knows && answer.master == master.master && answer.is_down) ++down;
  }
  return 2 * down > votes_for(master, answers);
}

std::string words_of(const SentinelAnswer& answer, const std::string& master_name) {
  switch (answer.kind) {
    case Kind::none: return "did not answer in time";
    case Kind::failed: return answer.words;
    case Kind::unknown: return fmt::format("watches no master of the name \"{}\"", master_name);
    case Kind::knows:
      return fmt::format("says {} (epoch {}){}", answer.master.text(), answer.epoch,
                         answer.is_down ? ", and holds it for down" : "");
  }
  return {};
}

}  // namespace

std::optional<Place> master_of(std::span<const SentinelAnswer> answers, bool is_final) {
  const SentinelAnswer* const best = best_of(answers);
  if (best == nullptr) return std::nullopt;
  if (!is_final && 2 * votes_for(*best, answers) <= answers.size()) return std::nullopt;
  if (is_down(*best, answers)) return std::nullopt;
  return best->master;
}

std::string why_no_master(std::span<const SentinelAnswer> answers, const std::string& master_name) {
  std::string why = fmt::format("no sentinel knows a master \"{}\" that works: ", master_name);
  bool is_first = true;
  for (const SentinelAnswer& answer : answers) {
    fmt::format_to(std::back_inserter(why), "{}{} {}", is_first ? "" : "; ", answer.sentinel,
                   words_of(answer, master_name));
    is_first = false;
  }
  return why;
}

}  // namespace tributary::detail
