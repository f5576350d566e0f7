#include <tributary/commands/stream_commands.hpp>

#include "commands/rows.hpp"
#include "commands/stream_words.hpp"

namespace tributary {

using namespace detail;

namespace detail {

inline std::size_t argument_count(const StreamPositions& streams) noexcept { return 2 * streams.size(); }

struct StreamTrimAccess {
  /// The words refer to what is in `trim`.
  static void add(Words& words, const StreamTrim& trim) {
    words.add(trim.min_id_ ? "MINID" : "MAXLEN");
    if (trim.approximate_) words.add("~");
    if (trim.min_id_) {
      words.add(*trim.min_id_);
    } else {
      words.add(trim.max_length_);
    }
    if (trim.limit_) words.add("LIMIT", *trim.limit_);
  }
};

}  // namespace detail

namespace {

constexpr CommandTable kStreamRows{
    CommandRow{"XADD", -5, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"XDEL", -3, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"XINFO STREAM", -3, Access::read, Repeat::safe, kSubcommandKey},
    CommandRow{"XLEN", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"XRANGE", -4, Access::read, Repeat::safe, kOneKey},
    CommandRow{"XREAD", -4, Access::read, Repeat::safe, {.search = KeyRange::Search::after_streams}, true},
    CommandRow{"XREVRANGE", -4, Access::read, Repeat::safe, kOneKey},
    // What others have added since could be below it.
    CommandRow{"XSETID", -3, Access::write, Repeat::unsafe, kOneKey},
    // A second time it would also remove entries for those that others have added since.
    CommandRow{"XTRIM", -4, Access::write, Repeat::unsafe, kOneKey},
};

Words xadd_words(const XaddOptions& options) {
  Words words;
  if (options.trim) StreamTrimAccess::add(words, *options.trim);
  words.add(options.id);
  return words;
}

Words xread_words(const XreadOptions& options) {
  Words words;
  add_reading(words, "XREAD", options.count, options.block);
  words.add("STREAMS");
  return words;
}

Words xrange_words(std::string_view verb, const StreamBound& from, const StreamBound& to,
                   std::optional<std::int64_t> count) {
  Words words;
  words.add(from, to);
  add_count(words, verb, count);
  return words;
}

}  // namespace

std::span<const CommandRow> detail::stream_command_rows() noexcept { return kStreamRows.rows(); }

DeferredResult<StreamId> StreamCommands::xadd(std::string_view key, ArgumentPairs fields, const XaddOptions& options) {
  require_some(fields, "XADD", "field");
  return record<StreamId>(*this, kStreamRows["XADD"], key, xadd_words(options), fields);
}

DeferredResult<std::optional<StreamId>> StreamCommands::xadd_nomkstream(std::string_view key, ArgumentPairs fields,
                                                                        const XaddOptions& options) {
  require_some(fields, "XADD", "field");
  return record<std::optional<StreamId>>(*this, kStreamRows["XADD"], key, "NOMKSTREAM", xadd_words(options), fields);
}

DeferredResult<bool> StreamCommands::xdel_one(std::string_view key, const StreamId& id) {
  return record<bool>(*this, kStreamRows["XDEL"], key, Argument{id});
}

DeferredResult<std::int64_t> StreamCommands::xdel(std::string_view key, StreamIds ids) {
  require_some(ids, "XDEL", "ID");
  return record<std::int64_t>(*this, kStreamRows["XDEL"], key, ids);
}

SlotHandle StreamCommands::xinfo_stream_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kStreamRows["XINFO STREAM"], key);
}

SlotHandle StreamCommands::xinfo_stream_full_as(const ResultType& type, std::string_view key,
                                                std::optional<std::int64_t> count) {
  if (count) require_count("XINFO STREAM", *count);
  return record_as(*this, type, kStreamRows["XINFO STREAM"], key, "FULL", "COUNT", count.value_or(0));
}

DeferredResult<std::int64_t> StreamCommands::xlen(std::string_view key) {
  return record<std::int64_t>(*this, kStreamRows["XLEN"], key);
}

SlotHandle StreamCommands::xrange_as(const ResultType& type, std::string_view key, const StreamRange& range,
                                     std::optional<std::int64_t> count) {
  return record_as(*this, type, kStreamRows["XRANGE"], key, xrange_words("XRANGE", range.min, range.max, count));
}

SlotHandle StreamCommands::xread_as(const ResultType& type, const StreamPositions& streams,
                                    const XreadOptions& options) {
  require_some(streams, "XREAD", "stream");
  return record_reading_as(*this, type, kStreamRows["XREAD"], options.block, xread_words(options), streams);
}

SlotHandle StreamCommands::xread_one_as(const ResultType& type, std::string_view key, const StreamPosition& after,
                                        const XreadOptions& options) {
  return record_reading_as(*this, type, kStreamRows["XREAD"], options.block, xread_words(options), key,
                           Argument{after});
}

SlotHandle StreamCommands::xrevrange_as(const ResultType& type, std::string_view key, const StreamRange& range,
                                        std::optional<std::int64_t> count) {
  return record_as(*this, type, kStreamRows["XREVRANGE"], key, xrange_words("XREVRANGE", range.max, range.min, count));
}

DeferredResult<Ok> StreamCommands::xsetid(std::string_view key, const StreamId& last, const XsetidOptions& options) {
  Words words;
  if (options.entries_added) words.add("ENTRIESADDED", *options.entries_added);
  if (options.max_deleted_id) words.add("MAXDELETEDID", *options.max_deleted_id);
  return record<Ok>(*this, kStreamRows["XSETID"], key, Argument{last}, words);
}

DeferredResult<std::int64_t> StreamCommands::xtrim(std::string_view key, const StreamTrim& trim) {
  Words words;
  StreamTrimAccess::add(words, trim);
  return record<std::int64_t>(*this, kStreamRows["XTRIM"], key, words);
}

}  // namespace tributary
