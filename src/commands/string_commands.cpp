#include <tributary/commands/string_commands.hpp>

#include "commands/expiry_words.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

#include <fmt/format.h>

#include <cmath>
#include <tuple>
#include <utility>

namespace tributary {

using namespace detail;

namespace {

constexpr KeyRange kEverySecond{1, -1, 2};

constexpr CommandTable kStringRows{
    CommandRow{"APPEND", 3, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"DECR", 2, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"DECRBY", 3, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"GET", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"GETDEL", 2, Access::write, Repeat::same_data, kOneKey},
    // A time that has passed deletes the key.
    CommandRow{"GETEX", -2, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"GETRANGE", 4, Access::read, Repeat::safe, kOneKey},
    CommandRow{"GETSET", 3, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"INCR", 2, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"INCRBY", 3, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"INCRBYFLOAT", 3, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"LCS", -3, Access::read, Repeat::safe, kTwoKeys},
    CommandRow{"MGET", -2, Access::read, Repeat::safe, kAllKeys}.with(About::keys),
    CommandRow{"MSET", -3, Access::write, Repeat::safe, kEverySecond},
    CommandRow{"MSETNX", -3, Access::write, Repeat::same_data, kEverySecond},
    CommandRow{"PSETEX", 4, Access::write, Repeat::safe, kOneKey},
    CommandRow{"SET", -3, Access::write, Repeat::safe, kOneKey},
    CommandRow{"SETEX", 4, Access::write, Repeat::safe, kOneKey},
    CommandRow{"SETNX", 3, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"SETRANGE", 4, Access::write, Repeat::safe, kOneKey},
    CommandRow{"STRLEN", 2, Access::read, Repeat::safe, kOneKey},
};

/// SET with NX, XX, IFEQ or GET.
constexpr CommandRow kConditionalSet = kStringRows["SET"].with(Repeat::same_data);

Words set_words(const SetOptions& options, bool get) {
  if (options.only_if && options.if_equal) throw std::invalid_argument{"SET: only_if contradicts if_equal"};
  Words words;
  if (options.only_if) words.add(*options.only_if == Exists::no ? "NX" : "XX");
  if (options.if_equal) words.add("IFEQ", *options.if_equal);
  if (get) words.add("GET");
  add_expiry(words, "SET", {options.ttl, options.expire_at, options.keep_ttl, "keep_ttl", "KEEPTTL"});
  return words;
}

bool stored_from(const ReplyView& reply) {
  if (reply.is_nil()) return false;
  decode<Ok>(reply);
  return true;
}

LcsMatches lcs_matches_from(const ReplyView& reply) {
  using Range = std::pair<std::int64_t, std::int64_t>;
  using Match = std::tuple<Range, Range, std::int64_t>;
  const auto [matches_word, matches, length_word, length] =
      decode<std::tuple<std::string, std::vector<Match>, std::string, std::int64_t>>(reply);
  if (matches_word != "matches") throw_unexpected_text("\"matches\"", matches_word);
  if (length_word != "len") throw_unexpected_text("\"len\"", length_word);
  LcsMatches out{.matches = {}, .length = length};
  out.matches.reserve(matches.size());
  for (const auto& [first, second, match_length] : matches) {
    out.matches.push_back({{first.first, first.second}, {second.first, second.second}, match_length});
  }
  return out;
}

}  // namespace

std::span<const CommandRow> detail::string_command_rows() noexcept { return kStringRows.rows(); }

DeferredResult<std::int64_t> StringCommands::append(std::string_view key, const Argument& value) {
  return record<std::int64_t>(*this, kStringRows["APPEND"], key, value);
}

DeferredResult<std::int64_t> StringCommands::decr(std::string_view key) {
  return deferred<std::int64_t>(decr_as(result_type<std::int64_t>, key));
}

SlotHandle StringCommands::decr_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kStringRows["DECR"], key);
}

DeferredResult<std::int64_t> StringCommands::decrby(std::string_view key, std::int64_t by) {
  return deferred<std::int64_t>(decrby_as(result_type<std::int64_t>, key, by));
}

SlotHandle StringCommands::decrby_as(const ResultType& type, std::string_view key, std::int64_t by) {
  return record_as(*this, type, kStringRows["DECRBY"], key, by);
}

SlotHandle StringCommands::get_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kStringRows["GET"], key);
}

SlotHandle StringCommands::getdel_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kStringRows["GETDEL"], key);
}

SlotHandle StringCommands::getex_as(const ResultType& type, std::string_view key, const GetexOptions& options) {
  Words words;
  add_expiry(words, "GETEX", {options.ttl, options.expire_at, options.persist, "persist", "PERSIST"});
  return record_as(*this, type, kStringRows["GETEX"], key, words);
}

