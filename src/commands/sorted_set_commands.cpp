#include <tributary/commands/sorted_set_commands.hpp>

#include "commands/counts.hpp"
#include "commands/option_words.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"
#include "commands/score_text.hpp"

namespace tributary {

using namespace detail;

namespace detail {

inline std::size_t argument_count(const MemberScores& list) noexcept { return 2 * list.size(); }

}  // namespace detail

namespace {

constexpr CommandTable kSortedSetRows{
    CommandRow{"ZADD", -4, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"ZCARD", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"ZINCRBY", 4, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"ZMPOP", -4, Access::write, Repeat::unsafe, kCountedKeys},
    CommandRow{"ZMSCORE", -3, Access::read, Repeat::safe, kOneKey},
    CommandRow{"ZPOPMAX", -2, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"ZPOPMIN", -2, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"ZRANDMEMBER", -2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"ZRANK", 3, Access::read, Repeat::safe, kOneKey},
    CommandRow{"ZREM", -3, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"ZREVRANK", 3, Access::read, Repeat::safe, kOneKey},
    CommandRow{"ZSCORE", 3, Access::read, Repeat::safe, kOneKey},
};

constexpr CommandRow kZaddIncr = kSortedSetRows["ZADD"].with(Repeat::unsafe);

/// With WITHSCORE they have a word more.
constexpr CommandRow kZrankWithscore = kSortedSetRows["ZRANK"].with_arity(-3).with(kSince72);
constexpr CommandRow kZrevrankWithscore = kSortedSetRows["ZREVRANK"].with_arity(-3).with(kSince72);

Words zadd_words(const ZaddOptions& options) {
  if (options.only_if == Exists::no && options.compare != NewScore::any) {
    throw std::invalid_argument{std::string{"ZADD: .only_if = Exists::no contradicts .compare = NewScore::"} +
                                (options.compare == NewScore::greater ? "greater" : "less") +
                                ", for there is no score to compare with"};
  }
  Words words;
  if (options.only_if) words.add(*options.only_if == Exists::no ? "NX" : "XX");
  if (options.compare != NewScore::any) words.add(options.compare == NewScore::greater ? "GT" : "LT");
  if (options.changed) words.add("CH");
  return words;
}

}  // namespace

std::span<const CommandRow> detail::sorted_set_command_rows() noexcept { return kSortedSetRows.rows(); }

DeferredResult<bool> SortedSetCommands::zadd(std::string_view key, const Argument& member, ExactDouble score,
                                             const ZaddOptions& options) {
  return record<bool>(*this, kSortedSetRows["ZADD"], key, zadd_words(options), ScoreText{score}.view(), member);
}

DeferredResult<std::int64_t> SortedSetCommands::zadd(std::string_view key, MemberScores members,
                                                     const ZaddOptions& options) {
  require_some(members, "ZADD", "member");
  return record<std::int64_t>(*this, kSortedSetRows["ZADD"], key, zadd_words(options), members);
}

DeferredResult<std::optional<double>> SortedSetCommands::zadd_incr(std::string_view key, const Argument& member,
                                                                   ExactDouble by, const ZaddOptions& options) {
  return record<std::optional<double>>(*this, kZaddIncr, key, zadd_words(options), "INCR",
                                       ScoreText{by, "score's increment"}.view(), member);
}

DeferredResult<std::int64_t> SortedSetCommands::zcard(std::string_view key) {
  return record<std::int64_t>(*this, kSortedSetRows["ZCARD"], key);
}

DeferredResult<double> SortedSetCommands::zincrby(std::string_view key, const Argument& member, ExactDouble by) {
  return record<double>(*this, kSortedSetRows["ZINCRBY"], key, ScoreText{by, "score's increment"}.view(), member);
}

SlotHandle SortedSetCommands::zmpop_as(const ResultType& type, const Arguments& keys, ScoreEnd from,
                                       std::int64_t count) {
  require_some(keys, "ZMPOP", "key");
  require_count("ZMPOP", count);
  return record_as(*this, type, kSortedSetRows["ZMPOP"], keys.size(), keys, word(from), "COUNT", count);
}

DeferredResult<std::vector<std::optional<double>>> SortedSetCommands::zmscore(std::string_view key, Arguments members) {
  require_some(members, "ZMSCORE", "member");
  return record<std::vector<std::optional<double>>>(*this, kSortedSetRows["ZMSCORE"], key, members);
}

SlotHandle SortedSetCommands::zpopmax_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kSortedSetRows["ZPOPMAX"], key);
}

SlotHandle SortedSetCommands::zpopmax_as(const ResultType& type, std::string_view key, std::int64_t count) {
  return record_as(*this, type, kSortedSetRows["ZPOPMAX"], key, count);
}

SlotHandle SortedSetCommands::zpopmin_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kSortedSetRows["ZPOPMIN"], key);
}

SlotHandle SortedSetCommands::zpopmin_as(const ResultType& type, std::string_view key, std::int64_t count) {
  return record_as(*this, type, kSortedSetRows["ZPOPMIN"], key, count);
}

SlotHandle SortedSetCommands::zrandmember_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kSortedSetRows["ZRANDMEMBER"], key);
}

SlotHandle SortedSetCommands::zrandmember_as(const ResultType& type, std::string_view key, std::int64_t count) {
  return record_as(*this, type, kSortedSetRows["ZRANDMEMBER"], key, count);
}

SlotHandle SortedSetCommands::zrandmember_withscores_as(const ResultType& type, std::string_view key,
                                                        std::int64_t count) {
  return record_as(*this, type, kSortedSetRows["ZRANDMEMBER"], key, count, "WITHSCORES");
}

DeferredResult<std::optional<std::int64_t>> SortedSetCommands::zrank(std::string_view key, const Argument& member) {
  return record<std::optional<std::int64_t>>(*this, kSortedSetRows["ZRANK"], key, member);
}

DeferredResult<std::optional<RankAndScore>> SortedSetCommands::zrank_withscore(std::string_view key,
                                                                               const Argument& member) {
  return record<std::optional<RankAndScore>>(*this, kZrankWithscore, key, member, "WITHSCORE");
}

DeferredResult<bool> SortedSetCommands::zrem_one(std::string_view key, const Argument& member) {
  return record<bool>(*this, kSortedSetRows["ZREM"], key, member);
}

DeferredResult<std::int64_t> SortedSetCommands::zrem(std::string_view key, Arguments members) {
  require_some(members, "ZREM", "member");
  return record<std::int64_t>(*this, kSortedSetRows["ZREM"], key, members);
}

DeferredResult<std::optional<std::int64_t>> SortedSetCommands::zrevrank(std::string_view key, const Argument& member) {
  return record<std::optional<std::int64_t>>(*this, kSortedSetRows["ZREVRANK"], key, member);
}

DeferredResult<std::optional<RankAndScore>> SortedSetCommands::zrevrank_withscore(std::string_view key,
                                                                                  const Argument& member) {
  return record<std::optional<RankAndScore>>(*this, kZrevrankWithscore, key, member, "WITHSCORE");
}

DeferredResult<std::optional<double>> SortedSetCommands::zscore(std::string_view key, const Argument& member) {
  return record<std::optional<double>>(*this, kSortedSetRows["ZSCORE"], key, member);
}

}  // namespace tributary
