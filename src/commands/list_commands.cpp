#include <tributary/commands/list_commands.hpp>

#include "commands/counts.hpp"
#include "commands/option_words.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kListRows{
    CommandRow{"LINDEX", 3, Access::read, Repeat::safe, kOneKey},
    CommandRow{"LINSERT", 5, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"LLEN", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"LMOVE", 5, Access::write, Repeat::unsafe, kTwoKeys},
    CommandRow{"LMPOP", -4, Access::write, Repeat::unsafe, kCountedKeys},
    CommandRow{"LPOP", -2, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"LPOS", -3, Access::read, Repeat::safe, kOneKey},
    CommandRow{"LPUSH", -3, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"LPUSHX", -3, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"LRANGE", 4, Access::read, Repeat::safe, kOneKey},
    CommandRow{"LREM", 4, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"LSET", 4, Access::write, Repeat::safe, kOneKey},
    CommandRow{"LTRIM", 4, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"RPOP", -2, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"RPUSH", -3, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"RPUSHX", -3, Access::write, Repeat::unsafe, kOneKey},
};

Words lpos_words(const LposOptions& options) {
  Words words;
  if (options.rank != 1) words.add("RANK", options.rank);
  add_count(words, "LPOS", options.max_compared, "MAXLEN", "max_compared");
  return words;
}

}  // namespace

std::span<const CommandRow> detail::list_command_rows() noexcept { return kListRows.rows(); }

SlotHandle ListCommands::lindex_as(const ResultType& type, std::string_view key, std::int64_t index) {
  return record_as(*this, type, kListRows["LINDEX"], key, index);
}

DeferredResult<std::int64_t> ListCommands::linsert(std::string_view key, InsertAt where, const Argument& pivot,
                                                   const Argument& element) {
  const std::string_view side = where == InsertAt::before ? "BEFORE" : "AFTER";
  return record<std::int64_t>(*this, kListRows["LINSERT"], key, side, pivot, element);
}

DeferredResult<std::int64_t> ListCommands::llen(std::string_view key) {
  return record<std::int64_t>(*this, kListRows["LLEN"], key);
}

SlotHandle ListCommands::lmove_as(const ResultType& type, std::string_view source, std::string_view destination,
                                  ListEnd from, ListEnd to) {
  return record_as(*this, type, kListRows["LMOVE"], source, destination, word(from), word(to));
}

SlotHandle ListCommands::lmpop_as(const ResultType& type, const Arguments& keys, ListEnd from, std::int64_t count) {
  require_some(keys, "LMPOP", "key");
  require_count("LMPOP", count);
  return record_as(*this, type, kListRows["LMPOP"], keys.size(), keys, word(from), "COUNT", count);
}

SlotHandle ListCommands::lpop_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kListRows["LPOP"], key);
}

SlotHandle ListCommands::lpop_as(const ResultType& type, std::string_view key, std::int64_t count) {
  return record_as(*this, type, kListRows["LPOP"], key, count);
}

DeferredResult<std::optional<std::int64_t>> ListCommands::lpos(std::string_view key, const Argument& element,
                                                               const LposOptions& options) {
  return record<std::optional<std::int64_t>>(*this, kListRows["LPOS"], key, element, lpos_words(options));
}

DeferredResult<std::vector<std::int64_t>> ListCommands::lpos(std::string_view key, const Argument& element,
                                                             std::optional<std::int64_t> count,
                                                             const LposOptions& options) {
  if (count) require_count("LPOS", *count);
  return record<std::vector<std::int64_t>>(*this, kListRows["LPOS"], key, element, "COUNT", count.value_or(0),
                                           lpos_words(options));
}

DeferredResult<std::int64_t> ListCommands::lpush_one(std::string_view key, const Argument& element) {
  return record<std::int64_t>(*this, kListRows["LPUSH"], key, element);
}

DeferredResult<std::int64_t> ListCommands::lpush(std::string_view key, Arguments elements) {
  require_some(elements, "LPUSH", "element");
  return record<std::int64_t>(*this, kListRows["LPUSH"], key, elements);
}

DeferredResult<std::int64_t> ListCommands::lpushx_one(std::string_view key, const Argument& element) {
  return record<std::int64_t>(*this, kListRows["LPUSHX"], key, element);
}

DeferredResult<std::int64_t> ListCommands::lpushx(std::string_view key, Arguments elements) {
  require_some(elements, "LPUSHX", "element");
  return record<std::int64_t>(*this, kListRows["LPUSHX"], key, elements);
}

SlotHandle ListCommands::lrange_as(const ResultType& type, std::string_view key, std::int64_t start,
                                   std::int64_t stop) {
  return record_as(*this, type, kListRows["LRANGE"], key, start, stop);
}

DeferredResult<std::int64_t> ListCommands::lrem(std::string_view key, std::int64_t count, const Argument& element) {
  return record<std::int64_t>(*this, kListRows["LREM"], key, count, element);
}

DeferredResult<Ok> ListCommands::lset(std::string_view key, std::int64_t index, const Argument& element) {
  return record<Ok>(*this, kListRows["LSET"], key, index, element);
}

DeferredResult<Ok> ListCommands::ltrim(std::string_view key, std::int64_t start, std::int64_t stop) {
  return record<Ok>(*this, kListRows["LTRIM"], key, start, stop);
}

SlotHandle ListCommands::rpop_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kListRows["RPOP"], key);
}

SlotHandle ListCommands::rpop_as(const ResultType& type, std::string_view key, std::int64_t count) {
  return record_as(*this, type, kListRows["RPOP"], key, count);
}

DeferredResult<std::int64_t> ListCommands::rpush_one(std::string_view key, const Argument& element) {
  return record<std::int64_t>(*this, kListRows["RPUSH"], key, element);
}

DeferredResult<std::int64_t> ListCommands::rpush(std::string_view key, Arguments elements) {
  require_some(elements, "RPUSH", "element");
  return record<std::int64_t>(*this, kListRows["RPUSH"], key, elements);
}

DeferredResult<std::int64_t> ListCommands::rpushx_one(std::string_view key, const Argument& element) {
  return record<std::int64_t>(*this, kListRows["RPUSHX"], key, element);
}

DeferredResult<std::int64_t> ListCommands::rpushx(std::string_view key, Arguments elements) {
  require_some(elements, "RPUSHX", "element");
  return record<std::int64_t>(*this, kListRows["RPUSHX"], key, elements);
}

}  // namespace tributary
