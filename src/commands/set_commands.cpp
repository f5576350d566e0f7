#include <tributary/commands/set_commands.hpp>

#include "commands/counts.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kSetRows{
    CommandRow{"SADD", -3, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"SCARD", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"SDIFF", -2, Access::read, Repeat::safe, kAllKeys},
    // The destination may be the second key, and a minus (a minus b) is not a minus b.
    CommandRow{"SDIFFSTORE", -3, Access::write, Repeat::unsafe, kAllKeys},
    CommandRow{"SINTER", -2, Access::read, Repeat::safe, kAllKeys},
    CommandRow{"SINTERCARD", -3, Access::read, Repeat::safe, kCountedKeys},
    CommandRow{"SINTERSTORE", -3, Access::write, Repeat::safe, kAllKeys},
    CommandRow{"SISMEMBER", 3, Access::read, Repeat::safe, kOneKey},
    CommandRow{"SMEMBERS", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"SMISMEMBER", -3, Access::read, Repeat::safe, kOneKey},
    CommandRow{"SMOVE", 4, Access::write, Repeat::same_data, kTwoKeys},
    CommandRow{"SPOP", -2, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"SRANDMEMBER", -2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"SREM", -3, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"SUNION", -2, Access::read, Repeat::safe, kAllKeys},
    CommandRow{"SUNIONSTORE", -3, Access::write, Repeat::safe, kAllKeys},
};

}  // namespace

std::span<const CommandRow> detail::set_command_rows() noexcept { return kSetRows.rows(); }

DeferredResult<bool> SetCommands::sadd_one(std::string_view key, const Argument& member) {
  return record<bool>(*this, kSetRows["SADD"], key, member);
}

DeferredResult<std::int64_t> SetCommands::sadd(std::string_view key, Arguments members) {
  require_some(members, "SADD", "member");
  return record<std::int64_t>(*this, kSetRows["SADD"], key, members);
}

DeferredResult<std::int64_t> SetCommands::scard(std::string_view key) {
  return record<std::int64_t>(*this, kSetRows["SCARD"], key);
}

SlotHandle SetCommands::sdiff_as(const ResultType& type, const Arguments& keys) {
  require_some(keys, "SDIFF", "key");
  return record_as(*this, type, kSetRows["SDIFF"], keys);
}

DeferredResult<std::int64_t> SetCommands::sdiffstore(std::string_view destination, KeyList keys) {
  require_some(keys, "SDIFFSTORE", "key");
  return record<std::int64_t>(*this, kSetRows["SDIFFSTORE"], destination, keys);
}

SlotHandle SetCommands::sinter_as(const ResultType& type, const Arguments& keys) {
  require_some(keys, "SINTER", "key");
  return record_as(*this, type, kSetRows["SINTER"], keys);
}

DeferredResult<std::int64_t> SetCommands::sintercard(KeyList keys, std::optional<std::int64_t> limit) {
  require_some(keys, "SINTERCARD", "key");
  Words words;
  add_count(words, "SINTERCARD", limit, "LIMIT", "limit");
  return record<std::int64_t>(*this, kSetRows["SINTERCARD"], keys.size(), keys, words);
}

DeferredResult<std::int64_t> SetCommands::sinterstore(std::string_view destination, KeyList keys) {
  require_some(keys, "SINTERSTORE", "key");
  return record<std::int64_t>(*this, kSetRows["SINTERSTORE"], destination, keys);
}

DeferredResult<bool> SetCommands::sismember(std::string_view key, const Argument& member) {
  return record<bool>(*this, kSetRows["SISMEMBER"], key, member);
}

SlotHandle SetCommands::smembers_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kSetRows["SMEMBERS"], key);
}

DeferredResult<std::vector<bool>> SetCommands::smismember(std::string_view key, Arguments members) {
  require_some(members, "SMISMEMBER", "member");
  return record<std::vector<bool>>(*this, kSetRows["SMISMEMBER"], key, members);
}

DeferredResult<bool> SetCommands::smove(std::string_view source, std::string_view destination, const Argument& member) {
  return record<bool>(*this, kSetRows["SMOVE"], source, destination, member);
}

SlotHandle SetCommands::spop_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kSetRows["SPOP"], key);
}

SlotHandle SetCommands::spop_as(const ResultType& type, std::string_view key, std::int64_t count) {
  return record_as(*this, type, kSetRows["SPOP"], key, count);
}

SlotHandle SetCommands::srandmember_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kSetRows["SRANDMEMBER"], key);
}

SlotHandle SetCommands::srandmember_as(const ResultType& type, std::string_view key, std::int64_t count) {
  return record_as(*this, type, kSetRows["SRANDMEMBER"], key, count);
}

DeferredResult<bool> SetCommands::srem_one(std::string_view key, const Argument& member) {
  return record<bool>(*this, kSetRows["SREM"], key, member);
}

DeferredResult<std::int64_t> SetCommands::srem(std::string_view key, Arguments members) {
  require_some(members, "SREM", "member");
  return record<std::int64_t>(*this, kSetRows["SREM"], key, members);
}

SlotHandle SetCommands::sunion_as(const ResultType& type, const Arguments& keys) {
  require_some(keys, "SUNION", "key");
  return record_as(*this, type, kSetRows["SUNION"], keys);
}

DeferredResult<std::int64_t> SetCommands::sunionstore(std::string_view destination, KeyList keys) {
  require_some(keys, "SUNIONSTORE", "key");
  return record<std::int64_t>(*this, kSetRows["SUNIONSTORE"], destination, keys);
}

}  // namespace tributary
