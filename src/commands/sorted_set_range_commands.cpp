#include <tributary/commands/sorted_set_range_commands.hpp>

#include "commands/counts.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kSortedSetRangeRows{
    CommandRow{"ZCOUNT", 4, Access::read, Repeat::safe, kOneKey},
    CommandRow{"ZLEXCOUNT", 4, Access::read, Repeat::safe, kOneKey},
    CommandRow{"ZRANGE", -4, Access::read, Repeat::safe, kOneKey},
    // Source and destination may be the same.
    CommandRow{"ZRANGESTORE", -5, Access::write, Repeat::unsafe, kTwoKeys},
    CommandRow{"ZREMRANGEBYLEX", 4, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"ZREMRANGEBYRANK", 4, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"ZREMRANGEBYSCORE", 4, Access::write, Repeat::same_data, kOneKey},
};

/// The two ends, the far one first when descending: there Redis wants the range from its end.
template <class Bound>
void add_bounds(Words& words, const Bound& min, const Bound& max, ElementOrder order) {
  if (order == ElementOrder::ascending) {
    words.add(min, max);
  } else {
    words.add(max, min);
  }
}

Words zrange_words(std::string_view verb, const MemberRange& range, const ZrangeOptions& options) {
  Words words;
  if (const ScoreRange* scores = range.scores()) {
    add_bounds(words, scores->min, scores->max, options.order);
    words.add("BYSCORE");
  } else {
    add_bounds(words, range.members()->min, range.members()->max, options.order);
    words.add("BYLEX");
  }
  if (options.order == ElementOrder::descending) words.add("REV");
  add_limit(words, verb, options.offset, options.count);
  return words;
}

Words zrange_words(std::int64_t start, std::int64_t stop, ElementOrder order) {
  Words words;
  words.add(start, stop);
  if (order == ElementOrder::descending) words.add("REV");
  return words;
}

}  // namespace

std::span<const CommandRow> detail::sorted_set_range_command_rows() noexcept { return kSortedSetRangeRows.rows(); }

DeferredResult<std::int64_t> SortedSetRangeCommands::zcount(std::string_view key, const ScoreRange& range) {
  return record<std::int64_t>(*this, kSortedSetRangeRows["ZCOUNT"], key, Argument{range.min}, Argument{range.max});
}

DeferredResult<std::int64_t> SortedSetRangeCommands::zlexcount(std::string_view key, const LexRange& range) {
  return record<std::int64_t>(*this, kSortedSetRangeRows["ZLEXCOUNT"], key, Argument{range.min}, Argument{range.max});
}

SlotHandle SortedSetRangeCommands::zrange_as(const ResultType& type, std::string_view key, std::int64_t start,
                                             std::int64_t stop, ElementOrder order, Scores scores) {
  Words words = zrange_words(start, stop, order);
  if (scores == Scores::yes) words.add("WITHSCORES");
  return record_as(*this, type, kSortedSetRangeRows["ZRANGE"], key, words);
}

SlotHandle SortedSetRangeCommands::zrange_as(const ResultType& type, std::string_view key, const MemberRange& range,
                                             const ZrangeOptions& options, Scores scores) {
  Words words = zrange_words("ZRANGE", range, options);
  if (scores == Scores::yes) words.add("WITHSCORES");
  return record_as(*this, type, kSortedSetRangeRows["ZRANGE"], key, words);
}

DeferredResult<std::int64_t> SortedSetRangeCommands::zrangestore(std::string_view destination, std::string_view source,
                                                                 std::int64_t start, std::int64_t stop,
                                                                 ElementOrder order) {
  return record<std::int64_t>(*this, kSortedSetRangeRows["ZRANGESTORE"], destination, source,
                              zrange_words(start, stop, order));
}

DeferredResult<std::int64_t> SortedSetRangeCommands::zrangestore(std::string_view destination, std::string_view source,
                                                                 MemberRange range, const ZrangeOptions& options) {
  return record<std::int64_t>(*this, kSortedSetRangeRows["ZRANGESTORE"], destination, source,
                              zrange_words("ZRANGESTORE", range, options));
}

DeferredResult<std::int64_t> SortedSetRangeCommands::zremrangebylex(std::string_view key, const LexRange& range) {
  return record<std::int64_t>(*this, kSortedSetRangeRows["ZREMRANGEBYLEX"], key, Argument{range.min},
                              Argument{range.max});
}

DeferredResult<std::int64_t> SortedSetRangeCommands::zremrangebyrank(std::string_view key, std::int64_t start,
                                                                     std::int64_t stop) {
  return record<std::int64_t>(*this, kSortedSetRangeRows["ZREMRANGEBYRANK"], key, start, stop);
}

DeferredResult<std::int64_t> SortedSetRangeCommands::zremrangebyscore(std::string_view key, const ScoreRange& range) {
  return record<std::int64_t>(*this, kSortedSetRangeRows["ZREMRANGEBYSCORE"], key, Argument{range.min},
                              Argument{range.max});
}

}  // namespace tributary