SlotHandle StringCommands::getrange_as(const ResultType& type, std::string_view key, std::int64_t start,
                                       std::int64_t stop) {
  return record_as(*this, type, kStringRows["GETRANGE"], key, start, stop);
}

SlotHandle StringCommands::getset_as(const ResultType& type, std::string_view key, const Argument& value) {
  return record_as(*this, type, kStringRows["GETSET"], key, value);
}

DeferredResult<std::int64_t> StringCommands::incr(std::string_view key) {
  return deferred<std::int64_t>(incr_as(result_type<std::int64_t>, key));
}

SlotHandle StringCommands::incr_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kStringRows["INCR"], key);
}

DeferredResult<std::int64_t> StringCommands::incrby(std::string_view key, std::int64_t by) {
  return deferred<std::int64_t>(incrby_as(result_type<std::int64_t>, key, by));
}

SlotHandle StringCommands::incrby_as(const ResultType& type, std::string_view key, std::int64_t by) {
  return record_as(*this, type, kStringRows["INCRBY"], key, by);
}

DeferredResult<double> StringCommands::incrbyfloat(std::string_view key, ExactDouble by) {
  return deferred<double>(incrbyfloat_as(result_type<double>, key, by));
}

SlotHandle StringCommands::incrbyfloat_as(const ResultType& type, std::string_view key, double by) {
  if (!std::isfinite(by)) throw std::invalid_argument{fmt::format("INCRBYFLOAT cannot add {}", by)};
  return record_as(*this, type, kStringRows["INCRBYFLOAT"], key, by);
}

DeferredResult<std::string> StringCommands::lcs(std::string_view key1, std::string_view key2) {
  return record<std::string>(*this, kStringRows["LCS"], key1, key2);
}

DeferredResult<std::int64_t> StringCommands::lcs_len(std::string_view key1, std::string_view key2) {
  return record<std::int64_t>(*this, kStringRows["LCS"], key1, key2, "LEN");
}

DeferredResult<LcsMatches> StringCommands::lcs_idx(std::string_view key1, std::string_view key2,
                                                   std::int64_t min_match_len) {
  Words words;
  words.add("IDX");
  if (min_match_len != 0) words.add("MINMATCHLEN", min_match_len);
  words.add("WITHMATCHLEN");
  return record_with<&lcs_matches_from>(*this, kStringRows["LCS"], key1, key2, words);
}

SlotHandle StringCommands::mget_as(const ResultType& type, const Arguments& keys) {
  require_some(keys, "MGET", "key");
  return record_as(*this, type, kStringRows["MGET"], keys);
}

DeferredResult<Ok> StringCommands::mset(KeyValues values) {
  require_some(values, "MSET", "key");
  return record<Ok>(*this, kStringRows["MSET"], values);
}

DeferredResult<bool> StringCommands::msetnx(KeyValues values) {
  require_some(values, "MSETNX", "key");
  return record<bool>(*this, kStringRows["MSETNX"], values);
}

DeferredResult<Ok> StringCommands::psetex(std::string_view key, std::chrono::milliseconds ttl, const Argument& value) {
  require_positive("PSETEX", ttl);
  return record<Ok>(*this, kStringRows["PSETEX"], key, ttl.count(), value);
}

DeferredResult<bool> StringCommands::set(std::string_view key, const Argument& value, const SetOptions& options) {
  const CommandRow& row = options.only_if || options.if_equal ? kConditionalSet : kStringRows["SET"];
  return record_with<&stored_from>(*this, row, key, value, set_words(options, false));
}

SlotHandle StringCommands::set_get_as(const ResultType& type, std::string_view key, const Argument& value,
                                      const SetOptions& options) {
  return record_as(*this, type, kConditionalSet, key, value, set_words(options, true));
}

DeferredResult<Ok> StringCommands::setex(std::string_view key, std::chrono::seconds ttl, const Argument& value) {
  require_positive("SETEX", ttl);
  return record<Ok>(*this, kStringRows["SETEX"], key, ttl.count(), value);
}

DeferredResult<bool> StringCommands::setnx(std::string_view key, const Argument& value) {
  return record<bool>(*this, kStringRows["SETNX"], key, value);
}

DeferredResult<std::int64_t> StringCommands::setrange(std::string_view key, std::int64_t offset,
                                                      const Argument& value) {
  if (offset < 0) throw std::invalid_argument{"SETRANGE: offset must not be negative"};
  return record<std::int64_t>(*this, kStringRows["SETRANGE"], key, offset, value);
}

DeferredResult<std::int64_t> StringCommands::strlen(std::string_view key) {
  return record<std::int64_t>(*this, kStringRows["STRLEN"], key);
}

}  // namespace tributary
