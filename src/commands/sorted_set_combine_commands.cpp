#include <tributary/commands/sorted_set_combine_commands.hpp>

#include "commands/counts.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"
#include "commands/score_text.hpp"

#include <fmt/format.h>

namespace tributary {

using namespace detail;

namespace {

// A destination and the keys behind a count; COMMAND INFO gives the position of the destination only.
constexpr KeyRange kDestinationAndCountedKeys{1, 1, 1, 2};

constexpr CommandTable kSortedSetCombineRows{
    // The destination of the forms that store may be one of the keys.
    CommandRow{"ZDIFF", -3, Access::read, Repeat::safe, kCountedKeys},
    CommandRow{"ZDIFFSTORE", -4, Access::write, Repeat::unsafe, kDestinationAndCountedKeys},
    CommandRow{"ZINTER", -3, Access::read, Repeat::safe, kCountedKeys},
    CommandRow{"ZINTERCARD", -3, Access::read, Repeat::safe, kCountedKeys},
    CommandRow{"ZINTERSTORE", -4, Access::write, Repeat::unsafe, kDestinationAndCountedKeys},
    CommandRow{"ZUNION", -3, Access::read, Repeat::safe, kCountedKeys},
    CommandRow{"ZUNIONSTORE", -4, Access::write, Repeat::unsafe, kDestinationAndCountedKeys},
};

/// What stands behind the keys: `weights`, a view, between `before` and `after`.
struct CombineWords {
  CombineWords(std::string_view verb, const Arguments& keys, const CombineOptions& options) : weights(options.weights) {
    require_some(keys, verb, "key");
    if (!options.weights.empty()) {
      if (options.weights.size() != keys.size()) {
        throw std::invalid_argument{fmt::format("{} needs a weight for each key or none: got {} keys and {} weights",
                                                verb, keys.size(), options.weights.size())};
      }
      for (const double weight : options.weights) refuse_nan(weight, "weight");
      before.add("WEIGHTS");
    }
    if (options.aggregate != ScoreAggregate::sum) {
      after.add("AGGREGATE", options.aggregate == ScoreAggregate::min ? "MIN" : "MAX");
    }
  }

  Words before;
  Arguments weights;
  Words after;
};

}  // namespace

std::span<const CommandRow> detail::sorted_set_combine_command_rows() noexcept { return kSortedSetCombineRows.rows(); }

SlotHandle SortedSetCombineCommands::zdiff_as(const ResultType& type, const Arguments& keys, Scores scores) {
  require_some(keys, "ZDIFF", "key");
  Words words;
  if (scores == Scores::yes) words.add("WITHSCORES");
  return record_as(*this, type, kSortedSetCombineRows["ZDIFF"], keys.size(), keys, words);
}

DeferredResult<std::int64_t> SortedSetCombineCommands::zdiffstore(std::string_view destination, KeyList keys) {
  require_some(keys, "ZDIFFSTORE", "key");
  return record<std::int64_t>(*this, kSortedSetCombineRows["ZDIFFSTORE"], destination, keys.size(), keys);
}

SlotHandle SortedSetCombineCommands::zinter_as(const ResultType& type, const Arguments& keys,
                                               const CombineOptions& options, Scores scores) {
  CombineWords words{"ZINTER", keys, options};
  if (scores == Scores::yes) words.after.add("WITHSCORES");
  return record_as(*this, type, kSortedSetCombineRows["ZINTER"], keys.size(), keys, words.before, words.weights,
                   words.after);
}

DeferredResult<std::int64_t> SortedSetCombineCommands::zintercard(KeyList keys, std::optional<std::int64_t> limit) {
  require_some(keys, "ZINTERCARD", "key");
  Words words;
  add_count(words, "ZINTERCARD", limit, "LIMIT", "limit");
  return record<std::int64_t>(*this, kSortedSetCombineRows["ZINTERCARD"], keys.size(), keys, words);
}

DeferredResult<std::int64_t> SortedSetCombineCommands::zinterstore(std::string_view destination, KeyList keys,
                                                                   const CombineOptions& options) {
  CombineWords words{"ZINTERSTORE", keys, options};
  return record<std::int64_t>(*this, kSortedSetCombineRows["ZINTERSTORE"], destination, keys.size(), keys, words.before,
                              words.weights, words.after);
}

SlotHandle SortedSetCombineCommands::zunion_as(const ResultType& type, const Arguments& keys,
                                               const CombineOptions& options, Scores scores) {
  CombineWords words{"ZUNION", keys, options};
  if (scores == Scores::yes) words.after.add("WITHSCORES");
  return record_as(*this, type, kSortedSetCombineRows["ZUNION"], keys.size(), keys, words.before, words.weights,
                   words.after);
}

DeferredResult<std::int64_t> SortedSetCombineCommands::zunionstore(std::string_view destination, KeyList keys,
                                                                   const CombineOptions& options) {
  CombineWords words{"ZUNIONSTORE", keys, options};
  return record<std::int64_t>(*this, kSortedSetCombineRows["ZUNIONSTORE"], destination, keys.size(), keys, words.before,
                              words.weights, words.after);
}

}  // namespace tributary
