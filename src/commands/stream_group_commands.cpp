#include <tributary/commands/stream_group_commands.hpp>

#include "commands/rows.hpp"
#include "commands/stream_words.hpp"

namespace tributary {

using namespace detail;

namespace detail {

/// `>`, new entries, once for each of so many streams.
struct NewEntries {
  std::size_t streams;
};

inline std::size_t argument_count(NewEntries positions) noexcept { return positions.streams; }
inline void append(RequestBuffer& out, NewEntries positions) {
  for (std::size_t i = 0; i < positions.streams; ++i) append(out, ">");
}

}  // namespace detail

namespace {

constexpr CommandTable kStreamGroupRows{
    CommandRow{"XACK", -4, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"XAUTOCLAIM", -6, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"XCLAIM", -6, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"XGROUP CREATE", -5, Access::write, Repeat::same_data, kSubcommandKey},
    CommandRow{"XGROUP CREATECONSUMER", 5, Access::write, Repeat::same_data, kSubcommandKey},
    CommandRow{"XGROUP DELCONSUMER", 5, Access::write, Repeat::same_data, kSubcommandKey},
    CommandRow{"XGROUP DESTROY", 4, Access::write, Repeat::same_data, kSubcommandKey},
    // A second time it would undo what others have read since.
    CommandRow{"XGROUP SETID", -5, Access::write, Repeat::unsafe, kSubcommandKey},
    CommandRow{"XINFO CONSUMERS", 4, Access::read, Repeat::safe, kSubcommandKey},
    CommandRow{"XINFO GROUPS", 3, Access::read, Repeat::safe, kSubcommandKey},
    CommandRow{"XPENDING", -3, Access::read, Repeat::safe, kOneKey},
    CommandRow{"XREADGROUP", -7, Access::write, Repeat::unsafe, {.search = KeyRange::Search::after_streams}, true},
};

Words xautoclaim_words(const StreamId& start, std::optional<std::int64_t> count) {
  Words words;
  words.add(start);
  add_count(words, "XAUTOCLAIM", count);
  return words;
}

Words xclaim_words(const XclaimOptions& options) {
  if (options.idle && options.delivered_at) throw std::invalid_argument{"XCLAIM: idle contradicts delivered_at"};
  Words words;
  if (options.idle) {
    require_not_negative("XCLAIM", "idle", options.idle->count());
    words.add("IDLE", *options.idle);
  }
  if (options.delivered_at) {
    const auto time = options.delivered_at->time_since_epoch();
    require_not_negative("XCLAIM", "delivered_at", time.count());
    words.add("TIME", time);
  }
  if (options.deliveries) {
    require_not_negative("XCLAIM", "deliveries", *options.deliveries);
    words.add("RETRYCOUNT", *options.deliveries);
  }
  if (options.force) words.add("FORCE");
  return words;
}

Words xreadgroup_words(const XreadgroupOptions& options) {
  Words words;
  add_reading(words, "XREADGROUP", options.count, options.block);
  if (options.noack) words.add("NOACK");
  words.add("STREAMS");
  return words;
}

}  // namespace

std::span<const CommandRow> detail::stream_group_command_rows() noexcept { return kStreamGroupRows.rows(); }

DeferredResult<bool> StreamGroupCommands::xack_one(std::string_view key, std::string_view group, const StreamId& id) {
  return record<bool>(*this, kStreamGroupRows["XACK"], key, group, Argument{id});
}

DeferredResult<std::int64_t> StreamGroupCommands::xack(std::string_view key, std::string_view group, StreamIds ids) {
  require_some(ids, "XACK", "ID");
  return record<std::int64_t>(*this, kStreamGroupRows["XACK"], key, group, ids);
}

SlotHandle StreamGroupCommands::xautoclaim_as(const ResultType& type, std::string_view key, std::string_view group,
                                              std::string_view consumer, std::chrono::milliseconds min_idle,
                                              const StreamId& start, std::optional<std::int64_t> count) {
  require_not_negative("XAUTOCLAIM", "min_idle", min_idle.count());
  return record_as(*this, type, kStreamGroupRows["XAUTOCLAIM"], key, group, consumer, min_idle.count(),
                   xautoclaim_words(start, count));
}

DeferredResult<Autoclaimed<StreamId>> StreamGroupCommands::xautoclaim_justid(
    std::string_view key, std::string_view group, std::string_view consumer, std::chrono::milliseconds min_idle,
    const StreamId& start, std::optional<std::int64_t> count) {
  require_not_negative("XAUTOCLAIM", "min_idle", min_idle.count());
  return record<Autoclaimed<StreamId>>(*this, kStreamGroupRows["XAUTOCLAIM"], key, group, consumer, min_idle.count(),
                                       xautoclaim_words(start, count), "JUSTID");
}

SlotHandle StreamGroupCommands::xclaim_as(const ResultType& type, std::string_view key, std::string_view group,
                                          std::string_view consumer, std::chrono::milliseconds min_idle,
                                          const StreamIds& ids, const XclaimOptions& options) {
  require_some(ids, "XCLAIM", "ID");
  require_not_negative("XCLAIM", "min_idle", min_idle.count());
  return record_as(*this, type, kStreamGroupRows["XCLAIM"], key, group, consumer, min_idle.count(), ids,
                   xclaim_words(options));
}

DeferredResult<std::vector<StreamId>> StreamGroupCommands::xclaim_justid(std::string_view key, std::string_view group,
                                                                         std::string_view consumer,
                                                                         std::chrono::milliseconds min_idle,
                                                                         StreamIds ids, const XclaimOptions& options) {
  require_some(ids, "XCLAIM", "ID");
  require_not_negative("XCLAIM", "min_idle", min_idle.count());
  return record<std::vector<StreamId>>(*this, kStreamGroupRows["XCLAIM"], key, group, consumer, min_idle.count(), ids,
                                       xclaim_words(options), "JUSTID");
}

DeferredResult<Ok> StreamGroupCommands::xgroup_create(std::string_view key, std::string_view group,
                                                      const StreamPosition& after, const XgroupCreateOptions& options) {
  Words words;
  if (options.make_stream) words.add("MKSTREAM");
  if (options.entries_read) words.add("ENTRIESREAD", *options.entries_read);
  return record<Ok>(*this, kStreamGroupRows["XGROUP CREATE"], key, group, Argument{after}, words);
}

DeferredResult<bool> StreamGroupCommands::xgroup_createconsumer(std::string_view key, std::string_view group,
                                                                std::string_view consumer) {
  return record<bool>(*this, kStreamGroupRows["XGROUP CREATECONSUMER"], key, group, consumer);
}

DeferredResult<std::int64_t> StreamGroupCommands::xgroup_delconsumer(std::string_view key, std::string_view group,
                                                                     std::string_view consumer) {
  return record<std::int64_t>(*this, kStreamGroupRows["XGROUP DELCONSUMER"], key, group, consumer);
}

DeferredResult<bool> StreamGroupCommands::xgroup_destroy(std::string_view key, std::string_view group) {
  return record<bool>(*this, kStreamGroupRows["XGROUP DESTROY"], key, group);
}

DeferredResult<Ok> StreamGroupCommands::xgroup_setid(std::string_view key, std::string_view group,
                                                     const StreamPosition& after, const XgroupSetidOptions& options) {
  Words words;
  if (options.entries_read) words.add("ENTRIESREAD", *options.entries_read);
  return record<Ok>(*this, kStreamGroupRows["XGROUP SETID"], key, group, Argument{after}, words);
}

DeferredResult<std::vector<StreamConsumerInfo>> StreamGroupCommands::xinfo_consumers(std::string_view key,
                                                                                     std::string_view group) {
  return record<std::vector<StreamConsumerInfo>>(*this, kStreamGroupRows["XINFO CONSUMERS"], key, group);
}

DeferredResult<std::vector<StreamGroupInfo>> StreamGroupCommands::xinfo_groups(std::string_view key) {
  return record<std::vector<StreamGroupInfo>>(*this, kStreamGroupRows["XINFO GROUPS"], key);
}

DeferredResult<PendingSummary> StreamGroupCommands::xpending(std::string_view key, std::string_view group) {
  return record<PendingSummary>(*this, kStreamGroupRows["XPENDING"], key, group);
}

DeferredResult<std::vector<PendingEntry>> StreamGroupCommands::xpending_range(std::string_view key,
                                                                              std::string_view group,
                                                                              const StreamRange& range,
                                                                              std::int64_t count,
                                                                              const XpendingOptions& options) {
  require_count("XPENDING", count);
  Words words;
  if (options.min_idle) {
    require_not_negative("XPENDING", "min_idle", options.min_idle->count());
    words.add("IDLE", *options.min_idle);
  }
  words.add(range.min, range.max, count);
  if (options.consumer) words.add(*options.consumer);
  return record<std::vector<PendingEntry>>(*this, kStreamGroupRows["XPENDING"], key, group, words);
}

SlotHandle StreamGroupCommands::xreadgroup_as(const ResultType& type, std::string_view group, std::string_view consumer,
                                              const Arguments& keys, const XreadgroupOptions& options) {
  require_some(keys, "XREADGROUP", "stream");
  return record_reading_as(*this, type, kStreamGroupRows["XREADGROUP"], options.block, "GROUP", group, consumer,
                           xreadgroup_words(options), keys, NewEntries{keys.size()});
}

SlotHandle StreamGroupCommands::xreadgroup_one_as(const ResultType& type, std::string_view group,
                                                  std::string_view consumer, std::string_view key,
                                                  const XreadgroupOptions& options) {
  return record_reading_as(*this, type, kStreamGroupRows["XREADGROUP"], options.block, "GROUP", group, consumer,
                           xreadgroup_words(options), key, ">");
}

SlotHandle StreamGroupCommands::xreadgroup_pending_as(const ResultType& type, std::string_view group,
                                                      std::string_view consumer, std::string_view key,
                                                      const StreamId& after, std::optional<std::int64_t> count) {
  return record_as(*this, type, kStreamGroupRows["XREADGROUP"], "GROUP", group, consumer,
                   xreadgroup_words({.count = count}), key, Argument{after});
}

}  // namespace tributary
